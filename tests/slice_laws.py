"""Laws of regions' slices, told apart from how slices are made, and worlds of generated regions."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from rdflib import RDF, URIRef

from bench.generate import generate, load
from bench.quads import name, term, text
from bench.world import BODIES_EACH, World
from lsgraph.build import examine
from lsgraph.export import region_codes, slice_region
from lsgraph.reason import infer
from lsgraph.resources import find_resources
from lsgraph.store import Quad, Store, find_format
from lsgraph.validate import Severity
from lsgraph.vocabulary import Kind, graph_kind, parse_span

_MENTIONING: Final = (Kind.REGISTER, Kind.JUDGEMENT)
REGIONS_IN_A_WORLD: Final = 20
_DOCUMENT_STATEMENTS: Final = 658

_AREAS: Final = """SELECT ?area {{
  {{ VALUES ?area {{ {region} }} }} UNION {{ {region} lsg:inCollaborationRegion|dcterms:spatial ?area }}
}}"""
_OWNED: Final = """?thing
  (lsg:subGoalOf|lsg:goalOf|lsg:measureOf)*/(lsg:planOwner|lsg:searchSubject)/(org:unitOf|lsg:ownedBy|lsg:attachedTo)*
"""
_REGIONS_THINGS: Final = f"SELECT DISTINCT ?thing {{{{ {_OWNED} {{region}} }}}}"
_OTHERS_THINGS: Final = (
    "SELECT DISTINCT ?thing {{ ?other lsg:countyCode ?code FILTER (?other != {region}) "
    f"{_OWNED} ?other }}}}"
)
_FUNDINGS: Final = "SELECT DISTINCT ?thing {{ ?thing lsg:funder|lsg:recipient {region} }}"
_WORKS: Final = "SELECT ?work ?place ?extent { ?work dcterms:spatial ?place ; lsg:extent ?extent }"


def find_breaches(whole: Store, region: URIRef, known: Collection[tuple[str, str]] = ()) -> Iterator[str]:
    """Yield in words how the region's slice of a store, whose default graph is the merge, breaks a law.

    What the gate says of the whole, its faults by shape and focus, is `known`.
    """
    part = slice_region(whole, region)
    asserted, own = _asserted(whole), set(part.quads())
    if not own <= asserted:
        yield f"{len(own - asserted)} statements that the whole does not assert"
    if set(slice_region(part, region).quads()) != own:
        yield "the slice of the slice is another"
    yield from _find_missing(whole, region, asserted, own)
    yield from _find_foreign(whole, region, own)
    for shape, focus in find_faults(part, whole=False) - set(known):
        yield f"the gate: {shape} {focus}"


def find_faults(dataset: Store, *, whole: bool) -> set[tuple[str, str]]:
    """Return shape and focus of what keeps a dataset out of a release, built as `lsgraph build` builds it."""
    store = Store()
    graphs = (graph for graph in dataset.graphs() if graph_kind(graph) is not Kind.INFERENCE)
    store.add_from(dataset, graphs)
    store.add_from(infer(store))
    store.merge()
    found = examine(store, find_resources(), whole=whole).findings
    return {(str(one.shape), str(one.focus)) for one in found if one.severity is Severity.VIOLATION}


def _asserted(whole: Store) -> set[Quad]:
    named = (quad for quad in whole.quads() if quad.graph is not None)
    return {quad for quad in named if graph_kind(str(quad.graph)) is not Kind.INFERENCE}


def _things(whole: Store, query: str, region: URIRef) -> set[object]:
    return {row["thing"] for row in whole.select(query.format(region=region.n3()))}


def _find_missing(whole: Store, region: URIRef, asserted: set[Quad], own: set[Quad]) -> Iterator[str]:
    """Yield what is missing of the region's own: whole passages, and all that is said of its things."""
    places = {row["area"] for row in whole.select(_AREAS.format(region=region.n3()))}
    theirs = _passages_about(whole, places)
    things = _things(whole, _REGIONS_THINGS, region) | _things(whole, _FUNDINGS, region)
    for quad in asserted - own:
        if quad.graph in theirs:
            yield f"{quad} of the region's own passage is missing"
        elif graph_kind(str(quad.graph)) in _MENTIONING and (quad.subject in things or region in quad):
            yield f"{quad} of the region's own is missing"


def _find_foreign(whole: Store, region: URIRef, own: set[Quad]) -> Iterator[str]:
    """Yield what another region's papers, plans, goals, measures, searches or judgements say."""
    places = {row["place"] for row in whole.select(_WORKS)}
    regions = {quad.subject for quad in whole.quads() if quad.predicate.endswith("/countyCode")}
    collaborations = {
        quad.object for quad in whole.quads() if quad.predicate.endswith("/inCollaborationRegion")
    }
    ours = {row["area"] for row in whole.select(_AREAS.format(region=region.n3()))}
    foreign = (places & (regions | collaborations)) - ours
    papers = _passages_about(whole, foreign) - _passages_about(whole, places - foreign)
    our_things = _things(whole, _REGIONS_THINGS, region) | {region}
    things = _things(whole, _OTHERS_THINGS, region) - our_things
    ours_too = {quad.graph for quad in own if not our_things.isdisjoint((quad.subject, quad.object))}
    for quad in own:
        kind = graph_kind(str(quad.graph))
        if kind is Kind.INFERENCE:
            yield f"{quad} is inferred"
        elif quad.predicate == RDF.type:
            continue
        elif quad.graph in papers:
            yield f"{quad} is another region's passage"
        elif kind in _MENTIONING and quad.subject in things and quad.graph not in ours_too:
            yield f"{quad} is another region's"


def _passages_about(whole: Store, places: Collection[object]) -> set[URIRef]:
    spans = [parse_span(str(row["extent"])) for row in whole.select(_WORKS) if row["place"] in places]
    passages = [(graph, span) for graph in whole.graphs() if (span := parse_span(graph))]
    return {
        graph
        for graph, span in passages
        if any(
            wide and wide.source == span.source and wide.start <= span.start and span.end <= wide.end
            for wide in spans
        )
    }


def make_world(seed: int, regions: int = REGIONS_IN_A_WORLD) -> tuple[Store, list[URIRef]]:
    """Return a world of generated regions with its regions: papers, bodies, plans, links across regions.

    Documents are about a region, a collaboration region or the country, and judge their goals to serve goals
    of any other document.
    """
    chance = random.Random(seed)
    documents = regions + regions // 4 + 2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.nq"
        generate(path, documents * _DOCUMENT_STATEMENTS, seed)
        store = load(path)
        made = World.of_size(documents).documents
        lines = [*_write_regions(regions, chance), *_write_owners(regions, made, chance)]
        path.write_text("".join(lines), encoding="utf-8")
        store.load(path, find_format("n-quads"))
    store.update(_move_works(regions, made, chance))
    store.merge()
    return store, [region for _, region in region_codes(store)]


def _write_regions(regions: int, chance: random.Random) -> Iterator[str]:
    """Yield a register graph and a name for each region, with its collaboration region and a search."""
    for number in range(regions):
        region, shared = name(f"body:syn-region-{number}"), name(f"body:syn-shared-{number % 4}")
        register, search = name(f"register:syn-{number}"), name(f"search:syn-{number}")
        yield from _write_register(register)
        yield from _write_name(region, f"Region {number}")
        yield from _write_name(search, f"Sökning {number}")
        said = [
            (region, "rdf:type", term("lsg:Region")),
            (region, "lsg:countyCode", f'"{number + 1:02}"'),
            (region, "lsg:inCollaborationRegion", shared),
            (shared, "rdf:type", term("lsg:CollaborationRegion")),
            (search, "rdf:type", term("lsg:Search")),
            (search, "lsg:searchSubject", region),
            (search, "lsg:searchedFor", term("lsg:Plan")),
            (search, "lsg:found", f'"{chance.choice(("true", "false"))}"^^{term("xsd:boolean")}'),
        ]
        yield from (f"{subject} {term(way)} {value} {register} .\n" for subject, way, value in said)
        if number < 4:
            yield from _write_name(shared, f"Samverkansregion {number}")


def _write_owners(regions: int, documents: int, chance: random.Random) -> Iterator[str]:
    """Yield register graphs by which some bodies are units of a region."""
    for body in range(documents * BODIES_EACH):
        if chance.random() < 0.3:
            register = name(f"register:syn-unit-{body}")
            yield from _write_register(register)
            unit, region = name(f"body:syn-{body}"), name(f"body:syn-region-{chance.randrange(regions)}")
            yield f"{unit} {term('rdf:type')} {term('org:OrganizationalUnit')} {register} .\n"
            yield f"{unit} {term('org:unitOf')} {region} {register} .\n"


def _write_register(register: str) -> Iterator[str]:
    date = f'"2026-11-22"^^{term("xsd:date")}'
    for way, value in (
        ("rdf:type", term("lsg:Register")),
        ("dcterms:title", text("Register", "sv")),
        ("dcterms:source", "<https://example.org/register>"),
        ("lsg:dateRead", date),
    ):
        yield f"{register} {term(way)} {value} {term('cat:registers')} .\n"


def _write_name(thing: str, label: str) -> Iterator[str]:
    naming = name("naming:" + "-".join(thing.strip("<>").split("/")[-2:]))
    yield f"{naming} {term('rdf:type')} {term('lsg:Naming')} {term('cat:naming')} .\n"
    created = f'"2026-11-22"^^{term("xsd:date")}'
    yield f"{naming} {term('dcterms:created')} {created} {term('cat:naming')} .\n"
    for language in ("sv", "en"):
        yield f"{thing} {term('skos:prefLabel')} {text(label, language)} {naming} .\n"


def _move_works(regions: int, documents: int, chance: random.Random) -> str:
    """Return an update by which works are about regions, collaboration regions or, still, the country."""
    moves = []
    for number in range(documents):
        if number < regions:
            place = name(f"body:syn-region-{number}")
        elif chance.random() < 0.6:
            place = name(f"body:syn-shared-{chance.randrange(4)}")
        else:
            continue
        work, country, graph = name(f"work:syn-{number}"), term("place:sverige"), term("cat:sources")
        moves.append(
            f"DELETE DATA {{ GRAPH {graph} {{ {work} dcterms:spatial {country} }} }} ; "
            f"INSERT DATA {{ GRAPH {graph} {{ {work} dcterms:spatial {place} }} }}"
        )
    return " ; ".join(moves)

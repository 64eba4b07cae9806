"""Takes a new source document into `data/`, and moves the spans of one that was revised."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef

from lsgraph.errors import SourceError
from lsgraph.release import put_file
from lsgraph.resources import Resources
from lsgraph.sources import Alignment, Sources, checksum
from lsgraph.store import Quad, Store, Term, find_format, format_trig
from lsgraph.vocabulary import OA, PREFIXES, SPDX, Span, parse_span, shorten

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDERS: Final = ("passages", "coverage", "naming")
_SPACES: Final = ("p", "stretch")
_HEAD: Final = (
    "body",
    "dcterms",
    "foaf",
    "lsg",
    "oa",
    "place",
    "skos",
    "source",
    "spdx",
    "stretch",
    "work",
    "xsd",
)


@dataclass(frozen=True)
class NewSource:
    """What a curator tells of a source: names in both languages, publisher and place as prefixed names."""

    swedish: str
    english: str
    publisher: str
    spatial: str


@dataclass(frozen=True)
class Update:
    """What became of the spans of a revised source: which stay, moved (old to new), or fit no longer."""

    kept: tuple[URIRef, ...]
    moved: dict[URIRef, URIRef]
    lost: tuple[URIRef, ...]


def add_source(resources: Resources, file: Path, told: NewSource) -> Path:
    """Describe a source document in `data/sources` and make the folders of its passages.

    Returns the file written; raises SourceError when name, text or an earlier source stands in the way.
    """
    if not _ID.fullmatch(file.stem) or file.suffix != ".txt":
        raise SourceError(
            f"{file.name} cannot name a source; call it <source>.txt in lower-case ASCII with hyphens"
        )
    target = _described_in(resources, file.stem)
    if target.exists():
        raise SourceError(f"{file.stem} is a source already; `lsgraph source update` takes a revised text")
    text = _read(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_describe(file.stem, text, told), encoding="utf-8")
    for folder in _FOLDERS:
        (resources.data / folder / file.stem).mkdir(parents=True, exist_ok=True)
    return target


def update_source(resources: Resources, sources: Sources, source: str, revised: str) -> Update:
    """Move every span of a source to where its text stands in the revised text, in all files of `data/`.

    A span whose text is gone keeps its IRI and offsets, and is listed. Nothing is written when a moved span
    would take the IRI of one that does not fit. Raises SourceError, SourceMissing.
    """
    text = sources.text(source)
    described = _described_in(resources, source)
    if not described.exists():
        raise SourceError(f"{source} is not described in data/sources; `lsgraph source new` takes it in")
    _check_before(described, source, text)
    works = _extents(described, source)
    aligned = Alignment(text, revised)
    files = {path: _load(path) for path in sorted(resources.data.rglob("*.trig"))}
    places = {iri: _place(aligned, iri, iri in works) for iri in {*works, *_spans(files.values(), source)}}
    update = _sort(places)
    _check_collisions(update)
    _rewrite(files, described, update, revised, text)
    return update


def _sort(places: dict[URIRef, URIRef | None]) -> Update:
    return Update(
        kept=tuple(sorted(old for old, new in places.items() if new == old)),
        moved={old: new for old, new in sorted(places.items()) if new is not None and new != old},
        lost=tuple(sorted(old for old, new in places.items() if new is None)),
    )


def _check_before(described: Path, source: str, text: str) -> None:
    """Raise SourceError unless the text at hand is the one that the spans were taken from."""
    if checksum(text) not in described.read_text(encoding="utf-8"):
        raise SourceError(
            f"the text of {source} at hand is not the one that its passages point into: its checksum is not "
            f"that in {described.name}; put the text as received there, and give the revised one as FILE"
        )


def _check_collisions(update: Update) -> None:
    taken = set(update.moved.values()) & set(update.lost)
    if taken:
        names = ", ".join(shorten(iri) for iri in sorted(taken))
        raise SourceError(
            f"{names}: the text is gone, and another passage would move onto that IRI; mend or remove "
            "it first. Nothing was written"
        )


def _place(aligned: Alignment, iri: URIRef, is_work: bool) -> URIRef | None:
    span = parse_span(iri)
    assert span is not None
    if is_work:
        return _renamed(iri, span, (aligned.position(span.start), aligned.position(span.end)))
    found = aligned.find(span.start, span.end)
    return None if found is None else _renamed(iri, span, found)


def _renamed(iri: URIRef, span: Span, place: tuple[int, int]) -> URIRef:
    space = next(PREFIXES[name] for name in _SPACES if iri.startswith(PREFIXES[name]))
    return URIRef(f"{space}{span.source}-{place[0]}-{place[1]}")


def _spans(stores: Iterable[Store], source: str) -> Iterator[URIRef]:
    """Yield every passage and stretch of the source that any statement mentions."""
    for store in stores:
        for quad in store.quads():
            for term in (quad.subject, quad.object, quad.graph):
                span = parse_span(term) if isinstance(term, URIRef) else None
                if span is not None and span.source == source:
                    yield URIRef(str(term))


def _extents(described: Path, source: str) -> set[URIRef]:
    """Return the extents of the works in the source; their ends move with the lines around them."""
    found = re.findall(rf"stretch:({re.escape(source)}-\d+-\d+)", described.read_text(encoding="utf-8"))
    return {URIRef(PREFIXES["stretch"] + name) for name in found}


def _rewrite(files: dict[Path, Store], described: Path, update: Update, revised: str, before: str) -> None:
    for path, store in files.items():
        quads = [_moved_quad(quad, update.moved, revised) for quad in store.quads()]
        if set(quads) != set(store.quads()):
            put_file(path.parent, path.name, _as_trig(quads, path.read_text(encoding="utf-8")).encode())
    text = described.read_text(encoding="utf-8").replace(checksum(before), checksum(revised))
    text = text.replace(f"lsg:characters {len(before)} ", f"lsg:characters {len(revised)} ")
    described.write_text(_move_extents(text, update.moved), encoding="utf-8")


def _moved_quad(quad: Quad, moved: dict[URIRef, URIRef], revised: str) -> Quad:
    """Return the statement with every moved IRI replaced, and offsets and checksum of a moved subject set."""
    new = moved.get(URIRef(str(quad.subject)))
    graph = moved.get(quad.graph, quad.graph) if quad.graph is not None else None
    if new is None:
        return Quad(quad.subject, quad.predicate, _moved_term(quad.object, moved), graph)
    span = parse_span(new)
    assert span is not None
    value: dict[URIRef, Term] = {
        OA.start: Literal(str(span.start), datatype=URIRef(PREFIXES["xsd"] + "integer")),
        OA.end: Literal(str(span.end), datatype=URIRef(PREFIXES["xsd"] + "integer")),
        SPDX.checksumValue: Literal(
            checksum(revised[span.start : span.end]), datatype=URIRef(PREFIXES["xsd"] + "hexBinary")
        ),
    }
    return Quad(new, quad.predicate, value.get(quad.predicate, _moved_term(quad.object, moved)), graph)


def _moved_term(term: Term, moved: dict[URIRef, URIRef]) -> Term:
    return moved.get(term, term) if isinstance(term, URIRef) else term


def _move_extents(text: str, moved: dict[URIRef, URIRef]) -> str:
    """Return a Turtle file with the extents of works moved: their IRIs, and the offsets in their blocks."""

    def rename(match: re.Match[str]) -> str:
        new = moved.get(URIRef(PREFIXES["stretch"] + match[1]))
        return match[0] if new is None else shorten(new)

    def offsets(match: re.Match[str]) -> str:
        span = parse_span(PREFIXES["stretch"] + match[1])
        assert span is not None
        block = re.sub(r"oa:start \d+", f"oa:start {span.start}", match[0])
        return re.sub(r"oa:end \d+", f"oa:end {span.end}", block)

    renamed = re.sub(r"stretch:([a-z0-9-]+-\d+-\d+)", rename, text)
    return re.sub(r"^stretch:([a-z0-9-]+) a lsg:Stretch ;[^.]*\.$", offsets, renamed, flags=re.MULTILINE)


def _load(path: Path) -> Store:
    store = Store()
    store.load(path, find_format("trig"))
    return store


def _as_trig(quads: Iterable[Quad], before: str) -> str:
    store = Store()
    store.add(quads)
    output = io.BytesIO()
    store.dump(output, find_format("trig"))
    comments = [line for line in before.splitlines() if line.startswith("#")]
    return format_trig("\n".join([*comments, output.getvalue().decode()]))


def _described_in(resources: Resources, source: str) -> Path:
    return resources.data / "sources" / f"{source}.ttl"


def _read(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{file.name} is not UTF-8 at byte {error.start}; convert it first") from error
    if not text.strip():
        raise SourceError(f"{file.name} is empty; there is nothing to point into")
    return text


def _describe(source: str, text: str, told: NewSource) -> str:
    """Return the Turtle that describes a source with one work that fills it."""
    extent = f"stretch:{source}-0-{len(text)}"
    names = f"{Literal(told.english, lang='en').n3()} , {Literal(told.swedish, lang='sv').n3()}"
    head = "\n".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in _HEAD)
    return f"""{head}

source:{source} a lsg:SourceFile ;
    skos:prefLabel {names} ;
    dcterms:publisher {told.publisher} ;
    dcterms:language "sv" ;
    dcterms:identifier "{source}" ;
    lsg:characters {len(text)} ;
    spdx:checksumValue "{checksum(text)}"^^xsd:hexBinary .

work:{source} a lsg:Work ;
    skos:prefLabel {names} ;
    dcterms:publisher {told.publisher} ;
    dcterms:spatial {told.spatial} ;
    lsg:inFile source:{source} ;
    lsg:extent {extent} .

{extent} a lsg:Stretch ;
    oa:hasSource source:{source} ;
    oa:start 0 ;
    oa:end {len(text)} .
"""

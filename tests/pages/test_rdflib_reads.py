"""rdflib, whose graphs are default graphs, reads as many triples of a description in every format.

The things are one of each class that the release has, chosen by a seed.
"""

from __future__ import annotations

import random
import warnings
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from rdflib import RDF, Dataset, Graph
from rdflib.compare import isomorphic

from lsgraph.store import Store
from lsgraph.vocabulary import BASE, description_path

SEED = 9
PARSERS = {
    "ttl": "turtle",
    "nt": "nt",
    "rdf": "xml",
    "jsonld": "json-ld",
    "jsonld?graphs=true": "json-ld",
    "trig": "trig",
    "nq": "nquads",
}


def choose_things(graph: Store) -> list[str]:
    """Return the path of a description of one thing of each class."""
    of_class: dict[str, list[str]] = {}
    for quad in graph.quads(predicate=RDF.type):
        if str(quad.subject).startswith(BASE) and quad.graph is not None:
            of_class.setdefault(str(quad.object), []).append(str(quad.subject))
    chance = random.Random(SEED)
    chosen = {chance.choice(sorted(of_class[name])) for name in sorted(of_class)}
    return sorted(description_path(one.removeprefix(BASE)) for one in chosen)


def read_all(client: httpx.Client, path: str) -> dict[str, Graph]:
    """Return what rdflib reads of a description, by suffix."""
    found = {}
    for suffix, parser in PARSERS.items():
        answer = client.get(f"/{path}.{suffix}")
        assert answer.status_code == 200, (path, suffix, answer.text[:300])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
            if parser in ("trig", "nquads") or "?" in suffix:
                found[suffix] = Dataset().parse(data=answer.content, format=parser).default_graph
            else:
                found[suffix] = Graph().parse(data=answer.content, format=parser)
    return found


@pytest.mark.slow
def test_every_format_has_the_same_triples(service: str, graph: Store) -> None:
    paths = choose_things(graph)
    assert len(paths) > 60
    with httpx.Client(base_url=service, timeout=60) as client, ThreadPoolExecutor(2) as threads:
        for path, found in zip(paths, threads.map(lambda one: read_all(client, one), paths), strict=True):
            sizes = {suffix: len(triples) for suffix, triples in found.items()}
            assert len(set(sizes.values())) == 1, (path, sizes)
            assert sizes["ttl"], path
            if sizes["ttl"] < 400:
                assert all(isomorphic(found["ttl"], other) for other in found.values()), path


@pytest.mark.parametrize(
    "path", ["id/goal/nls2019-2.2", "doc/goal/nls2019-2.2", "spec/Goal", "res/source/none"]
)
def test_rdflib_reads_an_address_by_itself(service: str, path: str) -> None:
    """It asks for its own list of formats and takes the one that it is given."""
    if path.endswith("none"):
        with pytest.raises(OSError, match="404"):
            Graph().parse(f"{service}/{path}")
        return
    expected = httpx.get(f"{service}/{description_path(path)}", headers={"Accept": "text/turtle"}).text
    assert len(Graph().parse(f"{service}/{path}")) == len(Graph().parse(data=expected, format="turtle")) > 5


def test_graphs_stand_beside_the_triples(service: str) -> None:
    text = httpx.get(f"{service}/doc/goal/nls2019-2.2.trig").content
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = Dataset().parse(data=text, format="trig")
    named = {quad[:3] for quad in found.quads() if quad[3] not in (None, found.default_graph.identifier)}
    assert named == set(found.default_graph)
    assert len(list(found.graphs())) > 3

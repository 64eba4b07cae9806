"""Dereferences every IRI of the release in every format: no error, nothing empty, no blank node hangs."""

from __future__ import annotations

import random
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx
from rdflib import BNode, Dataset, URIRef
from rdflib.term import Node

from lsgraph.build import build
from lsgraph.resources import find_resources
from lsgraph.store import Store
from lsgraph.vocabulary import BASE
from tests.attack._progress import Progress, tell, tell_figure
from tests.fuzz_service import serve

ABOUT_SECONDS: Final = 600.0
FORMATS: Final = {
    "text/html": "",
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


def list_iris(graph: Store) -> list[str]:
    """Return the IRIs below the base that the release has anywhere, sorted."""
    terms = {term for quad in graph.quads() for term in quad if isinstance(term, URIRef)}
    return sorted(str(term) for term in terms if term.startswith(BASE))


def read(answer: httpx.Response, parser: str) -> tuple[set[tuple[Node, Node, Node]], list[Node]]:
    """Return the triples of an answer, in whichever graph, and the blank nodes of which nothing is said."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of itself
        dataset = Dataset(default_union=True).parse(data=answer.content, format=parser)
    triples = set(dataset.triples((None, None, None)))
    told = {subject for subject, _, _ in triples}
    return triples, [value for *_, value in triples if isinstance(value, BNode) and value not in told]


def find_faults(client: httpx.Client, iri: str) -> Iterator[str]:
    """Yield what is wrong with the answers for an IRI."""
    sizes: dict[str, int] = {}
    for media_type, parser in FORMATS.items():
        address = "/" + iri.removeprefix(BASE)
        answer = client.get(address, headers={"Accept": media_type}, follow_redirects=True)
        if answer.status_code != 200 or not answer.headers["content-type"].startswith(media_type):
            yield f"{iri} {media_type}: {answer.status_code} {answer.headers.get('content-type')}"
        elif not parser:
            if "<main" not in answer.text or ("<dd>" not in answer.text and iri != BASE):
                yield f"{iri} {media_type}: an empty page"
        else:
            triples, dangling = read(answer, parser)
            sizes[parser] = len(triples)
            if dangling:
                yield f"{iri} {media_type}: {len(dangling)} blank nodes hang"
    if 0 in sizes.values() or len(set(sizes.values())) > 1:
        yield f"{iri}: triples {sizes}"


def find_all_faults(service: str, chosen: Sequence[str]) -> list[str]:
    """Return what is wrong with the answers for IRIs, two asked for at a time."""
    progress, found = Progress("IRIs", len(chosen)), list[str]()
    with httpx.Client(base_url=service, timeout=120) as client, ThreadPoolExecutor(2) as threads:
        for number, faults in enumerate(threads.map(lambda iri: list(find_faults(client, iri)), chosen), 1):
            found += faults
            progress.note(number, f"; {len(found)} findings")
    return found


def run(seed: int, share: float) -> list[str]:
    """Build a release and ask for a share of its IRIs in every format."""
    with tempfile.TemporaryDirectory() as folder:
        release = build(find_resources(), Path(folder), tell)
        iris = list_iris(release.open_store())
        chosen = sorted(random.Random(seed).sample(iris, max(1, round(len(iris) * share))))
        with serve(Path(folder), LSGRAPH_DEADLINE="30", LSGRAPH_MEMORY="1G") as (_, port):
            faults = find_all_faults(f"http://127.0.0.1:{port}", chosen)
    tell_figure(f"{len(chosen):,} of {len(iris):,} IRIs in {len(FORMATS)} formats")
    return faults

"""The calls that search, and that make the index which is searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Final

from rdflib import RDFS, URIRef

from lsgraph.calls.call import Call
from lsgraph.search import Correction, Hit, build_index, has_index, search
from lsgraph.sources import open_sources
from lsgraph.store import Labels, Quad, Reader, find_all_labels


@dataclass(frozen=True)
class SearchResult:
    """How many things were found, a page of them, and the names of their classes.

    `whole` is false when a word was let go; `corrections` are the words that were read as others.
    """

    total: int = 0
    whole: bool = True
    corrections: tuple[Correction, ...] = ()
    hits: tuple[Hit, ...] = ()
    labels: Mapping[str, Labels] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchCall(Call[SearchResult]):
    """Words to look up in the index of a release."""

    index: Path
    text: str
    limit: int
    offset: int


@dataclass(frozen=True)
class IndexCall(Call[None]):
    """The index of a release to be made, with the text of sources where a folder of them is at hand."""

    allowed_seconds: ClassVar[float | None] = 300.0

    index: Path
    sources: Path | None


def find(store: Reader, asked: SearchCall) -> SearchResult:
    """Search the release's index, and name the classes of what is found, each hit's narrowest first."""
    found = search(asked.index, asked.text, asked.limit, asked.offset)
    classes = {URIRef(name) for hit in found.hits for name in hit.classes}
    wider = Counter(str(quad.subject) for quad in set(_superclasses(store, classes)))
    hits = (
        replace(hit, classes=tuple(sorted(hit.classes, key=lambda name: (-wider[name], name))))
        for hit in found.hits
    )
    labels = find_all_labels(store, classes)
    return SearchResult(found.total, found.whole, found.corrections, tuple(hits), labels)


def make_index(store: Reader, asked: IndexCall) -> None:
    """Build the release's search index, unless another worker has."""
    if not has_index(asked.index):
        build_index(store, asked.index, open_sources(store, asked.sources))


SEARCH_CALLS: Final = (SearchCall.answered_by(find), IndexCall.answered_by(make_index))


def _superclasses(store: Reader, classes: Iterable[URIRef]) -> Iterator[Quad]:
    """Yield, in no graph, which classes the release says are wider than some classes."""
    for quad in store.quads_about(classes, RDFS.subClassOf):
        yield quad._replace(graph=None)

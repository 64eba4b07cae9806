"""The names that are nearest to one that is not in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Final

from rdflib import URIRef

from lsgraph.store import Reader
from lsgraph.vocabulary import PREFIXES, shorten

_NEAREST: Final = 3
_CUTOFF: Final = 0.6
_MOST_LOOKED_AT: Final = 20_000  # of a large release some things are passed over, not the query's time
_PROPERTIES: Final = "Property"
_SHAPES: Final = PREFIXES["shape"]


def find_near_terms(store: Reader, iri: str) -> list[str]:
    """Return the nearest terms in short: things of the same namespace, and classes and properties of any."""
    space = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    return _choose(iri, _list_candidates(store, space))


def find_near_graphs(store: Reader, iri: str) -> list[str]:
    """Return the nearest named graphs in short."""
    return _choose(iri, map(str, store.graphs()))


def _list_candidates(store: Reader, space: str) -> Iterator[str]:
    for subject, kind in islice(store.list_typed(), _MOST_LOOKED_AT):
        yield kind
        if subject.startswith(space) or (kind.endswith(_PROPERTIES) and not subject.startswith(_SHAPES)):
            yield subject


def _choose(iri: str, candidates: Iterable[str]) -> list[str]:
    by_name: dict[str, set[str]] = {}
    for one in set(candidates):
        by_name.setdefault(_local(one).lower(), set()).add(one)
    begins = _local(iri)[:1].isupper()
    near = [
        one
        for name in get_close_matches(_local(iri).lower(), by_name, n=_NEAREST, cutoff=_CUTOFF)
        for one in sorted(by_name[name], key=lambda one: (_local(one)[:1].isupper() != begins, one))
    ]
    return [shorten(URIRef(one)) for one in near[:_NEAREST]]


def _local(iri: str) -> str:
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]

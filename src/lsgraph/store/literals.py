"""Literals that the engine would change when it takes them in.

It keeps numbers, times and truth values by what they mean (pyoxigraph 0.5.13): `1.50` becomes `1.5`, and the
types derived from xsd:integer and xsd:dateTime become those. It is asked what it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox
from rdflib import Literal

from lsgraph.errors import StoreError
from lsgraph.store.formats import Format, rdf_engine
from lsgraph.store.terms import from_engine

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_ANY: Final = ox.NamedNode("urn:any")
_TEXTS: Final = frozenset(_XSD + name for name in ("string", "hexBinary", "anyURI", "language"))


class Changed(NamedTuple):
    """A literal as it was written, and as the engine would keep it."""

    written: Literal
    kept: Literal


def find_changed_literals(path: Path, known: Format) -> list[Changed]:
    """Return the literals of a file that the engine would change, each once; raises StoreError."""
    try:
        found = {quad.object: None for quad in ox.parse(path=str(path), format=rdf_engine(known))}
    except (SyntaxError, ValueError) as error:
        raise StoreError(str(error)) from error
    return list(_compare(one for one in found if isinstance(one, ox.Literal)))


def find_changed(terms: Iterable[object]) -> list[Changed]:
    """Return those literals among some of the engine's terms that it would change, each once."""
    return list(_compare(one for one in dict.fromkeys(terms) if isinstance(one, ox.Literal)))


def _compare(literals: Iterable[ox.Literal]) -> Iterator[Changed]:
    written = [one for one in literals if _may_change(one)]
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:{place}"), _ANY, one) for place, one in enumerate(written))
    for place, one in enumerate(written):
        [quad] = store.quads_for_pattern(ox.NamedNode(f"urn:{place}"), None, None, None)
        if quad.object != one:
            yield Changed(_read(one), _read(quad.object))


def _may_change(literal: ox.Literal) -> bool:
    datatype = literal.datatype.value
    return datatype.startswith(_XSD) and datatype not in _TEXTS


def _read(term: object) -> Literal:
    literal = from_engine(term)
    assert isinstance(literal, Literal)
    return literal

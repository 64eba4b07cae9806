"""Keeps XML well-formed where the engine does not: what XML cannot carry is refused, never written.

The engine (pyoxigraph 0.5.13) writes control characters as they are, leaves a carriage return to be read as a
line feed, and makes up element names that no parser takes. https://www.w3.org/TR/xml/#charsets
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final
from xml.parsers import expat

import pyoxigraph as ox

from lsgraph.errors import NotWritable

_BANNED: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_LONGEST_BANNED: Final = 3
_NODE_ID: Final = re.compile(r"[A-Za-z_][\w.-]*")
_RESULTS: Final = ("application/sparql-results+json", "text/csv", "text/tab-separated-values")
_TRIPLES: Final = ("text/turtle", "application/n-triples", "application/ld+json")


class XmlOutput(io.RawIOBase):
    """Passes XML on; raises NotWritable at a character that XML cannot carry."""

    def __init__(self, output: BinaryIO, *, triples: bool) -> None:
        self._output, self._available = output, _TRIPLES if triples else _RESULTS
        self._before = b""

    def writable(self) -> bool:
        """Say that one can write here."""
        return True

    def write(self, data: Any) -> int:
        """Pass bytes on, with carriage returns as references."""
        piece = bytes(data)
        seen = self._before + piece
        found = _BANNED.search(seen)
        if found:
            code = ord(found.group().decode())
            raise NotWritable(f"the answer holds the character U+{code:04X}", "XML", self._available)
        self._before = seen[1 - _LONGEST_BANNED :]
        self._output.write(piece.replace(b"\r", b"&#13;"))
        return len(piece)


def check_triples(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield triples that RDF/XML can carry; raises NotWritable at one that it cannot."""
    predicates: set[str] = set()
    for triple in triples:
        _check(triple, predicates)
        yield triple


def _check(triple: ox.Triple, predicates: set[str]) -> None:
    predicate = triple.predicate.value
    if predicate not in predicates:
        if not _is_element_name(triple.predicate):
            raise NotWritable(f"the property <{predicate}> has no name at its end", "RDF/XML", _TRIPLES)
        predicates.add(predicate)
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode) and not _NODE_ID.fullmatch(term.value):
            raise NotWritable(f"the blank node _:{term.value} has no XML name", "RDF/XML", _TRIPLES)
        if isinstance(term, ox.Triple):
            _check(term, predicates)


def _is_element_name(predicate: ox.NamedNode) -> bool:
    """Say whether a parser of XML takes what the engine makes of a property."""
    sample = ox.Triple(ox.NamedNode("urn:s"), predicate, ox.NamedNode("urn:o"))
    try:
        text = ox.serialize([sample], format=ox.RdfFormat.RDF_XML) or b""
        expat.ParserCreate(namespace_separator=" ").Parse(text, True)
    except (expat.ExpatError, OSError):
        return False
    return True

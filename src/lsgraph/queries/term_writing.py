"""The one SPARQL term serialiser."""

from __future__ import annotations

import re
from typing import Final

from rdflib import Literal, URIRef

from lsgraph.errors import QueryError
from lsgraph.store import Term

_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\%#\[\]\ud800-\udfff]|%[0-9A-Fa-f]{2})*"
    r"(?:#(?:[^\x00-\x20\x7f-\x9f<>\"{}|^`\\%#\[\]\ud800-\udfff]|%[0-9A-Fa-f]{2})*)?"
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def write_term(term: Term) -> str:
    """Return an IRI or literal as SPARQL text that reads back as the same term.

    Raises QueryError for what SPARQL cannot write: blank nodes, relative or broken IRIs, lone surrogates.
    """
    if isinstance(term, URIRef):
        return _write_iri(str(term))
    if isinstance(term, Literal):
        return _write_literal(term)
    raise QueryError(f"a blank node ({term}) is no value for a query; use an IRI or a literal")


def _write_iri(iri: str) -> str:
    if not _IRI.fullmatch(iri):
        raise QueryError(f"{iri!r} is not an absolute IRI")
    return f"<{iri}>"


def _write_literal(literal: Literal) -> str:
    text = str(literal)
    if _SURROGATE.search(text):
        raise QueryError("the text holds half a character (a lone surrogate)")
    quoted = f'"{text.translate(_ESCAPES)}"'
    if literal.language:
        return f"{quoted}@{_checked_language(literal.language)}"
    if literal.datatype is None or str(literal.datatype) == _STRING:
        return quoted
    return f"{quoted}^^{_write_iri(str(literal.datatype))}"


def _checked_language(tag: str) -> str:
    if not _LANGUAGE.fullmatch(tag):
        raise QueryError(f"{tag!r} is not a language tag")
    return tag

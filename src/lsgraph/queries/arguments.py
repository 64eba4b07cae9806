"""Reads a parameter's value, as typed by a person, as a term of the parameter's kind."""

from __future__ import annotations

import re
from typing import Final

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from lsgraph.errors import QueryError
from lsgraph.queries.term_writing import write_term
from lsgraph.sources import make_plain
from lsgraph.store import Term
from lsgraph.vocabulary import PREFIXES

_FORMS: Final = {
    "integer": (r"[+-]?[0-9]+", XSD.integer, "a whole number"),
    "decimal": (r"[+-]?[0-9]+(\.[0-9]+)?", XSD.decimal, "a number with a decimal point"),
    "year": (r"[0-9]{4}", XSD.gYear, "a year of four digits"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", XSD.date, "a date such as 2019-12-17"),
    "boolean": (r"true|false", XSD.boolean, "true or false"),
}
PARAMETER_KINDS: Final = ("iri", "text", *_FORMS)
_SHOWN_CHARACTERS: Final = 200
_QUOTED: Final = re.compile(r'"(?P<text>[^"]*)"(@(?P<language>[A-Za-z]+(-[A-Za-z0-9]+)*))?')


def read_argument(kind: str, typed: str) -> Term:
    """Return the term; `iri` takes `<…>`, a full IRI or a prefixed name, `text` takes `"…"@sv` or bare words.

    What is pasted is taken as it reads: letters in one part, without signs that are not seen. Raises
    QueryError that says what the kind wants.
    """
    typed = make_plain(typed).text.strip()
    if kind == "iri":
        return _read_iri(typed)
    if kind == "text":
        return _read_text(typed)
    pattern, datatype, wanted = _FORMS[kind]
    if not re.fullmatch(pattern, typed):
        raise QueryError(f"{typed[:_SHOWN_CHARACTERS]!r} is not {wanted}")
    return Literal(typed, datatype=datatype, normalize=False)


def _read_iri(typed: str) -> URIRef:
    bare = typed[1:-1] if typed.startswith("<") and typed.endswith(">") else typed
    prefix, colon, name = bare.partition(":")
    iri = URIRef(PREFIXES[prefix] + name if colon and prefix in PREFIXES else bare)
    write_term(iri)
    return iri


def _read_text(typed: str) -> Literal:
    quoted = _QUOTED.fullmatch(typed)
    return Literal(quoted["text"], lang=quoted["language"]) if quoted else Literal(typed)

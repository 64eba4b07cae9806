"""Reads triples: subjects, properties, paths, objects, blank nodes and lists."""

from __future__ import annotations

from typing import Final

from lsgraph.provenance.ast import (
    Alternative,
    Constant,
    Inverse,
    Negated,
    Path,
    PathLink,
    Place,
    Repeated,
    Sequence,
    Triple,
    Variable,
    Walk,
    is_shallow,
)
from lsgraph.queries.cursor import Cursor

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE: Final = Constant(f"<{_RDF}type>")
_FIRST: Final = Constant(f"<{_RDF}first>")
_REST: Final = Constant(f"<{_RDF}rest>")
_NIL: Final = Constant(f"<{_RDF}nil>")

_DEEPEST: Final = 100

Pattern = Triple | Walk


def read_triples(cursor: Cursor) -> list[Pattern]:
    """Return the patterns of one subject, up to the `.` or whatever comes behind it.

    A blank node becomes a variable of its own. A path that is a row of properties becomes triples, as in
    https://www.w3.org/TR/sparql11-query/#sparqlTranslatePathPatterns.
    """
    found: list[Pattern] = []
    subject = _read_node(cursor, found)
    _read_properties(cursor, subject, found, needed=not found)
    return found


def read_place(cursor: Cursor) -> Place:
    """Return a variable, IRI or literal."""
    token = cursor.take()
    match token.kind:
        case "variable":
            return Variable(token.text[1:])
        case "iri" | "name" | "number":
            return Constant(token.text)
        case "string":
            return _read_literal(cursor, token.start)
        case "blank":
            return Variable(cursor.blank(token.text))
    if token.is_sign("+", "-") and cursor.peek().kind == "number":
        cursor.take()
        return Constant(cursor.since(token.start))
    if token.is_word("TRUE", "FALSE"):
        return Constant(token.text)
    raise cursor.refuse(f"{token.text!r} is no variable, IRI or literal")


def _read_literal(cursor: Cursor, start: int) -> Constant:
    if cursor.peek().kind == "language":
        cursor.take()
    elif cursor.take_sign("^^") and cursor.take().kind not in ("iri", "name"):
        raise cursor.refuse("a datatype was looked for")
    return Constant(cursor.since(start))


def _read_node(cursor: Cursor, found: list[Pattern]) -> Place:
    if cursor.take_sign("["):
        node = Variable(cursor.fresh())
        _read_properties(cursor, node, found, needed=False)
        cursor.expect("]")
        return node
    if cursor.take_sign("("):
        return _read_list(cursor, found)
    return read_place(cursor)


def _read_list(cursor: Cursor, found: list[Pattern]) -> Place:
    if cursor.take_sign(")"):
        return _NIL
    head = here = Variable(cursor.fresh())
    while True:
        found.append(Triple(here, _FIRST, _read_node(cursor, found)))
        if cursor.take_sign(")"):
            found.append(Triple(here, _REST, _NIL))
            return head
        following = Variable(cursor.fresh())
        found.append(Triple(here, _REST, following))
        here = following


def _ends(cursor: Cursor) -> bool:
    token = cursor.peek()
    keyword = token.kind == "word" and not token.is_word("A")
    return keyword or token.kind == "end" or token.is_sign(".", "]", "}", "{")


def _read_properties(cursor: Cursor, subject: Place, found: list[Pattern], *, needed: bool) -> None:
    while needed or not _ends(cursor):
        needed = False
        path = _read_verb(cursor)
        _connect(cursor, subject, path, _read_node(cursor, found), found)
        while cursor.take_sign(","):
            _connect(cursor, subject, path, _read_node(cursor, found), found)
        if cursor.peek().is_sign("~", "{|"):
            raise cursor.refuse("reifiers and annotations are not traced")
        if not cursor.take_sign(";"):
            return
        while cursor.take_sign(";"):
            pass


def _read_verb(cursor: Cursor) -> Path | Variable:
    if cursor.peek().kind == "variable":
        return Variable(cursor.take().text[1:])
    return _read_path(cursor)


def _connect(
    cursor: Cursor, subject: Place, path: Path | Variable, target: Place, found: list[Pattern]
) -> None:
    match path:
        case Variable():
            found.append(Triple(subject, path, target))
        case PathLink(iri):
            found.append(Triple(subject, iri, target))
        case Inverse(inner):
            _connect(cursor, target, inner, subject, found)
        case Sequence(first, second):
            middle = Variable(cursor.fresh())
            _connect(cursor, subject, first, middle, found)
            _connect(cursor, middle, second, target, found)
        case _:
            if not is_shallow(path, _DEEPEST):
                raise cursor.refuse(f"a path of more than {_DEEPEST} parts is not traced")
            found.append(Walk(subject, path, target))


def _read_path(cursor: Cursor) -> Path:
    path = _read_sequence(cursor)
    while cursor.take_sign("|"):
        path = Alternative(path, _read_sequence(cursor))
    return path


def _read_sequence(cursor: Cursor) -> Path:
    path = _read_step(cursor)
    while cursor.take_sign("/"):
        path = Sequence(path, _read_step(cursor))
    return path


def _read_step(cursor: Cursor) -> Path:
    if cursor.take_sign("^"):
        return Inverse(_read_step(cursor))
    path = _read_primary(cursor)
    if not cursor.take_sign("?", "*", "+"):
        return path
    sign, following = cursor.last, cursor.peek()
    if sign.text == "+" and following.kind == "number" and following.start == sign.end:
        raise cursor.refuse("`+` may belong to the path or to the number; put the path in brackets")
    return Repeated(path, sign.text)


def _read_primary(cursor: Cursor) -> Path:
    if cursor.take_sign("("):
        path = _read_path(cursor)
        cursor.expect(")")
        return path
    if cursor.take_sign("!"):
        return _read_negated(cursor)
    return PathLink(_read_property(cursor))


def _read_property(cursor: Cursor) -> Constant:
    if cursor.take_word("A"):
        return _TYPE
    token = cursor.take()
    if token.kind not in ("iri", "name"):
        raise cursor.refuse(f"{token.text!r} is no property")
    return Constant(token.text)


def _read_negated(cursor: Cursor) -> Negated:
    forward: list[Constant] = []
    backward: list[Constant] = []
    in_brackets = cursor.take_sign("(")
    while True:
        side = backward if cursor.take_sign("^") else forward
        side.append(_read_property(cursor))
        if not in_brackets or not cursor.take_sign("|"):
            break
    if in_brackets:
        cursor.expect(")")
    return Negated(tuple(forward), tuple(backward))

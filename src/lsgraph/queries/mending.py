"""Words a query so that the engine answers it as SPARQL 1.1 has it, where it differs and that can be said.

What it gets right, which is nearly everything, is known by a look that costs next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rdflib import Literal, URIRef

from lsgraph.errors import QueryRefused
from lsgraph.queries.graphs import scope_graphs
from lsgraph.queries.hidden_graph import leave_out
from lsgraph.queries.labels import find_closing, mend_labels
from lsgraph.queries.pitfalls.find import has_swedish_letter, values_of
from lsgraph.queries.pitfalls.outline import read_parts
from lsgraph.queries.prologue import Prologue, read_prologue
from lsgraph.queries.tokens import Token, read_tokens
from lsgraph.store import Answer, Dataset, Reader, Term

_REPEATED: Final = re.compile(r"[\w>)][*?](?=[\s?$:<\"'])")
_AGGREGATE: Final = "GROUP_CONCAT"
_LABELLED: Final = "BNODE"
_ALPHABET: Final = (
    'COALESCE(IF(LANG(?x) = "", 1/0, REPLACE(REPLACE(REPLACE(REPLACE(LCASE(STR(?x)), "[éèêë]", "e"), '
    '"å", "{a"), "[äæ]", "{b"), "[öø]", "{c")), ?x)'
)


class _TextEdit(NamedTuple):
    """What to write in the place of a piece of text."""

    start: int
    end: int
    text: str


def answer_query(store: Reader, text: str, dataset: Dataset | None = None) -> Answer:
    """Answer a query that somebody wrote as the standard has it, put to `dataset` instead of all graphs.

    Raises QuerySyntaxError with its place, and QueryRefused for a GRAPH that the store would get wrong and
    that cannot be said in other words.
    """
    text = mend_order(store, text)
    text = _mend_for(store, text, dataset)
    if store.own_graph is not None:
        text = leave_out(text, store.own_graph)
    return store.query(text, dataset)


def _mend_for(store: Reader, text: str, dataset: Dataset | None) -> str:
    """Return the text mended if that changes it and the store needs it, which a remote one is asked then."""
    try:
        mended = mend_query(store, text)
    except QueryRefused:
        if store.forgets_graphs(dataset):
            raise
        return text
    return mended if mended == text or store.forgets_graphs(dataset) else text


def mend_order(store: Reader, text: str) -> str:
    """Return a query that sorts by the Swedish alphabet where the standard leaves the order open.

    It does for strings with a language, by which the engine sorts capitals first and Ä before Å:
    https://www.w3.org/TR/sparql11-query/#modOrderBy.
    """
    if "ORDER" not in text.upper():
        return text
    parts = read_parts(read_tokens(text))
    edits = list[_TextEdit]()
    for token, is_inside in parts.ordered.items():
        values = (one for one in values_of(store, parts, token.text[1:]) if isinstance(one, Literal))
        if any(one.language and has_swedish_letter(one) for one in values):
            key = _ALPHABET.replace("?x", token.text)
            edits.append(_TextEdit(token.start, token.end, key if is_inside else f"({key}) {token.text}"))
    return _apply(text, edits)


def mend_query(store: Reader, text: str) -> str:
    """Return a query that means to the engine what the text means in the standard; raises as above."""
    capitals = text.upper()
    if _REPEATED.search(text) or _AGGREGATE in capitals or _LABELLED in capitals:
        tokens = read_tokens(text)
        labels = (_TextEdit(position, position, inserted) for position, inserted in mend_labels(text, tokens))
        edits = sorted([*_mend_paths(store, tokens), *_mend_strings(tokens), *labels])
        text = _apply(text, edits)
    return scope_graphs(text)


def _apply(text: str, edits: Sequence[_TextEdit]) -> str:
    pieces, place = list[str](), 0
    for edit in edits:
        pieces += [text[place : edit.start], edit.text]
        place = edit.end
    return "".join([*pieces, text[place:]]) if edits else text


def _mend_strings(tokens: Sequence[Token]) -> Iterator[_TextEdit]:
    """Make GROUP_CONCAT a plain string: https://www.w3.org/TR/sparql11-query/#defn_aggGroupConcat.

    The engine gives it the language that all strings of the group share.
    """
    for place, token in enumerate(tokens):
        if token.is_word(_AGGREGATE) and place + 1 < len(tokens) and tokens[place + 1].is_sign("("):
            yield _TextEdit(token.start, token.start, "STR(")
            end = tokens[find_closing(tokens, place + 1)].end
            yield _TextEdit(end, end, ")")


def _mend_paths(store: Reader, tokens: Sequence[Token]) -> Iterator[_TextEdit]:
    """Let a path of length zero begin or end at a term that no triple holds.

    https://www.w3.org/TR/sparql11-query/#defn_evalPP_ZeroOrOnePath. The engine finds nothing there.
    """
    prologue = read_prologue(tokens)
    for start, end, constant, variable in _zero_paths(tokens):
        term = _read_term(constant, prologue)
        if term is not None and not _holds(store, term):
            yield _TextEdit(start, end, f"VALUES {variable.text} {{ {constant.text} }}")


def _zero_paths(tokens: Sequence[Token]) -> Iterator[tuple[int, int, Token, Token]]:
    """Yield where a pattern from or to a constant by a path of any length stands, with its ends."""
    for place, token in enumerate(tokens):
        if not token.is_sign("*", "?") or not 2 < place < len(tokens) - 2:
            continue
        begin = _path_start(tokens, place - 1) - 1
        subject, target, behind = tokens[begin], tokens[place + 1], tokens[place + 2]
        if not tokens[begin - 1].is_sign("{", ".", "}") or not _ends_pattern(behind):
            continue
        if _is_constant(subject) and target.kind == "variable":
            yield subject.start, target.end, subject, target
        elif subject.kind == "variable" and _is_constant(target):
            yield subject.start, target.end, target, subject


def _path_start(tokens: Sequence[Token], place: int) -> int:
    """Return where the step that ends at a place begins: one property, or brackets."""
    depth = 0
    while place > 1:
        depth += tokens[place].is_sign(")") - tokens[place].is_sign("(")
        if depth <= 0:
            return place
        place -= 1
    return place


def _ends_pattern(token: Token) -> bool:
    return token.is_sign(".", "}") or (token.kind == "word" and not token.is_word("A"))


def _is_constant(token: Token) -> bool:
    """Say whether a token is an IRI, or a string that stands for itself letter by letter."""
    plain = token.kind == "string" and "\\" not in token.text and token.text[1] != token.text[0]
    return plain or token.kind in ("iri", "name")


def _read_term(token: Token, prologue: Prologue) -> Term | None:
    if token.kind == "string":
        return Literal(token.text[1:-1])
    iri = prologue.read_iri(token)
    return None if iri is None else URIRef(iri)


def _holds(store: Reader, term: Term) -> bool:
    if isinstance(term, URIRef) and next(store.quads(term), None):
        return True
    return next(store.quads(None, None, term), None) is not None

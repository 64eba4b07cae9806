"""What the tokens of a query tell of its parts, found in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lsgraph.queries.prologue import Prologue, read_prologue
from lsgraph.queries.tokens import Token

_BEHIND: Final = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
_EMPTIED: Final = ("SUM", "AVG", "GROUP_CONCAT")
_TERMS: Final = frozenset(("iri", "name", "variable"))
_BEFORE_SUBJECT: Final = ("{", ".", "}")
_COMPARED: Final = ("<", ">", "<=", ">=", "=", "!=")


class Aggregate(NamedTuple):
    """An aggregate over a bare variable: its name and the variable's."""

    function: str
    variable: str


class Comparison(NamedTuple):
    """A variable compared with a literal: the variable, the literal's text and its datatype."""

    variable: str
    text: str
    datatype: str


@dataclass
class Parts:
    """The parts of a query that may be pitfalls; names of variables have no `?`."""

    words: set[str] = field(default_factory=set)
    """Its keywords and functions, in capitals."""
    terms: dict[str, str] = field(default_factory=dict)
    """The IRIs in it, with how the query writes them."""
    properties: dict[str, str] = field(default_factory=dict)
    """The property whose value a variable is."""
    subjects: set[str] = field(default_factory=set)
    """Variables that stand where no string can: as a subject, a property, a class or a graph."""
    optional: set[str] = field(default_factory=set)
    """Variables that first occur inside OPTIONAL, when there are aggregates."""
    hidden: list[str] = field(default_factory=list)
    """Columns that HAVING names."""
    ordered: dict[Token, bool] = field(default_factory=dict)
    """Variables by which rows are sorted, and whether each stands in the brackets of ASC or DESC."""
    inside: list[str] = field(default_factory=list)
    """Variables that name a graph and are asked for in FILTER or BIND inside it."""
    aggregates: list[Aggregate] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    labels: bool = False
    """Whether BNODE has an argument."""


def read_parts(tokens: Sequence[Token]) -> Parts:
    """Return the parts of a query."""
    parts, prologue = Parts(), read_prologue(tokens)
    tokens = tokens[prologue.length :]
    template = _find_template(tokens)
    for place, token in enumerate(tokens):
        if token.kind in ("iri", "name") and place not in template:
            iri = prologue.read_iri(token)
            if iri is not None and not tokens[place - 1].is_word("FROM", "NAMED"):
                parts.terms.setdefault(iri, token.text)
        elif token.kind == "word":
            _read_word(parts, tokens, place)
        elif token.kind == "sign" and token.text in _COMPARED:
            parts.comparisons += _read_comparison(tokens, place, prologue)
        elif token.kind == "variable":
            _read_variable(parts, tokens, place, prologue)
    if "HAVING" in parts.words:
        parts.hidden = list(_find_hidden(tokens))
    if parts.aggregates and "OPTIONAL" in parts.words:
        parts.optional = _find_optional(tokens)
    if "GRAPH" in parts.words and not parts.words.isdisjoint(("FILTER", "BIND")):
        parts.inside = list(_find_inside(tokens))
    return parts


def _find_template(tokens: Sequence[Token]) -> range:
    """Return the places of the template of a CONSTRUCT, whose terms may be new ones."""
    if len(tokens) < 2 or not tokens[0].is_word("CONSTRUCT") or not tokens[1].is_sign("{"):
        return range(0)
    end = next((place for place, one in enumerate(tokens) if one.is_sign("}")), len(tokens))
    return range(end)


def _read_word(parts: Parts, tokens: Sequence[Token], place: int) -> None:
    word, following = tokens[place].text.upper(), tokens[place + 1 : place + 4]
    parts.words.add(word)
    if word in _EMPTIED and len(following) > 2 and following[0].is_sign("("):
        argument = following[2] if following[1].is_word("DISTINCT") else following[1]
        behind = tokens[tokens.index(argument, place) + 1 :][:1]
        if argument.kind == "variable" and behind and behind[0].is_sign(")", ";"):
            parts.aggregates.append(Aggregate(word, argument.text[1:]))
    elif word == "ORDER":
        parts.ordered |= _read_ordered(tokens, place + 2)
    elif word == "BNODE":
        parts.labels = parts.labels or (len(following) > 1 and not following[1].is_sign(")"))


def _read_ordered(tokens: Sequence[Token], place: int) -> Iterator[tuple[Token, bool]]:
    depth = 0
    while place < len(tokens):
        token, following = tokens[place], tokens[place + 1 : place + 2]
        if token.is_sign("}") or token.is_word("LIMIT", "OFFSET", "VALUES"):
            return
        depth += token.is_sign("(") - token.is_sign(")")
        alone = tokens[place - 2].is_word("ASC", "DESC") and following and following[0].is_sign(")")
        if token.kind == "variable" and (not depth or alone):
            yield token, bool(depth)
        place += 1


def _read_comparison(tokens: Sequence[Token], place: int, prologue: Prologue) -> Iterator[Comparison]:
    before, after = tokens[place - 1], tokens[place + 1 : place + 4]
    if before.kind == "variable" and after:
        datatype = _read_datatype(after, prologue)
        if datatype:
            yield Comparison(before.text[1:], after[0].text, datatype)


def _read_datatype(tokens: Sequence[Token], prologue: Prologue) -> str:
    token = tokens[0]
    if token.kind == "number":
        return prologue.expand("xsd:integer" if token.text.isdigit() else "xsd:decimal") or ""
    if token.kind != "string":
        return ""
    if len(tokens) > 2 and tokens[1].is_sign("^^"):
        return prologue.read_iri(tokens[2]) or ""
    return prologue.expand("xsd:string") or ""


def _read_variable(parts: Parts, tokens: Sequence[Token], place: int, prologue: Prologue) -> None:
    if not place:
        return
    name, before = tokens[place].text[1:], tokens[place - 1]
    if before.kind in ("iri", "name"):
        parts.properties.setdefault(name, prologue.read_iri(before) or "")
    is_predicate = before.kind in _TERMS and place > 1 and tokens[place - 2].is_sign(*_BEFORE_SUBJECT)
    if is_predicate or before.is_word("A", "GRAPH") or _is_subject(tokens, place):
        parts.subjects.add(name)


def _is_subject(tokens: Sequence[Token], place: int) -> bool:
    if not tokens[place - 1].is_sign(*_BEFORE_SUBJECT) or place + 1 == len(tokens):
        return False
    return tokens[place + 1].kind in _TERMS or tokens[place + 1].is_word("A")


def _find_hidden(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the columns `… AS ?x` that HAVING of the same SELECT names and GROUP BY does not."""
    depth, clause = 0, dict[int, str]()
    columns, keys = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    for place, token in enumerate(tokens):
        depth += token.is_sign("{") - token.is_sign("}")
        if token.is_word("SELECT"):
            clause[depth], columns[depth], keys[depth] = "SELECT", set(), set()
        elif token.is_word("WHERE", "GROUP", *_BEHIND) or token.is_sign("{"):
            clause[depth] = token.text.upper()
        elif token.kind == "variable":
            name, inside = token.text[1:], clause.get(depth)
            if inside == "SELECT" and tokens[place - 1].is_word("AS"):
                columns[depth].add(name)
            elif inside == "GROUP":
                keys[depth].add(name)
            elif inside == "HAVING" and name in columns[depth] - keys[depth]:
                yield name


def _find_optional(tokens: Sequence[Token]) -> set[str]:
    """Return the variables of the group that first occur inside OPTIONAL."""
    depth, opened, seen, found = 0, list[int](), set[str](), set[str]()
    for place, token in enumerate(tokens):
        if token.is_sign("{"):
            depth += 1
            if tokens[place - 1].is_word("OPTIONAL"):
                opened.append(depth)
        elif token.is_sign("}"):
            if opened and opened[-1] == depth:
                opened.pop()
            depth -= 1
        elif token.kind == "variable" and depth:
            name = token.text[1:]
            if name not in seen and opened:
                found.add(name)
            seen.add(name)
    return found


def _find_inside(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the variables of GRAPH that only expressions inside of it name, which gives them no value."""
    for place, token in enumerate(tokens[:-2]):
        name, brace = tokens[place + 1 : place + 3]
        if token.is_word("GRAPH") and name.kind == "variable" and brace.is_sign("{"):
            found = list(_uses(tokens, place + 2, name.text[1:]))
            if found and all(found):
                yield name.text[1:]


def _uses(tokens: Sequence[Token], place: int, name: str) -> Iterator[bool]:
    """Yield for each time that a group names a variable whether it stands in brackets."""
    braces, brackets = 0, 0
    for token in tokens[place:]:
        braces += token.is_sign("{") - token.is_sign("}")
        brackets += token.is_sign("(") - token.is_sign(")")
        if not braces:
            return
        if token.kind == "variable" and token.text[1:] == name:
            yield brackets > 0

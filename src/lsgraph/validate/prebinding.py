"""The SPARQL of constraints and targets, with what SHACL binds beforehand bound for all focus nodes at once.

A pre-bound variable has its value in every group of a query (https://www.w3.org/TR/shacl/#pre-binding). A
group that does not bind it by a triple pattern of its own is therefore given the pattern that does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from rdflib import OWL, SH, Graph, URIRef
from rdflib.term import Node

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.gaps import close_gaps
from lsgraph.queries.prologue import read_prologue
from lsgraph.queries.tokens import Token, read_tokens
from lsgraph.validate.shape_paths import BadShape, UnknownShape

PREBOUND: Final = ("this", "shapesGraph", "currentShape")
_FORBIDDEN: Final = ("MINUS", "VALUES", "SERVICE")
_UNGROUPED: Final = ("LIMIT", "OFFSET")
_ESCAPED: Final = re.compile(r"\\(.)")
_PATTERN_PLACES: Final = {"REGEX": (1, 2), "REPLACE": (1, 3)}


@dataclass
class _BraceGroup:
    """A group in braces: where it begins, which variables it has, which in triple patterns of its own."""

    start: int
    is_select: bool
    depth: int = 0
    mentioned: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class ShapeSelect:
    """A SELECT of a shape, read: its tokens, and the groups that need the pre-bound variables given."""

    tokens: tuple[Token, ...]
    prefixes: Mapping[str, str]
    body: int
    needy: frozenset[int]
    mentioned: frozenset[str]

    def write(self, first: str, again: str, path: str | None = None) -> str:
        """Return the query with `first` put into its body and `again` into the other groups that need it."""
        return "".join(self._pieces(first, again, path))

    def _pieces(self, first: str, again: str, path: str | None) -> Iterator[str]:
        for place, token in enumerate(self.tokens):
            follower = self.tokens[place + 1].start if place + 1 < len(self.tokens) else token.end
            yield self._write(token, path) + (" " if follower > token.end else "")
            if place == self.body:
                yield f" {first} "
            elif place in self.needy:
                yield f" {again} "

    def _write(self, token: Token, path: str | None) -> str:
        if token.kind == "variable":
            return path if token.text[1:] == "PATH" and path else f"?{token.text[1:]}"
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            plain = _ESCAPED.sub(r"\1", local)
            return f"<{self.prefixes[prefix]}{plain}>"
        return token.text

    def patterns(self) -> Iterator[tuple[str, str]]:
        """Yield each regular expression written out in the query, with its flags."""
        for place, token in enumerate(self.tokens):
            if token.is_word(*_PATTERN_PLACES):
                arguments = list(_arguments(self.tokens, place + 1))
                one, other = _PATTERN_PLACES[token.text.upper()]
                if len(arguments) > one and (pattern := _literal(arguments[one])) is not None:
                    yield pattern, _literal(arguments[other]) or "" if len(arguments) > other else ""


def read_constraint(shapes: Graph, node: Node, path: str | None) -> ShapeSelect:
    """Return the SELECT of a constraint; raises BadShape for one that SHACL forbids."""
    select = _read(shapes, node)
    _check_words(select.tokens)
    _check_projections(select.tokens)
    if path is None and "PATH" in select.mentioned:
        raise BadShape("$PATH in a node shape", "name the property, or make it a property shape")
    if any(token.is_word(*_UNGROUPED) for token in select.tokens):
        raise UnknownShape("a SPARQL constraint with LIMIT or OFFSET")
    return select


def read_target(shapes: Graph, node: Node) -> ShapeSelect:
    """Return the SELECT of a SPARQL target."""
    select = _read(shapes, node)
    if "this" not in select.mentioned:
        raise BadShape("a SPARQL target without ?this", "let sh:select return ?this")
    return select


def _read(shapes: Graph, node: Node) -> ShapeSelect:
    texts = list(shapes.objects(node, SH.select))
    if len(texts) != 1:
        raise BadShape(f"{len(texts)} sh:select", "give one sh:select with the query")
    try:
        tokens = read_tokens(close_gaps(str(texts[0])))
    except QuerySyntaxError as error:
        raise BadShape(str(error), "mend the query of sh:select") from error
    prologue = read_prologue(tokens)
    head, tokens = tokens[: prologue.length], tokens[prologue.length :]
    names = [name.text.removesuffix(":") for word, name in pairwise(head) if word.is_word("PREFIX")]
    prefixes = read_prefixes(shapes, node) | {name: prologue.prefixes[name] for name in names}
    for token in tokens:
        if token.kind == "name" and (prefix := token.text.partition(":")[0]) not in prefixes:
            raise BadShape(
                f"the prefix {prefix}: is not declared", "declare it with sh:declare in sh:prefixes"
            )
    groups = list(_groups(tokens))
    if not groups:
        raise BadShape("a query without { … }", "mend the query of sh:select")
    needy = {group.start for group in groups[1:] if _needs(group)}
    mentioned = {token.text[1:] for token in tokens if token.kind == "variable"}
    return ShapeSelect(tuple(tokens), prefixes, groups[0].start, frozenset(needy), frozenset(mentioned))


def read_prefixes(shapes: Graph, node: Node) -> dict[str, str]:
    """Return the prefixes declared for a query, those of imported ontologies too (SHACL 5.2.1)."""
    waiting, seen = list(shapes.objects(node, SH.prefixes)), set[Node]()
    found = dict[str, str]()
    while waiting:
        holder = waiting.pop()
        if holder in seen:
            continue
        seen.add(holder)
        waiting.extend(shapes.objects(holder, OWL.imports))
        for declared in shapes.objects(holder, SH.declare):
            found[str(shapes.value(declared, SH.prefix))] = str(shapes.value(declared, SH.namespace))
    return found


def _groups(tokens: Sequence[Token]) -> Iterator[_BraceGroup]:
    """Yield the groups of a query in the order in which they begin, the body first."""
    found, open_groups = list[_BraceGroup](), list[_BraceGroup]()
    for place, token in enumerate(tokens):
        if token.is_sign("{"):
            following = tokens[place + 1] if place + 1 < len(tokens) else token
            open_groups.append(_BraceGroup(place, following.is_word("SELECT")))
            found.append(open_groups[-1])
        elif token.is_sign("}") and open_groups:
            open_groups.pop()
        elif token.is_sign("(", ")") and open_groups:
            open_groups[-1].depth += 1 if token.text == "(" else -1
        elif token.kind == "variable" and open_groups:
            _note(open_groups, token.text[1:])
    yield from found


def _note(open_groups: Sequence[_BraceGroup], name: str) -> None:
    for group in open_groups:
        group.mentioned.add(name)
    if open_groups[-1].depth == 0:
        open_groups[-1].bound.add(name)


def _needs(group: _BraceGroup) -> bool:
    wanted = group.mentioned.intersection(PREBOUND)
    return not group.is_select and bool(wanted - (group.bound & {"this"}))


def _check_words(tokens: Sequence[Token]) -> None:
    for token, following in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        if token.is_word(*_FORBIDDEN):
            word = token.text.upper()
            raise BadShape(f"{word} in a SPARQL constraint", f"say it without {word}: SHACL forbids it there")
        if token.is_word("AS") and following.text[1:] in PREBOUND and following.kind == "variable":
            raise BadShape(f"{following.text} is bound anew", "choose another name for the variable")


def _check_projections(tokens: Sequence[Token]) -> None:
    """Raise BadShape when a SELECT, an inner one included, does not return ?this."""
    for place, token in enumerate(tokens):
        if token.is_word("SELECT") and not _returns_this(tokens, place + 1):
            raise BadShape("a SELECT that does not return $this", "put $this into its SELECT")


def _returns_this(tokens: Sequence[Token], place: int) -> bool:
    depth = 0
    for token in tokens[place:]:
        if token.is_sign("{") or token.is_word("WHERE", "FROM"):
            return False
        depth += token.is_sign("(") - token.is_sign(")")
        if depth == 0 and token.kind == "variable" and token.text[1:] == "this":
            return True
    return False


def _arguments(tokens: Sequence[Token], place: int) -> Iterator[list[Token]]:
    """Yield the arguments of a call whose opening bracket stands at a place."""
    depth, argument = 0, list[Token]()
    for token in tokens[place:]:
        depth += token.is_sign("(") - token.is_sign(")")
        if depth == 0 or (depth == 1 and token.is_sign(",")):
            yield argument
            argument = []
            if depth == 0:
                return
        elif not (depth == 1 and token.is_sign("(") and not argument):
            argument.append(token)


def _literal(argument: Sequence[Token]) -> str | None:
    if len(argument) != 1 or argument[0].kind != "string":
        return None
    text = argument[0].text
    quotes = 3 if text[:3] in ('"""', "'''") and len(text) > 5 else 1
    return _unescape(text[quotes:-quotes])


def _unescape(text: str) -> str:
    signs = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
    return _ESCAPED.sub(lambda found: signs.get(found[1], found[1]), text)


def name_shapes_graph(graph: URIRef, shape: Node, mentioned: frozenset[str]) -> str:
    """Return the pattern that binds $shapesGraph and $currentShape, where a query asks for them."""
    if "currentShape" in mentioned and not isinstance(shape, URIRef):
        raise UnknownShape("$currentShape of a shape without an IRI")
    values = {"shapesGraph": graph, "currentShape": shape}
    return " ".join(f"VALUES ?{name} {{ {term.n3()} }}" for name, term in values.items() if name in mentioned)

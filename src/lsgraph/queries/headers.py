"""Query files: one `.rq` each, found by group and name, with a header that documents it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lsgraph.errors import DataError, Fault, QueryError, QuerySyntaxError, ResourceMissing, StoreError
from lsgraph.queries.arguments import PARAMETER_KINDS, read_argument
from lsgraph.queries.binding import bind_text, variables
from lsgraph.queries.graphs import scope_graphs
from lsgraph.queries.syntax_hints import explain_syntax_error
from lsgraph.store import Store, Term

LANGUAGES: Final = ("sv", "en")
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SENTENCE: Final = re.compile(r"(?P<language>[a-z]{2}): *(?P<text>.*)")
_PARAMETER: Final = re.compile(
    r"param +(?P<name>[A-Za-z_]\w*) +(?P<kind>[a-z]+)"
    r"( +(?P<default><[^>]*>|\"[^\"]*\"(@[A-Za-z-]+)?|[^\s(]\S*))?( +\((?P<note>.*)\))?"
)


@dataclass(frozen=True)
class Parameter:
    """A variable of a query that its reader may set."""

    name: str
    kind: str
    default: Term | None = None
    note: str = ""


@dataclass(frozen=True)
class Query:
    """A stored query: its names, its documentation and its text (header included)."""

    name: str
    group: str
    title: str
    description: dict[str, str]
    parameters: tuple[Parameter, ...]
    keywords: tuple[str, ...]
    text: str


@dataclass
class _Header:
    title: str = ""
    sentences: dict[str, str] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    keywords: tuple[str, ...] = ()
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def list_queries(folder: Path, group: str) -> list[Query]:
    """Return the queries of a group (a folder of `.rq` files) by name; raises DataError with every fault."""
    queries: list[Query] = []
    faults: list[Fault] = []
    for file in sorted((folder / group).glob("*.rq")):
        try:
            queries.append(_read_query(file, group))
        except DataError as error:
            faults.extend(error.faults)
    if faults:
        raise DataError(faults)
    return queries


def bind(query: Query, arguments: Mapping[str, Term]) -> str:
    """Return the query's text with its parameters set, defaults where no argument is given.

    Raises QueryError for an argument the query does not have, and for a parameter left without a value.
    """
    known = {parameter.name: parameter.default for parameter in query.parameters}
    if stray := sorted(set(arguments) - set(known)):
        listed = ", ".join(known) or "none"
        raise QueryError(f"{query.group}/{query.name} has no parameter {stray[0]!r}; it has: {listed}")
    values = {name: arguments.get(name, default) for name, default in known.items()}
    if unset := sorted(name for name, value in values.items() if value is None):
        raise QueryError(f"{query.group}/{query.name} needs a value for {unset[0]!r}")
    return bind_text(query.text, {name: value for name, value in values.items() if value is not None})


def find_query(folder: Path, name: str) -> Query:
    """Return the query named `group/name`; raises ResourceMissing, or DataError when it is faulty."""
    group, _, stem = name.partition("/")
    file = folder / group / f"{stem}.rq"
    if not (_NAME.fullmatch(group) and _NAME.fullmatch(stem) and file.is_file()):
        raise ResourceMissing(f"the query {name!r}", [folder])
    return _read_query(file, group)


def _read_query(file: Path, group: str) -> Query:
    text = file.read_text(encoding="utf-8")
    header = _read_header(text)
    faults = [*header.faults, *_lacks(header), *_text_faults(text, header)]
    if faults:
        raise DataError([Fault(f"{group}/{file.name}", *fault) for fault in faults])
    return Query(
        name=file.stem,
        group=group,
        title=header.title,
        description=header.sentences,
        parameters=tuple(header.parameters),
        keywords=header.keywords,
        text=text,
    )


def _read_header(text: str) -> _Header:
    header = _Header()
    for number, line in _header_lines(text):
        if number == 1:
            header.title = line
        elif not _read_line(header, number, line):
            header.faults.append(
                (number, f"{line!r} is no header line", "write sv:, en:, param or keywords:, or move it down")
            )
    return header


def _header_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            return
        yield number, line[1:].strip()


def _read_line(header: _Header, number: int, line: str) -> bool:
    if line.startswith("keywords:"):
        words = (word.strip() for word in line.removeprefix("keywords:").split(","))
        header.keywords = tuple(word for word in words if word)
    elif line.startswith("param "):
        _read_parameter(header, number, line)
    elif (match := _SENTENCE.fullmatch(line)) and match["language"] in LANGUAGES:
        header.sentences[match["language"]] = match["text"].strip()
    else:
        return False
    return True


def _read_parameter(header: _Header, number: int, line: str) -> None:
    match = _PARAMETER.fullmatch(line)
    if not match:
        header.faults.append((number, f"{line!r} is no parameter", "write: param NAME KIND DEFAULT (note)"))
        return
    if match["kind"] not in PARAMETER_KINDS:
        listed = ", ".join(PARAMETER_KINDS)
        header.faults.append((number, f"no kind of parameter {match['kind']!r}", f"use one of {listed}"))
        return
    try:
        default = read_argument(match["kind"], match["default"]) if match["default"] else None
    except QueryError as error:
        header.faults.append((number, str(error), f"give a default of kind {match['kind']}"))
        return
    header.parameters.append(Parameter(match["name"], match["kind"], default, match["note"] or ""))


def _lacks(header: _Header) -> Iterator[tuple[int, str, str]]:
    if not header.title:
        yield 1, "no title", "begin the file with `# <the question in words>`"
    for language in LANGUAGES:
        if not header.sentences.get(language):
            yield 1, f"no sentence in {language}", f"add `# {language}: …` to the header"
    if not header.keywords:
        yield 1, "no keywords", "add `# keywords: one, another` to the header"


def _text_faults(text: str, header: _Header) -> Iterator[tuple[int, str, str]]:
    try:
        known = variables(text)
        for parameter in header.parameters:
            if parameter.name not in known:
                yield 1, f"the query has no variable ?{parameter.name}", "name the parameter as its variable"
        Store().query(scope_graphs(text))
        bind_text(text, {p.name: p.default for p in header.parameters if p.default is not None})
    except QuerySyntaxError as error:
        told = explain_syntax_error(text, error)
        yield told.line or 1, told.what, "mend the SPARQL"
    except (QueryError, StoreError) as error:
        yield 1, str(error), "mend the SPARQL"

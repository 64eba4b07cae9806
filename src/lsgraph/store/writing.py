"""Writing statements so that equal statements give equal bytes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from lsgraph.errors import StoreError
from lsgraph.store.formats import Format, rdf_engine
from lsgraph.store.xml import XmlOutput, check_triples
from lsgraph.vocabulary import PREFIXES

_PREFIXED: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)
_INDENT: Final = " " * 4
_LEADING_TABS: Final = re.compile(r"^\t+")


def write_canonical(quads: Iterable[ox.Quad]) -> bytes:
    """Return statements as canonical N-Quads (RDFC-1.0), sorted by code point."""
    return b"".join(sorted(_serialize(canonicalize(quads), ox.RdfFormat.N_QUADS).splitlines(keepends=True)))


def write_sorted(quads: Iterable[ox.Quad], known: Format) -> bytes:
    """Return statements in a format, in an order and with prefixes that depend on them alone."""
    engine = rdf_engine(known)
    found = canonicalize(quads)
    if not known.graphs:
        found = list({ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found})
    found.sort(key=_reading_order)
    if engine in _PREFIXED:
        return _sort_prefixes(_serialize(found, engine, used_prefixes(found)).decode()).encode()
    text = _serialize(found, engine)
    if engine == ox.RdfFormat.JSON_LD:
        return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1).encode()
    return text


def write_triples(
    triples: Iterable[ox.Triple], output: BinaryIO, engine: ox.RdfFormat, prefixes: dict[str, str]
) -> None:
    """Write triples as they come; raises NotWritable for what RDF/XML cannot carry."""
    if engine == ox.RdfFormat.RDF_XML:
        triples, output = check_triples(triples), cast("BinaryIO", XmlOutput(output, triples=True))
    ox.serialize(triples, output, format=engine, prefixes=prefixes)


def format_trig(text: str) -> str:
    """Return TriG in the one canonical form: leading comments kept, graphs and statements sorted.

    What a catalogue graph says of a graph of the same text stands in a block directly above that graph.
    Raises StoreError with line and column when the text is not TriG.
    """
    comments = [line for line in _leading_lines(text) if line.startswith("#")]
    try:
        quads = list(dict.fromkeys(ox.parse(text.encode(), format=ox.RdfFormat.TRIG)))
    except SyntaxError as error:
        raise StoreError(str(error)) from error
    prefixes = used_prefixes(quads)
    head = sorted(f"@prefix {prefix}: <{space}> ." for prefix, space in prefixes.items())
    blocks = [_format_blocks(block, prefixes) for block in _by_described_graph(quads)]
    return "\n\n".join(["\n".join([*comments, *head]), *blocks]) + "\n"


def _by_described_graph(quads: Sequence[ox.Quad]) -> Iterator[list[ox.Quad]]:
    """Yield the statements of each graph in order, those that other graphs make about it before its own."""
    graphs = {str(quad.graph_name) for quad in quads}

    def described(quad: ox.Quad) -> str:
        return str(quad.subject) if str(quad.subject) in graphs else str(quad.graph_name)

    def place(quad: ox.Quad) -> tuple[object, ...]:
        graph = described(quad)
        return _natural(graph), graph, graph == str(quad.graph_name), _reading_order(quad)

    for _, block in groupby(sorted(quads, key=place), described):
        yield list(block)


def _format_blocks(quads: Iterable[ox.Quad], prefixes: dict[str, str]) -> str:
    """Return statements as graph blocks, indented by spaces, without the prefix declarations."""
    lines = _serialize(quads, ox.RdfFormat.TRIG, prefixes).decode().splitlines()
    kept = (line for line in lines if not line.startswith("@prefix "))
    return "\n".join(_LEADING_TABS.sub(lambda tabs: _INDENT * len(tabs[0]), line) for line in kept).strip()


def used_prefixes(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """Return those of our prefixes that shorten something in the statements."""
    used: set[str] = set()
    for quad in quads:
        terms = (quad.graph_name, quad.subject, quad.predicate, quad.object)
        used.update(term.value for term in terms if isinstance(term, ox.NamedNode))
        if isinstance(quad.object, ox.Literal):
            used.add(quad.object.datatype.value)
    spaces = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in used}
    return {prefix: space for prefix, space in PREFIXES.items() if space in spaces}


def canonicalize(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return the statements with canonical labels for blank nodes.

    The labels that RDFC-1.0 gives depend only on statements that mention a blank node.
    """
    plain: list[ox.Quad] = []
    blank = ox.Dataset()
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            blank.add(quad)
        else:
            plain.append(quad)
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [*plain, *blank]


def _serialize(
    quads: Iterable[ox.Quad], engine: ox.RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    if engine == ox.RdfFormat.RDF_XML:
        text = io.BytesIO()
        triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
        write_triples(triples, text, engine, prefixes or {})
        return text.getvalue()
    return ox.serialize(quads, format=engine, prefixes=prefixes) or b""


def _sort_prefixes(text: str) -> str:
    lines = text.splitlines()
    head = sorted(line for line in lines if line.startswith("@prefix "))
    rest = [line for line in lines if not line.startswith("@prefix ")]
    return "\n".join([*head, "", *rest]).rstrip() + "\n"


def _leading_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return
        yield line


def _reading_order(quad: ox.Quad) -> tuple[object, ...]:
    is_type = quad.predicate.value.endswith("#type")
    subject, value = str(quad.subject), str(quad.object)
    return (
        _natural(str(quad.graph_name)),
        _natural(subject),
        subject,
        not is_type,
        str(quad.predicate),
        _natural(value),
        value,
    )


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Return a sort key in which runs of digits count as numbers, however long they are."""
    parts = (part for part in re.split(r"([0-9]+)", text) if part)
    return [
        (0, len(digits := part.lstrip("0")), digits) if part.isdecimal() else (1, 0, part) for part in parts
    ]

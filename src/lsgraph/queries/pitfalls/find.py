"""Finds the warnings for a query: by its tokens, and by a few look-ups in the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rdflib import XSD, Literal, URIRef

from lsgraph.queries.labels import mend_labels
from lsgraph.queries.pitfalls.former import find_own_property, find_successor
from lsgraph.queries.pitfalls.near import find_near_graphs, find_near_terms
from lsgraph.queries.pitfalls.outline import Aggregate, Comparison, Parts, read_parts
from lsgraph.queries.pitfalls.warning import QueryWarning
from lsgraph.queries.tokens import Token
from lsgraph.store import Dataset, Reader, Term
from lsgraph.vocabulary import BASE, shorten

DERIVED: Final = {
    str(XSD[name]): "integer"
    for name in (
        *("byte", "int", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger", "short"),
        *("positiveInteger", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
    )
} | {str(XSD.dateTimeStamp): "dateTime"}
"""The datatypes that the store keeps as another one."""

_DATED: Final = frozenset(map(str, (XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth)))
_STRINGS: Final = frozenset((None, XSD.string))
_MOST_NAMED: Final = 10
_YEAR_DIGITS: Final = 4


def find_warnings(store: Reader, tokens: Sequence[Token], dataset: Dataset | None) -> list[QueryWarning]:
    """Return what a query may not mean; `dataset` are the graphs that it is put to, if it names any."""
    parts = read_parts(tokens)
    found = [
        *_find_unknown_graphs(store, dataset),
        *_find_unknown_terms(store, parts),
        *_find_foreign_terms(store, parts),
        *_find_datatypes(parts),
        *_find_hidden_columns(parts),
        *_find_inside_graph(parts),
        *(one for aggregate in parts.aggregates for one in _find_emptied(store, parts, aggregate)),
        *(one for compared in parts.comparisons for one in _find_dropped(store, parts, compared)),
        *_find_unsorted(store, parts),
    ]
    if parts.labels and not any(mend_labels("", tokens)):
        found.append(_LABELS)
    return list(dict.fromkeys(found))


_LABELS: Final = QueryWarning(
    "bnode-label",
    "BNODE med argument ger en enda nod för hela frågan; skriv BNODE() för en per rad",
    "BNODE with an argument gives one node for the whole query; write BNODE() for one in each row",
)


def _find_unknown_graphs(store: Reader, dataset: Dataset | None) -> Iterator[QueryWarning]:
    for graph in [] if dataset is None else [*dataset.default, *dataset.named][:_MOST_NAMED]:
        if not store.has_graph(graph):
            near = find_near_graphs(store, graph)
            yield QueryWarning(
                "unknown-graph",
                f"grafen <{graph}> finns inte här och räknas som tom{_near('närmast är', near)}",
                f"there is no graph <{graph}> here, so it counts as empty{_near('nearest are', near)}",
            )


def _find_unknown_terms(store: Reader, parts: Parts) -> Iterator[QueryWarning]:
    own = [URIRef(iri) for iri in parts.terms if iri.startswith(BASE) and iri[-1] not in "/#"]
    for term in store.find_absent(own)[:_MOST_NAMED] if own else ():
        written = parts.terms[str(term)]
        successor = find_successor(store, term)
        if successor is not None:
            yield _retired(written, successor)
            continue
        near = find_near_terms(store, str(term))
        yield QueryWarning(
            "unknown-term",
            f"{written} finns inte i någon graf i utgåvan{_near('närmast är', near)}",
            f"{written} is in no graph of the release{_near('nearest are', near)}",
        )


def _retired(written: str, successor: str) -> QueryWarning:
    return QueryWarning(
        "retired-term",
        f"{written} används inte längre" + (f"; skriv {successor}" if successor else ""),
        f"{written} is no longer used" + (f"; write {successor}" if successor else ""),
    )


def _find_foreign_terms(store: Reader, parts: Parts) -> Iterator[QueryWarning]:
    for iri, written in list(parts.terms.items())[:_MOST_NAMED]:
        if own := find_own_property(store, URIRef(iri)):
            yield QueryWarning(
                "foreign-term",
                f"inget här har {written}; närmast är {', '.join(own)}",
                f"nothing here has {written}; nearest are {', '.join(own)}",
            )


def _near(words: str, names: Sequence[str]) -> str:
    return f"; {words} {', '.join(names)}" if names else ""


def _find_datatypes(parts: Parts) -> Iterator[QueryWarning]:
    for iri in parts.terms.keys() & DERIVED.keys():
        written, kept = parts.terms[iri], f"xsd:{DERIVED[iri]}"
        yield QueryWarning(
            "datatype",
            f"{written} finns inte här: värden av den typen är {kept}; skriv {kept}",
            f"{written} is not kept here: values of that type are {kept}; write {kept}",
        )


def _find_hidden_columns(parts: Parts) -> Iterator[QueryWarning]:
    for name in dict.fromkeys(parts.hidden):
        yield QueryWarning(
            "having-alias",
            f"HAVING ser inte ?{name}, som räknas ut efteråt; upprepa uttrycket, som i HAVING (COUNT(*) > 1)",
            f"HAVING cannot see ?{name}, which is computed after it; repeat the expression, as in "
            "HAVING (COUNT(*) > 1)",
        )


def _find_inside_graph(parts: Parts) -> Iterator[QueryWarning]:
    for name in dict.fromkeys(parts.inside):
        yield QueryWarning(
            "graph-inside",
            f"enligt standarden har ?{name} inget värde i FILTER och BIND inne i GRAPH ?{name} {{ … }}, så "
            "andra tjänster svarar annorlunda; skriv dem efter klammern",
            f"by the standard ?{name} has no value in FILTER and BIND inside GRAPH ?{name} {{ … }}, so that "
            "other services answer otherwise; write them behind the brace",
        )


def _find_emptied(store: Reader, parts: Parts, aggregate: Aggregate) -> Iterator[QueryWarning]:
    function, name = aggregate
    if name in parts.optional:
        yield QueryWarning(
            "unbound-in-group",
            f"ett enda saknat ?{name} gör {function} för hela gruppen tom; skriv COALESCE(?{name}, …) "
            f"eller FILTER (BOUND(?{name}))",
            f"one missing ?{name} empties {function} of its whole group; write COALESCE(?{name}, …) or "
            f"FILTER (BOUND(?{name}))",
        )
    if function == "GROUP_CONCAT" and (name in parts.subjects or _has_other_than_strings(store, parts, name)):
        yield QueryWarning(
            "group-concat",
            f"GROUP_CONCAT tar bara strängar och blir tomt av annat; skriv GROUP_CONCAT(STR(?{name}))",
            f"GROUP_CONCAT takes strings only and is empty for anything else; write "
            f"GROUP_CONCAT(STR(?{name}))",
        )


def _has_other_than_strings(store: Reader, parts: Parts, name: str) -> bool:
    return any(
        not isinstance(value, Literal) or (value.language is None and value.datatype not in _STRINGS)
        for value in values_of(store, parts, name)
    )


def has_swedish_letter(text: str) -> bool:
    """Say whether a text has a letter that stands elsewhere in the alphabet than by its code."""
    return any(letter in text for letter in "åäöÅÄÖ")


def values_of(store: Reader, parts: Parts, name: str) -> Sequence[Term]:
    """Return some values of the property whose value the query calls so."""
    iri = parts.properties.get(name)
    return store.sample_values(URIRef(iri)) if iri else ()


def _find_dropped(store: Reader, parts: Parts, compared: Comparison) -> Iterator[QueryWarning]:
    name, text, datatype = compared
    digits = text.strip("\"'")[:_YEAR_DIGITS]
    if not (len(digits) == _YEAR_DIGITS and digits.isdigit()):
        return
    types = {
        str(one.datatype or XSD.string) for one in values_of(store, parts, name) if isinstance(one, Literal)
    }
    if not types & _DATED or types == {datatype}:
        return
    listed, form = ", ".join(sorted(shorten(one) for one in types)), f"SUBSTR(STR(?{name}), 1, 4)"
    yield QueryWarning(
        "date-compared",
        f"?{name} har värden av {listed}; en jämförelse med {shorten(datatype)} utelämnar alla av annan typ; "
        f"skriv {form} för året som sträng",
        f"?{name} has values of {listed}; a comparison with {shorten(datatype)} leaves out those of another "
        f"type; write {form} for the year as a string",
    )


def _find_unsorted(store: Reader, parts: Parts) -> Iterator[QueryWarning]:
    for name in dict.fromkeys(token.text[1:] for token in parts.ordered):
        values = (one for one in values_of(store, parts, name) if isinstance(one, Literal))
        if any(not one.language and has_swedish_letter(one) for one in values):
            yield QueryWarning(
                "collation",
                f"ORDER BY ?{name} sorterar strängar utan språk efter teckenkod: stora bokstäver före små, Ä "
                "före Å; sortera svaret på svenska i det program som läser det",
                f"ORDER BY ?{name} sorts strings without a language by code point: capitals before small "
                "letters, Ä before Å; sort the answer by the alphabet in the program that reads it",
            )
            return

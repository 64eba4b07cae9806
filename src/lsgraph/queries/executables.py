"""Stored questions and prefixes as statements, so that editors find them by queries of their own.

https://www.w3.org/TR/shacl/#sparql-executables and https://www.w3.org/TR/shacl/#sparql-prefixes
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import RDF, RDFS, SH, XSD, Literal, URIRef

from lsgraph.queries.headers import LANGUAGES, Query
from lsgraph.queries.tokens import read_tokens
from lsgraph.store import Quad
from lsgraph.vocabulary import BASE, PREFIXES, SCHEMA, Kind

QUESTIONS_GRAPH: Final = URIRef(PREFIXES["cat"] + "questions")
_SERVICE: Final = URIRef(BASE + "res/dataset/sparql")
_FORMS: Final = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}

_Triple = tuple[URIRef, URIRef, URIRef | Literal]


def describe_questions(questions: Iterable[Query]) -> Iterator[Quad]:
    """Yield the statements of the graph of stored questions, without blank nodes.

    A label stands in each language, the comment once, in English: an editor lists a row for each comment. The
    text of a question is whole, with the prefixes that it uses.
    """
    for triple in (*_declare_prefixes(), *(one for each in questions for one in _describe(each))):
        yield Quad(*triple, QUESTIONS_GRAPH)


def write_whole(text: str) -> str:
    """Return a query without its header, and with a declaration of each prefix that it uses."""
    lines = text.splitlines()
    body = lines[next(place for place, line in enumerate(lines) if not line.startswith("#")) :]
    names = [token.text.partition(":")[0] for token in read_tokens(text) if token.kind == "name"]
    declared = [f"PREFIX {name}: <{PREFIXES[name]}>" for name in sorted({*names} & PREFIXES.keys())]
    return "\n".join([*declared, *body]).rstrip()


def _declare_prefixes() -> Iterator[_Triple]:
    yield QUESTIONS_GRAPH, RDF.type, Kind.CATALOGUE.iri
    for prefix, namespace in PREFIXES.items():
        declaration = URIRef(f"{PREFIXES['namespace']}{prefix}")
        yield QUESTIONS_GRAPH, SH.declare, declaration
        yield declaration, RDF.type, SH.PrefixDeclaration
        yield declaration, SH.prefix, Literal(prefix)
        yield declaration, SH.namespace, Literal(namespace, datatype=XSD.anyURI)
        for language in LANGUAGES:
            yield declaration, RDFS.label, Literal(f"prefix {prefix}", lang=language)


def _describe(question: Query) -> Iterator[_Triple]:
    iri, text = URIRef(PREFIXES["question"] + question.name), write_whole(question.text)
    kind, relation = next(
        known for token in read_tokens(text) for form, known in _FORMS.items() if token.is_word(form)
    )
    yield iri, RDF.type, SH.SPARQLExecutable
    yield iri, RDF.type, kind
    yield iri, relation, Literal(text)
    yield iri, SH.prefixes, QUESTIONS_GRAPH
    yield iri, SCHEMA.target, _SERVICE
    yield iri, RDFS.comment, Literal(question.description["en"], lang="en")
    for language, sentence in question.description.items():
        yield iri, RDFS.label, Literal(sentence, lang=language)
    for keyword in question.keywords:
        yield iri, SCHEMA.keywords, Literal(keyword, lang="en")

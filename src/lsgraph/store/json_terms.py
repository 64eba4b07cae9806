"""The one JSON form of a term: that of SPARQL results, https://www.w3.org/TR/sparql11-results-json/#select-encode-terms."""

from __future__ import annotations

from typing import Literal as OneOf
from typing import Self

from msgspec import Struct
from rdflib import BNode, Literal, URIRef

from lsgraph.store.terms import EngineTerm, Term, from_engine, is_plain


class JsonTerm(Struct, frozen=True, omit_defaults=True, rename={"language": "xml:lang"}):
    """A term as JSON has it; `language` and `datatype` are those of a literal that has one."""

    type: OneOf["uri", "bnode", "literal"]
    value: str
    language: str | None = None
    datatype: str | None = None

    @classmethod
    def of(cls, term: Term) -> Self:
        """Return the JSON form of a term."""
        if isinstance(term, URIRef):
            return cls("uri", str(term))
        if isinstance(term, BNode):
            return cls("bnode", str(term))
        datatype = str(term.datatype) if term.datatype and not term.language else None
        return cls("literal", str(term), term.language or None, datatype)

    @classmethod
    def of_engine(cls, term: EngineTerm) -> Self:
        """Return the JSON form of the engine's term; a triple term as its text."""
        return cls.of(from_engine(term)) if is_plain(term) else cls("literal", f"<<( {term} )>>")

    @classmethod
    def iri(cls, iri: str) -> Self:
        """Return the JSON form of an IRI."""
        return cls("uri", str(iri))

    @property
    def term(self) -> Term:
        """Return the term, a literal's text untouched."""
        if self.type == "uri":
            return URIRef(self.value)
        if self.type == "bnode":
            return BNode(self.value)
        datatype = URIRef(self.datatype) if self.datatype else None
        return Literal(self.value, self.language, datatype, normalize=False)

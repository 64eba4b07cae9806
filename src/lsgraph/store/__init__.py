"""The only room that knows an RDF engine: embedded Oxigraph, or any SPARQL 1.1 server."""

from lsgraph.store.embedded import Answer, Bindings, Row, Store, format_trig
from lsgraph.store.formats import RDF_FORMATS, RESULT_FORMATS, Format, find_format
from lsgraph.store.terms import Quad, Term

__all__ = [
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Bindings",
    "Format",
    "Quad",
    "Row",
    "Store",
    "Term",
    "find_format",
    "format_trig",
]

"""The only room that knows an RDF engine: embedded Oxigraph, or any SPARQL 1.1 server."""

from lsgraph.store.carriers import Carriers, Statement
from lsgraph.store.embedded import Answer, Bindings, Dataset, Row, Store
from lsgraph.store.formats import RDF_FORMATS, RESULT_FORMATS, Format, find_format
from lsgraph.store.labels import Labels, find_labels
from lsgraph.store.results import cap_answer, make_answer
from lsgraph.store.terms import EngineTerm, Quad, Solution, Term, from_engine, is_plain, plain_text
from lsgraph.store.writing import format_trig

__all__ = [
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Bindings",
    "Carriers",
    "Dataset",
    "EngineTerm",
    "Format",
    "Labels",
    "Quad",
    "Row",
    "Solution",
    "Statement",
    "Store",
    "Term",
    "cap_answer",
    "find_format",
    "find_labels",
    "format_trig",
    "from_engine",
    "is_plain",
    "make_answer",
    "plain_text",
]

"""The only room that knows an RDF engine: embedded Oxigraph, or any SPARQL 1.1 server.

What speaks HTTP, `store.remote` and `store.publishing`, is imported where it is needed: its client takes a
tenth of a second to import.
"""

from lsgraph.store.address import Address, show_address
from lsgraph.store.answer import Answer, Dataset, Row
from lsgraph.store.answer_head import find_head_fault
from lsgraph.store.embedded import Store
from lsgraph.store.formats import RDF_FORMATS, RESULT_FORMATS, Format, find_format
from lsgraph.store.graph_lookup import Carriers
from lsgraph.store.inline_data import write_inline, write_out, write_values
from lsgraph.store.json_terms import JsonTerm
from lsgraph.store.labels import Labels, find_all_labels, find_inverse_labels, find_labels
from lsgraph.store.literals import Changed, find_changed, find_changed_literals
from lsgraph.store.reader import GraphStatement, Reader
from lsgraph.store.results import cap_answer, make_answer
from lsgraph.store.terms import EngineTerm, Quad, Solution, Term, from_engine, is_plain, plain_text
from lsgraph.store.writing import format_trig

__all__ = [
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Address",
    "Answer",
    "Carriers",
    "Changed",
    "Dataset",
    "EngineTerm",
    "Format",
    "GraphStatement",
    "JsonTerm",
    "Labels",
    "Quad",
    "Reader",
    "Row",
    "Solution",
    "Store",
    "Term",
    "cap_answer",
    "find_all_labels",
    "find_changed",
    "find_changed_literals",
    "find_format",
    "find_head_fault",
    "find_inverse_labels",
    "find_labels",
    "format_trig",
    "from_engine",
    "is_plain",
    "make_answer",
    "plain_text",
    "show_address",
    "write_inline",
    "write_out",
    "write_values",
]

"""Finds a `.rq` by name, reads its header, binds its parameters as terms, and writes terms as SPARQL."""

from lsgraph.queries.arguments import PARAMETER_KINDS, read_argument
from lsgraph.queries.binding import bind_text
from lsgraph.queries.executables import describe_questions
from lsgraph.queries.headers import Parameter, Query, bind, find_query, list_queries
from lsgraph.queries.mending import answer_query
from lsgraph.queries.term_writing import write_term

__all__ = [
    "PARAMETER_KINDS",
    "Parameter",
    "Query",
    "answer_query",
    "bind",
    "bind_text",
    "describe_questions",
    "find_query",
    "list_queries",
    "read_argument",
    "write_term",
]

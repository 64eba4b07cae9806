"""The formats that the engine reads and writes, in one table each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from lsgraph.errors import StoreError


@dataclass(frozen=True)
class Format:
    """A serialisation: its name, media type, file suffix, and whether it can carry named graphs."""

    name: str
    media_type: str
    suffix: str
    engine: ox.RdfFormat | ox.QueryResultsFormat
    graphs: bool = False


RDF_FORMATS: Final = (
    Format("turtle", "text/turtle", "ttl", ox.RdfFormat.TURTLE),
    Format("n-triples", "application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    Format("json-ld", "application/ld+json", "jsonld", ox.RdfFormat.JSON_LD, graphs=True),
    Format("rdf-xml", "application/rdf+xml", "rdf", ox.RdfFormat.RDF_XML),
    Format("trig", "application/trig", "trig", ox.RdfFormat.TRIG, graphs=True),
    Format("n-quads", "application/n-quads", "nq", ox.RdfFormat.N_QUADS, graphs=True),
)

RESULT_FORMATS: Final = (
    Format("json", "application/sparql-results+json", "json", ox.QueryResultsFormat.JSON),
    Format("xml", "application/sparql-results+xml", "xml", ox.QueryResultsFormat.XML),
    Format("csv", "text/csv", "csv", ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", "tsv", ox.QueryResultsFormat.TSV),
)


def find_format(name: str) -> Format:
    """Return the format of that name, media type or suffix; raises StoreError when there is none."""
    for known in (*RDF_FORMATS, *RESULT_FORMATS):
        if name in (known.name, known.media_type, known.suffix):
            return known
    listed = ", ".join(known.name for known in (*RDF_FORMATS, *RESULT_FORMATS))
    raise StoreError(f"no format {name!r}; the formats are {listed}")


def rdf_engine(known: Format) -> ox.RdfFormat:
    """Return the engine's RDF format; raises StoreError for a format of query results."""
    if isinstance(known.engine, ox.RdfFormat):
        return known.engine
    raise StoreError(f"{known.name} holds query results, not RDF")


def results_engine(known: Format) -> ox.QueryResultsFormat:
    """Return the engine's results format; raises StoreError for an RDF format."""
    if isinstance(known.engine, ox.QueryResultsFormat):
        return known.engine
    raise StoreError(f"{known.name} holds RDF, not query results")

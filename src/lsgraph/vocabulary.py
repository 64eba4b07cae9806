"""Namespaces, prefixes, kinds of graph, minting and parsing of IRIs."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from rdflib import SH, Graph, Namespace, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax

from lsgraph.errors import DataError, Fault
from lsgraph.resources import find_resources

BASE: Final = "https://w3id.org/lsgraph/"

LSG: Final = Namespace(BASE + "spec/")
SHAPE: Final = Namespace(BASE + "spec/shape/")

PREFIX_FILE: Final = "shapes/prefixes.ttl"
"""Where in the ontology prefixes are declared: https://www.w3.org/TR/shacl/#sparql-prefixes"""


def read_prefixes(ontology: Path) -> dict[str, str]:
    """Return the prefixes that an ontology declares, sorted; raises DataError."""
    file = ontology / PREFIX_FILE
    try:
        declared = Graph().parse(file, format="turtle")
    except (OSError, BadSyntax) as error:
        line = getattr(error, "lines", 0) + 1
        what = "prefixes cannot be read" if isinstance(error, OSError) else "this is not Turtle"
        raise DataError([Fault(PREFIX_FILE, line, what, "mend it, or take it from a release")]) from error
    found: dict[str, str] = {}
    for node in declared.objects(predicate=SH.declare):
        prefix, space = str(declared.value(node, SH.prefix)), str(declared.value(node, SH.namespace))
        if found.setdefault(prefix, space) != space:
            what = f"the prefix {prefix} is declared for {found[prefix]} and for {space}"
            raise DataError([Fault(PREFIX_FILE, 1, what, "declare it once")])
    return dict(sorted(found.items()))


PREFIXES: Final = read_prefixes(find_resources().ontology)
"""The prefixes of data, queries and answers, read as the program starts."""

OA: Final = Namespace(PREFIXES["oa"])
ORG: Final = Namespace(PREFIXES["org"])
SPDX: Final = Namespace(PREFIXES["spdx"])
SCHEMA: Final = Namespace(PREFIXES["schema"])

SHAPES_GRAPH: Final = URIRef(PREFIXES["cat"] + "shapes")
"""Shapes travel with a release but stay out of its default graph."""

_PATH = re.compile(r"(?P<family>spec|def|id|doc|res)/(?P<rest>[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9])")
_STRETCH = re.compile(r"(?P<source>[a-z0-9-]+)-(?P<start>[0-9]{1,15})-(?P<end>[0-9]{1,15})")


class Kind(StrEnum):
    """The kinds of graph, by the local name of their class."""

    PASSAGE = "Passage"
    JUDGEMENT = "Judgement"
    NAMING = "Naming"
    REGISTER = "Register"
    INFERENCE = "Inference"
    CATALOGUE = "Catalogue"

    @property
    def iri(self) -> URIRef:
        """Return the class of the kind."""
        return LSG[self.value]


_KIND_OF_PATH: Final = {
    "passage": Kind.PASSAGE,
    "judgement": Kind.JUDGEMENT,
    "naming": Kind.NAMING,
    "register": Kind.REGISTER,
    "inference": Kind.INFERENCE,
    "catalogue": Kind.CATALOGUE,
}


class Span(NamedTuple):
    """A stretch of a source: its id, first character and end, 0-based and end exclusive."""

    source: str
    start: int
    end: int


def mint(kind: str, name: str) -> URIRef:
    """Return the IRI of the thing of that prefix (`body`, `goal` …) with a slug made from its name."""
    return URIRef(PREFIXES[kind] + slug(name))


def slug(name: str) -> str:
    """Return the name in lower-case ASCII with hyphens: å and ä become a, ö becomes o."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")


def passage_iri(span: Span) -> URIRef:
    """Return the IRI that is at once the passage and its graph."""
    return URIRef(f"{PREFIXES['p']}{span.source}-{span.start}-{span.end}")


def parse_span(iri: str) -> Span | None:
    """Return the span that a passage's or stretch's IRI names, read from the right, or None."""
    for prefix in ("p", "stretch"):
        match = (
            _STRETCH.fullmatch(iri.removeprefix(PREFIXES[prefix]))
            if iri.startswith(PREFIXES[prefix])
            else None
        )
        if match:
            return Span(match["source"], int(match["start"]), int(match["end"]))
    return None


def graph_kind(iri: str) -> Kind | None:
    """Return the kind that a graph's IRI shows, or None when it is not one of ours."""
    if not iri.startswith(BASE + "res/"):
        return None
    return _KIND_OF_PATH.get(iri.removeprefix(BASE + "res/").partition("/")[0])


def graph_space(kind: Kind) -> str:
    """Return what the IRIs of all graphs of a kind begin with."""
    path = next(path for path, known in _KIND_OF_PATH.items() if known is kind)
    return f"{BASE}res/{path}/"


def local_path(iri: str) -> str | None:
    """Return the path below the base that a server answers for, or None for a foreign or malformed IRI."""
    path = iri.removeprefix(BASE)
    return path if iri.startswith(BASE) and _PATH.fullmatch(path) else None


def description_path(path: str) -> str:
    """Return the path that describes a real thing: `id/…` is described at `doc/…`."""
    return "doc/" + path.removeprefix("id/") if path.startswith("id/") else path


def shorten(iri: str) -> str:
    """Return the IRI as a prefixed name where a prefix fits, else as it is."""
    best = max(
        (item for item in PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    return f"{best[0]}:{iri.removeprefix(best[1])}" if best else iri

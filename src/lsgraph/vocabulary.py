"""Namespaces, prefixes, kinds of graph, minting and parsing of IRIs."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final, NamedTuple

from rdflib import Namespace, URIRef

BASE: Final = "https://w3id.org/lsgraph/"

LSG: Final = Namespace(BASE + "spec/")
SHAPE: Final = Namespace(BASE + "spec/shape/")

_OWN: Final = {
    "lsg": "spec/",
    "shape": "spec/shape/",
    # code lists
    "area": "def/nls2019-area/",
    "rfr": "def/rfr-area/",
    "theme": "def/theme/",
    "level": "def/goal-level/",
    "stance": "def/stance/",
    "qualifier": "def/qualifier/",
    "unit": "def/unit/",
    "indicator": "def/indicator/",
    "reason": "def/dismissal-reason/",
    "naming-only": "def/named-only-reason/",
    "confidence": "def/confidence/",
    "role": "def/role/",
    "status": "def/decision-status/",
    "precision": "def/date-precision/",
    "amount-kind": "def/amount-kind/",
    "activity": "def/activity-level/",
    "agreement-status": "def/agreement-status/",
    "not-said": "def/not-said/",
    "grade": "def/alf-grade/",
    "trend": "def/trend/",
    "link-state": "def/link-state/",
    "plan-state": "def/plan-state/",
    # real things
    "agreement": "id/agreement/",
    "amount": "id/amount/",
    "body": "id/org/",
    "case": "id/case/",
    "citation": "id/citation/",
    "cube": "id/dataset/",
    "decision": "id/decision/",
    "evaluation": "id/evaluation/",
    "event": "id/event/",
    "funding": "id/funding/",
    "goal": "id/goal/",
    "group": "id/group/",
    "instrument": "id/instrument/",
    "item": "id/agenda-item/",
    "measure": "id/measure/",
    "meeting": "id/meeting/",
    "membership": "id/membership/",
    "need": "id/need/",
    "obs": "id/observation/",
    "orderline": "id/order-line/",
    "person": "id/person/",
    "place": "id/place/",
    "plan": "id/plan/",
    "post": "id/post/",
    "search": "id/search/",
    "term": "id/term/",
    # documents and graphs
    "cat": "res/catalogue/",
    "inference": "res/inference/",
    "judgement": "res/judgement/",
    "namespace": "res/namespace/",
    "naming": "res/naming/",
    "p": "res/passage/",
    "question": "res/question/",
    "reading": "res/reading/",
    "register": "res/register/",
    "release": "res/release/",
    "source": "res/source/",
    "specification": "res/specification/",
    "stretch": "res/stretch/",
    "work": "res/work/",
}

_FOREIGN: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eli-dl": "http://data.europa.eu/eli/eli-draft-legislation-ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "frapo": "http://purl.org/cerif/frapo/",
    "inspec": "https://w3id.org/inspec/datavoc/",
    "m8g": "http://data.europa.eu/m8g/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prof": "http://www.w3.org/ns/dx/prof/",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sdg": "http://metadata.un.org/sdg/",
    "sdmx-dim": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

PREFIXES: Final[dict[str, str]] = {
    **{prefix: BASE + path for prefix, path in _OWN.items()},
    **_FOREIGN,
}

OA: Final = Namespace(_FOREIGN["oa"])
ORG: Final = Namespace(_FOREIGN["org"])
SPDX: Final = Namespace(_FOREIGN["spdx"])
SCHEMA: Final = Namespace(_FOREIGN["schema"])

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

"""The small graph by which a remote store says which release it holds.

It stands outside the default graph and is written with the release or after it, so that a store without it
holds nothing that can be answered from. Each time a release is put there it gets a mark of its own: a store
that was given another release and then the first one again is seen to have changed.
"""

from __future__ import annotations

import uuid
from typing import Final, NamedTuple

import pyoxigraph as ox

from lsgraph.vocabulary import LSG, PREFIXES

MARKER_GRAPH: Final = ox.NamedNode(PREFIXES["cat"] + "served")

_TYPE: Final = ox.NamedNode(PREFIXES["rdf"] + "type")
_HOLDS: Final = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_MARK: Final = ox.NamedNode(PREFIXES["dcterms"] + "identifier")

FIND_MARKER: Final = (
    f"SELECT ?release ?mark {{ GRAPH {MARKER_GRAPH} "
    f"{{ {MARKER_GRAPH} {_HOLDS} ?release ; {_MARK} ?mark }} }} LIMIT 2"
)


class Marker(NamedTuple):
    """The id of the release that a store holds, and the mark it got when it was put there."""

    release: str
    mark: str

    def triples(self) -> list[ox.Triple]:
        """Return the contents of the graph."""
        release = ox.NamedNode(PREFIXES["release"] + self.release)
        return [
            ox.Triple(MARKER_GRAPH, _TYPE, ox.NamedNode(str(LSG.Catalogue))),
            ox.Triple(MARKER_GRAPH, _HOLDS, release),
            ox.Triple(MARKER_GRAPH, _MARK, ox.Literal(self.mark)),
        ]


def make_marker(release_id: str) -> Marker:
    """Return a fresh marker for a release."""
    return Marker(release_id, uuid.uuid4().hex)


def read_marker(release: str, mark: str) -> Marker:
    """Return the marker that the two values of FIND_MARKER are."""
    return Marker(release.removeprefix(PREFIXES["release"]), mark)

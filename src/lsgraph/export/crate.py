"""An RO-Crate for deposit in an archive: the statements, the wide tables and what they are.

https://www.researchobject.org/ro-crate/specification/1.1/
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Final, TypeAlias

from lsgraph.export.about import LICENCE, TITLE_EN, TITLE_SV, About
from lsgraph.export.wide_csv import write_wide
from lsgraph.store import Store
from lsgraph.vocabulary import BASE

_Json: TypeAlias = dict[str, object]
_CONTEXT: Final = "https://w3id.org/ro/crate/1.1/context"
_PROFILE: Final = "https://w3id.org/ro/crate/1.1"
_PUBLISHER: Final = BASE
_FORMATS: Final = {"nq": "application/n-quads", "csv": "text/csv", "json": "application/json"}


def write_crate(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the crate and, last, ro-crate-metadata.json about them."""
    parts: list[_Json] = []
    for name, data in _list_files(store, about):
        parts.append(_describe_file(name, data))
        yield name, data
    whole = {"@context": _CONTEXT, "@graph": [*_describe_crate(about, parts), *parts]}
    yield "ro-crate-metadata.json", (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _list_files(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    yield "lsgraph.nq", store.canonical()
    yield from ((f"tables/{name}", data) for name, data in write_wide(store, about))


def _describe_file(name: str, data: bytes) -> _Json:
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "encodingFormat": _FORMATS[name.rpartition(".")[2]],
        "contentSize": str(len(data)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _describe_crate(about: About, parts: list[_Json]) -> Iterator[_Json]:
    sliced = f", region {about.code}" if about.region is not None else ""
    yield {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": _PROFILE},
    }
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE_EN + sliced,
        "alternateName": TITLE_SV,
        "description": about.as_text(),
        "identifier": about.address,
        "version": about.release,
        "datePublished": about.issued,
        "license": {"@id": LICENCE},
        "publisher": {"@id": _PUBLISHER},
        "author": {"@id": _PUBLISHER},
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    yield {
        "@id": LICENCE,
        "@type": "CreativeWork",
        "name": "Creative Commons Attribution 4.0 International",
        "description": "CC BY 4.0",
    }
    yield {"@id": _PUBLISHER, "@type": "Organization", "name": "lsgraph", "url": _PUBLISHER}

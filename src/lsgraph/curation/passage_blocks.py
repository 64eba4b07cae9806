"""The TriG of a passage, ready to be pasted into a file of `data/passages`."""

from __future__ import annotations

from lsgraph.sources import Citation
from lsgraph.vocabulary import shorten


def passage_block(found: Citation) -> str:
    """Return the passage's metadata and, below it, the graph that waits for its statements."""
    name, span = shorten(found.iri), found.span
    return (
        "cat:passages {\n"
        f"    {name} a lsg:Passage ;\n"
        f'        spdx:checksumValue "{found.sha256}"^^xsd:hexBinary ;\n'
        f"        oa:end {span.end} ;\n"
        f"        oa:hasSource source:{span.source} ;\n"
        f"        oa:start {span.start} .\n"
        "}\n"
        f"{name} {{\n}}\n"
    )

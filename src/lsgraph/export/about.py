"""What a download says of itself: what it is, from which release, under which licence, how to cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from lsgraph.vocabulary import BASE, PREFIXES

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
TITLE_SV: Final = "lsgraph: kunskapsgraf över svensk life science-politik"
TITLE_EN: Final = "lsgraph: knowledge graph of Swedish life-science policy"

_README: Final = """{title_sv}
{title_en}

Utgåva / Release    {release} ({issued}, version {version})
Omfång / Extent     {extent_sv} / {extent_en}
Licens / Licence    CC BY 4.0, {licence}
Adress / Address    {address}

Hänvisa så här / Cite as
  lsgraph ({year}). {title_en}. Release {release}{extent_cited}. {address}

Varje uppgift bär sin källa: kolumnen "sources" eller grafens namn är textstället, bedömningen eller
registeruppgiften som säger den. "stated" står i ett dokument, "judged" är en redaktörs läsning, "registered"
kommer ur ett register.
Every fact carries its source: the column "sources", or the name of the graph, is the passage, judgement or
register record that tells it. "stated" stands in a document, "judged" is a curator's reading, "registered"
comes from a register.
"""


@dataclass(frozen=True)
class About:
    """What a download is of: a release, and a region with its code and name when it is a slice."""

    release: str
    issued: str
    version: str
    region: URIRef | None = None
    code: str = ""
    region_name: str = ""

    @property
    def address(self) -> str:
        """Return the IRI of the release."""
        return PREFIXES["release"] + self.release

    def as_text(self) -> str:
        """Return a page for people, in Swedish and English."""
        sliced = self.region is not None
        return _README.format(
            title_sv=TITLE_SV,
            title_en=TITLE_EN,
            release=self.release,
            issued=self.issued,
            version=self.version,
            extent_sv=f"{self.region_name} (länskod {self.code}) med den nationella nivån"
            if sliced
            else "allt",
            extent_en=f"county code {self.code} with the national layer" if sliced else "everything",
            extent_cited=f", region {self.code}" if sliced else "",
            licence=LICENCE,
            address=self.address,
            year=self.issued[:4],
        )

    def as_citation(self) -> str:
        """Return a CITATION.cff, https://citation-file-format.github.io/."""
        return (
            "cff-version: 1.2.0\nmessage: Cite this data set as below.\ntype: dataset\n"
            f"title: '{TITLE_EN}'\nauthors:\n  - name: lsgraph\nversion: '{self.release}'\n"
            f"date-released: '{self.issued}'\nlicense: CC-BY-4.0\nurl: '{BASE}'\n"
        )

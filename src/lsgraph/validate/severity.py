"""How grave a finding is."""

from __future__ import annotations

from enum import StrEnum

from rdflib import SH, URIRef


class Severity(StrEnum):
    """Violation stops a build; Warning asks for a mend; Info asks for a look."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def iri(self) -> URIRef:
        """Return SHACL's term for it."""
        return SH[self.value]

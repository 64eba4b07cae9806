"""What the web process tells the fork server, and hears from it, as datagrams of JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ForkserverOrder:
    """An order: to kill the worker of that process, to give a sign of life, or else to fork a worker."""

    kill: int | None = None
    ping: bool = False


@dataclass(frozen=True)
class ForkserverMessage:
    """One thing heard: a new `worker`, why there is none, which one `ended` and how, a sign of life.

    Else it is what the start came to: why it `failed`, or what of the `network` workers reach.
    """

    worker: int | None = None
    refused: str | None = None
    ended: int | None = None
    status: int = 0
    pong: bool = False
    failed: str | None = None
    network: str = ""

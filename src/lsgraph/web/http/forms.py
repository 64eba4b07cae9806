"""What every form of an answer in JSON has in common, and the forms of a problem and of the health."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

NetworkReach: TypeAlias = Literal["none", "the store's port", "open"]


class Form(BaseModel):
    """A form that says all that is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ProblemForm(Form):
    """What went wrong: https://www.rfc-editor.org/rfc/rfc9457."""

    type: str
    title: str
    status: int
    detail: str
    cause: Literal["time", "memory", "depth", "share", "crash"] | None = None
    """The limit that a query was stopped at."""
    service: str | None = None
    line: int | None = None
    column: int | None = None
    token: str | None = None
    suggestions: list[str] | None = None
    available: list[str] | None = None
    allowed: list[str] | None = None
    retry_after: int | None = None
    """Seconds."""
    reason: str | None = None


class HealthForm(Form):
    """Whether the service can answer, from which release, and how its workers are."""

    status: str
    """`ok`, or what is wrong."""
    answered_seconds_ago: float
    heartbeat_seconds_ago: float
    release: str
    issued: str
    release_age_seconds: int | None
    seconds_served: int
    """How long this release has been served."""
    seconds_up: int
    workers: dict[str, int]
    network: NetworkReach
    """What workers can reach."""
    replaced: dict[str, int]
    """Workers replaced, by cause."""
    old_releases: list[str]
    cache: dict[str, int]

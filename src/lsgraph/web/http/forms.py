"""What every form of an answer in JSON has in common, and the form of a problem."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


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

"""Sends 100,000 hostile requests to a real server: no unplanned 5xx, nobody left waiting, no growth."""

from __future__ import annotations

from typing import Final

from tests.fuzz_service import attack

ABOUT_SECONDS: Final = 150.0
FULL: Final = 100_000
_LEAST: Final = 400


def run(seed: int, share: float) -> list[str]:
    """Send a share of 100,000 requests and return what should not be."""
    return attack(max(_LEAST, round(FULL * share)), seed).faults

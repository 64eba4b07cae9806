"""What an attack says while it runs: each line at once, also into a file or a pipe."""

from __future__ import annotations

import time
from typing import Final

FIGURE: Final = "FIGURE "
FAULT: Final = "FAULT "
_EVERY_SECONDS: Final = 5.0


def tell(text: str) -> None:
    """Print a line and do not keep it back."""
    print(text, flush=True)


def tell_figure(text: str) -> None:
    """Print a figure that the summary of all attacks repeats."""
    tell(FIGURE + text)


class Progress:
    """Tells every five seconds how much of the work is done."""

    def __init__(self, what: str, whole: int) -> None:
        self._what, self._whole = what, whole
        self._began = self._told = time.monotonic()

    def note(self, done: int, more: str = "") -> None:
        """Tell how much is done, unless that was told a moment ago."""
        now = time.monotonic()
        if now - self._told >= _EVERY_SECONDS or done == self._whole:
            self._told = now
            tell(f"{now - self._began:.0f} s: {done:,} of {self._whole:,} {self._what}{more}")

"""Times by query and engine as bars on a logarithmic scale, in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import Final
from xml.sax.saxutils import escape

from bench.service import Comparison

_COLOURS: Final = ("#1b5e7d", "#c8572b", "#e3a857", "#6a8f4f", "#7a5195", "#8c8c8c")
_LEFT, _WIDTH, _BAR, _GAP, _TOP = 130, 640, 9, 10, 60


def draw(found: Comparison) -> str:
    """Return the warm median times of one comparison as an SVG picture."""
    names = [engine.name for engine in found.engines]
    queries = list(found.bare)
    times = [
        timing.warm * 1000 for engine in found.engines for timing in engine.timings.values() if timing.warm
    ]
    low, high = floor(log10(min(times))), ceil(log10(max(times)))
    group = len(names) * _BAR + _GAP
    height = _TOP + group * len(queries) + 30
    scale = _Scale(low, high)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 110}" height="{height}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(f'Median time per query at {found.size}, in ms')}</title>",
        '<rect width="100%" height="100%" fill="white"/>',
        *_legend(names),
        *_grid(scale, height),
    ]
    for place, query in enumerate(queries):
        top = _TOP + place * group
        parts.append(f'<text x="{_LEFT - 6}" y="{top + group / 2}" text-anchor="end">{escape(query)}</text>')
        for number, engine in enumerate(found.engines):
            warm = engine.timings[query].warm
            if warm:
                width, y = scale.place(warm * 1000), top + number * _BAR
                colour = _COLOURS[number % len(_COLOURS)]
                parts.append(
                    f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 1}" fill="{colour}"/>'
                )
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, max(high, low + 1)

    def place(self, milliseconds: float) -> float:
        """Return how far right a time stands."""
        return _WIDTH * (log10(milliseconds) - self.low) / (self.high - self.low)


def _legend(names: Sequence[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        x = _LEFT + number * 122
        yield f'<rect x="{x}" y="10" width="10" height="10" fill="{_COLOURS[number % len(_COLOURS)]}"/>'
        yield f'<text x="{x + 14}" y="19">{escape(name)}</text>'


def _grid(scale: _Scale, height: int) -> Iterator[str]:
    for power in range(scale.low, scale.high + 1):
        x = _LEFT + scale.place(10**power)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{height - 24}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{_TOP - 12}" text-anchor="middle">{10.0**power:g} ms</text>'

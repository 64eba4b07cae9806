"""Lays out the class diagram of the ontology: a column of boxes per topic, subclasses below and to the right.

Sizes are in the units of the drawing, which are pixels where it is shown unscaled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lsgraph.web.rendering.page_parts import PageLink
from lsgraph.web.rendering.presenter import swedish_order

WIDTH: Final = 1180
_COLUMNS: Final = 3
_GAP, _INDENT, _LINE, _PADDING = 20, 18, 17, 6
_HEADING: Final = 34
_CHARACTER: Final = 6.3


@dataclass(frozen=True)
class DrawnClass:
    """A class as the diagram needs it: its words, the drawn class above it, and its relations."""

    iri: str
    link: PageLink
    above: str | None
    foreign: tuple[PageLink, ...]
    relations: tuple[tuple[PageLink, PageLink | None], ...]


@dataclass(frozen=True)
class Text:
    """Words at a place: a link, or two joined by an arrow."""

    x: float
    y: float
    link: PageLink
    target: PageLink | None = None
    style: str = ""


@dataclass(frozen=True)
class Box:
    """A class: its frame and its lines of text."""

    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Diagram:
    """The whole drawing."""

    width: float
    height: float
    headings: tuple[Text, ...]
    boxes: tuple[Box, ...]
    edges: tuple[str, ...]


def draw(topics: Mapping[str, Sequence[DrawnClass]]) -> Diagram:
    """Return the diagram of the classes of each topic, named by the mapping's keys."""
    heights = [0.0] * _COLUMNS
    width = (WIDTH - _GAP * (_COLUMNS - 1)) / _COLUMNS
    headings: list[Text] = []
    boxes: list[Box] = []
    edges: list[str] = []
    for name, classes in sorted(topics.items(), key=lambda item: -_height(item[1])):
        column = heights.index(min(heights))
        left, top = column * (width + _GAP), heights[column]
        headings.append(Text(left, top + 20, PageLink(name)))
        panel = _Panel(left, top + _HEADING, width)
        panel.add(classes, None, 0)
        boxes.extend(panel.boxes)
        edges.extend(panel.edges)
        heights[column] = panel.y + _GAP
    return Diagram(WIDTH, max(heights), tuple(headings), tuple(boxes), tuple(edges))


class _Panel:
    """The boxes of one topic, filled from the top."""

    def __init__(self, x: float, y: float, width: float) -> None:
        self.x, self.y, self._width = x, y, width
        self.boxes: list[Box] = []
        self.edges: list[str] = []

    def add(self, classes: Sequence[DrawnClass], above: DrawnClass | None, depth: int) -> None:
        """Draw the classes directly below `above`, each with those below it."""
        trunk = self.boxes[-1] if above else None
        for one in _below(classes, above):
            x = self.x + depth * _INDENT
            box = _box(one, x, self.y, self._width - depth * _INDENT)
            if trunk:
                self.edges.append(_edge(trunk, box))
            self.boxes.append(box)
            self.y += box.height + _LINE / 2
            self.add(classes, one, depth + 1)


def _below(classes: Sequence[DrawnClass], above: DrawnClass | None) -> Iterable[DrawnClass]:
    known = {one.iri for one in classes}
    found = (one for one in classes if (one.above == above.iri if above else one.above not in known))
    return sorted(found, key=lambda one: swedish_order(one.link.text))


def _box(one: DrawnClass, x: float, y: float, width: float) -> Box:
    texts = [Text(x + _PADDING, y + _LINE, one.link, style="name")]
    rest = [*((PageLink("⊑"), link) for link in one.foreign), *one.relations]
    for number, (link, target) in enumerate(rest, 2):
        texts.append(Text(x + _PADDING, y + _LINE * number, _fit(link, target, width), target))
    return Box(x, y, width, _LINE * len(texts) + _PADDING + 2, tuple(texts))


def _fit(link: PageLink, target: PageLink | None, width: float) -> PageLink:
    """Return the link with words short enough for its line."""
    room = int((width - 2 * _PADDING) / _CHARACTER) - (len(target.text) + 3 if target else 0)
    return link if len(link.text) <= room else PageLink(link.text[: room - 1] + "…", link.href, link.title)


def _edge(above: Box, below: Box) -> str:
    x, y = above.x + _INDENT / 2, below.y + _LINE * 0.7
    return f"M{x:g} {above.y + above.height:g}V{y:g}H{below.x:g}"


def _height(classes: Sequence[DrawnClass]) -> float:
    lines = sum(1 + len(one.foreign) + len(one.relations) for one in classes)
    return lines * _LINE + len(classes) * (_LINE / 2 + _PADDING)

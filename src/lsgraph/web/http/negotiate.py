"""From what a client takes to the format it gets: Accept with its weights, or `format`.

https://www.rfc-editor.org/rfc/rfc9110#name-accept
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from lsgraph.errors import NotAcceptable
from lsgraph.store import RDF_FORMATS, RESULT_FORMATS, Format, find_format

HTML: Final = "text/html"
_PAGES: Final = (HTML, "application/xhtml+xml")
_HEADERS_CACHED: Final = 256
_RANGE: Final = re.compile(r"\s*([\w.+*!#$&^-]+)/([\w.+*!#$&^-]+)\s*((?:;[^,]*)?)")
_WEIGHT: Final = re.compile(r";\s*q\s*=\s*([0-9.]+)\s*(?:;|$)")


class Offer(NamedTuple):
    """A format and the media type it is sent as."""

    format: Format
    media_type: str


class Choice(NamedTuple):
    """What a client gets for solutions or a boolean, and for triples; None where it takes nothing we have."""

    results: Offer | None
    triples: Offer | None


_Ranges = Mapping[tuple[str, str], float]
"""The weight of each media range: `*` stands for any type or subtype."""

_RESULT_OFFERS: Final = (
    *(Offer(known, known.media_type) for known in RESULT_FORMATS),
    Offer(find_format("json"), "application/json"),
    Offer(find_format("xml"), "application/xml"),
    Offer(find_format("xml"), "text/xml"),
)
_TRIPLE_OFFERS: Final = (
    *(Offer(known, known.media_type) for known in RDF_FORMATS),
    Offer(find_format("turtle"), "application/turtle"),
    Offer(find_format("turtle"), "application/x-turtle"),
    Offer(find_format("turtle"), "text/n3"),
    Offer(find_format("turtle"), "text/rdf+n3"),
    Offer(find_format("n-triples"), "text/plain"),
    Offer(find_format("json-ld"), "application/json"),
    Offer(find_format("rdf-xml"), "application/xml"),
    Offer(find_format("rdf-xml"), "text/xml"),
)
_NICKNAMES: Final = {
    "xml": ("xml", "rdf-xml"),
    "json": ("json", "json-ld"),
    "rdf+xml": ("", "rdf-xml"),
    "rdfxml": ("", "rdf-xml"),
    "ntriples": ("", "n-triples"),
    "nquads": ("", "n-quads"),
    "n3": ("", "turtle"),
}


def choose_media_type(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that a client likes best, the first of equals; None when it takes none of them."""
    ranges = _read_ranges(accept or "")
    if not ranges:
        return offers[0]
    ranked = [(*_rank(ranges, offer), -place) for place, offer in enumerate(offers)]
    weight, _, place = max(ranked)
    return offers[-place] if weight > 0 else None


@lru_cache(_HEADERS_CACHED)
def choose_formats(accept: str | None, name: str | None) -> Choice:
    """Return the formats for a client's Accept, or for the name in `format`, which overrides it.

    Raises NotAcceptable when neither kind of answer can be given so.
    """
    choice = _choose_named(name) if name else _choose_accepted(accept)
    if choice == (None, None):
        available = [offer.media_type for offer in (*_RESULT_OFFERS, *_TRIPLE_OFFERS)]
        raise NotAcceptable(name or accept or "", list(dict.fromkeys(available)))
    return choice


def choose_description(accept: str | None, name: str | None) -> Offer | None:
    """Return the format of triples that a client gets for a thing; None means a page.

    `name`, from `format` or a suffix, overrides Accept. Raises NotAcceptable.
    """
    if name and name.strip().lower() in ("html", HTML):
        return None
    if name:
        offer = _choose_named(name).triples
        chosen = offer.media_type if offer else None
    else:
        offers = [*_PAGES, *(offer.media_type for offer in _TRIPLE_OFFERS)]
        chosen = choose_media_type(accept, offers)
        offer = next((offer for offer in _TRIPLE_OFFERS if offer.media_type == chosen), None)
    if chosen is None:
        named = [known.suffix if name else known.media_type for known in RDF_FORMATS]
        raise NotAcceptable(name or str(accept), ["html" if name else HTML, *named])
    return offer


def takes_gzip(accept_encoding: str | None) -> bool:
    """Say whether a client takes gzip: https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding."""
    for part in (accept_encoding or "").split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() in ("gzip", "*"):
            return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight, re.IGNORECASE) is None
    return False


def _choose_accepted(accept: str | None) -> Choice:
    return Choice(_choose_offer(accept, _RESULT_OFFERS), _choose_offer(accept, _TRIPLE_OFFERS))


def _choose_offer(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    chosen = choose_media_type(accept, [offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == chosen), None)


def _choose_named(name: str) -> Choice:
    wanted = name.strip().lower()
    results, triples = _NICKNAMES.get(wanted, (wanted, wanted))
    return Choice(_find(results, _RESULT_OFFERS), _find(triples, _TRIPLE_OFFERS))


def _find(wanted: str, offers: Sequence[Offer]) -> Offer | None:
    return next(
        (one for one in offers if wanted in (one.media_type, one.format.name, one.format.suffix)), None
    )


def _rank(ranges: _Ranges, media_type: str) -> tuple[float, int]:
    """Return the weight that the closest range gives a media type, and how close it is: 0 not at all."""
    kind, _, subtype = media_type.partition("/")
    for fit, one in ((3, (kind, subtype)), (2, (kind, "*")), (1, ("*", "*"))):
        if one in ranges:
            return ranges[one], fit
    return 0.0, 0


@lru_cache(_HEADERS_CACHED)
def _read_ranges(accept: str) -> _Ranges:
    """Return the media ranges of an Accept header; what cannot be read is passed over."""
    ranges: dict[tuple[str, str], float] = {}
    for part in accept.lower().split(","):
        if match := _RANGE.fullmatch(part):
            one, weight = (match[1], match[2]), _read_weight(match[3])
            ranges[one] = max(weight, ranges.get(one, 0.0))
    return ranges


def _read_weight(parameters: str) -> float:
    """Return the weight among the parameters of a range, 1 without one that can be read."""
    match = _WEIGHT.search(parameters)
    try:
        return min(float(match[1]), 1.0) if match else 1.0
    except ValueError:
        return 1.0

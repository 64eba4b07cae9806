"""Characters that look like those of SPARQL or cannot be seen, outside of strings, IRIs and comments."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from lsgraph.errors import QuerySyntaxError
from lsgraph.queries.syntax_hints.cursor import make_error
from lsgraph.queries.syntax_hints.message import Message
from lsgraph.queries.tokens import Token

QUOTES: Final = {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‘’‚‛′´＇", "'"),
}
"""Quotation marks of typography and what SPARQL has in their place."""
_RIGHT: Final = {
    **QUOTES,
    **dict.fromkeys("–—−‐‑‒―", "-"),
    **dict.fromkeys("‹〈⟨＜", "<"),
    **dict.fromkeys("›〉⟩＞", ">"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "×": "*",
    "÷": "/",
    "∧": "&&",
    "∨": "||",
    "¬": "!",
    "（": "(",
    "）": ")",
    "｛": "{",
    "｝": "}",
    "：": ":",
    "；": ";",
    "，": ",",
    "？": "?",
    "＝": "=",
    "＊": "*",
}
_INVISIBLE: Final = frozenset(("Cf", "Cc"))
_SPACES: Final = frozenset(("Zs", "Zl", "Zp"))
_NAMES: Final = {
    **dict.fromkeys(QUOTES, Message("a typographic quotation mark", "ett typografiskt citattecken")),
    **dict.fromkeys("–—−‐‑‒―", Message("a dash", "ett tankstreck")),
    "\ufeff": Message("a byte order mark", "ett byteordningsmärke"),
    "\u00a0": Message("a no-break space", "ett hårt mellanslag"),
    "\u202f": Message("a narrow no-break space", "ett smalt hårt mellanslag"),
    "\u00ad": Message("a soft hyphen", "ett mjukt bindestreck"),
    "\u200b": Message("a zero-width space", "ett mellanslag utan bredd"),
}
"""Names of the most common ones; the others have those of Unicode."""


def find_character(text: str, tokens: Sequence[Token]) -> QuerySyntaxError | None:
    """Return what is said of the first such character, or None."""
    for token in tokens:
        if token.text.isascii() and token.text.isprintable():
            continue
        if token.kind == "sign":
            return _explain(text, token.start)
        if token.kind in ("word", "name") and (place := _find_odd(token.text)) is not None:
            return _explain(text, token.start + place)
    return None


def _find_odd(word: str) -> int | None:
    return next(
        (place for place, one in enumerate(word) if one in _RIGHT or unicodedata.category(one) in _INVISIBLE),
        None,
    )


def _explain(text: str, start: int) -> QuerySyntaxError:
    char = text[start]
    known = _NAMES.get(char, Message(*(f"{unicodedata.name(char, 'control character').lower()}",) * 2))
    name = Message(*(f"{one}, U+{ord(char):04X}" for one in known))
    category = unicodedata.category(char)
    if category in _SPACES:
        return make_error(text, start, "space", char, name=name)
    if category in _INVISIBLE:
        return make_error(text, start, "invisible", char, name=name)
    if char in _RIGHT:
        return make_error(text, start, "typographic", char, char=char, name=name, right=_RIGHT[char])
    return make_error(text, start, "foreign", char, char=char, name=name)

"""A passage that begins or ends inside a sentence is found; layout is no cut."""

from __future__ import annotations

import pytest

from lsgraph.sources.sentence_cuts import cuts_sentence

TEXT = """Regeringen vill stärka forskningen, liksom
samverkan. Det kräver pengar.

Rubrik utan punkt
• lista med små bokstäver
 ny sida som börjar med liten bokstav
Skriv till namn@exempel.se i god tid"""
PRIVATE = [(TEXT.index("namn@"), TEXT.index("namn@") + len("namn@exempel.se"))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Regeringen vill stärka forskningen, liksom\nsamverkan.", None),
        ("Det kräver pengar.", None),
        ("Regeringen vill stärka forskningen", "ends"),
        ("Regeringen vill stärka", "ends"),
        ("liksom\nsamverkan.", "begins"),
        ("samverkan.", "begins"),
        ("Rubrik utan punkt", None),
        ("lista med små bokstäver", None),
        ("ny sida som börjar med liten bokstav", None),
        ("Skriv till", None),
        ("i god tid", None),
    ],
)
def test_a_cut_is_told_from_layout(words: str, expected: str | None) -> None:
    start = TEXT.index(words)
    assert cuts_sentence(TEXT, start, start + len(words), PRIVATE) == expected

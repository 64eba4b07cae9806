"""The figures of the page of coverage add up: what each source has of every state is all that it has."""

from __future__ import annotations

import re

import httpx
import pytest


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_told_of_each_source_adds_up(service: str, language: str) -> None:
    page = httpx.get(f"{service}/{language}/coverage", headers={"Accept": "text/html"}, timeout=60).text
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", page, re.DOTALL)
    assert len(rows) > 5
    for row in rows:
        cells = [cell.partition("<br>")[0] for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        length, *parts = (int(re.sub(r"[\u202f,]", "", cell)) for cell in cells[:6])
        assert length == sum(parts)
        assert min(parts) >= 0

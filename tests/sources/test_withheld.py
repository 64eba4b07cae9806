"""The text of stretches that lead to a person is shown nowhere."""

from __future__ import annotations

from pathlib import Path

from lsgraph.search import build_index, search
from lsgraph.sources import MASK, find_withheld, open_sources
from lsgraph.store import Store, find_format
from lsgraph.vocabulary import PREFIXES, Span

TEXT = "Beslut om frysar.\nKontakt: Frida Exempelsson, Storgatan 1\nFrysarna köps in."
NAMED = TEXT.index("Kontakt"), TEXT.index("\nFrysarna")
GRAPH = f"""
cat:p {{
  p:page-0-17 a lsg:Passage ; oa:hasSource source:page ; oa:start 0 ; oa:end 17 .
  p:page-18-{len(TEXT)} a lsg:Passage ; oa:hasSource source:page ; oa:start 18 ; oa:end {len(TEXT)} .
  stretch:page-{NAMED[0]}-{NAMED[1]} a lsg:Dismissal ; oa:hasSource source:page ;
    lsg:dismissalReason reason:contact .
  stretch:page-0-17 a lsg:Dismissal ; oa:hasSource source:page ; lsg:dismissalReason reason:furniture .
  source:page a lsg:SourceFile ; skos:prefLabel "En sida"@sv .
  reason:contact lsg:withholdsText true .
}}
"""


def make_store() -> Store:
    prefixes = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    store = Store()
    store.load((prefixes + GRAPH).encode(), find_format("trig"))
    return store


def test_only_stretches_of_such_reasons_are_withheld() -> None:
    assert find_withheld(make_store()) == {"page": [NAMED]}


def test_a_span_around_one_shows_the_rest(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    sources = open_sources(make_store(), tmp_path)
    assert sources is not None
    assert sources.shown(Span("page", 0, len(TEXT))) == f"Beslut om frysar.\n{MASK}\nFrysarna köps in."
    assert sources.shown(Span("page", NAMED[0] + 9, NAMED[0] + 14)) == MASK


def test_it_is_not_indexed(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    build_index(make_store(), tmp_path / "index", open_sources(make_store(), tmp_path))
    assert search(tmp_path / "index", "frysarna").total
    assert not search(tmp_path / "index", "Exempelsson").total
    assert b"Exempelsson" not in b"".join(file.read_bytes() for file in (tmp_path / "index").iterdir())

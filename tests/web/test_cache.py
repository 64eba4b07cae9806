"""The cache never holds more than its bytes, and tags name what they stand for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lsgraph.web.http.cache import Cache, CacheEntry, make_etag, matches_etag


def entry(size: int) -> CacheEntry:
    """Return an answer of so many bytes."""
    return CacheEntry(b"x" * size, "text/csv", None)


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(16_000)
    for key in range(16):
        cache.put(key, entry(400))
    assert cache.get(0) is not None
    cache.put("new", entry(400))
    cache.put("newer", entry(400))
    assert cache.get(0) is not None
    assert cache.get(1) is None


def test_a_large_answer_is_not_kept() -> None:
    cache = Cache(16_000)
    cache.put("large", entry(1_000))
    assert cache.get("large") is None
    assert Cache(0).get("x") is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2_000)), max_size=200))
def test_the_bytes_are_bounded(puts: list[tuple[int, int]]) -> None:
    cache = Cache(20_000)
    for key, size in puts:
        cache.put(key, entry(size))
        assert 0 <= cache.size <= 20_000


def test_tags_differ_where_their_parts_do() -> None:
    tags = {make_etag(*parts) for parts in [("a", "b"), ("ab", ""), ("", "ab"), ("a", "b", "")]}
    assert len(tags) == 4
    assert make_etag("a", "b") == make_etag("a", "b")


def test_a_tag_is_matched_weakly() -> None:
    tag = make_etag("a")
    assert matches_etag(tag, tag)
    assert matches_etag(f'"x", {tag.removeprefix("W/")}', tag)
    assert matches_etag("*", tag)
    assert not matches_etag(None, tag)
    assert not matches_etag('"x"', tag)

"""What is damaged is noticed before it is served; what can be made again is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from lsgraph.errors import ReleaseError
from lsgraph.release import Release
from lsgraph.search import build_index, has_index
from lsgraph.workers import Limits, Pool
from tests.workers.test_pool import query, read_json

COUNT: Final = query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
ON_DISK: Final = Limits(workers=1, largest_in_memory=10)
IN_MEMORY: Final = Limits(workers=1)


def serve_once(release: Release, limits: Limits) -> str:
    """Start a pool and return how many statements it counts."""

    async def main() -> str:
        async with Pool(release, limits) as pool:
            answer = await read_json(pool, COUNT)
            return str(answer["results"]["bindings"][0]["n"]["value"])

    return asyncio.run(main())


@pytest.mark.parametrize("limits", [IN_MEMORY, ON_DISK], ids=["memory", "disk"])
def test_an_emptied_release_is_not_served_under_its_id(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], limits: Limits
) -> None:
    release = write_release_of(tmp_path, 20)
    assert serve_once(release, limits) == "20"
    release.quads_file.write_bytes(b"")
    with pytest.raises(ReleaseError, match=r"damaged: its quads\.nq .*lsgraph build"):
        serve_once(release, limits)


def empty_tables(store: Path) -> None:
    """Take away what the tables of a store hold."""
    for path in store.glob("*.sst"):
        path.write_bytes(b"")


def flip_byte(store: Path) -> None:
    """Change one byte in the middle of each table."""
    for path in store.glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)


def lose_current(store: Path) -> None:
    """Remove the file that leads to all others."""
    (store / "CURRENT").unlink()


def empty_folder(store: Path) -> None:
    """Remove all files."""
    for path in store.iterdir():
        path.unlink()


def lose_seal(store: Path) -> None:
    """Remove the seal, as in a store that an earlier version made."""
    (store / "lsgraph-store-1").unlink()


def garble_seal(store: Path) -> None:
    """Write something else in place of the seal."""
    (store / "lsgraph-store-1").write_text("[]")


@pytest.mark.parametrize(
    "harm", [empty_tables, flip_byte, lose_current, empty_folder, lose_seal, garble_seal]
)
def test_a_damaged_store_is_made_again(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], harm: Callable[[Path], None]
) -> None:
    release = write_release_of(tmp_path, 20)
    assert serve_once(release, ON_DISK) == "20"
    harm(release.store_folder)
    assert serve_once(release, ON_DISK) == "20"


def test_a_sound_store_is_kept(tmp_path: Path, write_release_of: Callable[[Path, int], Release]) -> None:
    release = write_release_of(tmp_path, 20)
    serve_once(release, ON_DISK)
    made = release.store_folder.stat().st_ino
    serve_once(release, ON_DISK)
    assert release.store_folder.stat().st_ino == made


@pytest.mark.parametrize("cut", [True, False])
def test_a_damaged_search_index_is_thrown_away_at_start(
    tmp_path: Path, write_release_of: Callable[[Path, int], Release], cut: bool
) -> None:
    release = write_release_of(tmp_path, 20)
    build_index(release.open_store(), release.search_folder)
    serve_once(release, IN_MEMORY)
    assert has_index(release.search_folder)
    for path in release.search_folder.glob("*.json"):
        data = bytearray(path.read_bytes())
        data[0] ^= 1
        path.write_bytes(data[: len(data) // 2] if cut else data)
    assert has_index(release.search_folder) is not cut
    serve_once(release, IN_MEMORY)
    assert not has_index(release.search_folder)

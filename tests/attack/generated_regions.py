"""Worlds of generated regions, linked across: every slice of each keeps to all laws of slices."""

from __future__ import annotations

from typing import Final

from tests.attack._progress import Progress, tell_figure
from tests.slice_laws import REGIONS_IN_A_WORLD, find_breaches, find_faults, make_world

ABOUT_SECONDS: Final = 900.0
WORLDS: Final = 10


def run(seed: int, share: float) -> list[str]:
    """Slice a share of 200 regions, 20 to a world; return each breach of a law."""
    wanted = max(1, round(WORLDS * REGIONS_IN_A_WORLD * share))
    progress, found, done = Progress("regions sliced", wanted), list[str](), 0
    while done < wanted:
        whole, regions = make_world(seed + done)
        known = find_faults(whole, whole=False)
        for region in regions[: wanted - done]:
            found += [
                f"seed {seed + done}, {region}: {breach}" for breach in find_breaches(whole, region, known)
            ]
            done += 1
            progress.note(done)
    tell_figure(f"{done} regions, {len(found)} breaches")
    return found

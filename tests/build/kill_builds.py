"""Kills builds at random moments; run as a script of its own, since it forks.

Arguments: the folder of releases, the dump to build, the number of kills. Prints how many builds were killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from lsgraph.build import build
from lsgraph.release import open_release
from lsgraph.resources import find_resources


def main(root: Path, dump: Path, kills: int) -> int:
    """Return how many builds a kill met alive; raises when the served release is harmed."""
    served = open_release(root)
    took = _time_one(root / "elsewhere", dump)
    chance = random.Random(7)
    killed = 0
    for _ in range(kills):
        child = os.fork()
        if child == 0:
            build(find_resources(), root, lambda _: None, dump)
            os._exit(0)
        time.sleep(chance.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        open_release(root).verify()
        served.verify()
    return killed


def _time_one(root: Path, dump: Path) -> float:
    started = time.monotonic()
    build(find_resources(), root, lambda _: None, dump)
    return time.monotonic() - started


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))

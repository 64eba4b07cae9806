"""Runs one task of `bench.tasks`: `python -m bench.run_task TASK ARGUMENTS`, the arguments as JSON."""

from __future__ import annotations

import json
import sys

from bench.measure import Clock
from bench.tasks import TASKS


def main() -> None:
    """Run the task that the command line names and print its result as JSON."""
    clock = Clock()
    result = TASKS[sys.argv[1]](clock, **json.loads(sys.argv[2]))
    sys.stdout.write(json.dumps({**result, "seconds": clock.seconds, "peaks": clock.peaks}) + "\n")


if __name__ == "__main__":
    main()

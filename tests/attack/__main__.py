"""Runs every attack in full: `python -m tests.attack [--seed N] [--share S] [MODULE …]`.

An attack is a module beside this one with `run(seed, share)`, which prints what it did and returns what it
found, in sentences.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pkgutil import iter_modules

import tests.attack


def main() -> int:
    """Run the attacks named, or all; return 1 when one found something."""
    known = sorted(one.name for one in iter_modules(tests.attack.__path__) if not one.name.startswith("_"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *known], help="which attacks, all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    faults = 0
    for name in options.modules or known:
        began = time.monotonic()
        found = import_module(f"tests.attack.{name}").run(options.seed, options.share)
        print(f"{name}: {len(found)} findings in {time.monotonic() - began:.0f} s, seed {options.seed}")
        for fault in found[:20]:
            print(f"FAULT {fault}")
        faults += len(found)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

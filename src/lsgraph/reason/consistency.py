"""What HermiT said of releases: whether ontology and data contradict each other, and when it was asked."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from lsgraph.release import Release, write_beside
from lsgraph.vocabulary import SHAPES_GRAPH, Kind, graph_kind

VERDICTS: Final = ".consistency"


@dataclass(frozen=True)
class Verdict:
    """What HermiT said of a release, and the day on which it was asked."""

    release: str
    consistent: bool
    asked: str


def judge_release(release: Release, day: date) -> Verdict:
    """Ask HermiT about all that a release asserts, and keep what it says beside the releases.

    Dates and times are opaque to it: their order is for the gate to judge. Raises ExtraMissing where there is
    no Java for it, and ReasonerUnavailable where it does not run.
    """
    from lsgraph.reason.hermit import classify

    store = release.open_store()
    graphs = (name for name in store.graphs() if name != SHAPES_GRAPH)
    asserted = [name for name in graphs if graph_kind(name) is not Kind.INFERENCE]
    verdict = Verdict(release.id, classify(store, asserted).consistent, day.isoformat())
    every = {**read_verdicts(release.root), release.id: verdict}
    told = [asdict(one) for one in sorted(every.values(), key=lambda one: (one.asked, one.release))]
    write_beside(release.root, VERDICTS, (json.dumps(told, indent=1) + "\n").encode())
    return verdict


def read_verdicts(root: Path) -> dict[str, Verdict]:
    """Return what was said of each release, in the order in which it was asked; none where nothing was."""
    try:
        told = json.loads((root / VERDICTS).read_bytes())
        return {
            one["release"]: Verdict(one["release"], bool(one["consistent"]), one["asked"]) for one in told
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}

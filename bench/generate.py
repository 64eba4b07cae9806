"""Makes policy-shaped synthetic data in lsgraph's own ontology and graph model, as N-Quads.

Shape: documents of about 650 statements. Each document is a source file, a work and passages (named graphs
with source, span and checksum) that state a plan, its goals, organisations and their groups, instruments,
fundings with amounts, figures, a meeting and a procurement; a naming graph with Swedish and English labels
and summaries; judgements with rationale. What refers to something outside its document picks it by Zipf's
law, so that a few things have very many links. Equal arguments give equal bytes.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.document import Document
from bench.draft import FAULTS
from bench.quads import Dice
from bench.world import World, write_concepts
from lsgraph.curation import read_dataset
from lsgraph.resources import Resources, find_resources
from lsgraph.store import Store, find_format

SIZES: Final = {"2k": 2_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
_MEAN: Final = 658
"""Statements of a document, on average."""


@dataclass(frozen=True)
class Generated:
    """What was written: statements, documents, and the faults planted in them by kind."""

    statements: int
    documents: int
    faults: dict[str, int]


def generate(path: Path, statements: int, seed: int = 1, faults: float = 0.0) -> Generated:
    """Write about so many statements to a file; `faults` is the share of documents with one planted fault."""
    world = World.of_size(max(1, round(statements / _MEAN)))
    planted = Counter[str]()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        lines = list(write_concepts(world))
        file.writelines(lines)
        written = len(lines)
        for number in range(world.documents):
            dice = Dice(f"{seed} {number}")
            fault = FAULTS[dice.below(len(FAULTS))] if dice.chance(faults) else None
            lines = Document(world, number, dice, fault).write()
            written += len(lines)
            file.write("".join(lines))
            if fault:
                planted[fault] += 1
    return Generated(written, world.documents, dict(sorted(planted.items())))


def load(path: Path) -> Store:
    """Return generated data with the project's ontology, code lists and shapes: what curation would give."""
    known = find_resources()
    with tempfile.TemporaryDirectory() as empty:
        store = read_dataset(Resources(known.ontology, Path(empty), known.queries))
    store.load(path, find_format("n-quads"))
    return store

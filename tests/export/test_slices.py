"""Laws of slices over all regions of the data, and a share of the generated ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from rdflib import URIRef

from lsgraph.cli import cli
from lsgraph.export import find_region, measure_slice, slice_region
from lsgraph.release import Release
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, PREFIXES
from tests.attack import generated_regions
from tests.slice_laws import find_breaches

CODES: Final = [f"{code:02}" for code in (1, *range(3, 11), 12, 13, 14, *range(17, 26))]
LARGEST_SHARE: Final = 0.95
"""Örebro's; ontology, code lists and shapes are a third of the whole, the national strategy another."""
PLAN = URIRef(PREFIXES["plan"] + "prov")
REGISTER = URIRef(PREFIXES["register"] + "prov")


def test_all_regions_are_here(graph: Store) -> None:
    assert sorted({str(quad.object) for quad in graph.quads(predicate=LSG.countyCode)}) == CODES


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_a_slice_keeps_to_all_laws(code: str, graph: Store) -> None:
    assert list(find_breaches(graph, find_region(graph, code))) == []


@pytest.mark.parametrize("code", ["01", "12", "18"])
def test_a_slice_tells_its_share_of_the_whole(code: str, graph: Store) -> None:
    told = measure_slice(graph, find_region(graph, code))
    assert 0.4 < told.share <= LARGEST_SHARE
    assert told.statements == len(slice_region(graph, find_region(graph, code)))


def test_the_command_tells_it_too(release: Release, tmp_path: Path) -> None:
    command = ["export", "--region", "12", "--output", str(tmp_path / "12.nq")]
    outcome = CliRunner().invoke(cli, command, env={"LSGRAPH_RELEASES": str(release.root)})
    assert re.search(r"^region 12: [\d,]+ statements, \d\d% of the whole$", outcome.stderr, re.MULTILINE)


@pytest.mark.slow
def test_a_hundredth_of_the_generated_regions_keeps_to_them_too() -> None:
    assert generated_regions.run(seed=1, share=0.01) == []


# --- what a slice takes ------------------------------------------------------------------------------------


def _with(graph: Store, *quads: Quad) -> Store:
    changed = Store()
    changed.add_from(graph, graph.graphs())
    changed.add(quads)
    changed.merge()
    return changed


def test_what_a_register_says_of_a_regions_own_plan_is_in_its_slice_alone(graph: Store) -> None:
    skane, halland = (find_region(graph, code) for code in ("12", "13"))
    plan = next(iter(graph.quads(predicate=LSG.planOwner, obj=skane))).subject
    assert isinstance(plan, URIRef)
    said = Quad(plan, LSG.startYear, find_region(graph, "12"), REGISTER)
    changed = _with(graph, said)
    assert said in set(slice_region(changed, skane).quads())
    assert said not in set(slice_region(changed, halland).quads())


def test_a_judgement_between_two_regions_is_in_both_and_in_no_third(graph: Store) -> None:
    skane, halland, gotland = (find_region(graph, code) for code in ("12", "13", "09"))
    ours, theirs = (
        next(iter(graph.quads(predicate=LSG.planOwner, obj=one))).subject for one in (skane, halland)
    )
    judgement = URIRef(PREFIXES["judgement"] + "prov")
    assert isinstance(ours, URIRef)
    said = Quad(ours, LSG.tiedTo, theirs, judgement)
    changed = _with(graph, said)
    holders = [
        region for region in (skane, halland, gotland) if said in set(slice_region(changed, region).quads())
    ]
    assert holders == [skane, halland]

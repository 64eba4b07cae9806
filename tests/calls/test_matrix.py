"""The matrix of goals and regions: its cells beside the graph read without the query, and their evidence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

import pytest
from rdflib import URIRef

from lsgraph.calls.matrix import (
    EMPTY,
    QUERY,
    SERVED,
    MatrixCell,
    MatrixFilter,
    list_table_rows,
    read_cells,
    read_matrix,
    read_rows,
)
from lsgraph.calls.matrix_cell import CellAnswer, CellCall, read_cell
from lsgraph.errors import UnknownThing
from lsgraph.queries import find_query
from lsgraph.resources import find_resources
from lsgraph.store import Store
from lsgraph.vocabulary import LSG, PREFIXES, Kind, graph_kind

SEED: Final = 20261201
SAMPLED: Final = 12
STRATEGY: Final = URIRef(PREFIXES["plan"] + "nls2019")
KIND_OF_STATE: Final = {"stated": Kind.PASSAGE, "registered": Kind.REGISTER, "judged": Kind.JUDGEMENT}


@pytest.fixture(scope="module")
def cells(graph: Store) -> list[MatrixCell]:
    """Return all cells."""
    return read_cells(read_rows(graph), MatrixFilter())


def list_goals(graph: Store) -> set[str]:
    """Return the thirty objectives of the strategy, found without the query."""
    level = URIRef(PREFIXES["level"] + "malsattning")
    goals = {quad.subject for quad in graph.quads(None, LSG.goalOf, STRATEGY)}
    return {str(goal) for goal in goals if next(graph.quads(URIRef(goal), LSG.goalLevel, level), None)}


def test_there_is_a_cell_for_every_goal_and_region(graph: Store, cells: list[MatrixCell]) -> None:
    regions = {str(quad.subject) for quad in graph.quads(None, LSG.countyCode)}
    assert (len(list_goals(graph)), len(regions)) == (30, 21)
    pairs = [(cell.goal, cell.region) for cell in cells]
    assert len(pairs) == len(set(pairs)) == 630
    assert set(pairs) == {(goal, region) for goal in list_goals(graph) for region in regions}
    assert [cell.number for cell in cells[::21]] == sorted(
        {cell.number for cell in cells}, key=lambda number: tuple(map(int, number.split(".")))
    )


def test_every_cell_has_its_word(cells: list[MatrixCell]) -> None:
    for cell in cells:
        assert cell.state in (SERVED if cell.links else EMPTY)
        assert cell.read <= cell.plans
        if cell.state in EMPTY:
            assert bool(cell.looked) == (cell.state != "not looked")


def test_a_plan_goal_or_measure_of_a_region_is_never_left_out(graph: Store, cells: list[MatrixCell]) -> None:
    shown = {(row.thing, row.goal, row.region) for cell in cells for row in cell.links}
    goals = list_goals(graph)
    for owned in graph.quads(None, LSG.planOwner):
        plan, region = URIRef(str(owned.subject)), str(owned.object)
        parts = [plan, *_parts(graph, plan)]
        served = {
            (str(one), str(quad.object)) for one in parts for quad in graph.quads(one, LSG.contributesTo)
        }
        if region in {cell.region for cell in cells}:
            assert {(one, goal, region) for one, goal in served if goal in goals} <= shown


def _parts(graph: Store, plan: URIRef) -> Iterator[URIRef]:
    for predicate in (LSG.goalOf, LSG.measureOf):
        yield from (URIRef(str(quad.subject)) for quad in graph.quads(None, predicate, plan))


def test_an_empty_cell_says_what_the_judgement_of_its_region_says(
    graph: Store, cells: list[MatrixCell]
) -> None:
    said = {
        predicate: {str(quad.subject) for quad in graph.quads(None, predicate, STRATEGY)}
        for predicate in (LSG.heldAgainst, LSG.notReadAgainst)
    }
    for cell in cells:
        if not cell.links:
            unread, held = (cell.region in said[one] for one in (LSG.notReadAgainst, LSG.heldAgainst))
            assert cell.state == ("not read" if unread else "none" if held else "not looked")


def test_each_word_for_an_empty_cell_is_given_where_it_holds(graph: Store) -> None:
    text = find_query(find_resources().queries, QUERY).text
    other = "lsg:notReadAgainst", "lsg:heldAgainst"
    swapped = text.replace(other[0], "lsg:x").replace(other[1], other[0]).replace("lsg:x", other[1])
    for changed, word in ((text, "not read"), (swapped, "none"), (text.replace(*other), "not looked")):
        assert {str(row["state"]) for row in graph.select(changed) if "thing" not in row} == {word}


def test_plans_that_are_read_are_counted(graph: Store, cells: list[MatrixCell]) -> None:
    held, unread = (
        {str(quad.subject) for quad in graph.quads(None, predicate, STRATEGY)}
        for predicate in (LSG.heldAgainst, LSG.notReadAgainst)
    )
    owners = {
        str(quad.object) for quad in graph.quads(None, LSG.planOwner) if str(quad.subject) in held - unread
    }
    assert {cell.region for cell in cells if cell.read} == owners & {cell.region for cell in cells} != set()


def supports(graph: Store, cell: MatrixCell) -> CellAnswer:
    """Return what stands behind a cell, having followed each of its links to the statements that make it."""
    answer = read_cell(graph, CellCall(cell.number, cell.code))
    assert answer.cell == cell
    assert {link.thing for link in answer.links} == {row.thing for row in cell.links}
    for link in answer.links:
        assert link.evidence
        for found, state in zip(link.evidence, _states(cell, link.thing), strict=True):
            assert graph_kind(found.graph) is KIND_OF_STATE[state]
            stated = graph.quads(
                URIRef(link.thing), LSG.contributesTo, URIRef(cell.goal), URIRef(found.graph)
            )
            assert next(stated, None)
            if found.kind == Kind.JUDGEMENT:
                assert set(found.rationale) == {"sv", "en"}
                assert found.rests_on
            if found.kind == Kind.REGISTER:
                assert found.address.startswith("http")
                assert found.date
        assert cell.region in _reach(link.thing, answer)
        for step in (step for link in answer.links for step in link.steps):
            terms = (URIRef(step.subject), URIRef(step.predicate), URIRef(step.object))
            assert all(next(graph.quads(*terms, URIRef(one)), None) for one in step.graphs)
    return answer


def _states(cell: MatrixCell, thing: str) -> list[str]:
    return list({row.source: row.state for row in cell.links if row.thing == thing}.values())


def _reach(thing: str, answer: CellAnswer) -> set[str]:
    """Return what the steps of a link lead to, read either way."""
    steps = next(link.steps for link in answer.links if link.thing == thing)
    reached, before = {thing}, set[str]()
    while reached != before:
        before = set(reached)
        for step in steps:
            reached |= {step.subject, step.object} if reached & {step.subject, step.object} else set()
    return reached


def test_a_sample_of_filled_cells_opens_what_supports_them(graph: Store, cells: list[MatrixCell]) -> None:
    filled = [cell for cell in cells if cell.links]
    for cell in random.Random(SEED).sample(filled, SAMPLED):
        supports(graph, cell)


@pytest.mark.slow
def test_every_filled_cell_opens_what_supports_it(graph: Store, cells: list[MatrixCell]) -> None:
    for cell in cells:
        if cell.links:
            supports(graph, cell)


def test_the_query_of_a_cell_gives_its_rows(graph: Store, cells: list[MatrixCell]) -> None:
    for cell in random.Random(SEED).sample(cells, SAMPLED):
        answer = read_cell(graph, CellCall(cell.number, cell.code))
        rows = list(graph.select(answer.query))
        assert {str(row["state"]) for row in rows} >= {cell.state}
        assert [row.thing for row in cell.links] == [str(row["thing"]) for row in rows if "thing" in row]


def test_a_cell_without_links_tells_of_the_plans_and_of_the_search(
    graph: Store, cells: list[MatrixCell]
) -> None:
    cell = next(one for one in cells if not one.links and one.read)
    answer = read_cell(graph, CellCall(cell.number, cell.code))
    assert len(answer.plans) == cell.plans
    assert sum(one.looked is not None for one in answer.plans) == cell.read
    assert answer.searches
    assert not answer.links


def test_a_cell_that_is_not_there_is_told(graph: Store) -> None:
    for number, code in (("9.9", "01"), ("4.2", "02"), ("", "")):
        with pytest.raises(UnknownThing):
            read_cell(graph, CellCall(number, code))


@pytest.mark.parametrize(
    "chosen",
    [
        MatrixFilter(kinds=("plan",)),
        MatrixFilter(states=("judged",)),
        MatrixFilter(kinds=("instrument", "group"), area="4"),
        MatrixFilter(year="1999"),
    ],
)
def test_a_filter_hides_links_and_never_calls_them_none(
    graph: Store, cells: list[MatrixCell], chosen: MatrixFilter
) -> None:
    whole = {(cell.number, cell.code): cell for cell in cells}
    for cell in read_matrix(graph, chosen).cells:
        before = whole[cell.number, cell.code]
        assert not chosen.area or cell.number.startswith(chosen.area + ".")
        assert all(not chosen.kinds or row.kind in chosen.kinds for row in cell.links)
        assert (cell.state == "outside") == bool(before.links and not cell.links)
        shown = {row.thing for row in cell.links}
        assert cell.hidden == len({row.thing for row in before.links} - shown)


def test_a_year_leaves_out_what_had_ended_or_not_begun(graph: Store) -> None:
    later = {row.thing for cell in read_matrix(graph, MatrixFilter(year="2100")).cells for row in cell.links}
    ended = [row for row in read_rows(graph) if row.ends]
    assert ended
    assert not {row.thing for row in ended} & later


def test_the_table_has_each_link_and_each_empty_cell(graph: Store) -> None:
    found = read_matrix(graph, MatrixFilter())
    rows = list(list_table_rows(found, "sv"))
    assert len(rows) == sum(max(1, len(cell.links)) for cell in found.cells)
    assert all(row["goal_name"] and row["region_name"] for row in rows)
    assert all(row["thing_name"] for row in rows if row["thing"])

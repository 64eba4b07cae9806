"""The bench: the same data from the same seed, data that keep the shapes, queries that find something."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.client import Connection, Endpoint, Exchange, NoAnswer
from bench.generate import generate, load
from bench.mix import Question, read_mix
from bench.processes import LeftOut, find_program, weigh
from bench.quads import Dice
from bench.rows import read_rows
from lsgraph.store import Store, find_format
from lsgraph.validate import Finding, Severity, validate
from lsgraph.vocabulary import Kind, graph_kind

MIX = read_mix()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "data.nq"
    generate(path, 40_000)
    return path


@pytest.fixture(scope="module")
def store(data: Path) -> Store:
    store = Store()
    store.load(data, find_format("n-quads"))
    store.merge()
    return store


def violations(path: Path) -> Iterator[Finding]:
    """Yield what is wrong with generated things; the ontology beside them has tests of its own."""
    for finding in validate(load(path)).findings:
        if finding.severity is Severity.VIOLATION and "/syn-" in finding.focus:
            yield finding


def test_equal_seeds_give_equal_bytes(tmp_path: Path) -> None:
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    assert generate(one, 3_000, seed=7) == generate(same, 3_000, seed=7)
    generate(other, 3_000, seed=8)
    assert one.read_bytes() == same.read_bytes() != other.read_bytes()


def test_the_size_is_about_what_was_asked_for_and_is_counted(data: Path) -> None:
    made = generate(data.with_name("again.nq"), 40_000)
    assert made.statements == len(data.read_text(encoding="utf-8").splitlines())
    assert 0.9 < made.statements / 40_000 < 1.1


def test_no_statement_is_written_twice_into_one_graph(data: Path) -> None:
    counts = Counter(data.read_text(encoding="utf-8").splitlines())
    assert counts.most_common(1)[0][1] == 1


def test_each_kind_of_graph_that_is_written_by_hand_is_there(store: Store) -> None:
    kinds = {graph_kind(graph) for graph in store.graphs()}
    assert kinds == {Kind.PASSAGE, Kind.NAMING, Kind.JUDGEMENT, Kind.CATALOGUE}


def test_data_without_planted_faults_break_no_shape(tmp_path: Path) -> None:
    path = tmp_path / "sound.nq"
    generate(path, 2_000)
    assert list(violations(path)) == []


def test_every_planted_fault_is_found(tmp_path: Path) -> None:
    path = tmp_path / "faulty.nq"
    made = generate(path, 20_000, faults=1.0)
    assert set(made.faults) == {"no level", "no member", "e-mail", "beyond the file", "dangling"}
    found = Counter(str(one.shape).rpartition("/")[2] for one in violations(path))
    assert found["Goal-level"] == made.faults["no level"]
    assert found["Membership-member"] == made.faults["no member"]
    assert found["NoEmail"] == made.faults["e-mail"]
    assert found["Passage-inside"] == made.faults["beyond the file"]
    assert found["Thing-type"] == 1


def test_a_few_things_have_most_of_the_links() -> None:
    dice = Dice("zipf")
    drawn = Counter(dice.zipf(1_000) for _ in range(20_000))
    assert 0 <= min(drawn) <= max(drawn) < 1_000
    assert drawn[0] > 5 * drawn[9] > 5 * drawn[99]


@pytest.mark.parametrize("question", MIX, ids=[question.name for question in MIX])
def test_every_query_finds_rows(store: Store, question: Question) -> None:
    assert store.select(question.text)
    assert question.title
    assert question.vary(3) != question.vary(4)


def test_rows_are_equal_whatever_their_order_and_the_types_of_their_numbers() -> None:
    def document(*rows: dict[str, dict[str, str]]) -> bytes:
        return json.dumps({"results": {"bindings": rows}}).encode()

    integer = {"type": "literal", "value": "10", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    decimal = {
        "type": "typed-literal",
        "value": "10.0",
        "datatype": "http://www.w3.org/2001/XMLSchema#decimal",
    }
    label = {"type": "literal", "value": "å", "xml:lang": "sv"}
    one = read_rows(document({"n": integer, "l": label}, {"n": decimal}))
    assert one == read_rows(document({"n": integer}, {"l": label, "n": decimal}))
    assert one != read_rows(document({"n": integer}, {"n": decimal}))
    assert one != read_rows(document({"n": integer}, {"n": decimal}, {"l": label, "n": decimal}))


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd", b"abcd"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x\r\nd\r\n0\r\n\r\n",
            b"abcd",
        ),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcd", b"abcd"),
    ],
)
def test_an_answer_is_whole_only_at_its_end(answer: bytes, body: bytes) -> None:
    exchange = Exchange()
    assert not any(exchange.feed(answer[place : place + 1]) for place in range(len(answer) - 1))
    assert exchange.feed(answer[-1:]) or exchange.feed(b"")
    assert (exchange.status, exchange.body()) == (200, body)


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    exchange = Exchange()
    exchange.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
    with pytest.raises(NoAnswer):
        exchange.feed(b"")


def test_nobody_there_is_no_answer() -> None:
    endpoint = Endpoint("127.0.0.1", 1, "/sparql")
    with pytest.raises(NoAnswer):
        Connection(endpoint).ask(endpoint.request("ASK {}"))


def test_what_is_not_installed_is_left_out_with_its_name() -> None:
    with pytest.raises(LeftOut, match="no-such-program"):
        find_program("no-such-program")


def test_memory_of_this_process_is_weighed() -> None:
    assert 10_000_000 < weigh(os.getpid()) < 10_000_000_000

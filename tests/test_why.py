"""The proofs shown in the documentation are those that the graph gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import URIRef

from lsgraph.queries import read_argument
from lsgraph.reason import explain
from lsgraph.store import Quad, Store

_PAGE = Path(__file__).parents[1] / "docs" / "reasoning.md"
_SHOWN = re.findall(
    r"```\n\$ lsgraph why (\S+) (\S+) (\S+)\n(.*?)\n```", _PAGE.read_text(encoding="utf-8"), re.DOTALL
)


def test_three_kinds_of_proof_are_shown() -> None:
    assert len(_SHOWN) == 3


@pytest.mark.parametrize("shown", _SHOWN, ids=lambda shown: shown[1])
def test_a_shown_proof_is_the_proof(shown: tuple[str, ...], graph: Store) -> None:
    subject, predicate, value = (URIRef(read_argument("iri", term)) for term in shown[:3])
    proof = explain(graph, Quad(subject, predicate, value))
    first, *rest = proof.as_text().splitlines()
    assert [first, *sorted(rest)] == [shown[3].splitlines()[0], *sorted(shown[3].splitlines()[1:])]

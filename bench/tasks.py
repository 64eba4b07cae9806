"""What is measured in a process of its own: our stages, their oracles, and bare calls to the store."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import owlrl
import pyshacl
from rdflib import Graph, URIRef

from bench.client import time_repeats
from bench.generate import load
from bench.measure import Clock
from bench.mix import POINT_LOOKUP, Question, read_mix
from lsgraph.curation import read_dataset
from lsgraph.reason import infer
from lsgraph.release import ReleaseMetadata, open_release, point, write_release
from lsgraph.resources import find_resources
from lsgraph.settings import read_settings
from lsgraph.store import Store, find_format
from lsgraph.validate import Finding, Severity, validate
from lsgraph.validate.run_pyshacl import read_report
from lsgraph.validate.validator import prepare
from lsgraph.vocabulary import SHAPES_GRAPH
from lsgraph.workers.forkserver import prepare_store

_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_PAUSE: Final = 0.001


def build(clock: Clock, data: str | None, root: str | None = None) -> dict[str, Any]:
    """Run the stages of a build over generated data, or over the project's own.

    With `root` the release is written below it and made current.
    """
    store = clock.measure("load", lambda: _read(data))
    statements = len(store)
    inferred = clock.measure("reason", lambda: infer(store))
    report = clock.measure("validate", lambda: validate(store))
    result = {
        "statements": statements,
        "inferred": len(inferred),
        "violations": sum(one.severity is Severity.VIOLATION for one in report.findings),
        **_digest(report.findings),
    }
    if root:
        store.add_from(inferred)
        facts = ReleaseMetadata("0", "2026-01-01")
        release = clock.measure(
            "release", lambda: write_release(Path(root), store, report.as_turtle(), facts)
        )
        point(Path(root), release.id)
        result["quads"] = release.manifest.quads
    return result


def shacl(clock: Clock, data: str) -> dict[str, Any]:
    """Run plain pySHACL on the same statements and shapes in rdflib graphs."""
    store = _read(data)
    shapes = _as_rdflib(store, SHAPES_GRAPH)
    graph = clock.measure("load", lambda: _as_rdflib(prepare(store), None))
    _, found, text = clock.measure(
        "validate", lambda: pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inplace=True)
    )
    if not isinstance(found, Graph):
        raise TypeError(text)
    return {"statements": len(graph), **_digest(list(read_report(found, shapes)))}


def rules(clock: Clock, data: str) -> dict[str, Any]:
    """Run plain owlrl on the same statements in an rdflib graph."""
    store = _read(data)
    store.drop(SHAPES_GRAPH)
    store.merge()
    graph = clock.measure("load", lambda: _as_rdflib(store, None))
    statements = len(graph)
    clock.measure("reason", lambda: owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph))
    return {"statements": statements, "inferred": len(graph) - statements}


def bare(clock: Clock, root: str, repeat: float) -> dict[str, Any]:
    """Time each query of the mix as a call in the process, answered as bytes of JSON: what HTTP adds to.

    The store is the one that the service's workers have: in memory, or above a size on disk. `rested` is a
    point lookup after a pause, as a service that waits for requests has it: the processor's caches are cold.
    """
    release, limit = open_release(Path(root)), read_settings({}).largest_in_memory
    opener = clock.measure("load", lambda: prepare_store(release, limit))
    store = opener()
    mix = read_mix()
    lookup = next(question for question in mix if question.name == POINT_LOOKUP)
    return {
        "times": {question.name: _time_call(store, question, repeat) for question in mix},
        "rested": _time_call(store, lookup, repeat, _PAUSE),
    }


def _time_call(store: Store, question: Question, seconds: float, rest: float = 0.0) -> float:
    known = find_format("json")

    def ask(number: int) -> None:
        store.query(question.vary(number)).write(io.BytesIO(), known)

    return time_repeats(ask, seconds, rest=rest)


def _read(data: str | None) -> Store:
    return load(Path(data)) if data else read_dataset(find_resources())


def _as_rdflib(store: Store, graph: URIRef | None) -> Graph:
    result = Graph()
    quads = store.quads(graph=graph) if graph else store.query(_EVERYTHING).triples()
    for quad in quads:
        result.add((quad.subject, quad.predicate, quad.object))
    return result


def _digest(findings: Iterable[Finding]) -> dict[str, Any]:
    """Return the number and a hash of the breaches: shape, component, focus and value of each."""
    breaches = sorted(
        {
            "\t".join(
                part.n3() for part in (one.shape, one.component, one.focus, one.value) if part is not None
            )
            for one in findings
            if isinstance(one.focus, URIRef)
        }
    )
    return {
        "breaches": len(breaches),
        "verdict": hashlib.sha256("\n".join(breaches).encode()).hexdigest()[:16],
    }


TASKS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "build": build,
    "shacl": shacl,
    "rules": rules,
    "bare": bare,
}

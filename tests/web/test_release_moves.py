"""While the current release moves, every answer is of the release that it says it is of."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from lsgraph.release import Release

Serving = Callable[..., contextlib.AbstractContextManager[Any]]

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"


@contextlib.contextmanager
def share_held(site: Any) -> Iterator[None]:
    """Hold the one worker that a client may have, with a runaway query that this client leaves at last."""
    url = httpx.URL(site.sparql, params={"query": CROSS})
    with socket.create_connection((url.host, url.port)) as link:
        link.sendall(b"GET " + url.raw_path + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        site.wait_for_workers(slow=1)
        yield


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "parameters", "read"),
    [
        ("/sparql", {"query": COUNT, "release": "OLD"}, lambda text: '"300"' in text),
        ("/doc/org/x?format=nt", {}, lambda text: "The old name" in text),
        ("/doc/org/x?format=html", {}, lambda text: "The old name" in text),
    ],
    ids=["a query of a release by its id", "a description", "a page"],
)
def test_a_call_that_waits_while_current_moves_is_answered_by_its_own_release(
    tmp_path: Path,
    write_release_of: Callable[..., Release],
    serving: Serving,
    path: str,
    parameters: dict[str, str],
    read: Callable[[str], bool],
) -> None:
    old = write_release_of(tmp_path, 300, "The old name")
    limits = {"LSGRAPH_WORKERS": "1", "LSGRAPH_SLOW": "1", "LSGRAPH_WATCH": "0.05", "LSGRAPH_DEADLINE": "60"}
    asked = {name: value.replace("OLD", old.id) for name, value in parameters.items()}
    with serving(tmp_path, **limits) as site, ThreadPoolExecutor() as threads:
        with share_held(site):
            answer: Future[httpx.Response] = threads.submit(
                lambda: httpx.get(httpx.URL(site.url + path).copy_merge_params(asked), timeout=60)
            )
            site.wait_for_workers(waiting=1)
            new = write_release_of(tmp_path, 200, "The new name")
            while site.health()["release"] != new.id:
                time.sleep(0.02)
            assert not answer.done()
        response = answer.result()
        assert response.status_code == 200, response.text
        assert read(response.text) is (response.headers["Lsgraph-Release"] == old.id)
        if "release" in asked:
            assert response.headers["Lsgraph-Release"] == old.id

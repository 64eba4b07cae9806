"""A worker reaches nobody, or the port of its store alone, also where it may have no namespace of its own."""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
from collections.abc import Callable

import pytest

from lsgraph.store import Store
from lsgraph.workers import network
from lsgraph.workers.network import Network, connect_only_to, limit_network, refuse_sockets, warn_if_open
from tests.attack.hidden_service import listen


def in_child(work: Callable[[], list[bool]]) -> list[bool]:
    """Return what a function gives in a process of its own."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writer, json.dumps(work()).encode())
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        found: list[bool] = json.load(answer)
    os.waitpid(pid, 0)
    return found


def connects(port: int) -> bool:
    """Say whether a connection to a port of loopback is allowed."""
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except PermissionError:
        return False
    return True


def asks(port: int) -> bool:
    """Say whether the engine may ask a service on a port of loopback."""
    try:
        list(Store().query(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}").rows())
    except PermissionError:
        return False
    except OSError:
        pass
    return True


def test_a_filter_of_system_calls_refuses_all_but_local_sockets() -> None:
    with listen() as listener:
        port = listener.server_address[1]

        def work() -> list[bool]:
            allowed = refuse_sockets()
            for local in socket.socketpair():
                local.close()
            return [allowed, connects(port), asks(port)]

        allowed, reached, asked = in_child(work)
        if not allowed:
            pytest.skip("this system allows no filter of system calls")
        assert not reached
        assert not asked
        assert listener.connections == 0


def test_before_a_remote_store_its_port_alone_is_reached() -> None:
    with listen() as store, listen() as other:
        ports = store.server_address[1], other.server_address[1]

        def work() -> list[bool]:
            return [connect_only_to(ports[:1]), connects(ports[0]), connects(ports[1]), asks(ports[1])]

        allowed, reached, strayed, asked = in_child(work)
        if not allowed:
            pytest.skip("this kernel has no Landlock for connections")
        assert reached
        assert not strayed
        assert not asked
        assert other.connections == 0


@pytest.mark.parametrize(
    ("store", "allows", "expected"),
    [
        ("", "leave_network", Network.NONE),
        ("", "refuse_sockets", Network.NONE),
        ("", None, Network.OPEN),
        ("http://a/sparql", "connect_only_to", Network.STORE_PORT),
        ("http://a/sparql", None, Network.OPEN),
    ],
)
def test_the_first_way_that_is_allowed_is_taken(
    monkeypatch: pytest.MonkeyPatch, store: str, allows: str | None, expected: Network
) -> None:
    for way in ("leave_network", "refuse_sockets", "connect_only_to"):
        monkeypatch.setattr(network, way, lambda *_, way=way: way == allows)
    assert limit_network(store) is expected


@pytest.mark.parametrize(
    ("store", "port"), [("http://a:9/x", 9), ("https://a/x", 443), ("http://u:p@a/", 80)]
)
def test_the_port_of_a_store_is_that_of_its_address(
    monkeypatch: pytest.MonkeyPatch, store: str, port: int
) -> None:
    asked: list[tuple[int, ...]] = []
    monkeypatch.setattr(network, "connect_only_to", asked.append)
    limit_network(store)
    assert asked == [(port, 53)]


def test_workers_that_reach_the_network_are_told_of_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    warn_if_open(Network.NONE, "a1")
    warn_if_open(Network.STORE_PORT, "a1")
    assert not caplog.records
    warn_if_open(Network.OPEN, "a1")
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "release a1" in record.getMessage()

"""The parent of the workers: loads one release, forks a worker when asked, tells how each one ended.

For a release in a remote store it loads nothing, and leaves its workers a way to that.

It stays single-threaded, so that a fork is safe and cheap: workers share its memory until they write.
Started as `python -m lsgraph.workers.forkserver SOCKET STARTER FOLDER`, the folder for whoever lists
processes.
What it is told, its charge first, and what it tells are JSON datagrams; a new worker's socket travels beside
its datagram (unix(7), SCM_RIGHTS).
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final, NoReturn

from lsgraph.calls.call import Handler
from lsgraph.calls.codec import decode, encode
from lsgraph.errors import LsgraphError
from lsgraph.release import Release, open_release
from lsgraph.search import discard_damaged
from lsgraph.store import Reader, Store
from lsgraph.workers.disk_store import bring_store
from lsgraph.workers.messages import ForkserverMessage, ForkserverOrder
from lsgraph.workers.network import limit_network
from lsgraph.workers.sandbox import die_with_parent, limit_memory, raise_stack
from lsgraph.workers.worker import serve
from lsgraph.workers.worker_config import DATAGRAM_BYTES, WorkerConfig

_EXIT_SECONDS: Final = 10.0


def main() -> None:
    """Serve the socket that the command line names, for the process that it names."""
    die_with_parent(int(sys.argv[2]))
    link = socket.socket(fileno=int(sys.argv[1]))
    link.set_inheritable(False)
    charge = WorkerConfig.from_json(link.recv(DATAGRAM_BYTES).decode())
    try:
        release = open_release(Path(charge.root), charge.release)
        opener = prepare_remote(charge) if charge.store else prepare_store(release, charge.largest_in_memory)
        discard_damaged(release.search_folder)
        calls = load_calls(charge.calls)
    except LsgraphError as error:
        link.send(encode(ForkserverMessage(failed=str(error))))
        return
    raise_stack()
    network = limit_network(charge.store)
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, what workers share
    try:
        link.send(encode(ForkserverMessage(network=network)))
    except BrokenPipeError:  # nobody waits for the release any more
        return
    Parent(link, opener, calls, charge.memory).run()


def load_calls(name: str) -> Mapping[str, Handler]:
    """Return the calls that a function gives, named as `module:function`, each by its name."""
    module, _, function = name.partition(":")
    found: Sequence[Handler] = getattr(import_module(module), function)()
    return {one.name: one for one in found}


def prepare_remote(charge: WorkerConfig) -> Callable[[], Reader]:
    """Return how a worker gets its door to a remote store; raises StoreUnreachable or StoreChanged."""
    from lsgraph.store.remote import RemoteStore

    with closing(RemoteStore(charge.store, charge.release)) as check:
        check.begin(_EXIT_SECONDS)
    return partial(RemoteStore, charge.store, charge.release if charge.shared else None)


def prepare_store(release: Release, largest_in_memory: int) -> Callable[[], Store]:
    """Return how a worker gets its store: shared memory, or, for a larger release, its own reader on disk.

    Raises ReleaseError when the release or the disk is at fault.
    """
    if release.manifest.quads <= largest_in_memory:
        store = release.open_store()
        return lambda: store
    return partial(Store.read_only, bring_store(release))


class Parent:
    """Forks, kills and reaps workers until the socket closes."""

    def __init__(
        self, link: socket.socket, opener: Callable[[], Reader], calls: Mapping[str, Handler], memory: int
    ) -> None:
        self._link, self._opener, self._calls, self._memory = link, opener, calls, memory
        self._children: set[int] = set()
        self._waker, self._wakened = socket.socketpair()

    def run(self) -> None:
        """Obey until the socket closes, then end every worker."""
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        try:
            while self._serve_once():
                pass
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            self._end_all()

    def _serve_once(self) -> bool:
        ready, _, _ = select.select([self._link, self._wakened], [], [])
        if self._wakened in ready:
            self._wakened.recv(DATAGRAM_BYTES)
            self._reap()
        if self._link in ready:
            order = self._link.recv(DATAGRAM_BYTES)
            if not order:
                return False
            self._obey(decode(order, ForkserverOrder))
        return True

    def _obey(self, order: ForkserverOrder) -> None:
        if order.kill is not None:
            if order.kill in self._children:
                os.kill(order.kill, signal.SIGKILL)
        elif order.ping:
            self._link.send(encode(ForkserverMessage(pong=True)))
        else:
            self._try_to_fork()

    def _try_to_fork(self) -> None:
        """Fork a worker, or tell why there is none: a want of processes, memory or descriptors may pass."""
        try:
            self._fork()
        except (BrokenPipeError, ConnectionResetError):
            raise
        except OSError as error:
            self._link.send(encode(ForkserverMessage(refused=str(error))))

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                parent = os.getpid()
                pid = os.fork()
                if pid == 0:
                    self._become_worker(parent, theirs, ours)
            self._children.add(pid)
            socket.send_fds(self._link, [encode(ForkserverMessage(worker=pid))], [ours.fileno()])

    def _become_worker(self, parent: int, own: socket.socket, other: socket.socket) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            die_with_parent(parent)
            for inherited in (other, self._link, self._waker, self._wakened):
                inherited.close()
            store = self._opener()
            limit_memory(self._memory)
            serve(own, store, self._calls)
            code = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(code)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.discard(pid)
            message = ForkserverMessage(ended=pid, status=os.waitstatus_to_exitcode(status))
            self._link.send(encode(message))

    def _end_all(self) -> None:
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main()

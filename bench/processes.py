"""Other processes: found, started, waited for, weighed and ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

ROOT: Final = Path(__file__).parent.parent
_PATIENCE: Final = 10.0
_LOOK: Final = 0.2

Command: TypeAlias = Sequence[str | Path | int]


class LeftOut(Exception):
    """Something cannot be measured here; the message says why, and the report shows it."""


def find_program(name: str) -> str:
    """Return the path of a program; raises LeftOut."""
    found = shutil.which(name)
    if found is None:
        raise LeftOut(f"{name} is not installed")
    return found


def run(command: Command, folder: Path, seconds: float, env: Mapping[str, str] | None = None) -> str:
    """Return what a command prints; raises LeftOut when it fails or takes longer than that."""
    try:
        done = subprocess.run(  # noqa: S603  (commands of this package)
            [str(part) for part in command],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise LeftOut(f"{Path(str(command[0])).name} took more than {seconds:g} s") from error
    except subprocess.CalledProcessError as error:
        last = ((error.stderr or error.stdout).strip().splitlines() or ["no reason given"])[-1]
        raise LeftOut(f"{Path(str(command[0])).name} failed: {last[:200]}") from error
    return done.stdout


def start(
    command: Command, folder: Path, log: Path, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own; what it prints goes to a log."""
    with log.open("wb") as file:
        return subprocess.Popen(  # noqa: S603  (commands of this package)
            [str(part) for part in command],
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_for(
    process: subprocess.Popen[bytes], log: Path, is_ready: Callable[[], bool], seconds: float
) -> None:
    """Wait until a server answers; raises LeftOut with the log's end when it ends or takes longer."""
    end = time.monotonic() + seconds
    while not is_ready():
        if process.poll() is not None:
            last = (log.read_text(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
            raise LeftOut(f"it ended with exit code {process.returncode} while starting: {last[:200]}")
        if time.monotonic() > end:
            raise LeftOut(f"it did not answer within {seconds:g} s")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def weigh(pid: int) -> int:
    """Return the bytes of memory of a process and all below it, what they share counted once."""
    return sum(_share(Path(f"/proc/{one}/smaps_rollup")) for one in family(pid))


def wait_until_idle(pids: Sequence[int], seconds: float) -> None:
    """Wait, for at most so long, until processes and all below them stop working.

    Servers may go on with a query when its client has left, which would spoil the times of others.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = sum(map(worked, pids))
        time.sleep(_LOOK)
        if sum(map(worked, pids)) - before < _LOOK / 10:
            return


def worked(pid: int) -> float:
    """Return the seconds of processor time that a process and all below it have used."""
    ticks = sum(_ticks(Path(f"/proc/{one}/stat")) for one in family(pid))
    return ticks / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> Iterator[int]:
    """Yield a process and all its descendants."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                yield from family(int(child))


def _ticks(path: Path) -> int:
    try:
        fields = path.read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _share(path: Path) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))

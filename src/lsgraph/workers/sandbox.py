"""Shuts a process in: bounded memory and processor time, no core file, an end with its parent.

Linux only; the numbers are the kernel's (prctl(2), setrlimit(2)).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_STACK_BYTES: Final = 64 << 20
_CPU_SLACK_SECONDS: Final = 5


def die_with_parent(parent: int) -> None:
    """End this process with its parent, also when the parent is killed; `parent` is who it should be."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def raise_stack() -> None:
    """Let the main thread's stack grow to 64 MiB, so that a query within the guard's bounds cannot end it."""
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    soft = _STACK_BYTES if hard == resource.RLIM_INFINITY else min(_STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))


def limit_memory(extra: int) -> None:
    """Let this process take `extra` bytes of address space more than it has now, and be the first to go."""
    most = address_space() + extra
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def limit_processor_time(seconds: float) -> None:
    """Let this process use so many seconds of processor time from now, and a few more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + _CPU_SLACK_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def address_space(pid: int | None = None) -> int:
    """Return the size of a process's address space in bytes: of this one, or 0 for one that is gone."""
    try:
        pages = int(Path(f"/proc/{pid or 'self'}/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()

"""Takes a process its network: by a namespace of its own, or by a filter of system calls.

Linux only: network_namespaces(7), seccomp(2), landlock(7). Containers often refuse the first and allow the
others, which need no privilege. What is taken is taken from threads and children to come as well.
"""

from __future__ import annotations

import ctypes
import logging
import os
import platform
import struct
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x0005000D  # with EACCES

# the machine's name: its number for audit, and that of socket(2)
_MACHINES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_OTHER_NUMBERS: Final = 0x40000000  # from here, x86_64 has a second table of calls
_IO_URING_SETUP: Final = 425  # makes sockets past socket(2)
_AF_UNIX: Final = 1
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06

_LANDLOCK_CREATE: Final = 444
_LANDLOCK_ADD: Final = 445
_LANDLOCK_RESTRICT: Final = 446
_CONNECT_TCP: Final = 2
_RULE_NET_PORT: Final = 2
_PORTS: Final = {"http": 80, "https": 443}
_DNS_PORT: Final = 53


class Network(StrEnum):
    """What of the network a worker can reach."""

    NONE = "none"
    STORE_PORT = "the store's port"
    OPEN = "open"


def limit_network(store: str) -> Network:
    """Take this process its network, but for the port of a remote store where one is served."""
    if not store:
        return Network.NONE if leave_network() or refuse_sockets() else Network.OPEN
    parts = urlsplit(store)
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return Network.STORE_PORT if connect_only_to((port, _DNS_PORT)) else Network.OPEN


def warn_if_open(network: Network, release: str) -> None:
    """Tell in the log that the workers of a release could not be shut in."""
    if network is Network.OPEN:
        logging.getLogger("lsgraph.workers").warning(
            "workers of release %s reach the network: this system allows neither a namespace nor a filter of "
            "system calls, so only the guard keeps a query from asking other hosts",
            release,
        )


def leave_network() -> bool:
    """Move this process where there is no network, and say whether the system allowed it."""
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def refuse_sockets() -> bool:
    """Let this process make no socket but local ones (EACCES), and say whether the system allowed it."""
    if platform.machine() not in _MACHINES:
        return False
    code = ctypes.create_string_buffer(_write_filter(*_MACHINES[platform.machine()]))
    program = struct.pack("HxxxxxxP", (len(code) - 1) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0
    )


def connect_only_to(ports: tuple[int, ...]) -> bool:
    """Let this process connect over TCP to those ports only, and say whether the system allowed it."""
    libc = ctypes.CDLL(None, use_errno=True)
    attributes = struct.pack("QQ", 0, _CONNECT_TCP)
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for port in ports:
            rule = struct.pack("QQ", _CONNECT_TCP, port)
            if libc.syscall(_LANDLOCK_ADD, rules, _RULE_NET_PORT, rule, 0):
                return False
        allowed = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        return bool(allowed and libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _write_filter(machine: int, socket_call: int) -> bytes:
    """Return a program over struct seccomp_data: call at 0, machine at 4, first argument at 16."""
    steps = (
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 0, 7, machine),
        (_LOAD, 0, 0, 0),
        (_IF_AT_LEAST, 5, 0, _OTHER_NUMBERS),
        (_IF_EQUAL, 4, 0, _IO_URING_SETUP),
        (_IF_EQUAL, 0, 2, socket_call),
        (_LOAD, 0, 0, 16),
        (_IF_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("HBBI", *step) for step in steps)

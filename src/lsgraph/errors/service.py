"""Faults of the service and its machine."""

from __future__ import annotations

import errno
from typing import Final

from lsgraph.errors.base import LsgraphError

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SHORT: Final = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EBUSY, errno.ENOBUFS)


class ServiceFault(LsgraphError):
    """The service or its machine is at fault; clients are told no more than that, the log has the cause."""


class OutOfRoom(ServiceFault):
    """A disk of the service is full."""


class OutOfResources(ServiceFault):
    """The service lacks memory, processes or open files for now."""


def explain_os_error(error: OSError) -> ServiceFault:
    """Return what may be told to a client of an error of the operating system, which names files."""
    if error.errno in _FULL:
        return OutOfRoom("a disk of the service is full; whoever runs it has to make room")
    if error.errno in _SHORT:
        return OutOfResources("the service is short of memory, processes or open files; try again later")
    return ServiceFault("the service could not use one of its files or connections; its log says which")

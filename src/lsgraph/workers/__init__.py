"""Runs named calls on a release under a deadline, a memory limit and the guard."""

from lsgraph.workers.archive_pools import ArchivePools
from lsgraph.workers.background import Background, Failures
from lsgraph.workers.limits import Limits
from lsgraph.workers.network import Network
from lsgraph.workers.pool import Pool
from lsgraph.workers.reply import Reply

__all__ = [
    "ArchivePools",
    "Background",
    "Failures",
    "Limits",
    "Network",
    "Pool",
    "Reply",
]

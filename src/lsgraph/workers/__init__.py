"""Runs named calls on a release under a deadline, a memory limit and the guard."""

from lsgraph.workers.background import Background, Failures
from lsgraph.workers.guard import Bounds, Outline, check_query
from lsgraph.workers.limits import Limits
from lsgraph.workers.network import Network
from lsgraph.workers.pool import Pool
from lsgraph.workers.reply import Reply
from lsgraph.workers.shelf import Shelf
from lsgraph.workers.suggest import explain_syntax_error

__all__ = [
    "Background",
    "Bounds",
    "Failures",
    "Limits",
    "Network",
    "Outline",
    "Pool",
    "Reply",
    "Shelf",
    "check_query",
    "explain_syntax_error",
]

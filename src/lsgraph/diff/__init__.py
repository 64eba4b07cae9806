"""What changed between two releases: things, statements, words, judgements, and answers."""

from lsgraph.diff.compare import compare
from lsgraph.diff.difference import Change, Difference, Reanswer, Rejudgement, Rewording

__all__ = ["Change", "Difference", "Reanswer", "Rejudgement", "Rewording", "compare"]

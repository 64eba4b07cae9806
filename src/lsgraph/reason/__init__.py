"""What follows: OWL 2 RL as rules in the store, and why."""

from lsgraph.reason.closure import METADATA_GRAPH, infer
from lsgraph.reason.consistency import Verdict, judge_release, read_verdicts
from lsgraph.reason.proof import Explanation, explain

__all__ = ["METADATA_GRAPH", "Explanation", "Verdict", "explain", "infer", "judge_release", "read_verdicts"]

"""GRAPH as the standard has it: what the engine would get wrong is said in other words."""

from lsgraph.queries.graphs.rewrite import scope_graphs

__all__ = ["scope_graphs"]

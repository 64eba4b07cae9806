"""Reads `data/` and the ontology into graphs, and writes what curators would else write by hand."""

from lsgraph.curation.composed_text import compose_texts
from lsgraph.curation.dataset_loader import input_files, read_dataset, read_shapes, supply_shapes
from lsgraph.curation.dump_reader import read_dump
from lsgraph.curation.overlay import Layer, lay_over
from lsgraph.curation.passage_blocks import passage_block
from lsgraph.curation.source_files import NewSource, Update, add_source, update_source

__all__ = [
    "Layer",
    "NewSource",
    "Update",
    "add_source",
    "compose_texts",
    "input_files",
    "lay_over",
    "passage_block",
    "read_dataset",
    "read_dump",
    "read_shapes",
    "supply_shapes",
    "update_source",
]

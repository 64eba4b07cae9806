"""One module per format, one table of all formats."""

from lsgraph.export.catalogue import describe_catalogue
from lsgraph.export.forms import EXPORTS, Export, export, find_export
from lsgraph.export.region import find_region, slice_region

__all__ = [
    "EXPORTS",
    "Export",
    "describe_catalogue",
    "export",
    "find_export",
    "find_region",
    "slice_region",
]

"""One module per format, one table of all formats."""

from lsgraph.export.catalogue import describe_catalogue, describe_release
from lsgraph.export.dumps import Dump, find_dump, make_dump
from lsgraph.export.forms import EXPORTS, Export, export, find_export
from lsgraph.export.json_ld import CONTEXT_FILE, make_context, read_context, write_json_ld
from lsgraph.export.region import find_region, measure_slice, region_codes, slice_region
from lsgraph.export.service_description import describe_service
from lsgraph.export.sheet import XLSX, write_sheet
from lsgraph.export.tables import BOM, disarm, make_tables
from lsgraph.export.void import describe_void

__all__ = [
    "BOM",
    "CONTEXT_FILE",
    "EXPORTS",
    "XLSX",
    "Dump",
    "Export",
    "describe_catalogue",
    "describe_release",
    "describe_service",
    "describe_void",
    "disarm",
    "export",
    "find_dump",
    "find_export",
    "find_region",
    "make_context",
    "make_dump",
    "make_tables",
    "measure_slice",
    "read_context",
    "region_codes",
    "slice_region",
    "write_json_ld",
    "write_sheet",
]

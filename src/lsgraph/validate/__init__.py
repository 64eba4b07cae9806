"""Where the graph breaks its shapes and the stored checks; Report is a value."""

from lsgraph.validate.left_out import excuse_left_out
from lsgraph.validate.report import Finding, Report, ReportScope
from lsgraph.validate.report_reader import read_report
from lsgraph.validate.severity import Severity
from lsgraph.validate.stored_checks import run_checks
from lsgraph.validate.validator import ENGINES, validate

__all__ = [
    "ENGINES",
    "Finding",
    "Report",
    "ReportScope",
    "Severity",
    "excuse_left_out",
    "read_report",
    "run_checks",
    "validate",
]

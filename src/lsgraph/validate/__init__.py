"""Where the graph breaks its shapes; Report is a value."""

from lsgraph.validate.report import Finding, Report, Scope
from lsgraph.validate.report_reader import read_report
from lsgraph.validate.severity import Severity
from lsgraph.validate.validator import ENGINES, validate

__all__ = ["ENGINES", "Finding", "Report", "Scope", "Severity", "read_report", "validate"]

"""Where the graph breaks its shapes; Report is a value."""

from lsgraph.validate.reading import read_report
from lsgraph.validate.report import Finding, Report, Severity
from lsgraph.validate.run import validate

__all__ = ["Finding", "Report", "Severity", "read_report", "validate"]

"""Where the graph breaks its shapes; Report is a value."""

from lsgraph.validate.report import Finding, Report, Severity
from lsgraph.validate.run import validate

__all__ = ["Finding", "Report", "Severity", "validate"]

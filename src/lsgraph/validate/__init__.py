"""Where the graph breaks its shapes; Report is a value."""

from lsgraph.validate.reading import read_report
from lsgraph.validate.report import Finding, Report, Scope
from lsgraph.validate.run import ENGINES, validate
from lsgraph.validate.severity import Severity

__all__ = ["ENGINES", "Finding", "Report", "Scope", "Severity", "read_report", "validate"]

"""The guide to running the service says what is so.

`python -m tests.test_operation_guide` writes its tables anew.
"""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from lsgraph.release import Manifest, Release, ReleaseMetadata
from lsgraph.settings import SETTINGS
from lsgraph.web.http.cache import Cache
from lsgraph.web.http.connection_limits import ConnectionLimits, OpenConnections
from lsgraph.web.monitoring.metrics import Metrics
from lsgraph.web.rendering.problems import STATUSES, name_title
from lsgraph.web.rendering.texts import texts
from lsgraph.workers import ArchivePools, Limits, Pool

ROOT = Path(__file__).parents[1]
CONNECTIONS = OpenConnections(ConnectionLimits(), {"127.0.0.1"}.__contains__)
GUIDE = ROOT / "docs" / "operation.md"


def write_settings() -> str:
    """Return the table of settings."""
    rows = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.meaning} |" for one in SETTINGS
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


def write_errors() -> str:
    """Return the table of statuses."""
    rows = dict.fromkeys(f"| {status} | {texts('en')[name_title(kind)]} |" for kind, status in STATUSES)
    return "\n".join(["| status | title |", "|---|---|", *sorted(rows)])


def write_metrics() -> str:
    """Return the table of figures."""
    manifest = Manifest("0" * 16, "", ReleaseMetadata("1", "2020-01-01").version, "2020-01-01", 0, 0, {}, {})
    pool = Pool(Release(Path(), manifest), Limits())
    text = Metrics(pool, ArchivePools(Path(), Limits(), 1), Cache(0), CONNECTIONS).write().decode()
    rows = [
        f"| `{family.name}` | {family.type} | {family.documentation} |"
        for family in text_string_to_metric_families(text)
        if family.name.startswith("lsgraph_") and not family.name.endswith("_created")
    ]
    return "\n".join(["| figure | kind | meaning |", "|---|---|---|", *sorted(rows)])


TABLES = {"settings": write_settings, "errors": write_errors, "metrics": write_metrics}


def fill(guide: str) -> str:
    """Return the guide with its tables as they should be."""
    for name, write in TABLES.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        table = write().replace("\\", r"\\")
        guide, count = pattern.subn(rf"\g<1>\n{table}\n\n\g<2>", guide)
        assert count == 1, name
    return guide


def test_the_guide_has_every_setting_error_and_figure() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert fill(guide) == guide, "run: python -m tests.test_operation_guide"


def test_the_guide_and_the_unit_name_only_settings_there_are() -> None:
    known = {one.name for one in SETTINGS}
    for path in (GUIDE, *(ROOT / "deploy").iterdir()):
        named = set(re.findall(r"LSGRAPH_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
        assert named <= known, path


if __name__ == "__main__":
    GUIDE.write_text(fill(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")

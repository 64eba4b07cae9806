"""A log that cannot be written loses lines, says so once, and breaks no request."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from lsgraph.web.http.request_log import RequestRecord
from lsgraph.web.monitoring.access_log import AccessLog


def make_record() -> RequestRecord:
    """Return a record of a request."""
    return RequestRecord("GET", "/", "127.0.0.1")


def test_a_full_disk_is_told_once(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    log = AccessLog("/dev/full", with_queries=False)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            log.write(make_record())
    log.close()
    assert [record.message.split(" (")[0] for record in caplog.records] == [
        "requests cannot be written to the access log"
    ]
    assert "No space left" in caplog.text
    assert "Traceback" not in capfd.readouterr().err


def test_a_folder_that_went_away_is_told(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    log = AccessLog(str(folder / "access.log"), with_queries=False)
    log.write(make_record())
    shutil.rmtree(folder)
    log.write(make_record())
    log.close()
    assert "requests cannot be written to the access log" in caplog.text

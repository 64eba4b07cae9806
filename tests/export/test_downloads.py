"""Downloads over HTTP: a strong tag, a length and a name; what is not there is a 404 in words."""

from __future__ import annotations

import hashlib
import io
import zipfile

import httpx
import pytest

from lsgraph.release import Release

SUFFIXES = ("xlsx", "tables.csv.zip", "parquet.zip", "trig")


@pytest.mark.parametrize("extent", ["lsgraph", "region-12"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_download_has_tag_length_and_name(extent: str, suffix: str, service: str, release: Release) -> None:
    address = f"{service}/export/{release.id}/{extent}.{suffix}"
    plain = {"Accept-Encoding": "identity"}
    answer = httpx.get(address, headers=plain, timeout=120)
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    named = answer.headers["Content-Disposition"]
    slice_of = "-region-12" if extent == "region-12" else ""
    assert named == f'attachment; filename="lsgraph-{release.id}{slice_of}.{suffix}"'
    again = httpx.get(address, headers={**plain, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    part = httpx.get(address, headers={**plain, "Range": "bytes=2-11"})
    assert (part.status_code, part.content) == (206, answer.content[2:12])
    if suffix.endswith(("zip", "xlsx")):
        assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("lsgraph.exe", "csv-wide"),
        ("region-12.docx", "csv-wide"),
        ("region-99.trig", "18"),
        ("x", "/export/"),
    ],
)
def test_what_is_not_there_is_told_in_words(name: str, told: str, service: str) -> None:
    answer = httpx.get(f"{service}/export/current/{name}", timeout=60)
    assert answer.status_code == 404
    assert told in answer.text
    swedish = httpx.get(
        f"{service}/export/current/{name}", headers={"Accept": "text/html", "Accept-Language": "sv"}
    )
    assert swedish.status_code == 404
    assert "finns inte" in swedish.text

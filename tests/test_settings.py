"""Settings are read once, checked at start, and a mistake is told with its remedy."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from lsgraph.errors import SettingError
from lsgraph.settings import SETTINGS, Settings, read_settings


def test_defaults_serve_on_loopback() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port, settings.base_path) == ("127.0.0.1", 8000, "")
    assert settings.workers >= 2
    with pytest.raises(FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]


def test_the_table_fills_every_field_once() -> None:
    assert sorted(one.field for one in SETTINGS) == sorted(one.name for one in fields(Settings))
    assert all(one.meaning and one.name.isupper() for one in SETTINGS)


def test_values_are_read(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "PORT": "0",
            "LSGRAPH_BASE_PATH": "graph/",
            "LSGRAPH_MEMORY": "2g",
            "LSGRAPH_CACHE": "0",
            "LSGRAPH_DEADLINE": "0.5",
            "LSGRAPH_SOURCES": str(tmp_path),
            "LSGRAPH_PUBLIC_URL": "https://example.org/graph/",
            "PATH": "ignored",
        }
    )
    assert (settings.port, settings.base_path, settings.memory) == (0, "/graph", 2_000_000_000)
    assert (settings.cache_bytes, settings.deadline, settings.sources) == (0, 0.5, tmp_path)
    assert settings.public_url == "https://example.org/graph"


def test_an_empty_value_is_the_default() -> None:
    assert read_settings({"PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "８０"),
        ("HOST", "a b"),
        ("LSGRAPH_WORKERS", "0"),
        ("LSGRAPH_DEADLINE", "0"),
        ("LSGRAPH_DEADLINE", "nan"),
        ("LSGRAPH_MEMORY", "1"),
        ("LSGRAPH_MEMORY", "2T"),
        ("LSGRAPH_SOURCES", "/no/such/folder"),
        ("LSGRAPH_LANGUAGE", "fr"),
        ("LSGRAPH_BASE_PATH", "/a?b"),
        ("LSGRAPH_PUBLIC_URL", "example.org"),
        ("LSGRAPH_SERVICES", "example.org"),
        ("LSGRAPH_SERVICES", "https://a/sparql; https://b/sparql"),
        ("LSGRAPH_SERVICES", "https://a/sparql,ftp://b/sparql"),
        ("LSGRAPH_SERVICES", "http://me:hush@a/sparql"),
        ("LSGRAPH_SERVICES", "http://a/sparql#there"),
        ("LSGRAPH_SERVICES", "http://a/spårql"),
        ("LSGRAPH_SERVICES_PRIVATE", "127.0.0.1"),
    ],
)
def test_a_bad_value_is_told_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read_settings({name: value})


def test_services_are_listed_with_commas_or_spaces() -> None:
    assert read_settings({}).services == frozenset()
    settings = read_settings({"LSGRAPH_SERVICES": " http://a:1/x?y=z, https://b\n,http://[::1]:80/ "})
    assert settings.services == {"http://a:1/x?y=z", "https://b", "http://[::1]:80/"}


def test_an_unknown_setting_is_told_with_its_neighbour() -> None:
    with pytest.raises(SettingError, match="LSGRAPH_WORKERS"):
        read_settings({"LSGRAPH_WORKER": "2"})

"""The settings as one frozen value, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from lsgraph.errors import SettingError
from lsgraph.settings.table import SETTINGS, Setting
from lsgraph.store import Address

_OWN: Final = "LSGRAPH_"


@dataclass(frozen=True)
class Settings:
    """How the service runs; times are in seconds, sizes in bytes."""

    host: str
    port: int
    base_path: str
    public_url: str
    contact: str
    releases: Path
    sources: Path | None
    language: str
    workers: int
    slow: int
    queue: int
    share: int
    deadline: float
    transfer: float
    memory: int
    largest_in_memory: int
    cache_bytes: int
    query_length: int
    watch: float
    old_releases: int
    keep_releases: int | None
    connections: int
    connections_share: int
    arrival: float
    head: int
    metrics: bool
    access_log: str
    log_queries: bool
    store_query: str
    store_update: str
    store_graphs: str
    store_create: str
    services: frozenset[str]
    services_private: bool

    @property
    def store(self) -> Address | None:
        """Return where the remote store is; None when releases are read from their folder."""
        if not self.store_query:
            return None
        return Address(self.store_query, self.store_update, self.store_graphs, self.store_create)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of an environment; raises SettingError for a bad value and for an unknown name."""
    known = [setting.name for setting in SETTINGS]
    for name in environ:
        if name.startswith(_OWN) and name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"; did you mean {near[0]}?" if near else f"; the settings are {', '.join(known)}"
            raise SettingError(f"{name} is not a setting{meant}")
    settings = Settings(**{setting.field: _read(setting, environ) for setting in SETTINGS})
    _check_store(settings)
    return settings


def change_settings(settings: Settings, given: Mapping[str, str | None]) -> Settings:
    """Return the settings with those of the variables set that are not None; raises SettingError."""
    named = {setting.name: setting for setting in SETTINGS}
    changes = {named[name].field: _read(named[name], {name: text}) for name, text in given.items() if text}
    changed = replace(settings, **changes)
    _check_store(changed)
    return changed


def _check_store(settings: Settings) -> None:
    others = (settings.store_update, settings.store_graphs, settings.store_create)
    if settings.store is None:
        if any(others):
            raise SettingError("the remote store has no query address; set LSGRAPH_STORE (--store)")
    elif odd := settings.store.find_odd():
        raise SettingError(
            f"{odd} and {settings.store.query} do not agree: either all addresses of the remote store hold "
            "{release}, for a dataset per release, or none does"
        )


def _read(setting: Setting, environ: Mapping[str, str]) -> Any:
    text = environ.get(setting.name, "").strip() or setting.default
    try:
        return setting.read(text)
    except ValueError as error:
        raise SettingError(f"{setting.name}={text!r}: {error}; {setting.meaning}") from error

"""One frozen value, read from the environment once, checked at start."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NamedTuple

from lsgraph.errors import SettingError
from lsgraph.resources import find_sources
from lsgraph.store import Address

_SIZES: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}
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


class Setting(NamedTuple):
    """One row of the table: variable, field it fills, default as text, how it is read, meaning."""

    name: str
    field: str
    default: str
    read: Callable[[str], Any]
    meaning: str


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


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def read(text: str) -> int:
        if (
            not re.fullmatch(r"[0-9]{1,15}", text)
            or int(text) < least
            or (most is not None and int(text) > most)
        ):
            limit = f"of {least} or more" if most is None else f"from {least} to {most}"
            raise ValueError(f"not a whole number {limit}")
        return int(text)

    return read


def _all_or(least: int) -> Callable[[str], int | None]:
    read = _whole(least)
    return lambda text: None if text == "all" else read(text)


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) or float(text) == 0:
        raise ValueError("not a number of seconds above 0")
    return float(text)


def _size(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        match = re.fullmatch(r"([0-9]{1,12})([KMG]?)", text.upper())
        size = int(match[1]) * _SIZES[match[2]] if match else -1
        if size < least:
            raise ValueError(f"not a size of {least} bytes or more, such as 500M or 2G")
        return size

    return read


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError("not a host name or address")
    return text


def _base_path(text: str) -> str:
    path = text.strip("/")
    if path and not re.fullmatch(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*", path):
        raise ValueError("not a path such as /lsgraph")
    return f"/{path}" if path else ""


def _url(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s?#]+", text):
        raise ValueError("not an address such as https://example.org/lsgraph")
    return text.rstrip("/")


def _store(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s#/?]+(/[^\s#]*)?", text):
        raise ValueError("not an http or https address such as http://localhost:3030/ds/sparql")
    return text


def _services(text: str) -> frozenset[str]:
    services = frozenset(re.split(r"[\s,]+", text.strip(" ,"))) - {""}
    for one in sorted(services):
        if not re.fullmatch(r"https?://[A-Za-z0-9.:_\[\]-]+(/[!$%&'()*+./0-9:=?A-Z_a-z~-]*)?", one):
            raise ValueError(f"{one} is not an address such as https://query.wikidata.org/sparql")
    return services


def _language(text: str) -> str:
    if text not in ("sv", "en"):
        raise ValueError("not sv or en")
    return text


def _switch(text: str) -> bool:
    if text.lower() not in ("on", "off"):
        raise ValueError("not on or off")
    return text.lower() == "on"


def _log(text: str) -> str:
    if text in ("", "off"):
        return ""
    if text != "-" and not Path(text).expanduser().parent.is_dir():
        raise ValueError("not a file in a folder that exists")
    return text if text == "-" else str(Path(text).expanduser())


def _folder(text: str) -> Path:
    return Path(text).expanduser()


def _source_folder(text: str) -> Path | None:
    if not text:
        return find_sources()
    folder = _folder(text)
    if not folder.is_dir():
        raise ValueError("not a folder")
    return folder


def _processes(text: str) -> int:
    """Read a number of processes; `cores` is one for each processor, at least two; `2*cores` twice that."""
    cores = max(2, len(os.sched_getaffinity(0)))
    return {"cores": cores, "2*cores": 2 * cores}.get(text) or _whole(1, 1024)(text)


SETTINGS: Final = (
    Setting("HOST", "host", "127.0.0.1", _host, "the address to listen on; 0.0.0.0 is every one"),
    Setting("PORT", "port", "8000", _whole(0, 65535), "the port to listen on; 0 takes a free one"),
    Setting("LSGRAPH_BASE_PATH", "base_path", "", _base_path, "the path below which a proxy serves the site"),
    Setting(
        "LSGRAPH_PUBLIC_URL", "public_url", "", _url, "the address the public knows; as asked when empty"
    ),
    Setting(
        "LSGRAPH_CONTACT",
        "contact",
        "",
        _url,
        "the page where one reaches whoever runs the service, for the catalogue; the start page when empty",
    ),
    Setting("LSGRAPH_RELEASES", "releases", "releases", _folder, "the folder of releases"),
    Setting(
        "LSGRAPH_SOURCES", "sources", "", _source_folder, "the folder of source texts; found when beside"
    ),
    Setting("LSGRAPH_LANGUAGE", "language", "sv", _language, "the language where a reader asks for none"),
    Setting("LSGRAPH_WORKERS", "workers", "cores", _processes, "how many calls run at once"),
    Setting(
        "LSGRAPH_SLOW", "slow", "2*cores", _processes, "how many long calls run beside those, at low priority"
    ),
    Setting("LSGRAPH_QUEUE", "queue", "64", _whole(0), "how many calls may wait for a worker"),
    Setting(
        "LSGRAPH_SHARE", "share", "32", _whole(1), "how many calls one client may have running and waiting"
    ),
    Setting("LSGRAPH_DEADLINE", "deadline", "30", _seconds, "the seconds a call may work"),
    Setting(
        "LSGRAPH_TRANSFER", "transfer", "600", _seconds, "the seconds an answer may take to reach its client"
    ),
    Setting(
        "LSGRAPH_MEMORY",
        "memory",
        "1500M",
        _size(50_000_000),
        "the memory a call may take beyond the release",
    ),
    Setting(
        "LSGRAPH_IN_MEMORY",
        "largest_in_memory",
        "3000000",
        _whole(0),
        "the statements kept in memory at most",
    ),
    Setting(
        "LSGRAPH_CACHE", "cache_bytes", "128M", _size(0), "the bytes of answers to keep for asking again"
    ),
    Setting("LSGRAPH_QUERY_LENGTH", "query_length", "65536", _whole(100), "the characters a query may have"),
    Setting("LSGRAPH_WATCH", "watch", "2", _seconds, "the seconds between looks for a new current release"),
    Setting(
        "LSGRAPH_OLD_RELEASES",
        "old_releases",
        "1",
        _whole(0, 16),
        "how many old releases may be asked at a time beside the current one; each takes its memory",
    ),
    Setting(
        "LSGRAPH_KEEP_RELEASES",
        "keep_releases",
        "all",
        _all_or(1),
        "how many releases a build leaves, the current one among them; all is every one",
    ),
    Setting(
        "LSGRAPH_CONNECTIONS",
        "connections",
        "1000",
        _whole(1, 1_000_000),
        "how many connections may be open; fewer where the process may open fewer files",
    ),
    Setting(
        "LSGRAPH_CONNECTIONS_SHARE",
        "connections_share",
        "100",
        _whole(1, 1_000_000),
        "how many of them one address may have, unless it is a proxy's (FORWARDED_ALLOW_IPS)",
    ),
    Setting(
        "LSGRAPH_ARRIVAL",
        "arrival",
        "20",
        _seconds,
        "the seconds that the head of a request may take to arrive, and its body again",
    ),
    Setting("LSGRAPH_HEAD", "head", "32K", _size(4_000), "the bytes that the header of a request may have"),
    Setting("LSGRAPH_METRICS", "metrics", "on", _switch, "whether /metrics tells figures for Prometheus"),
    Setting(
        "LSGRAPH_ACCESS_LOG",
        "access_log",
        "off",
        _log,
        "the file for a line of JSON on each request; - is standard output",
    ),
    Setting(
        "LSGRAPH_LOG_QUERIES", "log_queries", "off", _switch, "whether the access log has the text of queries"
    ),
    Setting("LSGRAPH_STORE", "store_query", "", _store, "the query address of a remote store"),
    Setting("LSGRAPH_STORE_UPDATE", "store_update", "", _store, "its update address, for `build`"),
    Setting(
        "LSGRAPH_STORE_GRAPHS", "store_graphs", "", _store, "its address for a whole dataset, for `build`"
    ),
    Setting(
        "LSGRAPH_STORE_CREATE", "store_create", "", _store, "its address that makes a dataset when posted to"
    ),
    Setting(
        "LSGRAPH_SERVICES",
        "services",
        "",
        _services,
        "the addresses that SERVICE may name, with commas or spaces between; none when empty",
    ),
    Setting(
        "LSGRAPH_SERVICES_PRIVATE",
        "services_private",
        "off",
        _switch,
        "whether those may be in this machine or a private network",
    ),
)
"""Every setting; the command line, the documentation and the tests read this table."""

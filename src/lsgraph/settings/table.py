"""The table of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from lsgraph.settings.readers import (
    all_or_reader,
    read_base_path,
    read_folder,
    read_host,
    read_language,
    read_log_file,
    read_processes,
    read_seconds,
    read_services,
    read_source_folder,
    read_store_address,
    read_switch,
    read_url,
    size_reader,
    whole_reader,
)


class Setting(NamedTuple):
    """One row of the table: variable, field it fills, default as text, how it is read, meaning."""

    name: str
    field: str
    default: str
    read: Callable[[str], Any]
    meaning: str


SETTINGS: Final = (
    Setting("HOST", "host", "127.0.0.1", read_host, "the address to listen on; 0.0.0.0 is every one"),
    Setting("PORT", "port", "8000", whole_reader(0, 65535), "the port to listen on; 0 takes a free one"),
    Setting(
        "LSGRAPH_BASE_PATH", "base_path", "", read_base_path, "the path below which a proxy serves the site"
    ),
    Setting(
        "LSGRAPH_PUBLIC_URL", "public_url", "", read_url, "the address the public knows; as asked when empty"
    ),
    Setting(
        "LSGRAPH_CONTACT",
        "contact",
        "",
        read_url,
        "the page where one reaches whoever runs the service, for the catalogue; the start page when empty",
    ),
    Setting("LSGRAPH_RELEASES", "releases", "releases", read_folder, "the folder of releases"),
    Setting(
        "LSGRAPH_SOURCES", "sources", "", read_source_folder, "the folder of source texts; found when beside"
    ),
    Setting("LSGRAPH_LANGUAGE", "language", "sv", read_language, "the language where a reader asks for none"),
    Setting("LSGRAPH_WORKERS", "workers", "cores", read_processes, "how many calls run at once"),
    Setting(
        "LSGRAPH_SLOW",
        "slow",
        "2*cores",
        read_processes,
        "how many long calls run beside those, at low priority",
    ),
    Setting("LSGRAPH_QUEUE", "queue", "64", whole_reader(0), "how many calls may wait for a worker"),
    Setting(
        "LSGRAPH_SHARE",
        "share",
        "32",
        whole_reader(1),
        "how many calls one client may have running and waiting",
    ),
    Setting("LSGRAPH_DEADLINE", "deadline", "30", read_seconds, "the seconds a call may work"),
    Setting(
        "LSGRAPH_TRANSFER",
        "transfer",
        "600",
        read_seconds,
        "the seconds an answer may take to reach its client",
    ),
    Setting(
        "LSGRAPH_MEMORY",
        "memory",
        "1500M",
        size_reader(50_000_000),
        "the memory a call may take beyond the release",
    ),
    Setting(
        "LSGRAPH_IN_MEMORY",
        "largest_in_memory",
        "3000000",
        whole_reader(0),
        "the statements kept in memory at most",
    ),
    Setting(
        "LSGRAPH_CACHE",
        "cache_bytes",
        "128M",
        size_reader(0),
        "the bytes of answers to keep for asking again",
    ),
    Setting(
        "LSGRAPH_QUERY_LENGTH", "query_length", "65536", whole_reader(100), "the characters a query may have"
    ),
    Setting(
        "LSGRAPH_WATCH", "watch", "2", read_seconds, "the seconds between looks for a new current release"
    ),
    Setting(
        "LSGRAPH_OLD_RELEASES",
        "old_releases",
        "1",
        whole_reader(0, 16),
        "how many old releases may be asked at a time beside the current one; each takes its memory",
    ),
    Setting(
        "LSGRAPH_KEEP_RELEASES",
        "keep_releases",
        "all",
        all_or_reader(1),
        "how many releases a build leaves, the current one among them; all is every one",
    ),
    Setting(
        "LSGRAPH_CONNECTIONS",
        "connections",
        "1000",
        whole_reader(1, 1_000_000),
        "how many connections may be open; fewer where the process may open fewer files",
    ),
    Setting(
        "LSGRAPH_CONNECTIONS_SHARE",
        "connections_share",
        "100",
        whole_reader(1, 1_000_000),
        "how many of them one address may have, unless it is a proxy's (FORWARDED_ALLOW_IPS)",
    ),
    Setting(
        "LSGRAPH_ARRIVAL",
        "arrival",
        "20",
        read_seconds,
        "the seconds that the head of a request may take to arrive, and its body again",
    ),
    Setting(
        "LSGRAPH_HEAD", "head", "32K", size_reader(4_000), "the bytes that the header of a request may have"
    ),
    Setting("LSGRAPH_METRICS", "metrics", "on", read_switch, "whether /metrics tells figures for Prometheus"),
    Setting(
        "LSGRAPH_ACCESS_LOG",
        "access_log",
        "off",
        read_log_file,
        "the file for a line of JSON on each request; - is standard output",
    ),
    Setting(
        "LSGRAPH_LOG_QUERIES",
        "log_queries",
        "off",
        read_switch,
        "whether the access log has the text of queries",
    ),
    Setting("LSGRAPH_STORE", "store_query", "", read_store_address, "the query address of a remote store"),
    Setting(
        "LSGRAPH_STORE_UPDATE", "store_update", "", read_store_address, "its update address, for `build`"
    ),
    Setting(
        "LSGRAPH_STORE_GRAPHS",
        "store_graphs",
        "",
        read_store_address,
        "its address for a whole dataset, for `build`",
    ),
    Setting(
        "LSGRAPH_STORE_CREATE",
        "store_create",
        "",
        read_store_address,
        "its address that makes a dataset when posted to",
    ),
    Setting(
        "LSGRAPH_SERVICES",
        "services",
        "",
        read_services,
        "the addresses that SERVICE may name, with commas or spaces between; none when empty",
    ),
    Setting(
        "LSGRAPH_SERVICES_PRIVATE",
        "services_private",
        "off",
        read_switch,
        "whether those may be in this machine or a private network",
    ),
)
"""Every setting; the command line, the documentation and the tests read this table."""

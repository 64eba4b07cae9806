"""How the text of a setting is read: each raises ValueError that says what it wants."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lsgraph.resources import find_sources

_SIZES: Final = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def whole_reader(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return what reads a whole number within bounds."""

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


def all_or_reader(least: int) -> Callable[[str], int | None]:
    """Return what reads a whole number, or `all`, which is None."""
    read = whole_reader(least)
    return lambda text: None if text == "all" else read(text)


def read_seconds(text: str) -> float:
    """Read a number of seconds."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) or float(text) == 0:
        raise ValueError("not a number of seconds above 0")
    return float(text)


def size_reader(least: int) -> Callable[[str], int]:
    """Return what reads a size in bytes, with K, M or G for thousands of them."""

    def read(text: str) -> int:
        match = re.fullmatch(r"([0-9]{1,12})([KMG]?)", text.upper())
        size = int(match[1]) * _SIZES[match[2]] if match else -1
        if size < least:
            raise ValueError(f"not a size of {least} bytes or more, such as 500M or 2G")
        return size

    return read


def read_host(text: str) -> str:
    """Read a host name or address to listen on."""
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError("not a host name or address")
    return text


def read_base_path(text: str) -> str:
    """Read a path, which begins with a slash and ends without."""
    path = text.strip("/")
    if path and not re.fullmatch(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*", path):
        raise ValueError("not a path such as /lsgraph")
    return f"/{path}" if path else ""


def read_url(text: str) -> str:
    """Read an address of a page, without a slash at the end."""
    if text and not re.fullmatch(r"https?://[^\s?#]+", text):
        raise ValueError("not an address such as https://example.org/lsgraph")
    return text.rstrip("/")


def read_store_address(text: str) -> str:
    """Read an address of a remote store."""
    if text and not re.fullmatch(r"https?://[^\s#/?]+(/[^\s#]*)?", text):
        raise ValueError("not an http or https address such as http://localhost:3030/ds/sparql")
    return text


def read_services(text: str) -> frozenset[str]:
    """Read addresses with commas or spaces between."""
    services = frozenset(re.split(r"[\s,]+", text.strip(" ,"))) - {""}
    for one in sorted(services):
        if not re.fullmatch(r"https?://[A-Za-z0-9.:_\[\]-]+(/[!$%&'()*+./0-9:=?A-Z_a-z~-]*)?", one):
            raise ValueError(f"{one} is not an address such as https://query.wikidata.org/sparql")
    return services


def read_language(text: str) -> str:
    """Read a language of the pages."""
    if text not in ("sv", "en"):
        raise ValueError("not sv or en")
    return text


def read_switch(text: str) -> bool:
    """Read on or off."""
    if text.lower() not in ("on", "off"):
        raise ValueError("not on or off")
    return text.lower() == "on"


def read_log_file(text: str) -> str:
    """Read the file of a log: empty when it is off, - for standard output."""
    if text in ("", "off"):
        return ""
    if text != "-" and not Path(text).expanduser().parent.is_dir():
        raise ValueError("not a file in a folder that exists")
    return text if text == "-" else str(Path(text).expanduser())


def read_folder(text: str) -> Path:
    """Read a folder that need not be there."""
    return Path(text).expanduser()


def read_source_folder(text: str) -> Path | None:
    """Read the folder of source texts; the one beside the checkout when none is named."""
    if not text:
        return find_sources()
    folder = read_folder(text)
    if not folder.is_dir():
        raise ValueError("not a folder")
    return folder


def read_processes(text: str) -> int:
    """Read a number of processes; `cores` is one for each processor, at least two; `2*cores` twice that."""
    cores = max(2, len(os.sched_getaffinity(0)))
    return {"cores": cores, "2*cores": 2 * cores}.get(text) or whole_reader(1, 1024)(text)

"""Immutable releases: write, open, list, point `current`."""

from lsgraph.release.caches import discard_unsound, has_seal, is_sound, make_cache, read_digests
from lsgraph.release.gone import GoneRelease, read_gone
from lsgraph.release.leftovers import sweep
from lsgraph.release.manifest import Manifest, ReleaseMetadata
from lsgraph.release.reading import CURRENT, Release, find_damaged, hash_file, list_releases, open_release
from lsgraph.release.retention import prune, readmit, withdraw
from lsgraph.release.writing import point, publishing, put_file, told_where, write_beside, write_release

__all__ = [
    "CURRENT",
    "GoneRelease",
    "Manifest",
    "Release",
    "ReleaseMetadata",
    "discard_unsound",
    "find_damaged",
    "has_seal",
    "hash_file",
    "is_sound",
    "list_releases",
    "make_cache",
    "open_release",
    "point",
    "prune",
    "publishing",
    "put_file",
    "read_digests",
    "read_gone",
    "readmit",
    "sweep",
    "told_where",
    "withdraw",
    "write_beside",
    "write_release",
]

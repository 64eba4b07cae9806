"""The data that is served: a release for the service, and the same statements as files for its peers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.generate import SIZES, generate
from bench.peers import Dataset
from bench.processes import find_program, run
from lsgraph.curation import read_dataset
from lsgraph.release import Manifest, Release, hash_file, open_release, point
from lsgraph.resources import Resources, find_resources
from lsgraph.store import find_format
from lsgraph.vocabulary import SHAPES_GRAPH

_PATIENCE: Final = 1_800.0


def prepare_dataset(folder: Path, size: str, tell: Callable[[str], None]) -> Dataset:
    """Return the data set of a size: the release that the stages made, else one without inferences."""
    root = folder / f"stages-{size}"
    built = (root / "current").is_symlink()
    if not built:
        root = folder / f"asserted-{size}"
        data = folder / f"{size}.nq"
        tell(f"making a release of {size}, asserted statements only")
        generate(data, SIZES[size])
        _write_release(root, data)
    return _write_dataset(root, size, reasoned=built)


def _write_release(root: Path, data: Path) -> None:
    """Make a release of generated data as it is: neither reasoned over, nor validated, nor sorted."""
    draft = root / "draft"
    draft.mkdir(parents=True)
    quads = draft / "quads.nq"
    known = find_resources()
    with quads.open("wb") as output, tempfile.TemporaryDirectory() as empty:
        ontology = read_dataset(Resources(known.ontology, Path(empty), known.queries))
        ontology.dump(output, find_format("n-quads"))
        with data.open("rb") as file:
            shutil.copyfileobj(file, output)
    digest = hash_file(quads)
    (draft / "report.ttl").touch()
    with quads.open("rb") as file:
        count = sum(1 for _ in file)
    manifest = Manifest(digest[:16], digest, "0", "2026-01-01", count, 0, {}, {"quads.nq": digest})
    (draft / "manifest.json").write_bytes(manifest.to_json())
    draft.rename(root / manifest.id)
    point(root, manifest.id)


def _write_dataset(root: Path, size: str, *, reasoned: bool) -> Dataset:
    """Write the files for the peers: shapes left out, the default graph as the release's merge."""
    release = open_release(root)
    folder = root.with_name(f"{root.name}-files")
    folder.mkdir(exist_ok=True)
    data = Dataset(root, folder / "named.nq", folder / "merged.nt", folder / "whole.nq", size, reasoned)
    if not data.whole.is_file():
        _split(release, data)
        with data.whole.open("wb") as output:
            for path in (data.named, data.merged):
                with path.open("rb") as file:
                    shutil.copyfileobj(file, output)
    return data


def _split(release: Release, data: Dataset) -> None:
    shapes = f" <{SHAPES_GRAPH}> .\n"
    with (
        release.quads_file.open(encoding="utf-8", newline="\n") as quads,
        data.named.open("w", encoding="utf-8", newline="\n") as named,
        data.merged.open("w", encoding="utf-8", newline="\n") as merged,
    ):
        for line in quads:
            if not line.endswith(shapes):
                named.write(line)
                merged.write(line[: line.rindex(" <")] + " .\n")
    env = {"LC_ALL": "C", "TMPDIR": str(data.merged.parent)}
    run([find_program("sort"), "-u", "-o", data.merged, data.merged], data.merged.parent, _PATIENCE, env)

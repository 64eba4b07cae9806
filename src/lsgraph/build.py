"""The only room that knows the order of the stages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rdflib import OWL, RDF, URIRef

from lsgraph.curation import (
    Layer,
    compose_texts,
    input_files,
    lay_over,
    read_dataset,
    read_dump,
    supply_shapes,
)
from lsgraph.errors import ReleaseDamaged, ReleaseError, StoreError, ValidationFailed
from lsgraph.queries import describe_questions, list_queries
from lsgraph.reason import infer
from lsgraph.release import (
    CURRENT,
    Release,
    ReleaseMetadata,
    open_release,
    point,
    publishing,
    write_beside,
    write_release,
)
from lsgraph.resources import Resources
from lsgraph.sources import Sources, verify
from lsgraph.store import Address, Store
from lsgraph.store.publishing import publish
from lsgraph.validate import ENGINES, Report, Severity, excuse_left_out, run_checks, validate
from lsgraph.vocabulary import BASE, LSG, PREFIXES

Progress = Callable[[str], None]

_INPUTS = ".inputs"
_CHOSEN = "chosen"
_QUESTIONS = "competency"
"""The group of queries that editors find: the questions that the pages offer."""
_ONTOLOGY = URIRef(BASE + "spec")
_DATED = (URIRef(PREFIXES["dcterms"] + "created"), LSG.dateRead)


def build(
    resources: Resources,
    root: Path,
    progress: Progress,
    dump: Path | None = None,
    remote: Address | None = None,
    graph: URIRef | None = None,
    overlays: Sequence[Path] = (),
    sources: Sources | None = None,
) -> Release:
    """Read, reason, validate, write a release below `root` and make it current.

    With `dump`, an exported release is built instead of the curated data; equal statements give an equal id;
    statements outside any graph go into `graph`. On top of either come `overlays`, files or folders.
    With `remote`, the release is put into that store too before it becomes current. With `sources`, each
    passage whose text is at hand must lie in it and state only what stands there. Raises DataError,
    UnknownAxiom, ValidationFailed, StoreError or ReleaseUnwritable and then leaves `current` as it was.
    """
    store = _read(resources, progress, dump, graph, overlays)
    chosen = dump is not None or bool(overlays)
    progress(f"reason over {len(store):,} statements")
    inferred = infer(store)
    progress(f"validate; {len(inferred):,} statements follow")
    store.add_from(inferred)
    store.merge()
    for source in list_unverified(store, sources):
        progress(f"not verified: the text of {source} is not at hand")
    report = require_valid(store, resources, whole=dump is None, sources=sources)
    progress("write the release")
    release = write_release(
        root, store, report.as_turtle(), ReleaseMetadata(_version(store), _latest_date(store))
    )
    with publishing(root, lambda: progress("wait for another build")):
        if remote is not None:
            progress("put it into the remote store")
            supply(release, remote)
        _make_current(root, release, None if chosen else resources)
    return release


def _make_current(root: Path, release: Release, inputs: Resources | None) -> None:
    """Point at a release, and note what it was made from: None where somebody chose it."""
    if inputs is None:
        note_choice(root, release.id)
    point(root, release.id)
    if inputs is not None:
        _note_inputs(inputs, root, release)


def _read(
    resources: Resources,
    progress: Progress,
    dump: Path | None,
    graph: URIRef | None,
    overlays: Sequence[Path],
) -> Store:
    """Return what is to be built, shapes included, its texts in composed letters."""
    progress("read")
    store = read_dump(dump, graph) if dump else read_dataset(resources)
    if not dump:
        store.add(describe_questions(list_queries(resources.queries, _QUESTIONS)))
    if overlays:
        lay_over(Layer(dump.name if dump else "lsgraph", store), overlays)
    if dump and (lacking := supply_shapes(store, resources)):
        progress(f"the file lacks {lacking} of lsgraph's own shapes; it is judged by them all the same")
    for change in compose_texts(store):
        progress(change)
    return store


def supply(release: Release, remote: Address) -> None:
    """Put a release into a remote store; raises StoreError that tells where and how to go on."""
    try:
        publish(remote, release.open_store(), release.id)
    except StoreError as error:
        raise StoreError(
            f"release {release.id} is written to {release.folder} but not in the remote store: {error}; the "
            "current release is the one from before; mend that and run `lsgraph build` again"
        ) from error


def examine(store: Store, resources: Resources, engine: str = ENGINES[0], *, whole: bool = False) -> Report:
    """Return what the one gate says of a store whose default graph is the merge, inferences included.

    Shapes judge what is asserted; the stored checks see what follows too. With `whole` it is all the curated
    data and no slice of it. Raises ShapesRefused.
    """
    checks = list_queries(resources.queries, "checks")
    report = validate(store, engine).extended(run_checks(store, checks, whole=whole), len(checks))
    return report if whole else excuse_left_out(report, store)


def require_valid(
    store: Store, resources: Resources, *, whole: bool = False, sources: Sources | None = None
) -> Report:
    """Return the report of the gate; raises ValidationFailed for what is wrong by it or by the texts.

    That is a violation, a shape that nobody judged, and whatever `verify` finds.
    """
    report, told = examine(store, resources, whole=whole), list[str]()
    if not report.conforms:
        violations = tuple(one for one in report.findings if one.severity is Severity.VIOLATION)
        told.append(replace(report, findings=violations).as_text())
    told += find_mismatches(store, sources)
    if told:
        raise ValidationFailed("\n".join(told))
    return report


def find_mismatches(store: Store, sources: Sources | None) -> list[str]:
    """Return what does not hold against the texts at hand, a line each below the number of them.

    Whether every passage states something is for a stored check, which knows slices.
    """
    found = verify(store, sources, whole=False).findings if sources else ()
    number = f"{len(found)} pointers or statements do not fit the source texts:"
    return [number, *(f"  {one}" for one in found)] if found else []


def list_unverified(store: Store, sources: Sources | None) -> list[str]:
    """Return the sources whose text is not at hand, so that pointers into it are not held against it."""
    known = sorted(str(quad.subject) for quad in store.quads(None, RDF.type, LSG.SourceFile))
    names = [iri.removeprefix(PREFIXES["source"]) for iri in dict.fromkeys(known)]
    return [name for name in names if sources is None or not sources.has(name)]


def is_current(resources: Resources, root: Path) -> bool:
    """Say whether the current release is whole, and chosen by somebody or built from just these inputs.

    A release that came from a file, or was made current by name, stays until somebody builds; raises
    ReleaseDamaged for such a one that is not whole, since no build from these inputs would be the same.
    """
    try:
        noted = (root / _INPUTS).read_text()
        chosen = noted == f"{(root / CURRENT).readlink().name} {_CHOSEN}"
    except OSError:
        return False
    try:
        release = open_release(root)
        release.verify()
    except ReleaseDamaged:
        if chosen:
            raise
        return False
    except ReleaseError:
        return False
    return chosen or noted == f"{release.id} {fingerprint(resources)}"


def note_choice(root: Path, release_id: str) -> None:
    """Note that a release is current because somebody chose it, whatever the inputs are."""
    write_beside(root, _INPUTS, f"{release_id} {_CHOSEN}".encode())


def fingerprint(resources: Resources) -> str:
    """Return the SHA-256 over names and bytes of all input files, the queries and the program that builds."""
    digest = hashlib.sha256()
    program = sorted(Path(__file__).parent.rglob("*.py"))
    queries = [
        one for name in ("checks", _QUESTIONS) for one in sorted((resources.queries / name).glob("*.rq"))
    ]
    for path in [*input_files(resources), *queries, *program]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _note_inputs(resources: Resources, root: Path, release: Release) -> None:
    """Keep beside the releases what the current one was built from, for `serve` to look at."""
    write_beside(root, _INPUTS, f"{release.id} {fingerprint(resources)}".encode())


def _version(store: Store) -> str:
    versions = store.quads(_ONTOLOGY, OWL.versionInfo)
    return min((str(quad.object) for quad in versions), default="0")


def _latest_date(store: Store) -> str:
    dates = (str(quad.object) for predicate in _DATED for quad in store.quads(None, predicate))
    return max(dates, default="1970-01-01")

"""The named calls behind downloads and descriptions of the whole release."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lsgraph.calls.call import Args, ReplyHead, Stream, answer_named, write_text
from lsgraph.errors import ReleaseMissing
from lsgraph.export import (
    describe_catalogue,
    describe_service,
    describe_void,
    export,
    find_export,
    make_dump,
    read_context,
    write_json_ld,
)
from lsgraph.release import Release, open_release
from lsgraph.resources import find_resources
from lsgraph.store import Format, Quad, Reader, Store, find_format

JSON_LD: Final = "json-ld"
"""The name of the format whose triples are compacted with our context."""


def give_export(_store: Reader, args: Args) -> Stream:
    """Write a release, or a region's slice of it, in an export format."""
    release = find_release(args)
    return Stream(
        ReplyHead("export"),
        lambda output: export(release, args["form"], output, args["region"]),
        steady=True,
    )


def keep_dump(_store: Reader, args: Args) -> None:
    """Make the dump of a release in a form, as files, unless it is there."""
    make_dump(find_release(args), find_export(args["form"]))


def give_catalogue(store: Reader, args: Args) -> Stream:
    """Write the DCAT description of a release."""
    graph = describe_catalogue(store, find_release(args), args["site"], args["contact"])
    part = Store()
    part.add(Quad(*triple) for triple in graph)  # type: ignore[arg-type]
    return give_part(part, find_format(args["format"]), graphs=False)


def give_void(store: Reader, args: Args) -> Stream:
    """Write the VoID description of a release; `site` is the address that it is served at."""
    release, known = find_release(args), find_format(args["format"])
    found = describe_void(store, release, args["site"], find_resources().queries)
    head = ReplyHead("triples", known.name)
    return Stream(head, lambda output: found.dump(output, known, default_only=True), steady=True)


def give_service_description(store: Reader, args: Args) -> Stream:
    """Write what the service at `address` is; `services` are the others that it asks."""
    release, queries = find_release(args), find_resources().queries
    found = describe_service(store, release, args["address"], args["services"], queries)
    return give_part(found, find_format(args["format"]), graphs=False)


DOWNLOAD_CALLS: Final = (
    answer_named("export", give_export),
    answer_named("make_dump", keep_dump),
    answer_named("catalogue", give_catalogue),
    answer_named("void", give_void),
    answer_named("service_description", give_service_description),
)


def give_part(part: Store, known: Format, *, graphs: bool) -> Stream:
    """Write a part of the graph in an RDF format, with `graphs` or as triples."""
    head = ReplyHead("triples", known.name)
    if known.name == JSON_LD and not graphs:
        text = write_json_ld(part.settled(default_only=True), read_context(find_resources().ontology))
        return write_text(head, text, steady=True)
    return Stream(head, lambda output: part.dump(output, known, default_only=not graphs), steady=True)


def find_release(args: Args, name: str = "release") -> Release:
    """Return the release in `root` that an argument names; raises ReleaseMissing, which tells no folder."""
    try:
        return open_release(Path(args["root"]), args[name])
    except ReleaseMissing as error:
        raise ReleaseMissing(f"no release {args[name][:64]!r} is kept here") from error

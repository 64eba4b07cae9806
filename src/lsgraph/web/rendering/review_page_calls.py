"""The quality of a release, what changed between two, and the list of them, as workers render them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lsgraph.calls.call import Args, Handler, Stream, answer_named
from lsgraph.calls.downloads import find_release
from lsgraph.reason import Verdict, read_verdicts
from lsgraph.release import find_damaged, list_releases, read_gone
from lsgraph.store import Reader
from lsgraph.vocabulary import Kind, shorten
from lsgraph.web.rendering.renderer import Renderer, present

_COUNT: Final = re.compile(r"[0-9]{1,15}")
_DUPLICATES: Final = ("same-name", "same-identifier")
_ONTOLOGY: Final = "owl:"
_KINDS: Final = {kind.value.lower(): kind.value for kind in Kind}
_OTHER: Final = "other"

Row = Mapping[str, Mapping[str, str]]


def list_reviews(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    reviews = _Reviews(renderer)
    return (
        answer_named("quality_page", reviews.quality),
        answer_named("difference_page", reviews.difference),
        answer_named("releases_page", reviews.releases),
    )


class _Reviews:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def quality(self, _store: Reader, args: Args) -> Stream:
        """Show how good the release `release` in the folder `root` was `found` by the call `quality`."""
        found = args["found"]
        presenter, language = present(args, found["labels"]), args["reader"]["language"]
        context = {
            "shown": find_release(args).manifest,
            "link": presenter.link,
            "name": lambda iri: presenter.link({"type": "uri", "value": str(iri)}),
            "kinds": _show_kinds(found["graphs"]),
            "evidence": _show_evidence(found["evidence"]),
            "classes": _split_classes(found["classes"]),
            "names": [_plain(row) for row in found["names"]],
            "ratings": [
                (presenter.link(row["rating"]), int(row["judgements"]["value"])) for row in found["ratings"]
            ],
            "doubts": [(row["judgement"], row.get(language)) for row in found["doubts"]],
            "duplicates": [check for check in found["checks"] if check["name"] in _DUPLICATES],
            "checks": found["checks"],
            "report": found["report"],
            "consistency": _show_consistency(Path(args["root"]), args["release"]),
            "coverage": [_show_coverage(one) for one in found["coverage"]],
        }
        return self._renderer.page(args, "quality.html", context)

    def difference(self, _store: Reader, args: Args) -> Stream:
        """Show what changed from the release `before` to this one, `after`, both in the folder `root`.

        That is what the call `difference` has `found`.
        """
        found = args["found"]
        context = {
            "before": find_release(args, "before").manifest,
            "after": find_release(args, "after").manifest,
            "link": present(args, found["labels"]).link,
            "found": found,
        }
        return self._renderer.page(args, "diff.html", context)

    def releases(self, _store: Reader, args: Args) -> Stream:
        """List the releases in the folder `root`, latest first; `current` is the one that is served."""
        root = Path(args["root"])
        context = {
            "releases": [release.manifest for release in list_releases(root)],
            "gone": sorted(read_gone(root).values(), key=lambda one: (one.date, one.id), reverse=True),
            "damaged": list(find_damaged(root)),
            "current": args["current"],
        }
        return self._renderer.page(args, "releases.html", context, volatile=True)


def _plain(row: Row) -> dict[str, Any]:
    return {
        name: int(term["value"]) if _COUNT.fullmatch(term["value"]) else term["value"]
        for name, term in row.items()
    }


def _show_consistency(root: Path, release: str) -> dict[str, str]:
    """Return which sentence tells what HermiT said of this release, or of the last one it was asked about."""
    verdicts = read_verdicts(root)
    if not verdicts:
        return {"word": "never_judged", "asked": "", "release": ""}
    told = verdicts.get(release) or list(verdicts.values())[-1]
    word = "consistent" if told.consistent else "contradicts"
    return {"word": word if told.release == release else "judged_for_another", **_plain_verdict(told)}


def _plain_verdict(told: Verdict) -> dict[str, str]:
    return {"asked": told.asked, "release": told.release}


def _show_kinds(rows: Sequence[Row]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {
        kind.value: {"kind": kind.value, "graphs": 0, "statements": 0} for kind in Kind
    }
    for row in rows:
        kind = _KINDS.get(row["kind"]["value"], _OTHER)
        sums = found.setdefault(kind, {"kind": kind, "graphs": 0, "statements": 0})
        for name in ("graphs", "statements"):
            sums[name] += int(row[name]["value"])
    return list(found.values())


def _show_evidence(rows: Sequence[Row]) -> list[dict[str, Any]]:
    found = [{**_plain(row), "kind": _KINDS.get(row["kind"]["value"], _OTHER)} for row in rows]
    total = sum(one["statements"] for one in found)
    return [{**one, "share": one["statements"] / total} for one in found]


def _split_classes(rows: Sequence[Row]) -> dict[str, list[dict[str, Any]]]:
    """Return the classes of things apart from those of the ontology's own language."""
    groups: dict[str, list[dict[str, Any]]] = {"things": [], "terms": []}
    for row in rows:
        about_terms = shorten(row["class"]["value"]).startswith(_ONTOLOGY)
        groups["terms" if about_terms else "things"].append({**_plain(row), "class": row["class"]})
    return groups


def _show_coverage(one: dict[str, Any]) -> dict[str, Any]:
    length = one["end"] - one["start"]
    reasons = sorted(one["dismissed"].items(), key=lambda item: -item[1])
    return {
        **one,
        "length": length,
        "reasons": [(reason, count, count / length) for reason, count in reasons],
    }

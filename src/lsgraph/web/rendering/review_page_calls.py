"""The quality of a release, what changed between two, and the list of them, as workers render them."""

from __future__ import annotations

from lsgraph.calls.call import Handler, ReplyHead, Stream
from lsgraph.calls.downloads import find_release
from lsgraph.release import find_damaged, list_releases, read_gone
from lsgraph.store import JsonTerm, Reader
from lsgraph.web.rendering.page_arguments import DifferencePageCall, QualityPageCall, ReleasesPageCall
from lsgraph.web.rendering.page_templates import Context
from lsgraph.web.rendering.quality_view import (
    DUPLICATES,
    show_consistency,
    show_coverage,
    show_evidence,
    show_kinds,
    show_names,
    split_classes,
)
from lsgraph.web.rendering.renderer import Renderer, present


def list_reviews(renderer: Renderer) -> tuple[Handler, ...]:
    """Return the calls of these pages."""
    reviews = _Reviews(renderer)
    return (
        QualityPageCall.answered_by(reviews.quality),
        DifferencePageCall.answered_by(reviews.difference),
        ReleasesPageCall.answered_by(reviews.releases),
    )


class _Reviews:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def quality(self, _store: Reader, asked: QualityPageCall) -> Stream:
        """Show how good a release was found to be."""
        found, language = asked.read_found(), asked.reader.language
        presenter = present(asked.reader, found.labels)
        context: Context = {
            "shown": find_release(asked.root, asked.release).manifest,
            "link": presenter.link,
            "name": lambda iri: presenter.link(JsonTerm.iri(iri)),
            "kinds": show_kinds(found.graphs),
            "evidence": show_evidence(found.evidence),
            "classes": split_classes(found.classes),
            "names": show_names(found.names),
            "ratings": [
                (presenter.link(row["rating"]), int(row["judgements"].value)) for row in found.ratings
            ],
            "doubts": [(row["judgement"], row.get(language)) for row in found.doubts],
            "duplicates": [check for check in found.checks if check.name in DUPLICATES],
            "checks": found.checks,
            "report": found.report,
            "scope": vars(found.report.scope),
            "consistency": show_consistency(asked.root, asked.release),
            "coverage": [show_coverage(one) for one in found.coverage],
        }
        return self._renderer.page(asked, "quality.html", context)

    def difference(self, _store: Reader, asked: DifferencePageCall) -> Stream:
        """Show what was found to have changed from one release to another."""
        found = asked.read_found()
        context = {
            "before": find_release(asked.root, asked.before).manifest,
            "after": find_release(asked.root, asked.after).manifest,
            "link": present(asked.reader, found.labels).link,
            "found": found,
        }
        return self._renderer.page(asked, "diff.html", context)

    def releases(self, _store: Reader, asked: ReleasesPageCall) -> Stream:
        """List the releases, latest first."""
        context = {
            "releases": [release.manifest for release in list_releases(asked.root)],
            "gone": sorted(read_gone(asked.root).values(), key=lambda one: (one.date, one.id), reverse=True),
            "damaged": list(find_damaged(asked.root)),
            "current": asked.current,
        }
        return self._renderer.page(asked, "releases.html", context, ReplyHead("page", volatile=True))

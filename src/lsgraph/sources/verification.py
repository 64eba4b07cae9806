"""Checks that every pointer holds and that what a passage states stands in its span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.term import Node

from lsgraph.sources.evidence import Evidence, Reading, Stretch, read_evidence
from lsgraph.sources.literals import is_copied, literal_stands
from lsgraph.sources.masking import find_private
from lsgraph.sources.quotation import quoted
from lsgraph.sources.sentence_cuts import cuts_sentence
from lsgraph.sources.text import Sources, checksum
from lsgraph.sources.word_match import Wording
from lsgraph.store import Quad, Store
from lsgraph.vocabulary import LSG, PREFIXES, Span, parse_span, shorten


@dataclass(frozen=True, order=True)
class Mismatch:
    """One pointer or statement that does not hold: which, what, where, and how to mend it."""

    passage: str
    what: str
    where: str
    mend: str

    def __str__(self) -> str:
        """Return the mismatch as one line for people."""
        return f"{shorten(self.passage)}: {self.what} ({self.where}); {self.mend}"


@dataclass(frozen=True)
class Verification:
    """What was checked: the mismatches, the counts, and the sources whose text was not at hand.

    `cuts` are passages that begin or end inside a sentence.
    """

    findings: tuple[Mismatch, ...]
    cuts: tuple[Mismatch, ...]
    passages: int
    dismissals: int
    literals: int
    skipped: tuple[str, ...]


def verify(store: Store, sources: Sources | None, *, whole: bool = True) -> Verification:
    """Return whether passages and dismissals lie in their files and state only what stands there.

    Without a source's text its pointers are still held against the length that the catalogue gives. A part of
    a graph, one that is not `whole`, may point to passages whose statements it does not hold.
    """
    evidence = read_evidence(store)
    check = _Check(evidence, sources)
    silent = check.silent() if whole else ()
    findings = sorted({*check.files(), *check.stretches(), *silent, *check.readings(), *check.statements()})
    return Verification(
        findings=tuple(findings),
        cuts=tuple(sorted(check.cuts())),
        passages=len(evidence.passages),
        dismissals=len(evidence.dismissals),
        literals=check.literals,
        skipped=tuple(sorted(set(evidence.sources) - check.at_hand)),
    )


class _Check:
    def __init__(self, evidence: Evidence, sources: Sources | None) -> None:
        self._evidence = evidence
        self._texts = {
            source: sources.text(source)
            for source in evidence.sources
            if sources is not None and sources.has(source)
        }
        self.at_hand = set(self._texts)
        self._addresses: dict[str, list[tuple[int, int]]] = {}
        self.literals = 0

    def files(self) -> Iterator[Mismatch]:
        for source, text in self._texts.items():
            record, iri = self._evidence.sources[source], PREFIXES["source"] + source
            if record.characters != len(text):
                what = f"the file has {len(text)} characters, the catalogue says {record.characters}"
                yield Mismatch(iri, what, f"{source}.txt", "fetch the file again as it was received")
            if record.sha256 != checksum(text):
                what = "the file is not the one that was read (its sha256 differs)"
                yield Mismatch(iri, what, f"{source}.txt", "fetch the file again as it was received")

    def stretches(self) -> Iterator[Mismatch]:
        known = {passage.iri for passage in self._evidence.passages}
        for stretch in (*self._evidence.passages, *self._evidence.dismissals):
            yield from self._stretch(stretch)
        for graph in self._evidence.statements:
            if graph not in known:
                yield Mismatch(str(graph), "no passage in the catalogue", "cat:passages", "describe it there")

    def silent(self) -> Iterator[Mismatch]:
        for passage in self._evidence.passages:
            if not self._evidence.statements.get(passage.iri):
                yield _mismatch(passage, "it states nothing", "state what it says, or dismiss the stretch")

    def _stretch(self, stretch: Stretch) -> Iterator[Mismatch]:
        span, record = _span(stretch), self._evidence.sources.get(stretch.source or "")
        if span is None or record is None:
            yield _mismatch(stretch, "its source, start or end is not known", "describe it in the catalogue")
            return
        if parse_span(stretch.iri) != span:
            yield _mismatch(stretch, "its IRI names another span than its description", "mint its IRI anew")
        if not 0 <= span.start < span.end:
            yield _mismatch(stretch, "it ends before it begins", "cite it anew")
        elif span.end > (record.characters or 0):
            what = f"it ends beyond its file of {record.characters} characters"
            yield _mismatch(stretch, what, "cite it anew")
        elif span.source in self._texts and checksum(self._text(span)) != (stretch.sha256 or "").lower():
            what = "its checksum does not fit the text"
            yield _mismatch(stretch, what, "cite it anew, or fetch the file again as it was received")

    def cuts(self) -> Iterator[Mismatch]:
        for passage in self._evidence.passages:
            span = _span(passage)
            if span is None or not self._readable(span):
                continue
            text = self._texts[span.source]
            if where := cuts_sentence(text, span.start, span.end, self._private(span.source)):
                yield _mismatch(passage, f"it {where} inside a sentence", "cite the sentence whole")

    def _private(self, source: str) -> list[tuple[int, int]]:
        if source not in self._addresses:
            self._addresses[source] = find_private(self._texts[source])
        return self._addresses[source]

    def readings(self) -> Iterator[Mismatch]:
        spans = {it.iri: _span(it) for it in (*self._evidence.passages, *self._evidence.dismissals)}
        for reading in self._evidence.readings:
            if not (reading.printed and reading.read_as and reading.why and reading.passages):
                what = "a reading lacks its passage, printed form, value or reason"
                yield Mismatch(str(reading.iri), what, "cat:sources", "say all four")
            for passage in reading.passages:
                span = spans.get(passage)
                if span is None:
                    what = f"it is for {shorten(passage)}, which is no passage"
                    yield Mismatch(
                        str(reading.iri), what, "lsg:readIn", "point it to the passage as it is now"
                    )
                elif self._readable(span) and not quoted(reading.printed).search(self._text(span)):
                    what = f"{reading.printed!r} does not stand in {shorten(passage)}"
                    yield Mismatch(
                        str(reading.iri), what, "lsg:printed", "give the form as the source prints it"
                    )

    def statements(self) -> Iterator[Mismatch]:
        for passage in self._evidence.passages:
            span = _span(passage)
            if span is None or not self._readable(span) or checksum(self._text(span)) != passage.sha256:
                continue
            printed = self._text(span)
            texts = [Wording(printed)]
            if mended := _mend(printed, self._readings_of(passage)):
                texts.append(Wording(mended))
            quads = self._evidence.statements.get(passage.iri, ())
            precisions = _precisions(quads)
            for quad in quads:
                if isinstance(quad.object, Literal):
                    self.literals += 1
                    precision = precisions.get((quad.subject, quad.predicate), "")
                    if not any(_stands(quad, text, precision) for text in texts):
                        yield _unstated(passage, quad)
                    elif any(is_copied(quad.predicate, quad.object, text) for text in texts):
                        yield _copied(passage, quad)

    def _readings_of(self, passage: Stretch) -> list[Reading]:
        return [it for it in self._evidence.readings if passage.iri in it.passages and it.printed]

    def _readable(self, span: Span) -> bool:
        return 0 <= span.start < span.end <= len(self._texts.get(span.source, ""))

    def _text(self, span: Span) -> str:
        return self._texts[span.source][span.start : span.end]


def _span(stretch: Stretch) -> Span | None:
    if stretch.source is None or stretch.start is None or stretch.end is None:
        return None
    return Span(stretch.source, stretch.start, stretch.end)


def _stands(quad: Quad, text: Wording, precision: str) -> bool:
    literal = quad.object
    return not isinstance(literal, Literal) or literal_stands(quad.predicate, literal, text, precision)


def _precisions(quads: Iterable[Quad]) -> dict[tuple[Node, URIRef], str]:
    """Return the notation of the precision of each first and last day that a passage states."""
    dated = {LSG.beginPrecision: LSG.begins, LSG.endPrecision: LSG.ends}
    space = PREFIXES["precision"]
    return {
        (quad.subject, dated[quad.predicate]): str(quad.object).removeprefix(space)
        for quad in quads
        if quad.predicate in dated
    }


def _mend(text: str, readings: Sequence[Reading]) -> str | None:
    """Return the text as its readings read it, or None when it has none."""
    for reading in readings:
        text = reading.read_as.join(quoted(reading.printed).split(text))
    return text if readings else None


def _mismatch(stretch: Stretch, what: str, mend: str) -> Mismatch:
    return Mismatch(str(stretch.iri), what, f"{stretch.source}.txt, {stretch.start}-{stretch.end}", mend)


def _copied(passage: Stretch, quad: Quad) -> Mismatch:
    what = f"{str(quad.object)!r} has eight words in a row of the text"
    where = f"{shorten(quad.subject)} {shorten(quad.predicate)}"
    return Mismatch(passage.iri, what, where, "say it in your own words")


def _unstated(passage: Stretch, quad: Quad) -> Mismatch:
    what = f"{str(quad.object)!r} does not stand in the span"
    where = f"{shorten(quad.subject)} {shorten(quad.predicate)}"
    return Mismatch(
        passage.iri,
        what,
        where,
        "take the value or the span as printed, or add a lsg:Reading with its reason",
    )

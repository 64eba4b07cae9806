"""Source documents: text, passages, `cite`, `verify`, masking."""

from lsgraph.sources.alignment import Alignment
from lsgraph.sources.evidence import Evidence, Reading, SourceRecord, Stretch, read_evidence
from lsgraph.sources.masking import MASK, find_private, mask, mask_stretch
from lsgraph.sources.plain_text import PlainText, make_plain
from lsgraph.sources.quotation import Citation, cite
from lsgraph.sources.sampling import Sample, sample
from lsgraph.sources.text import Sources, checksum
from lsgraph.sources.verification import Mismatch, Verification, verify
from lsgraph.sources.withheld import find_withheld, open_sources

__all__ = [
    "MASK",
    "Alignment",
    "Citation",
    "Evidence",
    "Mismatch",
    "PlainText",
    "Reading",
    "Sample",
    "SourceRecord",
    "Sources",
    "Stretch",
    "Verification",
    "checksum",
    "cite",
    "find_private",
    "find_withheld",
    "make_plain",
    "mask",
    "mask_stretch",
    "open_sources",
    "read_evidence",
    "sample",
    "verify",
]

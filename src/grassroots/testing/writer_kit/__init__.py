"""What a writer of reports must do: one line for the author of a plugin, no class to inherit.

    def test_our_writer_keeps_the_laws():
        check_writer(lambda: PdfWriter(), "report.pdf", read=text_of_pdf)

`BROKEN` has a broken twin for each law: a writer that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

from grassroots.testing.writer_kit.broken import BROKEN
from grassroots.testing.writer_kit.documents import structure_of, text_of
from grassroots.testing.writer_kit.laws import HOSTILE, LAWS, check_writer
from grassroots.testing.writer_kit.sample import sample_charter, sample_records, sample_report

__all__ = [
    "BROKEN",
    "HOSTILE",
    "LAWS",
    "check_writer",
    "sample_charter",
    "sample_records",
    "sample_report",
    "structure_of",
    "text_of",
]

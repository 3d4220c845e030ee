"""Why a figure changed: the records that make the difference, and what the log tells of each since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from html import escape
from typing import Any

from attrs import frozen

from grassroots.charter import Charter
from grassroots.figures import Difference, Figure, compare
from grassroots.figures.facts import HIT, MISS
from grassroots.reports.labels import part_text, reason_label, text_in
from grassroots.reports.words import word
from grassroots.store import Key, Logged
from grassroots.values import Language

MOST_SHOWN = 30
"""So many records are told by themselves; of more, how many there are."""


@frozen(kw_only=True)
class Reason:
    """One record of a difference: as what it counted before and counts now (None: it was not among them), and its entries in the log after the earlier head
    that was known, or all where both figures rest on the same."""

    key: Key
    before: str | None
    after: str | None
    entries: tuple[Logged, ...]
    called: Callable[[Language], str]


@frozen(kw_only=True, repr=False)
class Why:
    """Two figures of one measure, and the records that make the difference, each with who, when and why."""

    before: Figure
    after: Figure
    difference: Difference
    reasons: tuple[Reason, ...]
    charter: Charter

    def __repr__(self) -> str:
        return f"<Why {self.after.name}: {self.before.text()} to {self.after.text()}, {len(self.reasons)} records>"

    def __bool__(self) -> bool:
        return bool(self.difference)

    def to_rows(self, language: Language = "en") -> list[dict[str, Any]]:
        """A plain row for each entry of each record, for a data frame; a record of which nothing may be told has one without who and when."""
        rows = []
        for one in self.reasons:
            for entry in one.entries or (None,):
                rows.append(
                    {
                        "noun": one.key[0],
                        "id": one.key[1],
                        "called": one.called(language),
                        "before": self._label(one.before, language),
                        "after": self._label(one.after, language),
                        "at": entry.at if entry else None,
                        "actor": entry.actor if entry else None,
                        "reason": entry.reason if entry else None,
                        "source": entry.source.text(language) if entry and entry.source else None,
                    }
                )
        return rows

    def _label(self, label: str | None, language: Language) -> str | None:
        if label is None:
            return None
        return word(label, language) if label in (HIT, MISS) else reason_label(self.charter, label, language)

    def text(self, language: Language = "en") -> str:
        """A line for the figure, and one for each record: as what it counted and counts, and its last entry."""
        values = [part_text(one, "", language) for one in (self.before, self.after)]
        lines = [f"{text_in(self.after.measure.labels, language)}{word('colon', language)}{values[0]} → {values[1]}"]
        for one in self.reasons[:MOST_SHOWN]:
            labels = [self._label(label, language) or "—" for label in (one.before, one.after)]
            line = f"  {one.called(language)}{word('colon', language)}{labels[0]} → {labels[1]}"
            lines.append(line + (word("brackets", language, text=told) if (told := _told(one.entries)) else ""))
        if len(self.reasons) > MOST_SHOWN:
            lines.append("  " + word("more-named", language, count=len(self.reasons) - MOST_SHOWN))
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text(self.charter.languages[0]))}</pre>"


def _told(entries: tuple[Logged, ...]) -> list[str]:
    """Who, when and why of the last entry, as far as it says so."""
    if not entries:
        return []
    last = entries[-1]
    return [text for text in (_day(last.at), last.actor, last.reason) if text]


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


def why_of(
    before: Figure,
    after: Figure,
    charter: Charter,
    history: Callable[[Key], tuple[Logged, ...]],
    called: Callable[[Key, Language], str],
) -> Why:
    """What lies between two figures, with the log of each record that makes it. `history`: what the reader may know of a record."""
    found = compare(before, after)
    then, now = before.question.known_at or 0, after.question.known_at or 0
    labels: dict[Key, tuple[str | None, str | None]] = {key: (None, label) for key, label in found.gained}
    labels.update({key: (label, None) for key, label in found.lost})
    labels.update({key: (old, new) for key, old, new in found.moved})
    reasons = []
    for key, (old, new) in sorted(labels.items()):
        entries = tuple(one for one in history(key) if one.seq <= now and (then == now or one.seq > then))
        reasons.append(Reason(key=key, before=old, after=new, entries=entries, called=partial(called, key)))
    return Why(before=before, after=after, difference=found, reasons=tuple(reasons), charter=charter)

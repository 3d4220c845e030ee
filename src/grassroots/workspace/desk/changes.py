"""What changed since a day, in sentences: who, what, why; and which figures moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from attrs import evolve, frozen

from grassroots.access.scope import LAST_DAY
from grassroots.access.view import View
from grassroots.errors import NotFound
from grassroots.fields import Privacy
from grassroots.figures import evaluate
from grassroots.snapshot import Snapshot
from grassroots.store import Key, Logged
from grassroots.texts import catalogue
from grassroots.values import Language, Period
from grassroots.workspace.desk.looking import Shelf
from grassroots.workspace.desk.rows import written

FEW = 10
"""Of so many changes at once each is told; more are counted, ledger by ledger."""

NO_VALUE = "—"
"""How a figure stands that has no value."""


@frozen
class Changed:
    """One thing that changed: when, by whom, why, and what in words. `records`: how many."""

    at: datetime | None
    actor: str
    reason: str
    what: str
    records: int = 1

    def text(self, language: Language) -> str:
        """The sentence."""
        say = catalogue("grassroots.workspace.desk").say
        day = self.at.date() if self.at else "—"
        code = "change" if self.reason else "change-without-reason"
        return say(code, language, day=day, actor=self.actor or "—", what=self.what, reason=self.reason)


@frozen
class MovedFigure:
    """A figure that is another than before."""

    label: str
    was: str
    now: str
    measure: str = ""

    def text(self, language: Language) -> str:
        """The sentence."""
        code = {self.was: "figure-new", self.now: "figure-gone"}.get(NO_VALUE, "figure-moved")
        say = catalogue("grassroots.workspace.desk").say
        return say(code, language, label=self.label, was=self.was, now=self.now)


def changes_since(view: View, since: date, language: Language) -> Iterator[Changed]:
    """What changed, the first change first; only what is in view, and who and why only where that may be told."""
    shelf = view.snapshot(LAST_DAY).kept("shelf", Shelf)
    for _, group in groupby(view._entries(view._first_since(since) - 1), key=lambda one: one.batch):
        batch = list(group)
        if len(batch) > FEW:
            if Privacy.INTERNAL in view.purpose.opens:
                counted = _counted(batch, shelf, language)
                yield counted if Privacy.PERSONAL in view.purpose.opens else evolve(counted, reason="")
            continue
        told: set[Key] = set()
        for entry in batch:
            rule = shelf.rule((entry.noun, entry.id))
            main = (rule.nouns[0] if rule else entry.noun, entry.id)
            if main not in told and (one := _one(view, entry, shelf, language)):
                told.add(main)
                yield one


def _counted(batch: Sequence[Logged], shelf: Shelf, language: Language) -> Changed:
    say = catalogue("grassroots.workspace.desk").say
    counts: dict[str, int] = {}
    for entry in batch:
        label = shelf.shelved((entry.noun, entry.id), language)
        counts[label] = counts.get(label, 0) + 1
    parts = tuple(say("counted", language, ledger=label, count=count) for label, count in counts.items())
    first = batch[0]
    what = say("many", language, parts=say("and", language).join(parts))
    return Changed(first.at, first.actor, first.reason, what, len(batch))


def _one(view: View, entry: Logged, shelf: Shelf, language: Language) -> Changed | None:
    """What one change did, as the reader may be told."""
    say = catalogue("grassroots.workspace.desk").say
    try:
        known = next((one for one in view.history(entry.noun, entry.id) if one.seq == entry.seq), None)
    except NotFound:
        return None
    if known is None or not known.batch:
        return None
    found = shelf.found((entry.noun, entry.id), language)
    details = {"ledger": found.ledger, "number": found.number}
    if entry.redacted:
        code = "erased"
    elif entry.withdrawn:
        code = "withdrawn"
    elif entry.version == 1:
        code = "added"
    else:
        code = "changed"
    what = say(code, language, **details)
    if code == "changed" and view.unclosed:
        cells = _cells(view, entry, shelf, language)
        if cells:
            what = say("changed-cells", language, **details, cells=say("and", language).join(cells))
    return Changed(known.at, known.actor, known.reason, what)


def _cells(view: View, entry: Logged, shelf: Shelf, language: Language) -> list[str]:
    """The cells of the row that a change made others, as `heading: was → now`."""
    say = catalogue("grassroots.workspace.desk").say
    rule = shelf.rule((entry.noun, entry.id))
    if rule is None:
        return []
    rows = []
    for seq in (entry.seq - 1, entry.seq):
        records = [one for noun in rule.nouns for one in view._known_then((noun, entry.id), seq)]
        rows.append(dict(written(rule, shelf.snapshot, records, language)))
    was, now = rows
    empty = say("empty", language)
    return [
        say("cell", language, heading=heading, was=was.get(heading, empty), now=now.get(heading, empty))
        for heading in dict.fromkeys([*was, *now])
        if was.get(heading) != now.get(heading)
    ]


def moved_figures(before: Snapshot, after: Snapshot, language: Language) -> Iterator[MovedFigure]:
    """The figures that are others than they were, each for the year of its day."""
    names = list(after.charter.measures)
    was = evaluate(names, before, period=Period.year(before.as_of.year))
    now = evaluate(names, after, period=Period.year(after.as_of.year))
    for name in names:
        if name in was and name in now and was[name].text() != now[name].text():
            measure, percent = after.charter.measures[name], catalogue("grassroots.figures").say("percent", language)
            then, since = (one[name].text().replace(" %", percent) for one in (was, now))
            yield MovedFigure(measure.labels.get(language, name), then, since, name)


__all__ = ["Changed", "MovedFigure", "changes_since", "moved_figures"]

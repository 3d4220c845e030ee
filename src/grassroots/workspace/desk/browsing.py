"""Looking through what is kept, page by page: the rows of a ledger, the rows of records, the ways on of a case, the figures of two days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import frozen

from grassroots.access.scope import LAST_DAY
from grassroots.charter import LedgerRule, Measure
from grassroots.errors import InvalidArgument, NotFound
from grassroots.fields import html_filled
from grassroots.figures import Figure, evaluate
from grassroots.ledgers import Sheet, template
from grassroots.model import has_steps, home_field, noun_of
from grassroots.snapshot import Snapshot
from grassroots.store import Key, Logged
from grassroots.values import Language, Period
from grassroots.workspace.arguments import day_of
from grassroots.workspace.changing import Changing
from grassroots.workspace.desk.changes import MovedFigure, moved_figures
from grassroots.workspace.desk.looking import Found, Shelf
from grassroots.workspace.desk.rows import ids_of, ledger_of, natural, record_of, records_of, unit_names
from grassroots.workspace.why import Why, why_of


@frozen(kw_only=True)
class Ways:
    """How a case may go on: where it stands, the states that may follow, and the words for what came of it. Each is (word, what it is called)."""

    state: str
    states: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    ratings: tuple[tuple[str, str], ...] = ()

    _repr_html_ = html_filled


class Browsing(Changing):
    """What is looked through by ledger and number."""

    def _kept(self) -> Snapshot:
        self._open()
        return self.view.snapshot(LAST_DAY)

    def _shelf(self) -> Shelf:
        """The ledgers of what is kept, worked out once."""
        return self._kept().kept("shelf", Shelf)

    def ledger_of(self, ledger: str) -> LedgerRule:
        """The ledger of that name, or that is called so.

        Raises:
            NotFound: there is none; names the nearest.
        """
        return ledger_of(self.charter, ledger)

    def rows(self, ledger: str, language: Language = "en", *, skip: int = 0, most: int = 50) -> tuple[tuple[Found, ...], int]:
        """Some rows of a ledger in the order of their numbers, and how many it has.

        Args:
            ledger: its name, or what it is called.
            language: of the headings.
            skip: so many are left out.
            most: so many are given.

        Raises:
            InvalidArgument: fewer than none are left out or given.
            NotFound: no such ledger.
        """
        for name, number in (("skip", skip), ("most", most)):
            if number < 0:
                raise InvalidArgument(f"{name}={number}: give 0 rows or more")
        rule, shelf = ledger_of(self.charter, ledger), self._shelf()
        ids = sorted(ids_of(rule, self.charter, shelf.snapshot), key=natural)
        return tuple(shelf.found((rule.nouns[0], id), language) for id in ids[skip : skip + most]), len(ids)

    def called(self, key: Key, language: Language = "en") -> str:
        """A record by what its ledger is called and its number there; by its id where no ledger holds it."""
        return self._shelf().called(key, language)

    def filled_ledgers(self) -> dict[str, int]:
        """The ledgers in which something is kept, and of how many records each is the ledger."""
        return self._shelf().counts()

    def key_of(self, ledger: str, number: str) -> Key:
        """The record that a ledger has under a number, or under a name.

        Raises:
            NotFound: no such ledger, or it has no such number in view.
        """
        rule = ledger_of(self.charter, ledger)
        return rule.nouns[0], record_of(rule, self.charter, self._kept(), number)

    def past(self, ledger: str, number: str) -> tuple[Logged, ...]:
        """What happened to what a ledger has under a number, the last change first: who, when, why.

        Raises:
            NotFound: no such ledger, or it has no such number in view.
        """
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        records = records_of(rule, snapshot, self.key_of(ledger, number)[1])
        found = {one.batch: one for record in records for one in self.history(noun_of(record), record.id)}
        return tuple(sorted(found.values(), key=lambda one: one.seq, reverse=True))

    def look_up(self, keys: Iterable[Key], language: Language = "en") -> tuple[Found, ...]:
        """The rows of records that are in view, in their order; what is not in view is left out."""
        shelf = self._shelf()
        return tuple(shelf.found(key, language) for key in keys if shelf.snapshot.get(*key) is not None)

    def form(self, ledger: str, language: Language = "en") -> Sheet:
        """A ledger as a form to fill in: its headings, what each must be and among which words.

        Raises:
            NotFound: no such ledger.
        """
        return template(ledger_of(self.charter, ledger), self.charter, language, (), unit_names(self._kept()))

    def ways(self, ledger: str, number: str, language: Language = "en") -> Ways | None:
        """How what a ledger has under a number may go on; None where nothing in it goes through states.

        Raises:
            NotFound: no such ledger, or it has no such number in view.
        """
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        id = record_of(rule, self.charter, snapshot, number)
        record: Any = next((one for one in records_of(rule, snapshot, id) if has_steps(noun_of(one))), None)
        flow = self.charter.workflow_of(record) if record is not None else None
        if flow is None:
            return None
        last = record.steps[-1].state if record.steps else ""
        following = flow.states[last].next if last else flow.starts
        return Ways(
            state=flow.states[last].labels.get(language, last) if last else "",
            states=tuple((one, flow.states[one].labels.get(language, one)) for one in following),
            outcomes=tuple((one, self.charter.label("outcome", one, language)) for one in flow.outcomes),
            ratings=tuple((one, self.charter.label("rating", one, language)) for one in flow.ratings),
        )

    def figures(self, as_of: date | str, *, period: Period | None = None, scope: str | None = None) -> dict[str, Figure]:
        """All figures of the charter on a day, by the names of their measures; with a scope, those of what belongs to units.

        Args:
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            period: for flows, the days that count; without one, the calendar year of `as_of`.
            scope: a unit and all under it; without one, all that is in view.

        Raises:
            NotFound: no such unit.
        """
        day = day_of(as_of)
        names = [name for name, one in self.charter.measures.items() if scope is None or self._of_units(one)]
        found = evaluate(
            names, self.snapshot(day), scope=self._scope(scope), period=period or Period.year(day.year), ask=self.ask
        )
        return {name: found[name] for name in names if name in found}

    def _of_units(self, measure: Measure) -> bool:
        """Whether what a measure counts belongs to units."""
        counts = not measure.form.traits.of_records or measure.noun == "unit" or home_field(measure.noun) is not None
        return counts and all(self._of_units(self.charter.measures[one]) for one in measure.made_of)

    def figures_between(self, first: date | str, second: date | str, language: Language = "en") -> tuple[MovedFigure, ...]:
        """The figures that are others on a second day than on a first, each for the year of its day."""
        return tuple(moved_figures(self.snapshot(day_of(first)), self.snapshot(day_of(second)), language))

    def why(
        self,
        measure: str | Measure,
        before: date | str,
        after: date | str,
        *,
        scope: str | None = None,
        period: Period | None = None,
        known_at: int | None = None,
    ) -> Why:
        """Why a figure is another on a second day than on a first: the records that make the difference, each with what the log says of it.

        Args:
            measure: as for `figure`.
            before: the earlier day; the same as `after` where only what was known differs.
            after: the later day.
            scope: a unit and all under it.
            period: for a flow, the days that count; without one, the calendar year of each day.
            known_at: the head by which the earlier figure is counted; without one, the latest.

        Raises:
            NotFound: no such measure or unit.
            Refused: the figure leads to no records.
        """
        return why_of(
            self.figure(measure, before, scope=scope, period=period, known_at=known_at),
            self.figure(measure, after, scope=scope, period=period),
            self.charter,
            self._entries_about,
            self.called,
        )

    def _entries_about(self, key: Key) -> tuple[Logged, ...]:
        """What the log says of a record, as far as the reader may know; nothing of what is derived."""
        try:
            return self.history(*key)
        except (NotFound, InvalidArgument):
            return ()


__all__ = ["Browsing", "Ways"]

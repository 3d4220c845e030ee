"""Records leave as data, by open standards: through the same gate and purpose as all that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, fields

from grassroots.leaving import Entry, Filed, Leaving
from grassroots.model import Record, key_of, noun_of
from grassroots.problems import Problem, meant, one_of
from grassroots.snapshot import Snapshot
from grassroots.texts import languages
from grassroots.values import Language, Period
from grassroots.workspace.arguments import day_of
from grassroots.workspace.desk.rows import Key, all_of, number_of, unit_names
from grassroots.workspace.opened import written_whole
from grassroots.workspace.told.telling import Telling

if TYPE_CHECKING:
    from grassroots.ledgers.plan import PlannedColumn


class Exporting(Telling):
    """What leaves as data."""

    def export(
        self,
        format: str,
        address: str | Path,
        as_of: date | str,
        language: Language = "en",
        *,
        period: Period | None = None,
        consent: str = "",
        remark: Callable[[Problem], object] = lambda _told: None,
        **options: Any,
    ) -> Path:
        """Writes the records in view as data for other programs. What the purpose closes does not leave; `seen_by` gives the office for another one.

        The file appears whole or not at all; one of that name is replaced.

        Args:
            format: `icalendar`, `vcard`, `datapackage`, `geojson`, `pabulib`, `org`, one that a plugin brings, or what it is called in any language.
            address: the path of the file.
            as_of: the last day that counts, a date or `YYYY-MM-DD`.
            language: of words, headings and names.
            period: what is dated (meetings, dues, requests) and lies outside is left out.
            consent: a word of the list `consent`; of persons only those leave who agree to it on the day, and what is of a person leaves with them alone.
            remark: told what the format leaves behind that somebody may look for, and why.
            **options: what the format documents: `vote` of `pabulib`, `base` of `org`.

        Raises:
            NoPlugin: nobody exports so; says what there is.
            InvalidArgument: the folder does not exist, or the format has no such option.
            NotFound: there is no such word.
        """
        self._open()
        one_of(language, languages(), "language with texts")
        leaving: Leaving = leaving_of(
            self.view.snapshot(day_of(as_of)),
            language,
            purpose=self.view.purpose.name,
            period=period,
            consent=consent
            and meant(consent, self.charter.words.get("consent", {}), "no-such-consent", charter=self.charter.id),
            entries=lambda: self._due_by(leaving),
            remark=remark,
        )
        export = self.plugins.open_export(self.plugins.export_named(format), **options)
        with written_whole(address) as part:
            export.write(leaving, part)
        return Path(address)

    def _due_by(self, leaving: Leaving) -> tuple[Entry, ...]:
        if leaving.snapshot.closed:
            return ()
        until = leaving.period.last if leaving.period and leaving.period.last >= leaving.day else None
        found = self.todo(leaving.day, until=until).entries(leaving.language)
        return tuple(one for one in found if leaving.within(one.day) and _may_leave(one, leaving))


def _may_leave(one: Entry, leaving: Leaving) -> bool:
    """Whether what an entry is about leaves, too; of a unit or of nothing that is kept it is about nobody."""
    found = leaving.snapshot.get(*one.about)
    return found is None or any(leaving.of([found]))


def leaving_of(snapshot: Snapshot, language: Language = "en", **more: Any) -> Leaving:
    """What leaves of records: they and the ledgers that hold them. `more`: what else a `Leaving` takes."""
    leaving = Leaving(
        snapshot=snapshot,
        language=language,
        ledgers=lambda: tuple(one for one in _filed(leaving) if one.sheet.rows),
        **more,
    )
    return leaving


def _filed(leaving: Leaving) -> Iterator[Filed]:
    """The ledgers of the charter with what leaves of each. What one of them tells whole does not stand in another one as well: a row of members is no row of people."""
    from grassroots.ledgers import template
    from grassroots.ledgers.plan import make_plan

    charter, snapshot, language = leaving.charter, leaving.snapshot, leaving.language
    units, made = unit_names(snapshot), dict[str, Filed]()
    told: dict[Key, set[str]] = {}
    for rule in sorted(charter.ledgers.values(), key=lambda rule: -len(rule.nouns)):
        held = list(leaving.of(all_of(rule, snapshot)))
        more = {one.id for one in held if not _set(one) <= told.get(key_of(one), set())}
        if not more:
            continue
        columns = make_plan(rule, charter).columns
        sheet = template(rule, charter, language, [one for one in held if one.id in more], units, snapshot.closed)
        sheet = evolve(sheet, rows=tuple(row for row in sheet.rows if any(row)))

        def heading(planned: PlannedColumn) -> str:
            return planned.column.heading_in(charter.languages, language)

        key = tuple(heading(columns[name]) for name in rule.key)
        leads = {
            heading(one): one.column.refers_to
            or tuple(name for name, led in charter.ledgers.items() if led.nouns[0] in one.target.refs)
            for one in columns.values()
            if one.target and one.target.refs and not one.column.ignored
        }
        made[rule.name] = Filed(
            name=rule.name,
            sheet=sheet,
            key=key if set(key) <= set(sheet.headings) else (),
            leads={name: ledgers for name, ledgers in leads.items() if name in sheet.headings},
        )
        if len(rule.key) == 1 and key[0] in sheet.headings:
            numbers = {row[sheet.headings.index(key[0])] for row in sheet.rows}
            for record in held:
                if number_of(rule, record.id) in numbers:
                    noun = noun_of(record)
                    told[key_of(record)] = {
                        one.target.name for one in columns.values() if one.target and one.target.noun == noun
                    }
    yield from (made[name] for name in charter.ledgers if name in made)


def _set(record: Record) -> set[str]:
    """What a record says, by the names that columns have for it: its fields, the states of its steps, the charter's own fields."""
    found: set[str] = set()
    for one in fields(type(record)):
        value = getattr(record, one.name)
        if one.name == "id" or value == one.default:
            continue
        parts = value if isinstance(value, tuple) else ()
        names = {getattr(part, "state", None) or getattr(part, "name", None) or getattr(part, "scheme", None) for part in parts}
        found |= {name or one.name for name in names} if parts else {one.name}
    return found

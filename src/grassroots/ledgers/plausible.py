"""What can be read and yet can hardly be so: days to come, days before a unit stood, amounts far from their like. A remark, unless the ledger's rule
makes a problem of it (`refuse`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from statistics import median
from typing import Any
from unicodedata import normalize

from attrs import define, field

from grassroots.charter.ledger import DOUBTS
from grassroots.charter.targets import Goes, Target
from grassroots.fields import Column
from grassroots.ledgers.draft import Draft, place_of
from grassroots.ledgers.known import Gathered
from grassroots.ledgers.plan import Holds, Plan, PlannedColumn
from grassroots.ledgers.reading import numbered
from grassroots.ledgers.rows import Line
from grassroots.ledgers.sheet import Sheet
from grassroots.ledgers.table import Row
from grassroots.problems import Problem
from grassroots.texts import Phrase
from grassroots.values import PartialDate, Quantity

FEWEST = 8
"""Of fewer numbers nobody can say what is usual."""
_FEWEST_DAYS = 5
_FAR = 100
"""So many times the usual is far."""
_HOURS = 24
_LONG_AGO = 1800
"""No office has records from before."""
_YEARS, _TIMES = 15, 10
"""So many years, and so many times as far as half of the days of the column are, is far."""
_TWO_PARTS = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|南宫|端木|呼延|独孤|长孙|宇文|申屠|轩辕"
_NO_NAME = re.compile(
    r"待\s*[定补填查]|暂?[无缺]|不详|未知|匿名|空缺?|[—\-/?？*xX]+|同上|本人|群众|n[./]?a\.?|none|unknown|anon(?:ymous)?|vacant|tb[acd]"
    r"|\d[\d\s-]*|.+[、;；/&＆+].+|.+[,，].+[,，].+|.+\s(?:and|or)\s.+|[^\W\da-z]某{1,2}|[^\W\da-z]+[*＊]+"
    rf"|(?!{_TWO_PARTS})[^\W\da-z_]{{2,3}}(?:\s+|\s*[和及与]\s*)[^\W\da-z_]{{2,3}}",
    re.IGNORECASE,
)
"""What stands in a column of names and is none, or several."""
_AND_MORE = re.compile(
    r"\D*\d{5}.*|.+[(（\[【].+[)）\]】]\s*|.+[\n\r].+|.+[:：].+|.+[?？]"
    r"|\(?\d{1,3}\s*[.、．)）\s]\s*\D.*|[★☆▲△●○◆◇■□√✓*＊#]+.+|.+[★☆▲△●○◆◇■□√✓]+|.+[、，,;；。]"
    r"|[^\W\da-z_]{2,4}(?:\s+[男女]|\d{1,2})|(?:书记|副?主任|副?[组队]长|支书|委员|网格员|楼长)[^\W\da-z_]{2,3}"
    r"|[^\W\da-z_]+(?:先生|女士|小姐|同志|书记|主任|老师|同学|经理|阿姨|大爷|大妈|师傅)",
    re.DOTALL | re.IGNORECASE,
)
"""A name with a number or a mark before or behind it, with something in brackets behind it, over two lines, in doubt, or with what somebody is or is called by."""
_LONGEST_NAME = 80
_NO_PHONE = re.compile(r"(?:\D*\d){0,4}\D*|\d{2,4}\.\d+|\d{7,}\.0+|1[3-9]\d{8}(?:\d\d)?")
"""Too few digits, or one more or less than a mobile telephone has; or a number of which a spreadsheet made a decimal."""
_PHONES = re.compile(r".*[^\W\d_a-z].*", re.DOTALL | re.IGNORECASE)
"""A number with words."""
_EXTENSION = re.compile("转|分机|内线|电话|手机")
_SHORTENED = re.compile(r"\*{2}|[＊●•]{2}|…|\.{3}|\d[xX×]{3,}\d")
_SHORTENS = frozenset("*＊●•….xX×")
"""Of these at least one stands in a number that was shortened."""
_DASHES = re.compile("[\u2010-\u2015\u2212－_]")
_HAPPENED = ("on", "birth")
"""Fields whose day has come when somebody writes it down; others may lie ahead."""
_UNITS_DAYS = (*_HAPPENED, "start")
_BROUGHT = ("membership",)
"""What people bring along when they come to a unit: it may have begun before the unit did."""


@define(eq=False)
class Doubts:
    """Looks through the rows of a reading. `today`: the day on which it is read; without one nothing is known to lie ahead."""

    gathered: Gathered
    today: date | None = None
    _starts: dict[str, date | None] = field(factory=dict)
    _places: dict[int, Mapping[tuple[str, str], str]] = field(factory=dict)

    def note(self, lines: Sequence[Line]) -> None:
        """Adds a remark to the sheet of each doubtful row, or a problem to the row."""
        for line in _good(lines):
            for problem in self._of_row(line):
                _put(line, problem)
        good = _good(lines)
        for line, problem in (
            *_far(good),
            *_far_days(good),
            *_other_times(good),
            *_keys_alike(good, self.gathered),
            *_rows_alike(good, self.gathered),
        ):
            _put(line, problem)

    def _of_row(self, line: Line) -> Iterator[Problem]:
        unit = self.gathered.unit_of(line)
        start = self._start(unit) if unit else None
        for draft in line.drafts:
            for place, day in _days(draft):
                ahead = self.today and (day.earliest if isinstance(day, PartialDate) else day) > self.today
                before = start and isinstance(day, date) and day < start and draft.noun not in _BROUGHT
                if not (ahead or before) or (heading := self._heading(line.sheet, draft.noun, place)) is None:
                    continue
                said: dict[str, Any] = {"source": line.source, "column": heading, "value": str(day)}
                if ahead:
                    yield Problem("day-ahead", **said, masked=place == "birth")
                else:
                    assert start
                    yield Problem("day-before-unit", **said, details={"unit": unit, "start": start.isoformat()})
            for state, parts in draft.steps.items() if draft.steps else ():
                on, due = parts.get("on"), parts.get("due")
                if not (on and due and due < on):
                    continue
                if (heading := self._heading(line.sheet, draft.noun, f"step.{state}.due")) is not None:
                    yield Problem(
                        "due-before", source=line.source, column=heading, value=str(due), details={"day": on.isoformat()}
                    )
            yield from self._named(line, draft)
            if draft.noun == "person":
                yield from self._of_person(line, draft)
                yield from self._before_birth(line, draft)
            hours = draft.values.get("hours")
            if not isinstance(hours, Decimal) or hours <= _HOURS * (days := self._lasts(draft)):
                continue
            if (heading := self._heading(line.sheet, draft.noun, "hours")) is not None:
                said = {"source": line.source, "column": heading, "value": format(hours, "f")}
                yield Problem("hours-beyond-days", **said, details={"days": days})

    def _named(self, line: Line, draft: Draft) -> Iterator[Problem]:
        """Rules and measures that the charter does not have."""
        for one in line.sheet.plan.ruled if line.sheet.plan else ():
            if one.near is None or one.target is None or one.meant is None:
                continue  # the charter has none of them
            value = draft.values.get(place := place_of(one.target)) if one.target.noun == draft.noun else None
            if not isinstance(value, str) or value.partition(".")[0] in one.meant:
                continue
            if (heading := self._heading(line.sheet, draft.noun, place)) is not None:
                details = {"nearest": one.near.listed(value)}
                yield Problem("rule-not-known", source=line.source, column=heading, value=value, details=details)

    def _before_birth(self, line: Line, person: Draft) -> Iterator[Problem]:
        """Steps of a membership before its member was born."""
        born: PartialDate | None = person.values.get("birth")
        steps = [(one.noun, *step) for one in line.drafts if born and one.noun in _BROUGHT for step in one.steps.items()]
        for noun, state, parts in steps:
            on, place = parts.get("on"), f"step.{state}.on"
            if born and on and on < born.earliest and (heading := self._heading(line.sheet, noun, place)) is not None:
                yield Problem("day-before-birth", source=line.source, column=heading, value=str(on))

    def _of_person(self, line: Line, draft: Draft) -> Iterator[Problem]:
        name, phone = draft.values.get("name"), draft.values.get("phone")
        name = name or ""
        is_long = len(name) > _LONGEST_NAME
        is_none = not is_long and bool(_NO_NAME.fullmatch(name))
        holds_more = is_long or (not is_none and bool(_AND_MORE.fullmatch(name)))
        is_no_phone = bool(phone and _NO_PHONE.fullmatch(phone.strip()))
        found = {
            "no-name": ("name", name if is_none else ""),
            "name-and-more": ("name", name if holds_more else ""),
            "no-phone": ("phone", phone if is_no_phone else ""),
            "phone-and-more": (
                "phone",
                phone if phone and not is_no_phone and _PHONES.fullmatch(_EXTENSION.sub("", phone)) else "",
            ),
        }
        for code, (place, value) in found.items():
            if value and (heading := self._heading(line.sheet, "person", place)) is not None:
                yield Problem(code, source=line.source, column=heading, value=value, masked=True)

    def _start(self, unit: str) -> date | None:
        if unit not in self._starts:
            said = [draft.values.get("start") for draft in self.gathered.of_record("unit", unit)]
            known = getattr(self.gathered.known.records.get(("unit", unit)), "start", None)
            self._starts[unit] = next((day for day in said if day), known)
        return self._starts[unit]

    def _lasts(self, draft: Draft) -> int:
        """How many days, or times, the activity takes for which hours are kept; one where nothing is said."""
        id = draft.values.get("activity")
        said = [one.values for one in self.gathered.of_record("activity", id)] if id else []
        known = self.gathered.known.records.get(("activity", id)) if id else None
        first, until, sessions = (
            next((values[name] for values in said if values.get(name)), getattr(known, name, None))
            for name in ("on", "until", "sessions")
        )
        return max((until - first).days + 1 if first and until else 1, sessions or 1)

    def _heading(self, sheet: Sheet, noun: str, place: str) -> str | None:
        if id(sheet) not in self._places:
            columns = sheet.plan.columns.items() if sheet.plan else ()
            self._places[id(sheet)] = {
                (one.target.noun, place_of(one.target)): sheet.heading(name)
                for name, one in columns
                if one.target is not None and name in sheet.places
            }
        return self._places[id(sheet)].get((noun, place))


def _good(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if not line.is_bad and not line.skipped]


def _days(draft: Draft) -> list[tuple[str, date | PartialDate]]:
    names = _UNITS_DAYS if draft.noun == "unit" else _HAPPENED
    values = draft.values
    found = [(name, day) for name in names if isinstance(day := values.get(name), (date, PartialDate))]
    if draft.steps:
        found += [(f"step.{state}.on", parts["on"]) for state, parts in draft.steps.items() if "on" in parts]
    return found


def _counted(plan: Plan) -> Iterator[tuple[str, Target]]:
    """The columns of a ledger whose cells are numbers, and where they go."""
    for name, one in plan.columns.items():
        target = one.target
        if target is not None and one.counts and target.goes is Goes.FIELD and target.kind is not Column.TEXT:
            yield name, target


def _numbers(lines: Iterable[Line]) -> dict[tuple[int, str, str], list[tuple[Line, Decimal]]]:
    """The numbers of each column, by what they are measured in and of which measure they tell: those that were typed, not what stands for an empty cell."""
    columns: dict[tuple[int, str, str], list[tuple[Line, Decimal]]] = {}
    counted: dict[int, list[tuple[str, Target]]] = {}
    for line in lines:
        plan = line.sheet.plan
        if plan is None:
            continue
        if id(plan) not in counted:
            counted[id(plan)] = list(_counted(plan))
        for name, target in counted[id(plan)]:
            draft = next((draft for draft in line.drafts if draft.noun == target.noun), None)
            value = draft.values.get(target.name) if draft else None
            number = _number(value)
            if draft and number is not None and _is_typed(line, name):
                alike = value.measured_in if isinstance(value, Quantity) else ""
                key = (id(line.sheet), name, str(draft.values.get("measure") or alike))
                columns.setdefault(key, []).append((line, number))
    return columns


def _is_typed(line: Line, column: str) -> bool:
    plan, place, texts = line.sheet.plan, line.sheet.places.get(column), line.row.cells
    return plan is not None and place is not None and place < len(texts) and not plan.columns[column].says_nothing(texts[place])


def _far(lines: Iterable[Line]) -> Iterator[tuple[Line, Problem]]:
    """Numbers far from those of the same column that are measured in the same, and tell of the same measure."""
    for (_, name, _), found in _numbers(lines).items():
        if len(found) < FEWEST:
            continue
        heading = found[0][0].sheet.heading(name)
        usual = median(abs(number) for _, number in found)
        negative = sum(number < 0 for _, number in found)
        for line, number in found:
            said: dict[str, Any] = {"source": line.source, "column": heading, "value": format(number, "f")}
            if usual and abs(number) > usual * _FAR:
                yield line, Problem("amount-far", **said, details={"usual": format(usual.normalize(), "f")})
            elif number < 0 and negative * 10 < len(found):
                yield line, Problem("amount-negative", **said)


def _whole_days(lines: Iterable[Line]) -> dict[tuple[int, str, str], list[tuple[Line, date]]]:
    """The days of each column."""
    columns: dict[tuple[int, str, str], list[tuple[Line, date]]] = {}
    for line in lines:
        for draft in line.drafts:
            for place, day in _days(draft):
                whole = day.earliest if isinstance(day, PartialDate) else day
                columns.setdefault((id(line.sheet), draft.noun, place), []).append((line, whole))
    return columns


def spread(lines: Sequence[Line]) -> dict[str, tuple[int, Decimal, Decimal]]:
    """Of each column of a table that has numbers or days: how many there are, and the least and the greatest number or year."""
    good = _good(lines)
    found = {f"{name} {measure}": [number for _, number in there] for (_, name, measure), there in _numbers(good).items()}
    found |= {
        f"{noun} {place} year": [Decimal(day.year) for _, day in there] for (_, noun, place), there in _whole_days(good).items()
    }
    return {name: (len(there), min(there), max(there)) for name, there in found.items()}


def _far_days(lines: Iterable[Line]) -> Iterator[tuple[Line, Problem]]:
    """Days far from those of the same column, as by a wrong year or century; and such as no office has."""
    for (_, noun, place), found in _whole_days(lines).items():
        years = sorted(day.year for _, day in found)
        middle = years[len(years) // 2]
        spread = sorted(abs(year - middle) for year in years)[len(years) // 2]
        for line, day in found:
            far = len(found) >= _FEWEST_DAYS and abs(day.year - middle) > max(_YEARS, _TIMES * spread)
            if far or day.year < _LONG_AGO:
                heading = next((one for name, one in _headings(line, noun) if name == place), None)
                if heading is not None:
                    said: dict[str, Any] = {"column": heading, "value": day.isoformat(), "masked": place == "birth"}
                    yield line, Problem("day-far", source=line.source, **said, details={"usual": str(middle)})


def _other_times(lines: Iterable[Line]) -> Iterator[tuple[Line, Problem]]:
    """The few days of a table that are of another year, or month, than the one that its title, sheet or file says: a spreadsheet adds the year of the day
    on which somebody typed. What was received before is carried over."""
    days: dict[tuple[int, str, str], list[tuple[Line, date]]] = {}
    for line in lines:
        if not (line.sheet.setting and line.sheet.setting.when.year):
            continue
        for draft in line.drafts:
            place, on = "on", draft.values.get("on")
            if on is None and (state := next(iter(draft.steps), "")):
                place, on = f"step.{state}.on", draft.steps[state].get("on")
            if isinstance(on, date):
                days.setdefault((id(line.sheet), draft.noun, place), []).append((line, on))
    for (_, noun, place), found in days.items():
        setting = found[0][0].sheet.setting
        if setting is None or setting.when.year is None:
            continue
        when = PartialDate(setting.when.year, setting.when.month)
        other = [(line, day) for line, day in found if day > when.latest or (day < when.earliest and place == "on")]
        # Where most are, the title is likely to mean something else: told once.
        for line, day in other if 2 * len(other) < len(found) else other[:1]:
            heading = next((one for name, one in _headings(line, noun) if name == place), None)
            if heading is not None:
                said: dict[str, Any] = {"column": heading, "value": day.isoformat(), "details": {"time": str(when)}}
                yield line, Problem("day-of-another-time", source=line.source, **said)


def _headings(line: Line, noun: str) -> Iterator[tuple[str, str]]:
    plan = line.sheet.plan
    for name, one in plan.columns.items() if plan else ():
        if one.target is not None and one.target.noun == noun and name in line.sheet.places:
            yield place_of(one.target), line.sheet.heading(name)


def _keys_alike(lines: Iterable[Line], gathered: Gathered) -> Iterator[tuple[Line, Problem]]:
    """Numbers that differ only in what the eye does not see: capitals, the kind of a dash, a space; also from those that are stored."""
    seen: dict[tuple[str, str], Line] = {}
    stored: dict[str, Mapping[str, str]] = {}
    told = [one for one in lines if one.sheet.plan is not None and not one.id.isdecimal()]
    looks = [_alike(one.id) for one in told]
    wanted = frozenset(looks)
    for line, alike in zip(told, looks, strict=True):
        assert line.sheet.plan
        if not _SHORTENS.isdisjoint(line.id) and _SHORTENED.search(line.id):
            columns = ", ".join(line.sheet.heading(name) for name in line.sheet.plan.rule.key)
            yield (
                line,
                Problem(
                    "number-shortened",
                    source=line.source,
                    column=columns,
                    value=line.called,
                    masked=line.sheet.plan.is_key_masked,
                ),
            )
        noun, known = line.sheet.plan.rule.nouns[0], gathered.known
        before = seen.setdefault((line.sheet.plan.rule.name, alike), line)
        other, row = (before.id, before.source) if before is not line else (line.id, None)
        if other == line.id and (noun, line.id) not in known.records:
            if noun not in stored:
                stored[noun] = _stored_alike([*iter(known.records.of(noun))], wanted)
            other = stored[noun].get(alike, line.id)
            row = known.sources.get((noun, other))
        if other != line.id:
            columns = ", ".join(line.sheet.heading(name) for name in line.sheet.plan.rule.key)
            called = numbered(line.sheet.plan.rule.prefix, other)
            details = {"row": row or Phrase("grassroots.ledgers", "is-stored"), "other": called}
            yield line, Problem("number-alike", source=line.source, column=columns, value=line.called, details=details)


def _stored_alike(ids: Sequence[str], wanted: Container[str]) -> Mapping[str, str]:
    """Those of the ids that look like one that is wanted, by how they look. There may be very many: where all are plain, they are folded as one text."""
    whole = "\n".join(ids)
    folded = whole.casefold().split("\n") if whole.isascii() and "_" not in whole and " " not in whole else []
    seen = folded if len(folded) == len(ids) else map(_alike, ids)
    return {alike: id for alike, id in zip(seen, ids, strict=True) if alike in wanted and not id.isdecimal()}


_LONG = 6
"""So long a text is hardly typed twice of different things."""


def _rows_alike(lines: Iterable[Line], gathered: Gathered) -> Iterator[tuple[Line, Problem]]:
    """Two people of one name with one date of birth or one telephone, also where one is stored and the other new; two rows of a ledger that differ in
    nothing but their numbers."""
    stored: dict[tuple[Any, ...], str] | None = None
    people: dict[tuple[Any, ...], tuple[Line, Draft]] = {}
    rows: dict[tuple[Any, ...], Line] = {}
    likeness_of = cache(likeness_in)
    for line in lines:
        if line.sheet.plan is None:
            continue
        for draft in line.drafts:
            if not (alike := _like_people(draft)):
                continue
            others = [people.setdefault(one, (line, draft)) for one in alike]
            called, at = partial(numbered, line.sheet.plan.rule.prefix), dict[str, object]()
            before = [(first, one) for first, one in others if one.id != draft.id]
            if other := next(
                (first for first, one in before if not (_is_as_stored(one, gathered) and _is_as_stored(draft, gathered))), None
            ):
                at = {"row": other.source, "other": other.called}
            elif not _is_as_stored(draft, gathered):
                stored = _stored_persons(gathered) if stored is None else stored
                if known := next((stored[one] for one in alike if one in stored), ""):
                    row = gathered.known.sources.get(("person", known))
                    at = {"row": row or Phrase("grassroots.ledgers", "is-stored"), "other": called(known)}
            if at:
                yield line, Problem("persons-alike", source=line.source, value=called(draft.id), details=at)
        if meant := likeness_of(line.sheet)(line.row):
            first = rows.setdefault(meant, line)
            if first.id != line.id:
                yield line, Problem("rows-alike", source=line.source, value=line.called, details={"row": first.source})


LikenessOf = Callable[[Row], tuple[Any, ...] | None]
"""What a row says beside its number, where it says enough to be held against others."""


def likenesses(line: Line, likeness: LikenessOf) -> list[tuple[Any, ...]]:
    """By what another row is held to be like this one."""
    meant = likeness(line.row)
    return [*(one for draft in line.drafts for one in _like_people(draft)), *([meant] if meant else [])]


def _like_people(draft: Draft) -> list[tuple[Any, ...]]:
    return _said_of(draft.values.get) if draft.noun == "person" else []


def likeness_in(sheet: Sheet) -> LikenessOf:
    """What is asked of each row of a sheet: what is the same for all is looked up once."""
    plan, told = sheet.plan, _told_in(sheet)
    if plan is None or not told:
        return lambda row: None
    name, own = plan.rule.name, {sheet.places.get(name) for name in plan.rule.all_keys or plan.key}

    def likeness(row: Row) -> tuple[Any, ...] | None:
        says = any(place < len(row.cells) and len(row.cells[place]) >= _LONG for place in told)
        return (name, *(cell.strip() for place, cell in enumerate(row.cells) if place not in own)) if says else None

    return likeness


def _said_of(value: Callable[[str], Any]) -> list[tuple[Any, ...]]:
    """By what a person is known again, as the eye sees it: the name with the date of birth, and with the telephone."""
    words = re.split(r"[\s,，]+", value("name") or "")
    name = _alike("".join(sorted(words) if words[0].isascii() else words))  # Bell, Ann is Ann Bell
    return [(place, name, _alike(str(said))) for place in ("birth", "phone") if name and (said := value(place))]


def _is_as_stored(draft: Draft, gathered: Gathered) -> bool:
    """Whether a person is known by what the row says: whom the person is like was told when that was stored."""
    record = gathered.known.records.get(draft.key)
    return record is not None and set(_said_of(draft.values.get)) <= set(_said_of(partial(getattr, record)))


def _stored_persons(gathered: Gathered) -> dict[tuple[Any, ...], str]:
    """The stored persons of whom no row speaks, by what they are known again."""
    here, known = gathered.drafts.get("person", {}), gathered.known.records.of("person")
    return {one: id for id, record in known.items() if id not in here for one in _said_of(partial(getattr, record))}


def _told_in(sheet: Sheet) -> tuple[int, ...]:
    """The places of the texts of a sheet, of a ledger whose rows are told apart by nothing but a number."""
    plan = sheet.plan
    if plan is None or "person" in plan.rule.nouns or any(one.holds is not Holds.NUMBERS for one in _key_columns(plan)):
        return ()
    return tuple(
        place
        for name, place in sheet.places.items()
        if (target := plan.columns[name].target)
        and target.goes is Goes.FIELD
        and target.kind is Column.TEXT
        and not target.refs
    )


def _key_columns(plan: Plan) -> Iterator[PlannedColumn]:
    return (one for name in plan.key if (one := plan.columns.get(name)))


def _alike(id: str) -> str:
    """A number as the eye sees it."""
    if id.isascii() and "_" not in id and " " not in id:
        return id.casefold()
    return _DASHES.sub("-", "".join(normalize("NFKC", id).casefold().split()))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.value
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _put(line: Line, problem: Problem) -> None:
    assert problem.code in DOUBTS
    if line.sheet.plan and problem.code in line.sheet.plan.rule.refuse:
        line.problems.append(problem)
    else:
        line.sheet.remarks.append(problem)

"""A mapping drafted from a foreign table: what its headings and values tell is filled in, what they cannot tell is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from attrs import field, frozen

from grassroots.charter import Charter, LedgerRule
from grassroots.fields import Column
from grassroots.ledgers.around.resembling import is_alike, most_resembled
from grassroots.ledgers.cells import ALONE, Fault, days, fold
from grassroots.ledgers.headings import LOOK
from grassroots.ledgers.plan import Plan, PlannedColumn, make_plan, necessary
from grassroots.ledgers.table import Row
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import nearest
from grassroots.texts import catalogue
from grassroots.values import Language

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}(?:[ T].*)?", re.ASCII)
_SAMPLE = 500
_MOST_WORDS = 30


@frozen
class Ask:
    """Something that the table cannot tell. `code`: the text of the question; `details`: what is filled into it."""

    code: str
    details: Mapping[str, object] = field(factory=dict, hash=False)

    def text(self, language: Language = "en") -> str:
        """The question in a language."""
        return catalogue("grassroots.workspace").say(f"map-{self.code}", language, **self.details)


@frozen(kw_only=True)
class Drafted:
    """A mapping as drafted: the text of its file, the ledger that it makes, and what it asks; the text has each question where the answer belongs."""

    text: str
    ledger: str
    asks: tuple[Ask, ...]


@frozen(kw_only=True)
class Answers:
    """What somebody said of a table: the ledger that it is `like`, `places` of columns (heading → `to`, empty: left aside), constants to `set`, the columns
    of its `key`, and whether days stand before months."""

    like: str = ""
    places: Mapping[str, str] = field(factory=dict, hash=False)
    set: Mapping[str, str] = field(factory=dict, hash=False)
    key: tuple[str, ...] = ()
    day_first: bool | None = None


def drafted(rows: Sequence[Row], charter: Charter, file: str, answers: Answers, language: Language) -> Drafted:
    """Drafts the mapping of a table.

    Args:
        rows: the rows of the table, none of them blank.
        charter: of the office: its ledgers are what a foreign table can be like.
        file: how the table is called.
        answers: what somebody said already.
        language: of the questions in the text.
    """
    headings, data = _headings(rows)
    base = charter.ledgers.get(answers.like) or _called(file, charter) or _likest(headings, charter)
    if base is None:
        return Drafted(
            text="",
            ledger="",
            asks=(Ask("like", {"ledgers": _nearest(charter, headings, PurePath(file).stem, language)}),),
        )
    return _Draft(charter, make_plan(base, charter), headings, data[:_SAMPLE], file, answers, language).made()


def _nearest(charter: Charter, headings: Sequence[str], name: str, language: Language) -> tuple[str, ...]:
    """What the ledgers are called that share most headings with a table; of as many, those called most like it."""
    called = {rule.labels.get(language, rule.name): rule for rule in charter.ledgers.values()}
    plans = [make_plan(rule, charter) for rule in called.values()]
    likest = [plan.rule.labels.get(language, plan.rule.name) for plan, _ in most_resembled(plans, headings)]
    return (*likest, *(label for label in nearest(name, called, len(called)) if label not in likest))[:8]


def _headings(rows: Sequence[Row]) -> tuple[tuple[str, ...], Sequence[Row]]:
    """The row with the most texts near the top, and those below it."""

    def words(row: Row) -> int:
        return len({cell.strip() for cell in row.cells if cell.strip() and not any(one.isdigit() for one in cell)})

    best = max(range(min(len(rows), LOOK)), key=lambda at: (words(rows[at]), -at), default=0)
    return (tuple(cell.strip() for cell in rows[best].cells), rows[best + 1 :]) if rows else ((), ())


_SHORTEST = 2
"""A shorter name may stand in any other."""


def _called(file: str, charter: Charter) -> LedgerRule | None:
    """The ledger after which a file is named, whatever else its name says: 2014年清溪街道诉求台账导出; of several the one that is called longest."""
    stem, found = PurePath(file).stem.casefold(), dict[str, set[str]]()
    for rule in charter.ledgers.values():
        for called in map(str.casefold, (rule.name, *rule.names, *rule.labels.values())):
            if len(called) > _SHORTEST and re.search(rf"(?<![a-z]){re.escape(called)}(?![a-z])", stem):
                found.setdefault(called, set()).add(rule.name)
    longest = found.get(max(found, key=len, default=""), set())
    return charter.ledgers[longest.pop()] if len(longest) == 1 else None


def _likest(headings: Sequence[str], charter: Charter) -> LedgerRule | None:
    """The ledger that knows the most of the headings, where one knows more than any other."""
    scores = sorted(
        ((len(_matches(headings, make_plan(rule, charter))), rule.name) for rule in charter.ledgers.values()), reverse=True
    )
    if not scores or not scores[0][0] or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return charter.ledgers[scores[0][1]]


def _matches(headings: Sequence[str], plan: Plan) -> dict[str, str]:
    """Heading → column of the ledger, by its name or a mistyped one."""
    found: dict[str, str] = {}
    for heading in headings:
        name = plan.headings.get(fold(heading)) or next(
            (
                one.column.name
                for one in plan.columns.values()
                if any(is_alike(heading, known) for known in one.column.headings)
            ),
            None,
        )
        if heading and name and name not in found.values():
            found[heading] = name
    return found


@frozen
class _Draft:
    charter: Charter
    plan: Plan
    headings: Sequence[str]
    rows: Sequence[Row]
    file: str
    answers: Answers
    language: Language

    def made(self) -> Drafted:
        rule, name = self.plan.rule, self._name()
        asks: list[Ask] = []
        known = _matches(self.headings, self.plan)
        columns: list[str] = []
        places: dict[str, str] = {}
        for place, heading in enumerate(self.headings):
            if heading:
                column = self._column(place, heading, known.get(heading, ""), places, asks)
                columns.append(column)
        aside = tuple(one for one in self.headings if one and one not in places and one not in self._asked(asks))
        key = self._key(asks)
        if aside := tuple(one for one in aside if one not in key):
            asks.append(Ask("aside", {"headings": aside}))
        lines = [
            f"# {self._say('head', file=PurePath(self.file).name)}",
            f"languages = [{', '.join(map(_text, self.charter.languages))}]",
            f"[ledger.{_text(name)}]",
            *(f"{language} = {_text(PurePath(self.file).stem)}" for language in self.charter.languages),
            f"nouns = [{', '.join(map(_text, rule.nouns))}]" if len(rule.nouns) > 1 else f"noun = {_text(rule.nouns[0])}",
            f"key = [{', '.join(map(_text, key))}]",
            f"prefix = {_text(name + '-')}",
            f"[ledger.{_text(name)}.set]",
            *self._constants(places, asks),
            f"[ledger.{_text(name)}.column]",
            *columns,
        ]
        return Drafted(text="\n".join(lines) + "\n", ledger=name, asks=tuple(asks))

    def _say(self, code: str, **details: object) -> str:
        return catalogue("grassroots.workspace").say(f"map-{code}", self.language, **details).replace("\n", " ")

    def _ask(self, asks: list[Ask], code: str, **details: object) -> str:
        asks.append(Ask(code, details))
        return f"# ? {self._say(code, **details)}"

    def _asked(self, asks: Sequence[Ask]) -> set[object]:
        return {one.details.get("heading") for one in asks} | {heading for heading, to in self.answers.places.items() if not to}

    def _name(self) -> str:
        name = re.sub(r"\W+", "_", PurePath(self.file).stem.casefold(), flags=re.ASCII).strip("_")
        return f"{name or 'table'}_1" if (name or "table") in self.charter.ledgers else name or "table"

    def _cells(self, place: int) -> list[str]:
        return [text for row in self.rows if place < len(row.cells) and (text := row.cells[place].strip())]

    def _column(self, place: int, heading: str, known: str, places: dict[str, str], asks: list[Ask]) -> str:
        """The line of one column, with what is asked of it above."""
        cells, to, above = self._cells(place), self._to(self.answers.places.get(heading)), []
        planned = self.plan.columns.get(known)
        if to is None and planned is not None:
            to = planned.column.to
        if to is None:
            near = self._fitting(cells, set(places.values()))
            to = ""
            if cells and near:
                above.append(self._ask(asks, "column", heading=heading, places=tuple(one.named for one in near)))
        if to:
            places[heading] = to
        planned = next((one for one in self.plan.columns.values() if to and one.column.to == to), None)
        more = ""
        if planned and _is_day(planned):
            more, asked = self._days(heading, cells, asks)
            above += asked
        elif planned and planned.meant is not None:
            more, asked = self._words(heading, planned, cells, asks)
            above += asked
        line = f"{_text(heading)} = {{ heading = [{_text(heading)}], to = {_text(to)}{more} }}"
        return "\n".join([*above, line])

    def _to(self, said: str | None) -> str | None:
        """A place as somebody gives it: as charters write it, or by the heading that the ledger has for it."""
        planned = self.plan.columns.get(self.plan.headings.get(fold(said), "")) if said else None
        return planned.column.to if planned else said

    def _fitting(self, cells: Sequence[str], taken: set[str]) -> tuple[PlannedColumn, ...]:
        """Columns of the ledger into which all these texts would go, and that no other column fills."""
        sample = list(dict.fromkeys(cells))[:_MOST_WORDS]
        free = [one for one in self.plan.columns.values() if one.target and one.column.to not in taken]
        slashed = bool(sample) and all(_SLASHED.fullmatch(text) for text in sample)
        return tuple(one for one in free if (slashed and _is_day(one)) or (one.read is not None and _goes(one, sample)))

    def _days(self, heading: str, cells: Sequence[str], asks: list[Ask]) -> tuple[str, list[str]]:
        pairs = [(int(found[1]), int(found[2]), text) for text in cells if (found := _SLASHED.fullmatch(text))]
        if not pairs:
            return "", []
        first = self._day_first()
        if first is None:
            return "", [self._ask(asks, "day-order", heading=heading, value=pairs[0][2])]
        mark = next(one for one in pairs[0][2] if not one.isdigit())
        form = mark.join(("%d", "%m", "%Y") if first else ("%m", "%d", "%Y"))
        return f", formats = [{_text(form)}]", []

    def _day_first(self) -> bool | None:
        """Whether days stand before months: as somebody said, else as a day after the 12th tells anywhere in the table."""
        if self.answers.day_first is not None:
            return self.answers.day_first
        pairs = [
            (int(found[1]), int(found[2]))
            for row in self.rows
            for cell in row.cells
            if (found := _SLASHED.fullmatch(cell.strip()))
        ]
        days_first, months_first = any(one > 12 for one, _ in pairs), any(two > 12 for _, two in pairs)
        return days_first if days_first != months_first else None

    def _words(self, heading: str, planned: PlannedColumn, cells: Sequence[str], asks: list[Ask]) -> tuple[str, list[str]]:
        """What texts mean that are no words of the office: nobody but a person can say so."""
        assert planned.read
        assert planned.target
        strange = []
        for text in dict.fromkeys(cells):
            try:
                planned.read(planned.values.get(fold(text), text), ALONE)
            except Fault:
                strange.append(text)
        if not strange:
            return "", []
        words = self.charter.words.get(planned.target.words, {})
        labels = [
            self.charter.label(planned.target.words, name, self.language) for name in words if name in (planned.meant or ())
        ]
        details = {"heading": heading, "texts": tuple(strange[:_MOST_WORDS]), "words": tuple(labels[:_MOST_WORDS])}
        return "", [self._ask(asks, "words", **details)]

    def _key(self, asks: list[Ask]) -> tuple[str, ...]:
        if self.answers.key:
            return self.answers.key
        filled = [row for row in self.rows if any(cell.strip() for cell in row.cells)]
        for place, heading in enumerate(self.headings):
            cells = self._cells(place)
            if heading and cells and len(set(cells)) == len(cells) == len(filled):
                asks.append(Ask("key", {"heading": heading}))
                return (heading,)
        asks.append(Ask("no-key", {"headings": tuple(filter(None, self.headings))}))
        return ()

    def _constants(self, places: Mapping[str, str], asks: list[Ask]) -> Iterator[str]:
        said = {self._to(name) or name: text for name, text in self.answers.set.items()}
        rule = self.plan.rule
        yield from (f"{_text(to)} = {_text(text)}" for to, text in {**rule.set, **said}.items() if to not in places.values())
        for name in necessary(rule.nouns[0]):
            if name not in places.values() and name not in rule.set and name not in said:
                called = next((one.named for one in self.plan.columns.values() if one.column.to == name), named_field(name))
                yield self._ask(asks, "set", field=called, noun=named_noun(rule.nouns[0]))
                yield f'# {name} = ""'


def _is_day(planned: PlannedColumn) -> bool:
    target = planned.target
    return bool(target and target.kind is Column.DATE)


def _goes(planned: PlannedColumn, sample: Sequence[str]) -> bool:
    """Whether texts can all stand in a column that is no free text."""
    target = planned.target
    if not sample or target is None or (target.kind is Column.TEXT and not target.words):
        return False
    try:
        for text in sample:
            if _is_day(planned):
                days.moment(text, ALONE)
            elif planned.read:
                planned.read(text, ALONE)
    except Fault:
        return False
    return True


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

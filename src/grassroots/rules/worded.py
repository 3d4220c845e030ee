"""How a rule is named in what is told: by its name in the language, with where it is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Stretch
from grassroots.charter.rule import Rule
from grassroots.model import Record, Unit, key_of
from grassroots.problems import Named, Problem, as_value
from grassroots.reading.at import At
from grassroots.texts import TYPED, catalogue, in_each
from grassroots.values import Language, UnitId


def headed(name: str, source: str, language: Language) -> str:
    """The first line of an explanation: the name, and where it is written.

    >>> headed("Dues", "", "en"), headed("Dues", "Rules, 4", "en")
    ('Dues (source: not stated)', 'Dues (source: Rules, 4)')
    """
    return catalogue("grassroots.rules").say("headed", language, name=name, source=sourced(source, language))


def sourced(source: str, language: Language) -> str:
    """Where something is written, or that nobody says."""
    return source or catalogue("grassroots.rules").say("no-source", language)


def kind_label(kind: str, language: Language) -> str:
    """What a kind of rule is called where a person reads it; its own name where nobody has named it.

    >>> kind_label("dues", "en"), kind_label("my_own", "zh")
    ('Dues', 'my_own')
    """
    labels = catalogue("grassroots.rules", "kinds")
    return labels.say(kind, language) if kind in labels else kind


def rule_title(charter: Charter, kind: str, name: str) -> Named:
    """What a rule that another names is called; its name where the charter has none of it."""
    found = next((one for one in charter.rules.get(kind, {}).values() if one.known_as == name), None)
    return found.title if found else Named(name, {})


def rule_details(rule: Rule, source: str = "") -> dict[str, Any]:
    """The details of a problem that name a rule and where it is written; `source`: of the part of it that the problem is about, if that has one.

    >>> rule_details(Rule(name="dues", source="Rules, 4"))
    {'rule': 'dues', 'source': 'Rules, 4'}
    """
    return {"rule": rule.title, "source": source or rule.source or "—"}


def problem_by(rule: Rule, record: Record, at: At, code: str, value: object = "", /, **details: object) -> Problem:
    """What a rule finds wrong about a record, with the row that brought it; the rule and its source are told, unless the details say them otherwise."""
    told = {"id": record.id, "rule": rule.title, "source": rule.source or "—", **details}
    return Problem(code, source=at.snapshot.sources.get(key_of(record)), value=as_value(value), details=told)


def stretch_name(stretch: Stretch, day: date) -> Named:
    """The stretch of the calendar in which a day lies, as an office writes it.

    >>> stretch_name(Stretch.QUARTER, date(2024, 5, 1)), stretch_name(Stretch.HALF_YEAR, date(2024, 7, 1)).text("zh")
    ('2024-Q2', '2024年下半年')
    """
    start, own = stretch.around(day).start, catalogue("grassroots.rules")
    number = stretch.number(start)
    code = f"stretch-half-{number}" if stretch is Stretch.HALF_YEAR else f"stretch-{stretch}"
    details = {"year": str(start.year), "number": str(number), "two": f"{number:02}"}
    said = in_each(lambda language: own.say(code, language, **details))
    return Named(said[TYPED], said)


def unit_name(unit: UnitId | str | None, at: At) -> str:
    """What a unit is called where a person reads it: its name, else its id; a dash where there is none."""
    found = at.snapshot.get(Unit, unit) if unit else None
    return (found.name if found else None) or unit or "—"

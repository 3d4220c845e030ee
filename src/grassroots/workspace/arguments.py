"""What the methods of an office are given: of the kind that they ask for, or refused with the nearest word. Nothing is taken for something else."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from grassroots.charter import Charter, Measure, Outline
from grassroots.errors import InvalidArgument
from grassroots.figures import Cube, Spread, Tree
from grassroots.problems import Problem, one_of
from grassroots.store.bulk import bulk
from grassroots.texts import languages
from grassroots.values import Period
from grassroots.workspace.several import ByName, Several

T = TypeVar("T")


def day_of(day: date | str) -> date:
    """A day from a date or from `YYYY-MM-DD`.

    Raises:
        InvalidArgument: it is no day, or a date with a time.

    >>> day_of("2014-06-30")
    datetime.date(2014, 6, 30)
    """
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    try:
        if isinstance(day, str) and len(day) == 10:
            return date.fromisoformat(day)
    except ValueError:
        pass
    raise InvalidArgument(f"{day!r} is no day; write it as 2014-06-30")


def _instance(*kinds: type, said: str) -> Callable[[str, Any], Any]:
    def check(name: str, value: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise InvalidArgument(f"{name}={value!r}: {said} is wanted here")
        return value

    return check


def _or_none(check: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    return lambda name, value: None if value is None else check(name, value)


def _texts(name: str, value: Any) -> Any:
    if not isinstance(value, Mapping) or not all(isinstance(part, str) for pair in value.items() for part in pair):
        raise InvalidArgument(f"{name}={value!r}: texts by the ids of units are wanted here")
    return value


def _record(name: str, value: Any) -> Any:
    if isinstance(value, tuple) and list(map(type, value)) == [str, str]:
        return ":".join(value)
    if not isinstance(value, str) and not hasattr(type(value), "__attrs_attrs__"):
        raise InvalidArgument(f"{name}={value!r}: a record is wanted here, such as case:12, or what a rule says of one")
    return value


def _measures(name: str, value: Any) -> Any:
    listed = [value] if isinstance(value, str | Measure) else list(value) if isinstance(value, Iterable) else [None]
    if not all(isinstance(one, str | Measure) for one in listed):
        raise InvalidArgument(f"{name}={value!r}: names of measures, or Measures, are wanted here")
    return listed


def _periods(name: str, value: Any) -> Any:
    listed = list(value) if isinstance(value, Iterable) else [None]
    if not all(isinstance(one, Period) for one in listed):
        raise InvalidArgument(f"{name}={value!r}: a list of Periods, such as [Period.year(2014)], is wanted here")
    return listed


def _words(name: str, value: Any) -> Any:
    listed = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [None]
    if not all(isinstance(one, str) for one in listed):
        raise InvalidArgument(f"{name}={value!r}: a list of texts is wanted here")
    return listed


def _own(kind: str, said: str) -> Callable[[str, Any], Any]:
    """An object of ours, by the name of its class: it is there already where such an object is."""

    def check(name: str, value: Any) -> Any:
        if kind not in {one.__name__ for one in type(value).__mro__}:
            raise InvalidArgument(f"{name}={value!r}: {said} is wanted here")
        return value

    return check


def _each(check: Callable[[str, Any], Any], said: str) -> Callable[[str, Any], Any]:
    def every(name: str, value: Any) -> Any:
        if not isinstance(value, Iterable) or isinstance(value, str | bytes):
            raise InvalidArgument(f"{name}={value!r}: {said} is wanted here")
        return tuple(check(name, one) for one in value)

    return every


def _key(name: str, value: Any) -> Any:
    if not isinstance(value, tuple) or len(value) != 2 or not all(isinstance(part, str) for part in value):
        raise InvalidArgument(f'{name}={value!r}: a noun and an id, such as ("case", "12"), are wanted here')
    return value


def _day(name: str, value: Any) -> Any:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidArgument(f"{name}={value!r}: a date, such as date(2014, 6, 30), is wanted here")
    return value


def _kind_of_value(name: str, value: Any) -> Any:
    if value not in (int, Decimal, Fraction, Spread):
        raise InvalidArgument(f"{name}={value!r}: int, Fraction, Decimal or Spread is wanted here, as the measure gives it")
    return value


def _called(name: str, value: Any) -> Any:
    if not callable(value):
        raise InvalidArgument(f"{name}={value!r}: a function is wanted here")
    return value


def _settings(name: str, value: Any) -> Any:
    if not isinstance(value, Mapping) or not all(
        isinstance(key, str) and isinstance(one, Mapping) for key, one in value.items()
    ):
        raise InvalidArgument(f"{name}={value!r}: the options of channels, by their addresses, are wanted here")
    return value


PUBLISHED = frozenset({"Report", "FigureTable", "Cube", "Figure"})


def _papers(name: str, value: Any) -> Any:
    papers = list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [None]
    if not all(isinstance(one, str | Path) or type(one).__name__ in PUBLISHED for one in papers):
        raise InvalidArgument(f"{name}={value!r}: a list of what was published, or of the files of reports, is wanted here")
    return papers


def path_that_may_be(name: str, value: Any) -> Any:
    """A path, as any system may have it.

    Raises:
        InvalidArgument: it is no path, or no file can be called so.
    """
    path = _instance(str, Path, said="a path")(name, value)
    parts = Path(path).parts
    if "\0" in str(path) or any(len(part.encode(errors="replace")) > MOST_BYTES for part in parts):
        raise InvalidArgument.of(Problem("no-such-path", value=str(path).replace("\0", "?")[:80], details={"most": MOST_BYTES}))
    return path


MOST_BYTES = 255
"""So long the name of a file may be on any system in use."""

_TEXT = _instance(str, said="a text")
_PERIOD = _instance(Period, said="a Period, such as Period.year(2014),")
_NUMBER = _instance(int, said="a whole number")

CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "str": _TEXT,
    "str | None": _or_none(_TEXT),
    "str | Path": path_that_may_be,
    "str | Path | None": _or_none(path_that_may_be),
    "date | str": lambda _, value: day_of(value),
    "date | str | None": _or_none(lambda _, value: day_of(value)),
    "Period": _PERIOD,
    "Period | None": _or_none(_PERIOD),
    "int": _NUMBER,
    "int | None": _or_none(_NUMBER),
    "bool": _instance(bool, said="True or False"),
    "Tree": lambda _, value: Tree(one_of(value, list(Tree), "tree")),
    "Language": lambda _, value: one_of(value, languages(), "language with texts"),
    "str | Measure": _instance(str, Measure, said="the name of a measure, or a Measure,"),
    "str | Measure | Iterable[str | Measure]": _measures,
    "Iterable[Period] | None": _or_none(_periods),
    "Sequence[str]": _words,
    "Cube": _instance(Cube, said="a Cube, of office.cube,"),
    "type[Noun] | str": _instance(str, type, said="the name of a noun, or its class,"),
    "str | Path | Charter": lambda name, value: value if isinstance(value, Charter) else path_that_may_be(name, value),
    "str | Outline": _instance(str, Outline, said="the name of a report, or an Outline,"),
    "Mapping[str, str]": _texts,
    "Iterable[Published]": _papers,
    "str | Key | Record | Derived | ToDo | Proposed | Problem": _record,
    "Record": _own("Noun", "a record"),
    "date": _day,
    "date | None": _or_none(_day),
    "Key": _key,
    "type[V] | None": _or_none(_kind_of_value),
    "Iterable[Key]": _each(_key, "a list of nouns and ids"),
    "Iterable[str]": _words,
    "Sequence[Message]": _each(_own("Message", "a Message"), "a list of Messages"),
    "Sequence[Record]": _each(_own("Noun", "a record"), "a list of records"),
    "Callable[[Problem], object]": _called,
    "Step": _own("Step", "a Step"),
    "Wording": _own("Wording", "a Wording"),
    "Wording | None": _or_none(_own("Wording", "a Wording")),
    "NoticePlan": _own("NoticePlan", "a plan of notices, of notice_plan,"),
    "Answers | None": _or_none(_own("Answers", "what is known of the table, as Answers,")),
    "Drafted": _own("Drafted", "a draft, of office.map,"),
    "Reading": _own("Reading", "a reading, of office.read,"),
    "Report": _own("Report", "a report, of office.report,"),
    "ToDoList": _own("ToDoList", "a list, of office.todo,"),
    "Proposed": _own("Proposed", "a proposal, of office.proposals,"),
    "Question": _own("Question", "the question of a figure"),
    "Progress | None": _or_none(_called),
    "Callable[[], datetime] | None": _or_none(_called),
    "Quiet | None": _or_none(_own("Quiet", "quiet hours, as Quiet(time(21), time(7)),")),
    "Mapping[str, Mapping[str, Any]] | None": _or_none(_settings),
}
"""How an argument is written in a signature → what becomes of what is given for it."""


def takes_what_fits(cls: type[T]) -> type[T]:
    """Has every public method of a class look at what it is given before it does anything, do it in bulk, and give several things so that they show
    themselves."""
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_"):
            setattr(cls, name, _looking(method))
    return cls


def _looking(method: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(method)
    checks = {
        one.name: CHECKS[one.annotation]
        for one in signature.parameters.values()
        if one.annotation in CHECKS and one.kind is not one.VAR_KEYWORD
    }
    several = {one.name for one in signature.parameters.values() if one.kind is one.VAR_POSITIONAL}
    gives = str(signature.return_annotation)
    shows: Callable[[Any], Any] | None = (
        Several if re.fullmatch(r"tuple\[.*, \.\.\.\]", gives) else ByName if gives.startswith("dict[") else None
    )

    @wraps(method)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(
                f"office.{method.__name__}(): {error}; it takes {', '.join(list(signature.parameters)[1:])}"
            ) from None
        for name, value in given.arguments.items():
            if name in checks and name in several:
                given.arguments[name] = tuple(checks[name](name, one) for one in value)
            elif name in checks:
                given.arguments[name] = checks[name](name, value)
        with bulk():
            found = method(*given.args, **given.kwargs)
        return shows(found) if shows else found

    return run

"""What the methods of an office are given: of the kind that they ask for, or refused with the nearest word. Nothing is taken for something else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from grassroots.charter import Charter, Measure, Outline
from grassroots.errors import InvalidArgument
from grassroots.figures import Cube, Tree
from grassroots.problems import Problem, one_of
from grassroots.texts import languages
from grassroots.values import Period

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


def _papers(name: str, value: Any) -> Any:
    papers = list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [None]
    if not all(isinstance(one, str | Path) or type(one).__name__ == "Report" for one in papers):
        raise InvalidArgument(f"{name}={value!r}: a list of reports, or of the files of such, is wanted here")
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
    "Iterable[str | Path | Report]": _papers,
    "str | Record | Derived | ToDo | Proposed | Problem": _record,
}
"""How an argument is written in a signature → what becomes of what is given for it."""


def takes_what_fits(cls: type[T]) -> type[T]:
    """Has every public method of a class look at what it is given before it does anything."""
    for name, method in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_"):
            setattr(cls, name, _looking(method))
    return cls


def _looking(method: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(method)
    checks = {
        one.name: CHECKS[one.annotation]
        for one in signature.parameters.values()
        if one.annotation in CHECKS and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    }

    @wraps(method)
    def run(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs)
        for name, value in given.arguments.items():
            if name in checks:
                given.arguments[name] = checks[name](name, value)
        return method(*given.args, **given.kwargs)

    return run

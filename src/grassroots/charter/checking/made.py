"""What is made in Python is held to the rules of what is written in TOML."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from grassroots.charter.charter import Charter
from grassroots.charter.checking.charters import findings
from grassroots.charter.checking.finding import Finding
from grassroots.charter.checking.measure import check_measure
from grassroots.charter.checking.outline import check_outline
from grassroots.charter.measure import Form, Measure
from grassroots.charter.outline import Outline
from grassroots.errors import CharterInvalid, InvalidArgument
from grassroots.problems import Problem


def sound_measure(charter: Charter, measure: Measure) -> Measure:
    """The measure, if the charter could have it. It needs no label in every language.

    Raises:
        CharterInvalid: it is not sound; `problems` says what is wrong.
        InvalidArgument: it is not made of what a measure is made of.
    """
    _sound(f"the measure {measure.name!r}", lambda: [*_formed(measure), *check_measure(charter, measure)])
    return measure


def sound_outline(charter: Charter, outline: Outline) -> Outline:
    """The outline, if the charter could have it. It needs no label in every language.

    Raises:
        CharterInvalid: it is not sound; `problems` says what is wrong.
        InvalidArgument: it is not made of what an outline is made of.
    """
    _sound(f"the report {outline.name!r}", lambda: check_outline(charter, outline))
    return outline


def sound_charter(charter: Charter) -> Charter:
    """The charter, if it could have been read from files. What is added in Python needs no label in every language.

    Raises:
        CharterInvalid: it is not sound; `problems` says what is wrong.
        InvalidArgument: it is not made of what a charter is made of.
    """
    if any(charter is known for known in _FOUND_SOUND):
        return charter
    _sound(
        f"the charter {charter.id!r}",
        lambda: [*(one for measure in charter.measures.values() for one in _formed(measure)), *findings(charter)],
    )
    _FOUND_SOUND.append(charter)
    return charter


_FOUND_SOUND: deque[Charter] = deque(maxlen=8)
"""The last charters that were found sound: who opens many offices under one has it looked at once."""


def _formed(measure: Measure) -> tuple[Finding, ...]:
    if not isinstance(measure.form, Form):
        raise InvalidArgument(
            f"the measure {measure.name!r} has the form {measure.form!r}; give one of Form, such as Form.COUNT"
        )
    if not isinstance(measure.name, str):
        raise InvalidArgument(f"a measure is called {measure.name!r}, which is no text")
    return ()


def _only_lacks_labels(problem: Problem) -> bool:
    """Whether there is nothing wrong but that something is not called anything in a language of the charter."""
    if problem.code in ("charter-word", "charter-no-words"):
        return problem.details["words"] in ("left_out", "measured_in", "missing")
    return problem.code in ("charter-label", "charter-language")


def _sound(what: str, look: Callable[[], Iterable[Finding]]) -> None:
    try:
        problems = [problem for _, problem in look() if not _only_lacks_labels(problem)]
    except (AttributeError, TypeError, KeyError, IndexError) as error:
        raise InvalidArgument(f"{what} is not made of what it has to be made of ({error}); compare its types") from error
    if problems:
        raise CharterInvalid(f"{what} cannot be used.", problems)

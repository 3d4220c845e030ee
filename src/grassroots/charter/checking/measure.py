"""Whether every measure can be computed."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.checking.condition import check_condition, check_path
from grassroots.charter.checking.finding import Finding, check_labels, check_measure_name, check_name, finding, word_finding
from grassroots.charter.checking.refusals import unsound_refusals
from grassroots.charter.condition import AllOf, Condition, Has, Is, parts_of, paths_in
from grassroots.charter.measure import Form, Measure, Split
from grassroots.charter.paths import (
    by_requester,
    class_of,
    leaves,
    workflows_of,
)
from grassroots.charter.toml import Path
from grassroots.fields import Column, fields_of
from grassroots.model import DERIVED, NOUNS, has_steps, known_noun
from grassroots.problems import nearest

# -- measures ------------------------------------------------------------------------------------------------------------------------


def check_measure(charter: Charter, measure: Measure) -> Iterator[Finding]:
    """What is wrong with one measure by itself."""
    path: Path = ("measure", measure.name)
    yield from check_name(path)
    yield from check_labels(charter, path, measure.labels)
    if measure.measured_in:
        yield from word_finding(charter, (*path, "measured_in"), "measured_in", measure.measured_in)
    if measure.minimum < 1:
        yield finding((*path, "minimum"), "charter-not-whole", measure.minimum)
    elif measure.minimum > 1 and not _has_minimum(charter, measure):
        yield finding((*path, "minimum"), "charter-surplus", measure.minimum)
    if not measure.form.traits.of_records:
        yield from _of_measures(charter, measure, path)
        return
    noun = measure.noun
    if not known_noun(noun):
        yield finding((*path, measure.form), "charter-noun", noun, known=nearest(noun, (*NOUNS, *DERIVED)))
        return
    yield from _dated(charter, measure, path)
    yield from _conditions(charter, measure, noun, path)
    for split in measure.by:
        yield from _split(charter, split, noun, (*path, "by", split.path))
    if code := unsound_refusals(measure, charter):
        yield finding(path, "charter-by-refusal", code)
    needs = measure.form.traits.needs
    for key, given in (("value", measure.value), ("key", measure.key)):
        if given and key != needs:
            yield finding((*path, key), "charter-surplus", given)
    if needs and getattr(measure, needs) in ("", AllOf(())):
        yield finding(path, "charter-missing", key=needs)
    if measure.at_least is not None:
        yield finding((*path, "at_least"), "charter-surplus", measure.at_least)
    if needs == "value" and measure.value:
        yield from _value(charter, measure, path)
    if needs == "key" and measure.key:
        yield from check_path(charter, noun, measure.key, (*path, "key"))
        if by_requester(noun, measure.key):
            yield finding((*path, "key"), "charter-by-requester", measure.key)
    for key in ("value", "key"):
        yield from _lasting(charter, noun, getattr(measure, key), (*path, key))


def _has_minimum(charter: Charter, measure: Measure) -> bool:
    """Whether a measure is of so many: a rate, a spread, and a ratio whose denominator is a number of something."""
    if measure.form is Form.RATIO:
        lower = charter.measures.get((measure.over or ("", ""))[1])
        return lower is None or lower.form not in (Form.RATE, Form.RATIO)
    return measure.form.traits.minimum


def _conditions(charter: Charter, measure: Measure, noun: str, path: Path) -> Iterator[Finding]:
    for reason, _ in measure.left_out:
        yield from word_finding(charter, (*path, "left_out", reason), "left_out", reason)
    named: list[tuple[Path, Condition]] = [((*path, "where"), measure.where), ((*path, "hit"), measure.hit)]
    named += [((*path, "left_out", reason), condition) for reason, condition in measure.left_out]
    for here, condition in named:
        yield from check_condition(charter, condition, noun, here)
        yield from _all_lasting(charter, condition, noun, here)


def _all_lasting(charter: Charter, condition: Condition, noun: str, here: Path) -> Iterator[Finding]:
    """A figure reads nothing that may be erased: its value would change, and with it what was published."""
    for at, about, part in parts_of(condition, noun, here):
        if isinstance(part, Has):
            yield from _lasting(charter, part.noun, part.by, (*at, "has", part.noun))
        there = isinstance(part, Is) and part.values == (None,)
        for path in paths_in(part):
            key = ("has", path) if isinstance(part, Has) else (part.path,)
            yield from _lasting(charter, about, path, (*at, *key), there=there)


def _lasting(charter: Charter, noun: str, path: str, here: Path, *, there: bool = False) -> Iterator[Finding]:
    """`there`: only whether there is anything is asked."""
    if any(leaf.private and not (there and leaf.stays) for leaf in leaves(charter, noun, path)):
        yield finding(here, "charter-erasable", path)


def _of_measures(charter: Charter, measure: Measure, path: Path) -> Iterator[Finding]:
    """A ratio, or how many units reach a value: figures of figures."""
    plain = Measure(name=measure.name, labels=measure.labels, form=measure.form)
    surplus = ["dated", "reads", "hit", "by", "value", "key"]
    if measure.form is Form.RATIO:
        surplus += ["where", "left_out", "at_least"]
        if measure.over is None:
            yield finding(path, "charter-missing", key="ratio")
    else:
        yield from _conditions(charter, measure, "unit", path)
        if measure.at_least is None:
            yield finding(path, "charter-missing", key="at_least")
    for key in surplus:
        if getattr(measure, key) != getattr(plain, key):
            yield finding((*path, key), "charter-surplus", key)
    for name in measure.made_of:
        other = charter.measures.get(name)
        if other is None:
            yield from check_measure_name(charter, (*path, measure.form), name)
        elif other.form is Form.SPREAD:
            yield finding((*path, measure.form), "charter-spread", name)


def check_cycles(charter: Charter) -> Iterator[Finding]:
    """Measures of measures must come down to measures of records."""
    below = {name: one.made_of for name, one in charter.measures.items()}
    sound: set[str] = set()
    while more := {
        name for name in below if name not in sound and all(other in sound or other not in below for other in below[name])
    }:
        sound |= more
    for name in below:
        if name not in sound:
            yield finding(("measure", name, charter.measures[name].form), "charter-measure-cycle", name)


MARKS = ("done", "rated", "settled")
"""Days that a life has, whatever its states are called: when it was first done, and when the rating and outcome in force were set."""


def _dated(charter: Charter, measure: Measure, path: Path) -> Iterator[Finding]:
    if not measure.is_stock and not _is_day(charter, measure, measure.dated):
        yield finding(
            (*path, "dated"), "charter-dated", measure.dated, noun=measure.noun, known=_days(charter, measure, measure.dated)
        )


def _is_day(charter: Charter, measure: Measure, name: str) -> bool:
    if has_steps(measure.noun) and name in MARKS:
        return True
    if any(name in workflow.states for workflow in workflows_of(charter, measure.noun, pinned(measure.where))):
        return True
    return any(leaf.kind is Column.DATE for leaf in leaves(charter, measure.noun, name))


def _days(charter: Charter, measure: Measure, name: str) -> tuple[str, ...]:
    states = [state for flow in workflows_of(charter, measure.noun, pinned(measure.where)) for state in flow.states]
    dates = [info.name for info in fields_of(class_of(measure.noun)) if info.kind is Column.DATE and not info.many]
    steps = list(MARKS) if has_steps(measure.noun) else []
    return nearest(name, ["as_of", *dates, *states, *steps])


def pinned(where: Condition) -> tuple[str, ...] | None:
    """The categories (or kinds) to which a condition holds a measure; None if to none.

    >>> pinned(Is("category", ("opinion",)))
    ('opinion',)
    """
    for part in where.parts if isinstance(where, AllOf) else (where,):
        if isinstance(part, Is) and part.path in ("category", "kind"):
            return tuple(str(value) for value in part.values)
    return None


def _value(charter: Charter, measure: Measure, path: Path) -> Iterator[Finding]:
    here: Path = (*path, "value")
    if measure.value.startswith("days:"):
        days = measure.value.split(":")[1:]
        if len(days) != 2:
            yield finding(here, "charter-days", measure.value)
        for day in days:
            if len(days) == 2 and not _is_day(charter, measure, day):
                yield finding(here, "charter-dated", day, noun=measure.noun, known=_days(charter, measure, day))
        return
    ends = leaves(charter, measure.noun, measure.value)
    if not ends:
        yield from check_path(charter, measure.noun, measure.value, here)
    elif not any(leaf.kind in (Column.INTEGER, Column.DECIMAL) for leaf in ends):
        yield finding(here, "charter-not-number", measure.value, noun=measure.noun)


def _split(charter: Charter, split: Split, noun: str, here: Path) -> Iterator[Finding]:
    if by_requester(noun, split.path):
        yield finding(here, "charter-by-requester", split.path)
    ends = leaves(charter, noun, split.path)
    if not ends:
        yield from check_path(charter, noun, split.path, here)
    elif not any(leaf.countable for leaf in ends) or any(leaf.private for leaf in ends):
        yield finding(here, "charter-split", split.path, noun=noun)
    else:
        for words in dict.fromkeys(leaf.words for leaf in ends if leaf.words):
            if not charter.words.get(words):
                yield finding(here, "charter-no-words", split.path, words=words)
    if split.missing != "none":
        yield from word_finding(charter, here, "missing", split.missing)

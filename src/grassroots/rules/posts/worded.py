"""What several kinds of this family share: how their rules and parts are called in texts, the line that begins an explanation, and what they check of one
another's names beside what the fields say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.problems import Named, nearest
from grassroots.texts import TYPED, catalogue, in_each
from grassroots.values import Language

Faults = Iterator[Fault]


def say(code: str, language: Language, /, **details: Any) -> str:
    """A text of this family."""
    return catalogue("grassroots.rules.posts").say(code, language, **details)


def named(part: Any) -> Named:
    """What a rule or a part of one is called: its label, else its name."""
    return Named(part.labels.get("en", part.name), part.labels)


def named_word(charter: Charter, words: str, word: str) -> Named:
    """What the charter calls a word of a list."""
    labels = in_each(lambda language: charter.label(words, word, language))
    return Named(labels[TYPED], labels)


def source_of(rule: Rule, part: Any = None) -> str:
    """Where a part of a rule is written: its own source, else that of the rule, else what the rule is called."""
    return getattr(part, "source", "") or rule.source or rule.title


def headed(rule: Rule, language: Language) -> str:
    """A rule with its source, and whether that was read."""
    return say(
        "rule-unconfirmed" if rule.unconfirmed else "rule",
        language,
        rule=named(rule),
        source=rule.source or say("not-stated", language),
    )


def named_twice(parts: Iterable[Any], key: str) -> Faults:
    """Two parts of a rule have one name."""
    names = [one.name for one in parts]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield (key,), "charter-path-twice", name, {}


def unsound_step(pathway: str, step: str, keys: Path, charter: Charter) -> Faults:
    """A step that the steps of an application of this kind do not have."""
    word = charter.word("pathway", pathway)
    flow = charter.workflows.get(word.workflow or "application") if word else None
    if flow is not None and step not in flow.states:
        yield (*keys, "step"), "charter-path-state", step, {"known": nearest(step, flow.states)}


def unsound_grades(rubric: str, grades: tuple[str, ...], keys: Path, charter: Charter) -> Faults:
    """Grades that a rubric about persons does not give, or a rubric that there is not."""
    known = {one.known_as: one for one in charter.rules.get("rubric", {}).values() if getattr(one, "about_persons", False)}
    found = known.get(rubric)
    if found is None:
        yield (*keys, "rubric"), "charter-rubric-named", rubric, {"known": nearest(rubric, known)}
        return
    given = tuple(band.grade for band in getattr(found, "grade", ()))
    for grade in grades:
        if grade not in given:
            yield (*keys, "grades"), "charter-choice", grade, {"known": given}

"""What several kinds of this family check of their rules, beside what the fields say of themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from grassroots.charter.kind import Fault
from grassroots.charter.toml import Path
from grassroots.problems import nearest

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter

Faults = Iterator[Fault]


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

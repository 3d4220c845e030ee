"""Reporting upward: by which step a unit leads what is owed to a state, and which unit has to act next."""

from __future__ import annotations

from grassroots.model import Due, Step, Unit
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules.programmes.duties import duties_in
from grassroots.rules.programmes.duty_rule import By, Level
from grassroots.values import UnitId


def led_to(due: Due, state: str, by: UnitId, at: At) -> Step | Problem:
    """The step by which a unit leads a report to a state: sent in by itself, checked above, approved and locked further up. A Problem, if another
    unit has to do that. The step names the unit that has to act next."""
    rule = duties_in(at.snapshot).rule_of(due)
    levels = rule.levels if rule else ()
    here = next((number for number, level in enumerate(levels) if level.state == state), None)
    if here is not None and (right := unit_of_level(due, levels[here], at)) != by:
        details = {"id": due.id, "unit": by, "right": right or "-", "source": (rule and (rule.source or rule.name)) or ""}
        return Problem("wrong-level", value=state, details=details)
    # What is sent back goes to the unit that owes it; what goes on, to the next level.
    following = None if here is None or here + 1 == len(levels) else unit_of_level(due, levels[here + 1], at)
    return Step(state=state, on=at.day, unit=due.unit if here is None else following)


def unit_of_level(due: Due, level: Level, at: At) -> UnitId | None:
    """The unit that leads a report to the state of a level."""
    if level.by is By.OWN:
        return due.unit
    above = at.snapshot.ancestors(due.unit, at.day)
    if level.by is By.ABOVE:
        return above[0] if above else None
    units = ((id, at.snapshot.get(Unit, id)) for id in above)
    return next((id for id, unit in units if unit is not None and unit.kind == level.of), None)

"""Reporting upward: which unit leads what is owed to the state of a level."""

from __future__ import annotations

from grassroots.model import Due, Unit
from grassroots.reading import At
from grassroots.rules.programmes.duty_rule import By, Level
from grassroots.values import UnitId


def unit_of_level(due: Due, level: Level, at: At) -> UnitId | None:
    """The unit that leads a report to the state of a level."""
    if level.by is By.OWN:
        return due.unit
    above = at.snapshot.ancestors(due.unit, at.day)
    if level.by is By.ABOVE:
        return above[0] if above else None
    units = ((id, at.snapshot.get(Unit, id)) for id in above)
    return next((id for id, unit in units if unit is not None and unit.kind == level.of), None)

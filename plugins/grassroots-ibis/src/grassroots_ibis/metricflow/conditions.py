"""Conditions as SQL that all databases read alike: true or false in every row, never neither."""

from __future__ import annotations

from collections.abc import Callable

from grassroots.charter import Against, AllOf, AnyOf, Condition, Has, Is, NotOf, Within
from grassroots.fields import Column
from grassroots_ibis.metricflow.spelling import literal
from grassroots_ibis.metricflow.tables import NUMBERS, Kept, Told, Unfit


def condition_sql(condition: Condition, table: Kept) -> str:
    """Whether a condition holds of a row. What asks of other records, or what databases do not read alike, is a column of its own, as the reference reads it."""
    if isinstance(condition, AllOf):
        return all_sql([condition_sql(part, table) for part in condition.parts])
    if isinstance(condition, AnyOf):
        found = [condition_sql(part, table) for part in condition.parts]
        return found[0] if len(found) == 1 else f"({' OR '.join(found)})" if found else "FALSE"
    if isinstance(condition, NotOf):
        return f"NOT {condition_sql(condition.part, table)}"
    try:
        if isinstance(condition, Is):
            return _is(condition, table.path(condition.path))
        if isinstance(condition, Within):
            return _within(condition, table.path(condition.path), lambda: table.flag(condition))
    except (ValueError, Unfit):
        pass
    assert isinstance(condition, Is | Within | Has | Against)
    return table.flag(condition).name


def all_sql(found: list[str]) -> str:
    """Whether all of some hold."""
    kept = [one for one in dict.fromkeys(found) if one != "TRUE"]
    return kept[0] if len(kept) == 1 else f"({' AND '.join(kept)})" if kept else "TRUE"


def _is(condition: Is, column: Told) -> str:
    known = [text for one in condition.values if one is not None and (text := literal(column.kind, one)) is not None]
    among = f"COALESCE({column.name} IN ({', '.join(dict.fromkeys(known))}), FALSE)" if known else ""
    missing = f"{column.name} IS NULL" if None in condition.values else ""
    return f"({missing} OR {among})" if missing and among else f"({missing})" if missing else among or "FALSE"


def _within(bounds: Within, column: Told, flag: Callable[[], Told]) -> str:
    """Of numbers and days; how texts are ordered, and found in one another, databases do not agree on."""
    if bounds.contains or column.kind not in (*NUMBERS, Column.DATE):
        return flag().name
    found = [f"{column.name} IS NOT NULL"]
    for sign, bound in ((">=", bounds.at_least), (">", bounds.over), ("<=", bounds.at_most), ("<", bounds.under)):
        if bound is not None:
            limit = literal(column.kind, bound)
            if limit is None:
                raise ValueError(bound)
            found.append(f"{column.name} {sign} {limit}")
    return f"COALESCE({' AND '.join(found)}, FALSE)"

"""What is filled in a row is kept, or told: also what says nothing without another cell, which is empty."""

from __future__ import annotations

from functools import cache

import pytest
from attrs import asdict
from support.office_entries import office
from support.sheets import LEDGERS, found, read, table

from grassroots.charter import Charter
from grassroots.charter.loading import load
from grassroots.fields import Column
from grassroots.ledgers import Known, Row, Table, build
from grassroots.ledgers.outward.templates import choices_of
from grassroots.ledgers.plan import PlannedColumn, make_plan
from grassroots.rules.registry import KINDS
from grassroots.values import Source

OWN = """
[ledger.moves]
en = "Where units stand"
zh = "隶属"
noun = "unit"
key = ["code"]
prefix = "m-"
set = { kind = "branch" }
column = { code = { heading = ["code"], to = "" }, name = { heading = ["name"] }, above = { heading = ["above"], to = "parent" }, since = { heading = ["since"], to = "parent.since" } }
[words.commitment]
promise = { en = "promise", zh = "承诺" }
[ledger.promises]
en = "Promises"
zh = "承诺"
noun = "commitment"
key = ["no"]
set = { kind = "promise", "promiser.noun" = "unit" }
column = { no = { heading = ["promise No."], to = "" }, unit = { heading = ["unit"] }, promiser = { heading = ["promised by"] }, of = { heading = ["kind of proof"], to = "evidence.noun" }, proof = { heading = ["proof"], to = "evidence" } }
[ledger.heads]
en = "Heads"
zh = "负责人"
nouns = ["person", "unit"]
key = ["head"]
keys = { person = ["head"], unit = ["branch"] }
prefix = "h-"
set = { "unit.kind" = "branch" }
column = { head = { heading = ["head"], to = "person.name" }, branch = { heading = ["branch"], to = "unit.name" }, start = { heading = ["founded"], to = "unit.start" } }
"""


@cache
def own() -> Charter:
    return load({"charter.toml": LEDGERS + OWN}, kinds=KINDS, parent=None)


def told(name: str, text: str) -> list[tuple[str, str, object]]:
    reading = read(table(name, text), charter=own())
    return [(one.code, one.column, one.details["needed"]) for one in (*reading.problems, *reading.remarks)]


@pytest.mark.parametrize(
    ("name", "text", "column", "needed"),
    [
        ("moves", "code | name | above | since\n1 | Hall | | 2014-03-01", "since", "above"),
        ("moves", "code | name | since\n1 | Hall | 2014-03-01", "since", "above"),
        (
            "promises",
            "promise No. | unit | promised by | kind of proof | proof\n1 | b1 | b2 | case | -",
            "kind of proof",
            "proof",
        ),
        ("heads", "head | branch | founded\nAnn Example | | 2014-03-01", "branch", "branch"),
    ],
)
def test_a_cell_that_says_nothing_without_another_is_told(name: str, text: str, column: str, needed: str) -> None:
    assert [(column_, str(needed_)) for _, column_, needed_ in told(name, text)] == [(column, needed)]


def test_where_the_other_cell_is_filled_both_are_kept_and_nothing_is_told() -> None:
    text = "code | name | above | since\n1 | Hall | b1 | 2014-03-01\n2 | Yard | b1 |"
    assert told("moves", text) == []
    hall = found(read(table("moves", text), charter=own()), "unit", "m-1")
    assert [(place.parent, str(place.since)) for place in hall.parents] == [("b1", "2014-03-01")]


TRIED = 6
"""So many different cells of a column are tried."""


def typed(planned: PlannedColumn, charter: Charter, ids: dict[str, list[str]]) -> list[str]:
    """What might stand in a column."""
    target = planned.target
    if target is None:
        return ["A1"]
    if target.refs:
        return [id for noun in target.refs for id in ids.get(noun, [])[:2]]
    if choices := choices_of(planned, charter, charter.languages[0]):
        return list(choices)
    return ["2023-05-06"] if target.kind is Column.DATE else ["7", "2023-05-06", "A1", "14:30"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["harbour", "lanting"])
def test_no_column_is_dropped_without_a_word(name: str) -> None:
    """Into the least row of each ledger one further cell is put: what comes of it is another record, or something is told."""
    tried = office(name)
    charter, ids = tried.workspace.charter, dict[str, list[str]]()
    for noun, id in tried.records:
        ids.setdefault(noun, []).append(id)
    known = Known(records=dict(tried.records), sources=tried.sources, origins=tried.sources)
    silent, asked = [], 0
    for rule in charter.ledgers.values():
        plan = make_plan(rule, charter)
        needed = {*plan.key, *plan.needed}
        may = {name: typed(planned, charter, ids) for name, planned in plan.columns.items()}

        def came(row: dict[str, str], ledger: str = rule.name, plan=plan) -> tuple[object, int]:  # type: ignore[no-untyped-def]
            headings = tuple(one.column.headings[0] for one in plan.columns.values())
            rows = [headings, tuple(row.get(name, "") for name in plan.columns)]
            lines = iter([Row(cells, Source(ledger, row=at)) for at, cells in enumerate(rows, start=1)])
            reading = build([Table(file=f"{ledger}.csv", sheet="", rows=lines)], charter, known=known)
            return [asdict(one) for one in reading.records], len(reading.problems) + len(reading.remarks)

        least = {name: may[name][0] for name in needed if may[name]}
        for name in needed:
            for cell in may[name]:
                least = min(least, {**least, name: cell}, key=lambda row: came(row)[1])
        made, problems = came(least)
        if not made or problems:
            continue
        for column, planned in plan.columns.items():
            target = planned.target
            if column in needed or not may[column] or target is None or target.part == "measured_in":
                continue
            if plan.needs.get(column) in needed:
                continue  # It says what is known of what stands beside it.
            asked += 1
            if all(came({**least, column: cell}) == (made, 0) for cell in may[column][:TRIED]):
                silent.append((rule.name, column))
    assert asked > 300
    assert silent == []

"""What a clock says of a record as a derived record: counted like any noun; what is wrong with clocks and what follows is told with the rest."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from support.clocks import DAYS, UNITS, case, clock, office

from grassroots.charter import Form, Is, Measure
from grassroots.charter.checking import check
from grassroots.figures import evaluate
from grassroots.model import Record
from grassroots.reading import At
from grassroots.reading.lifecycle import Promise
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.kind import Urgency, kinds_of
from grassroots.rules.registry import KINDS
from grassroots.rules.time.clock_state import ClockState
from grassroots.snapshot import Snapshot
from grassroots.values import Period, UnitId

LATE = Measure(
    name="late",
    labels={"en": "late", "zh": "逾期"},
    form=Form.RATE,
    noun="clock_state",
    hit=Is("promise", ("late", "overdue")),
    where=Is("clock", ("reply",)),
)
REMINDED = clock(
    'from = ["received"]\nlimit = [{ days = 5, time = "working" }]\n'
    '[clock.reply.ladder.reminder]\nafter = 1\nen = "reminder"\nzh = "提醒"\nbody = ["office"]\n'
)


def shot(text: str, *records: Record, as_of: str = "2025-06-30") -> Snapshot:
    charter = office(text)
    return Snapshot.of(
        [*UNITS, *DAYS, *records], evolve(charter, measures={"late": LATE}), as_of=date.fromisoformat(as_of), check=False
    )


BACK = case("received 2025-03-03", "replied 2025-03-20", "received 2025-03-24", "replied 2025-03-25")
OPEN = evolve(case("received 2025-03-03"), id="d")


def test_the_latest_run_of_each_clock_stands_beside_the_record() -> None:
    found = shot(REMINDED, BACK, OPEN).all(ClockState)
    assert list(found) == ["reply:case:c", "reply:case:d"]
    back, still = found.values()
    assert (back.promise, back.runs, back.missed, str(back.started)) == (Promise.KEPT, 2, 1, "2025-03-24")
    assert (still.promise, str(still.due), still.ended) == (Promise.OVERDUE, "2025-03-10", None)


def test_a_figure_counts_the_clocks_that_were_missed() -> None:
    snapshot = shot(REMINDED, BACK, OPEN)
    assert check(snapshot.charter) == []
    figure = evaluate(["late"], snapshot, scope=UnitId("u"), period=Period.year(2025))["late"]
    assert (figure.numerator, figure.denominator) == (1, 2)
    assert figure.records().hits == (("clock_state", "reply:case:d"),)


def test_what_a_ladder_proposes_stands_among_all_that_rules_propose() -> None:
    at = At.of(shot(REMINDED, BACK, OPEN))
    proposed = [one for kind in kinds_of(at.snapshot.charter) for one in kind.proposals(at)]
    assert [(one.what, one.record, str(one.day)) for one in proposed] == [("reminder", ("case", "d"), "2025-03-11")]


def test_a_clock_that_finds_no_number_is_told_among_all_that_rules_find() -> None:
    text = clock('from = ["received"]\nlimit = [{ days_at = "custom.days" }]')
    assert [one.code for one in problems_by_rules(shot(text, OPEN))] == ["clock-number"]


def test_what_runs_is_to_be_done_by_its_last_day() -> None:
    at = At.of(shot(REMINDED, BACK, OPEN, as_of="2025-03-07"))
    (one, other) = KINDS["clock"].to_dos(at)
    assert (one.record[1], str(one.day), one.urgency) == ("c", "2025-03-10", Urgency.DUE)
    assert "case d" in str(other.reason)
    assert [each.urgency for each in KINDS["clock"].to_dos(At.of(shot(REMINDED, OPEN)))] == [Urgency.OVERDUE, Urgency.DECIDE]

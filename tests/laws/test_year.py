"""A year of a street, worked through the front door day by day, beside a second opinion that knows nothing of the library."""

from __future__ import annotations

import csv
import tempfile
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from support.replay import Replay

import grassroots as gr
from grassroots.access.actors import Grant, Verb
from grassroots.figures import evaluate
from grassroots.model import Case, Step
from grassroots.reading import At
from grassroots.reading.lifecycle import status_on
from grassroots.rules.casework.duplicates import unanswered
from grassroots.rules.casework.routing import route
from grassroots.rules.time.clocks import LATE, run_of
from grassroots.snapshot import Snapshot
from grassroots.testing.synthetic import LEDGER_CHANNEL, StreetYear, street_year
from grassroots.values import Period

CHARTER = """
id = "a-year"
extends = "cn-hotline"
languages = ["en", "zh"]
label = { en = "A year", zh = "一年" }

[clock.handling]
en = "answer"
zh = "办理答复"
where = { not = { category = "order" } }
from = ["received"]
to = ["replied", "closed"]
void = ["declined", "withdrawn"]
pauses = ["paused"]
whole = true
limit = [
    { where = { "custom.urgency" = "threat" }, hours = "24" },
    { where = { category = ["enquiry", "help", "question", "request"] }, days = 3, time = "working" },
    { days = 13, time = "working" },
]
[clock.handling.extension]
asked = "asked"
granted = "extended"
days = 3
grounds = ["complex", "expert_needed", "several_units"]

[clock.follow_up]
en = "call back"
zh = "回访"
where = { not = { category = "order" } }
from = ["replied"]
to = ["followed_up", "closed"]
void = ["reopened", "appealed"]
limit = [{ days = 1 }]

[measure.answered_late]
en = "answered late"
zh = "逾期答复"
count = "case"
dated = "received"
where = { "clock.handling.promise" = "late" }

[measure.overdue]
en = "overdue"
zh = "逾期未办结"
count = "case"
where = { "clock.handling.promise" = "overdue" }
"""

COLUMNS = {
    "dispatched": ("handed over at", "handed over to"),
    "signed": ("signed for at",),
    "contacted": ("contacted at",),
    "asked": ("more time asked for on", "because"),
    "extended": ("more time granted on",),
    "merged": ("merged on",),
    "drafted": ("answer drafted on", "drafted by"),
    "approved": ("answer approved on", "approved by"),
    "replied": ("answered at", "outcome"),
    "followed_up": ("called back on", "rating"),
    "closed": ("closed on",),
    "reopened": ("taken up again on",),
    "declined": ("declined on", "declined because", "declined by"),
    "confirmed": ("refusal confirmed on", "refusal confirmed by"),
    "appealed": ("appealed on",),
    "withdrawn": ("withdrawn on",),
}
"""The columns of the ledger of tickets in which the steps of a case stand: the day, and what else is said of it."""


def row(case: Case) -> dict[str, str]:
    """A case as somebody types it."""
    channel, _, ticket = case.id.partition("-")
    cells = {
        "platform": channel,
        "ticket": ticket,
        "unit": case.unit,
        "category": case.category,
        "topic": case.topic or "",
        "raised by": case.requester or "",
        "confidential": "yes" if case.confidential else "",
        "what was said": case.text or "",
        "place": case.place or "",
        "received at": f"{case.steps[0].on}",
        "merged into": case.merged_into or "",
    }
    for step in case.steps[1:]:
        said = (f"{step.on}", step.unit or step.outcome or step.rating or step.ground or step.by or "", step.by or "")
        cells.update(zip(COLUMNS[step.state], said, strict=False))
    return cells


class Office:
    """Works a year day by day: what comes by one platform is typed into a ledger that is taken in every few days, the rest is entered as it happens."""

    def __init__(self, workspace: gr.Office, folder: Path, every: int) -> None:
        self.workspace = workspace
        self.folder = folder
        self.every = every
        self.replay = Replay()
        self.cases: dict[str, Case] = {}
        self.waiting: dict[str, Case] = {}
        self.known: dict[date, int] = {}
        """The days on which everything was entered, with the head at their end."""
        self.ways: Counter[str] = Counter()

    def work(self, year: StreetYear) -> None:
        self.workspace.add(*year.base, reason="the year begins")
        before = self.workspace.snapshot(year.days[0].on)
        for number, day in enumerate(year.days, 1):
            for case in day.opened:
                self.cases[case.id] = case
                first, urgent = case.steps[0], any(one.text == "threat" for one in case.custom)
                self.replay.came(case.id, first.on, first.at, category=case.category, channel=case.channel, urgent=urgent)
            typed = [case for case in day.opened if case.channel == LEDGER_CHANNEL]
            self.waiting.update((case.id, case) for case in typed)
            if called := [case for case in day.opened if case.channel != LEDGER_CHANNEL]:
                self.workspace.add(*called, reason="calls of the day")
            for moved in day.moved:
                case = self.cases[moved.case]
                step = moved.step
                if step.state == "dispatched" and all(one.state != "dispatched" for one in case.steps) and len(case.steps) < 2:
                    found = route(case, At.of(before, day.on))
                    assert found.lead == step.unit, f"{case.id} was to go to {step.unit}, not {found.lead}"
                    self.ways[found.way.value] += 1
                self.cases[case.id] = moved.after(case)
                said = {"unit": step.unit, "outcome": step.outcome, "rating": step.rating, "into": moved.merged_into}
                self.replay.went(case.id, step.on, step.at, step.state, **said)
                self._enter(self.cases[case.id], step, moved.merged_into)
            if number % self.every == 0 or number == len(year.days):
                self._type()
                self.known[day.on] = self.workspace.head.seq

    def _enter(self, case: Case, step: Step, into: str | None) -> None:
        if case.channel == LEDGER_CHANNEL:
            self.waiting[case.id] = case
        elif into is not None:
            self.workspace.correct("case", case.id, reason="the same matter", merged_into=into, steps=case.steps)
        else:
            self.workspace.record_step("case", case.id, step, reason="as it happened")

    def _type(self) -> None:
        rows = [row(case) for case in self.waiting.values()]
        names = list(dict.fromkeys(name for cells in rows for name in cells))
        with (self.folder / "tickets.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        reading = self.workspace.take_in(self.folder / "tickets.csv") if rows else None
        assert reading is None or reading.stored, str(reading)
        self.waiting = {}


def stands(snapshot: Snapshot) -> dict[str, tuple[object, ...]]:
    """Of each case on the day: state, outcome, rating, who handles it."""
    found = {}
    for id, case in snapshot.all("case").items():
        assert isinstance(case, Case)
        at = status_on(case.steps, snapshot.charter.workflow_of(case), snapshot.as_of)
        if at is not None:
            found[id] = (at.state, at.outcome, at.rating, at.handler)
    return found


def promises(snapshot: Snapshot, clock: str) -> dict[str, str | None]:
    """Of each case that a clock ran for by the day: what became of it."""
    at = At.of(snapshot)
    runs = {id: run_of(case, clock, at) for id, case in snapshot.all("case").items()}
    return {id: run.promise and run.promise.value for id, run in runs.items() if run is not None}


@contextmanager
def worked(cases: int, months: int, every: int) -> Iterator[tuple[Office, Path]]:
    with tempfile.TemporaryDirectory(prefix="grassroots-year-") as folder:
        charter, file = Path(folder) / "charter", Path(folder) / "street.db"
        charter.mkdir()
        (charter / "charter.toml").write_text(CHARTER, encoding="utf-8")
        with gr.open(file, charter=charter, create=True) as workspace:
            office = Office(workspace, Path(folder), every)
            office.work(street_year(11, cases=cases, months=months))
            yield office, file


def check(cases: int, months: int, every: int, samples: int) -> None:
    with worked(cases, months, every) as (office, file):
        workspace, replay = office.workspace, office.replay
        last = date(2023, months, monthrange(2023, months)[1])
        assert office.ways.keys() >= {"service", "above", "first_receiver", "fallback"}

        # Any day, as it was known then and as it is known now: the same cases, none lost, none doubled, each where it stood.
        days = list(office.known)
        for day in [*days[len(days) // 7 :: max(1, len(days) // samples)][:samples], last]:
            then, now = workspace.snapshot(day, office.known[day]), workspace.snapshot(day)
            assert stands(then) == replay.status(day) == stands(now)
            assert set(then.all("case")) == set(replay.status(day))
            assert promises(then, "handling") == {id: replay.answer(id, day) for id in replay.status(day)}
            called = {id: replay.called_back(id, day) for id in replay.status(day)}
            assert promises(then, "follow_up") == {id: promise for id, promise in called.items() if promise is not None}
            assert workspace.figure("overdue", day).value == sum(replay.answer(id, day) == "overdue" for id in replay.events)
            rule = workspace.charter.rule("handling", "hotline")
            assert {one.case for one in unanswered(rule, At.of(then, day))} == replay.unanswered(day)  # type: ignore[arg-type]
        end = workspace.snapshot(last)
        assert len(end.all("case")) == cases == workspace.figure("tickets", last).value
        late = sum(replay.answer(id, last) == "late" for id in replay.events)
        assert 0 < workspace.figure("answered_late", last).value == late

        # The flows of the months add up to that of the year, whatever is counted.
        flows = {
            "tickets": "received",
            "returned_cases": "returned",
            "reopened_cases": "reopened",
            "declined_cases": "declined",
        }
        whole = evaluate(flows, end, period=Period.year(2023))
        monthly = [evaluate(flows, end, period=Period.month(2023, month)) for month in range(1, months + 1)]
        for name, state in flows.items():
            ours = Counter(on.month for _, on in replay.first(state))
            assert [one[name].value for one in monthly] == [ours[month] for month in range(1, months + 1)]
            assert sum(ours.values()) == whole[name].value > 0  # type: ignore[operator]
        parts = {
            key.removeprefix("tickets."): one.value for key, one in whole.items() if key.startswith("tickets.") and one.value
        }
        assert parts == Counter(facts["channel"] for facts in replay.facts.values())

        # Petitions are there, and only for whoever has them by name; nobody is shown who asked not to be known.
        petitions = [id for id, facts in replay.facts.items() if facts["category"] == "petition"]
        clerk = gr.Actor("clerk", (Grant(Verb.READ, "city"),))
        with gr.open(file, charter=workspace.charter, actor=clerk) as seen:
            assert petitions and set(seen.snapshot(last).all("case")) == set(replay.events) - set(petitions)
        shown = [one for one in end.all("case").values() if isinstance(one, Case) and one.confidential]
        assert shown and all(one.requester is None for one in shown)
        # Of all that is looked at, only what the year brings on purpose: clocks that ran out, each told of the cases of which we say so too;
        # some ask for more time, or hand a case back, when it is too late; and what came last nobody has in hand yet.
        told = workspace.check(last)
        ours = ("handling-too-late", "clock-extension-late", "clock-late", "clock-overdue", "case-unowned")
        unowned = {str(one.details["id"]) for one in told if one.code == "case-unowned"}
        assert unowned <= {id for id, (*_, handler) in replay.status(last).items() if handler is None}
        assert {problem.code for problem in told} <= {*ours}
        # What is late is told for a while after its end, unless a step says on what ground it was; what is overdue, always.
        for clock, answer, ends in (
            ("handling", replay.answer, ("replied", "closed")),
            ("follow_up", replay.called_back, ("followed_up", "closed")),
        ):
            found = {
                code: {str(one.details["id"]) for one in told if (one.code, one.value) == (code, clock)}
                for code in ("clock-late", "clock-overdue")
            }
            assert found["clock-overdue"] == {id for id in replay.events if answer(id, last) == "overdue"}
            late_ones = {id for id in replay.events if answer(id, last) == "late"}
            assert found["clock-late"] <= late_ones
            for id in late_ones - found["clock-late"]:
                steps = office.cases[id].steps
                grounds = any(step.ground for step in steps)
                assert grounds or min(step.on for step in steps if step.state in ends) < last - LATE, id
        assert workspace.verify() == ()


def test_two_months_of_a_street_are_what_a_second_opinion_says() -> None:
    check(cases=110, months=2, every=20, samples=1)


@pytest.mark.slow
def test_a_year_of_thirteen_thousand_cases_is_what_a_second_opinion_says() -> None:
    check(cases=13_000, months=12, every=14, samples=3)

"""Duties: what is owed, who is behind on which day, and that nothing but the records says so."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta

import pytest
from attrs import fields
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import neutral

from grassroots.charter import Charter
from grassroots.charter.checking import check
from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid, NotFound
from grassroots.fields import Column, fields_of
from grassroots.figures import evaluate
from grassroots.model import Activity, Attendance, Due, Placement, Post, Record, Step, Unit
from grassroots.reading import At
from grassroots.rules.findings import to_dos
from grassroots.rules.programmes.duties import behind, duties_in, duty_problems, status_of, statuses
from grassroots.rules.programmes.duty_levels import unit_of_level
from grassroots.rules.programmes.duty_opening import due_id, duties_of
from grassroots.rules.programmes.duty_status import DutyOutcome, DutyState
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, Period, PostId, UnitId

DUTIES = """
[words.activity]
life = { en = "life meeting", zh = "组织生活会" }
lesson = { en = "lesson", zh = "党课" }
[duty.general]
en = "general meeting"
zh = "全体会议"
kind = "meeting"
where = { kind = "branch" }
owes = "activity"
what = { kind = "general_meeting" }
every = "quarter"
source = "The rules, 11"
[duty.committee]
en = "committee meeting"
zh = "委员会会议"
kind = "meeting"
where = { kind = "branch" }
owes = "activity"
what = { kind = "committee_meeting" }
every = "month"
makes_up = 31
[duty.talks]
en = "talks"
zh = "谈心谈话"
where = { kind = "branch" }
owes = "activity"
what = { kind = "talk" }
least = 2
every = "year"
[duty.life]
en = "life meeting"
zh = "组织生活会"
where = { kind = "branch" }
owes = "activity"
what = { kind = "life" }
every = "year"
preceded_by = ["talks"]
source = "The rules, 15"
[duty.lesson]
en = "lesson"
zh = "授课"
who = "post"
where = { kind = "secretary" }
owes = "activity"
what = { kind = "lesson" }
every = "year"
[duty.report]
en = "quarterly report"
zh = "季度报告"
kind = "report"
where = { kind = "branch" }
every = "quarter"
after = 10
grace = 2
levels = [{ state = "submitted", by = "own" }, { state = "checked", by = "above" }, { state = "approved", by = "kind", of = "association" }]
source = "The rules, 20"
"""
YEAR = Period.year(2014)


def charter(more: str = DUTIES) -> Charter:
    return overlay(neutral(), {"duties.toml": more})


CHARTER = charter()
UNITS: list[Record] = [
    Unit(id=UnitId("a"), kind="association", name="Association"),
    Unit(id=UnitId("d"), kind="district", name="District", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("a")),)),
    Unit(id=UnitId("b"), kind="branch", name="Branch", parents=(Placement(since=date(2000, 1, 1), parent=UnitId("d")),)),
    Post(id=PostId("s"), unit=UnitId("b"), kind="secretary"),
]


def held(kind: str, *days: date, sessions: int = 1) -> list[Record]:
    return [Activity(id=ActivityId(f"{kind}-{day}"), unit=UnitId("b"), kind=kind, on=day, sessions=sessions) for day in days]


def snapshot(
    *records: Record, units: list[Record] = UNITS, as_of: date = date(2014, 12, 31), using: Charter = CHARTER
) -> Snapshot:
    return Snapshot.of([*units, *records], using, as_of=as_of)


def opened(*duties: str, using: Charter = CHARTER) -> tuple[Due, ...]:
    return duties_of(At.of(snapshot(using=using)), YEAR, duties)


def states_on(day: date, *records: Record, duties: tuple[str, ...] = ()) -> dict[str, DutyState]:
    seen = snapshot(*opened(*duties), *records)
    return {one.due.id: one.state for one in statuses(At.of(seen, day))}


# -- opening -------------------------------------------------------------------------------------------------------------------------


def test_a_branch_owes_four_meetings_of_all_and_twelve_of_its_committee_a_year() -> None:
    assert Counter(due.duty for due in opened()) == {
        "general": 4,
        "committee": 12,
        "talks": 1,
        "life": 1,
        "lesson": 1,
        "report": 4,
    }
    assert {due.unit for due in opened()} == {"b"}
    assert {due.post for due in opened("lesson")} == {"s"}


def test_opening_twice_adds_nothing_and_months_together_open_what_the_year_opens() -> None:
    once = opened()
    assert duties_of(At.of(snapshot(*once)), YEAR) == ()
    by_months = [due for month in YEAR.months() for due in duties_of(At.of(snapshot()), month)]
    assert sorted(due.id for due in by_months) == [due.id for due in once]
    assert once[0].id == due_id("committee", date(2014, 1, 1), "b")


def test_what_is_opened_agrees_with_the_charter() -> None:
    assert snapshot(*opened()).problems == ()


def test_a_unit_owes_from_the_first_period_on_whose_first_day_it_stands() -> None:
    young = [
        *UNITS,
        Unit(
            id=UnitId("c"),
            kind="branch",
            name="C",
            start=date(2014, 4, 2),
            parents=(Placement(since=date(2014, 4, 2), parent=UnitId("d")),),
        ),
    ]
    found = duties_of(At.of(snapshot(units=young)), YEAR, ["general"])
    assert [due.first for due in found if due.unit == "c"] == [date(2014, 7, 1), date(2014, 10, 1)]


def test_what_a_dissolved_unit_would_have_owed_falls_away_and_is_not_behind() -> None:
    gone = [
        *UNITS[:2],
        Unit(
            id=UnitId("b"),
            kind="branch",
            name="B",
            end=date(2014, 3, 20),
            parents=(Placement(since=date(2000, 1, 1), parent=UnitId("d")),),
        ),
        UNITS[3],
    ]
    due = duties_of(At.of(snapshot(units=gone)), YEAR, ["general"])
    assert [one.first for one in due] == [date(2014, 1, 1)]
    assert status_of(due[0], At.of(snapshot(*due, units=gone), date(2014, 4, 2))).state is DutyState.WAIVED


def test_an_unknown_duty_names_the_nearest() -> None:
    with pytest.raises(NotFound, match="general"):
        opened("generale")


# -- standing ------------------------------------------------------------------------------------------------------------------------


def test_a_meeting_in_its_quarter_is_done_in_time_and_a_quarter_without_one_is_behind_the_day_after() -> None:
    meeting = held("general_meeting", date(2014, 3, 31))
    first, second = "general:2014-01-01:b", "general:2014-04-01:b"
    assert states_on(date(2014, 3, 30), *meeting)[first] is DutyState.OWED
    assert states_on(date(2014, 3, 31), *meeting)[first] is DutyState.DONE
    assert states_on(date(2014, 6, 30), *meeting)[second] is DutyState.OWED
    assert states_on(date(2014, 7, 1), *meeting)[second] is DutyState.BEHIND


def test_of_two_meetings_in_a_month_one_makes_up_for_the_month_before_late() -> None:
    late = held("committee_meeting", date(2014, 2, 5), date(2014, 2, 20))
    found = states_on(date(2014, 2, 28), *late)
    assert found["committee:2014-02-01:b"] is DutyState.DONE
    assert found["committee:2014-01-01:b"] is DutyState.LATE
    only = states_on(date(2014, 2, 28), *late[:1])
    assert only["committee:2014-02-01:b"] is DutyState.DONE
    assert only["committee:2014-01-01:b"] is DutyState.BEHIND


def test_a_row_that_stands_for_two_sessions_counts_twice() -> None:
    assert states_on(date(2014, 12, 31), *held("talk", date(2014, 5, 5), sessions=2))["talks:2014-01-01:b"] is DutyState.DONE
    assert states_on(date(2015, 1, 1), *held("talk", date(2014, 5, 5)))["talks:2014-01-01:b"] is DutyState.BEHIND


def test_a_lesson_at_the_unit_of_the_post_does_the_duty_of_the_post() -> None:
    assert states_on(date(2014, 12, 31), *held("lesson", date(2014, 7, 1)))["lesson:2014-01-01:s"] is DutyState.DONE


def test_an_excuse_needs_a_step_and_is_neither_done_nor_behind() -> None:
    (due, *_) = opened("general")
    step = Step(state="excused", on=date(2014, 3, 1))
    excused = Due(
        **{one.name: getattr(due, one.name) for one in fields(Due)} | {"steps": (*due.steps, step), "excuse": "emergency"}
    )
    seen = snapshot(excused)
    assert seen.problems == ()
    assert status_of(excused, At.of(seen, date(2014, 4, 1))).state is DutyState.EXCUSED


def test_who_is_behind_is_told_with_the_longest_first_and_explains_itself() -> None:
    late = behind(At.of(snapshot(*opened("general", "committee")), date(2014, 4, 1)))
    assert [one.due.id for one in late][:1] == ["committee:2014-01-01:b"]
    assert len(late) == 4
    last = next(one for one in late if one.due.duty == "general")
    assert last.explain() == (
        "general meeting of b for 2014-01-01 to 2014-03-31: behind on 2014-04-01.",
        "The last day in time is 2014-03-31.",
        "It takes 1; there are 0: none.",
        "Source: The rules, 11.",
    )
    assert "逾期未办" in last.explain("zh")[0]


DAYS = st.integers(0, 364).map(lambda at: date(2014, 1, 1) + timedelta(days=at))
WORSE = [DutyState.DONE, DutyState.LATE, DutyState.OWED, DutyState.BEHIND]


@given(st.lists(DAYS, max_size=20, unique=True), DAYS, DAYS)
@settings(max_examples=60, deadline=None)
def test_one_more_meeting_never_makes_anything_worse(days: list[date], more: date, read: date) -> None:
    without = states_on(read, *held("committee_meeting", *days), duties=("committee",))
    with_it = states_on(read, *held("committee_meeting", *{*days, more}), duties=("committee",))
    assert all(WORSE.index(with_it[id]) <= WORSE.index(state) for id, state in without.items())


@given(st.lists(DAYS, max_size=20, unique=True), DAYS)
@settings(max_examples=60, deadline=None)
def test_what_stood_on_a_day_does_not_change_by_what_comes_later(days: list[date], read: date) -> None:
    known = held("committee_meeting", *(day for day in days if day <= read))
    assert states_on(read, *held("committee_meeting", *days), duties=("committee",)) == states_on(
        read, *known, duties=("committee",)
    )


@given(st.lists(DAYS, max_size=20, unique=True))
@settings(max_examples=40, deadline=None)
def test_a_meeting_counts_for_one_thing_only(days: list[date]) -> None:
    seen = snapshot(*opened("committee"), *held("committee_meeting", *days))
    used = [key for one in statuses(At.of(seen, date(2015, 3, 1))) for key in one.by]
    assert len(used) == len(set(used)) <= len(days)


# -- talks before the life meeting ---------------------------------------------------------------------------------------------------


def test_a_life_meeting_without_talks_before_it_does_not_count_and_the_problem_names_rule_and_source() -> None:
    meeting = held("life", date(2014, 11, 20))
    seen = snapshot(*opened("life"), *meeting, *held("talk", date(2014, 11, 25), sessions=2))
    (one,) = statuses(At.of(seen, date(2015, 1, 1)))
    assert (one.state, one.before) == (DutyState.BEHIND, ("talks",))
    (problem,) = tuple(duty_problems(At.of(seen)))
    assert "The rules, 15" in problem.text()
    assert "谈心谈话" in problem.text("zh")


def test_a_life_meeting_after_the_talks_counts() -> None:
    both = [*held("talk", date(2014, 6, 16), date(2014, 11, 20)), *held("life", date(2014, 11, 20))]
    seen = snapshot(*opened("life"), *both)
    assert statuses(At.of(seen, date(2014, 12, 31)))[0].state is DutyState.DONE
    assert tuple(duty_problems(At.of(seen))) == ()


def test_s0_10_no_field_of_what_is_owed_can_hold_what_was_said_in_a_talk() -> None:
    # Every text of a thing due is an identifier or a word of the charter's lists; of a talk, day and kind. A title could hold a sentence: the
    # rule of a talk never reads it, and the record of who was there has no text at all.
    free = [
        info.name
        for info in fields_of(Due)
        if info.kind is Column.TEXT and not info.words and not info.refs and info.name not in ("id", "duty")
    ]
    assert free == []
    assert [info.name for info in fields_of(Attendance) if info.kind is Column.TEXT and not info.words and not info.refs] == [
        "id"
    ]
    for one in fields_of(Step):
        assert one.kind is not Column.TEXT or one.words or one.refs or one.name == "state"


def test_s0_10_a_sentence_in_place_of_a_word_is_a_problem() -> None:
    (due, *_) = opened("talks")
    said = Due(**{one.name: getattr(due, one.name) for one in fields(Due)} | {"excuse": "He admitted that he had been wrong"})
    assert [problem.code for problem in snapshot(said).problems] == ["unknown-word"]


def test_s0_10_the_duty_of_an_invented_name_is_a_problem() -> None:
    (due, *_) = opened("talks")
    said = Due(**{one.name: getattr(due, one.name) for one in fields(Due)} | {"duty": "He was wrong"})
    assert [problem.code for problem in tuple(duty_problems(At.of(snapshot(said))))] == ["duty-without-rule"]


# -- figures -------------------------------------------------------------------------------------------------------------------------


def test_figures_count_what_the_records_show_and_prove_it_by_the_things_due() -> None:
    months = [date(2014, month, 10) for month in range(1, 11)]
    seen = snapshot(*opened("committee"), *held("committee_meeting", *months))
    found = evaluate(["duties", "duties_done", "duties_in_time", "duties_behind"], seen, period=YEAR)
    assert found["duties"].value == 12
    assert found["duties_done"].text() == "90.9 %"  # ten of eleven: December is not over before its last day is
    assert found["duties_done"].left_out == {"running": 1}
    assert found["duties_behind"].value == 1
    after = snapshot(*opened("committee"), *held("committee_meeting", *months), as_of=date(2015, 1, 1))
    done = evaluate(["duties_done"], after, period=YEAR)["duties_done"]
    assert (done.numerator, done.denominator) == (10, 12)
    assert evaluate(["duties_behind"], after, period=Period.year(2015))["duties_behind"].value == 2


def test_late_reports_are_complete_and_not_in_time() -> None:
    def sent(due: Due, *steps: Step) -> Due:
        return Due(**{one.name: getattr(due, one.name) for one in fields(Due)} | {"steps": (*due.steps, *steps)})

    one, two, three, four = opened("report")
    kept = sent(one, Step(state="submitted", on=date(2014, 4, 12)), Step(state="checked", on=date(2014, 4, 20)))
    late = sent(two, Step(state="submitted", on=date(2014, 7, 13)))
    back = sent(three, Step(state="submitted", on=date(2014, 10, 2)), Step(state="returned", on=date(2014, 10, 4)))
    seen = snapshot(kept, late, back, four, as_of=date(2014, 12, 31))
    assert seen.problems == ()
    found = evaluate(["reports_complete", "reports_in_time"], seen, period=YEAR)
    assert (found["reports_complete"].numerator, found["reports_complete"].denominator) == (2, 3)
    assert (found["reports_in_time"].numerator, found["reports_in_time"].denominator) == (1, 3)
    assert found["reports_in_time"].left_out == {"running": 1}


# -- reporting upward ----------------------------------------------------------------------------------------------------------------


def test_a_report_goes_up_level_by_level_and_a_unit_does_not_check_its_own() -> None:
    due = opened("report")[0]
    at = At.of(snapshot(due), date(2014, 4, 5))
    rule = duties_in(at.snapshot).rule_of(due)
    assert rule is not None
    assert [(level.state, unit_of_level(due, level, at)) for level in rule.levels] == [
        ("submitted", "b"),
        ("checked", "d"),
        ("approved", "a"),
    ]


# -- soundness -----------------------------------------------------------------------------------------------------------------------


def faults(more: str) -> list[str]:
    try:
        return [problem.code for problem in check(charter(DUTIES + more))]
    except CharterInvalid as error:
        return [problem.code for problem in error.problems]


EXTRA = '[duty.more]\nen = "more"\nzh = "更多"\n'


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('every = "quarter"\nfrom_month = 3\ndue_month = 1', "charter-duty-impossible"),
        ('every = "month"\ndue_month = 2', "charter-duty-month"),
        ('every = "month"\ndue_day = 32', "charter-duty-day"),
        ('every = "week"\ndue_day = 8', "charter-duty-day"),
        ('every = "month"\ndue_day = 5\nafter = 5', "charter-duty-two-days"),
        ('every = "month"\nafter = 45', "charter-duty-beyond"),
        ('every = "week"\ngrace = 8', "charter-duty-beyond"),
        (
            'every = "year"\nwhere = { kind = "association" }\nlevels = [{ state = "submitted", by = "above" }]',
            "charter-level-nobody",
        ),
        (
            'every = "year"\nwhere = { kind = "association" }\nlevels = [{ state = "submitted", by = "kind", of = "branch" }]',
            "charter-level-nobody",
        ),
        ('every = "rrule"\nrrule = "FREQ=SOMETIMES"\nsince = 2014-01-01', "charter-rrule"),
        ('every = "rrule"\nrrule = "FREQ=HOURLY"\nsince = 2014-01-01', "charter-rrule"),
        ('every = "rrule"\nrrule = "FREQ=MONTHLY"', "charter-rrule"),
        ('every = "month"\nrrule = "FREQ=MONTHLY"', "charter-duty-surplus"),
        ('every = "year"\nowes = "activity"\nwhat = { kind = "dance" }', "charter-word"),
        ('every = "year"\nowes = "activity"', "charter-missing"),
        ('every = "year"\nowes = "dance"\nwhat = { kind = "x" }', "charter-noun"),
        ('every = "year"\nowes = "activity"\nwhat = { kind = "talk" }\ndated = "title"', "charter-dated"),
        ('every = "year"\nwho = "post"\nwhere = { kind = "astronaut" }', "charter-word"),
        ('every = "year"\nleast = 2', "charter-duty-no-record"),
        ('every = "year"\nkind = "dance"', "charter-word"),
        ('every = "year"\npreceded_by = ["dance"]\nowes = "activity"\nwhat = { kind = "talk" }', "charter-named"),
        ('every = "year"\npreceded_by = ["more"]\nowes = "activity"\nwhat = { kind = "talk" }', "charter-duty-circle"),
        ('every = "year"\npreceded_by = ["lesson"]\nowes = "activity"\nwhat = { kind = "talk" }', "charter-duty-other-bearer"),
        ('every = "year"\npreceded_by = ["report"]\nowes = "activity"\nwhat = { kind = "talk" }', "charter-duty-unshown"),
        ('every = "year"\nlevels = [{ state = "danced", by = "own" }]', "charter-choice"),
        ('every = "year"\nlevels = [{ state = "checked", by = "kind" }]', "charter-level-kind"),
        ('every = "year"\nlevels = [{ state = "checked", by = "kind", of = "moon" }]', "charter-word"),
    ],
)
def test_an_unsound_duty_is_found(more: str, code: str) -> None:
    assert code in faults(EXTRA + more)


def test_a_meeting_that_waits_for_talks_which_open_after_its_last_day_is_found() -> None:
    talks = '[duty.first]\nen = "f"\nzh = "先"\nowes = "activity"\nwhat = { kind = "talk" }\nevery = "year"\nfrom_month = 11\n'
    more = 'every = "year"\ndue_month = 10\npreceded_by = ["first"]\nowes = "activity"\nwhat = { kind = "life" }'
    assert "charter-duty-too-late" in faults(talks + EXTRA + more)


def test_the_sound_charter_has_no_false_alarm() -> None:
    assert faults("") == []


# -- when --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ('every = "month"\ndue_day = 31', "2014-02-01", "2014-02-28"),
        ('every = "month"\ndue_day = 5', "2014-02-01", "2014-02-05"),
        ('every = "quarter"\ndue_month = 2\ndue_day = 15', "2014-04-01", "2014-05-15"),
        ('every = "half_year"', "2014-07-01", "2014-12-31"),
        ('every = "year"\nafter = 31\ngrace = 2', "2014-01-01", "2015-02-02"),
        ('every = "week"\ndue_day = 5', "2014-01-06", "2014-01-10"),
        ('every = "rrule"\nrrule = "FREQ=MONTHLY;BYDAY=-1FR"\nsince = 2014-01-01', "2014-02-01", "2014-02-28"),
    ],
)
def test_a_duty_falls_due_on_the_day_that_its_charter_says(rule: str, first: str, last: str) -> None:
    using = charter(DUTIES + EXTRA + rule + '\nwhere = { kind = "branch" }')
    found = {str(due.first): str(due.steps[0].due) for due in opened("more", using=using)}
    assert found[first] == last


def test_the_periods_of_a_duty_follow_one_another_without_a_gap() -> None:
    for every in (
        '"month"',
        '"quarter"',
        '"half_year"',
        '"year"',
        '"week"',
        '"rrule"\nrrule = "FREQ=WEEKLY;INTERVAL=3"\nsince = 2014-01-01',
    ):
        using = charter(DUTIES + EXTRA + f"every = {every}\n" + 'where = { kind = "branch" }')
        found = sorted(opened("more", using=using), key=lambda due: due.first)
        assert all(after.first == before.last + timedelta(days=1) for before, after in itertools.pairwise(found))


# -- derived, and to be done ---------------------------------------------------------------------------------------------------------


def test_what_became_of_a_thing_due_is_a_record_that_can_be_counted() -> None:
    found = snapshot(*opened("general"), *held("general_meeting", date(2014, 2, 1))).all(DutyOutcome)
    states = [found[f"general:2014-{month}-01:b"].state for month in ("01", "04", "10")]
    assert states == [DutyState.DONE, DutyState.BEHIND, DutyState.OWED]
    assert found["general:2014-01-01:b"].done_on == date(2014, 2, 1)


def test_what_is_owed_is_to_be_done_and_what_is_behind_comes_first() -> None:
    seen = snapshot(*opened("general", "lesson"), as_of=date(2014, 12, 20))
    found = [(one.record[1], one.urgency.value, one.post) for one in to_dos(seen) if one.kind == "due"]
    assert found == [
        ("general:2014-01-01:b", "overdue", ""),
        ("general:2014-04-01:b", "overdue", ""),
        ("general:2014-07-01:b", "overdue", ""),
        ("general:2014-10-01:b", "due", ""),
        ("lesson:2014-01-01:s", "due", "secretary"),
    ]
    assert to_dos(seen)[0].reason.text("zh").startswith("Branch的全体会议（2014-01-01至2014-03-31）应在2014-03-31前完成")

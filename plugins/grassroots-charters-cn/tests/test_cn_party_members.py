"""The branch charter's rules of membership: twenty-five steps, dues, votes, moves. Each vector of the rules is a case here."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots_charters_cn
from grassroots.charter import Charter
from grassroots.model import (
    Activity,
    Attendance,
    Circumstance,
    Contact,
    Custom,
    DuesLine,
    Membership,
    Override,
    Person,
    Placement,
    Record,
    Step,
    Unit,
)
from grassroots.plugins import Plugins
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.rules import (
    Charge,
    DuesRule,
    MobilityRule,
    PathwayRule,
    TransferState,
    VotingRightRule,
    account_on,
    charge_for,
    course_on,
    homes_twice,
    lapses_on,
    may_take,
    mobility_proposals,
    right_on,
    second_without_home,
    transfer_on,
)
from grassroots.rules.worded import headed
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, PartialDate, PersonId, Quality, Quantity, Ref, UnitId
from grassroots.workspace import open_charter

CHARTER: Charter = open_charter("cn-party-branch", Plugins.of(grassroots_charters_cn))
PATHWAY = CHARTER.rule("pathway", "membership")
DUES = CHARTER.rule("dues", "membership")
VOTE = CHARTER.rule("voting_right", "vote")
MOBILITY = CHARTER.rule("mobility", "membership")
assert isinstance(PATHWAY, PathwayRule)
assert isinstance(DUES, DuesRule)
assert isinstance(VOTE, VotingRightRule)
assert isinstance(MOBILITY, MobilityRule)

ABOVE, BRANCH, OTHER = UnitId("above"), UnitId("b1"), UnitId("b2")
PLACE = (Placement(since=date(1950, 1, 1), parent=ABOVE),)
UNITS: tuple[Record, ...] = (
    Unit(id=ABOVE, kind="association", name="Above"),
    Unit(id=BRANCH, kind="branch", name="Branch 1", parents=PLACE),
    Unit(id=OTHER, kind="branch", name="Branch 2", parents=PLACE),
)
COURSE: tuple[Record, ...] = (
    Activity(
        id=ActivityId("course"),
        unit=BRANCH,
        kind="member_course",
        on=date(2016, 5, 10),
        custom=(Custom(name="course_days", number=Decimal(3)),),
    ),
    Attendance(id="at", activity=ActivityId("course"), person=PersonId("p1"), presence="present"),
)

# The whole way of one person, each step on a day on which it may be taken; those of the superior are taken above.
WAY = (
    ("applied", "2015-01-05", ""),
    ("talked", "2015-02-05", ""),
    ("recommended", "2015-03-01", ""),
    ("filed_activist", "2015-03-10", "above"),
    ("contacts_named", "2015-03-12", ""),
    ("observed", "2015-09-01", ""),
    ("observed", "2016-03-01", ""),
    ("candidate_decided", "2016-03-05", ""),
    ("filed_candidate", "2016-03-20", "above"),
    ("introducers_named", "2016-04-01", ""),
    ("reviewed", "2016-04-20", ""),
    ("course", "2016-05-12", ""),
    ("committee_reviewed", "2016-05-20", ""),
    ("pre_reviewed", "2016-05-25", "above"),
    ("form_filled", "2016-06-01", ""),
    ("provisional", "2016-06-20", ""),
    ("superior_talk", "2016-07-01", "above"),
    ("approved", "2016-09-20", "above"),
    ("filed_up", "2016-09-25", "above"),
    ("assigned", "2016-10-01", ""),
    ("oath", "2016-10-05", ""),
    ("probation_observed", "2017-01-05", ""),
    ("requested", "2017-06-20", ""),
    ("conversion_voted", "2017-06-28", ""),
    ("full", "2017-09-01", "above"),
    ("archived", "2017-09-10", ""),
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def steps(rows: tuple[tuple[str, str, str], ...]) -> tuple[Step, ...]:
    return tuple(Step(state=state, on=day(on), unit=UnitId(unit) if unit else None) for state, on, unit in rows)


def member(rows: tuple[tuple[str, str, str], ...], **more: object) -> Membership:
    fields: dict[str, object] = {"id": "m1", "person": PersonId("p1"), "unit": BRANCH, "steps": steps(rows), **more}
    return Membership(**fields)  # type: ignore[arg-type]


def on(*records: Record, birth: str | None = "1980-05-04", as_of: str = "2018-12-31") -> Snapshot:
    person = Person(id=PersonId("p1"), birth=PartialDate.of(birth) if birth else None)
    return Snapshot.of((*UNITS, *COURSE, person, *records), CHARTER, as_of=day(as_of))


def until(step: str, times: int = 1) -> tuple[tuple[str, str, str], ...]:
    """The way up to a step, with it."""
    at = [number for number, row in enumerate(WAY) if row[0] == step][times - 1]
    return WAY[: at + 1]


def instead(
    rows: tuple[tuple[str, str, str], ...], step: str, when: str, unit: str | None = None
) -> tuple[tuple[str, str, str], ...]:
    """The same way, with one step on another day, or by another unit."""
    return tuple((name, when if name == step else was, by if unit is None or name != step else unit) for name, was, by in rows)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


# -- the pathway -----------------------------------------------------------------------------------------------------------------------


def test_there_are_five_stages_and_twenty_five_steps_two_four_five_seven_and_seven() -> None:
    counted = Counter(step.stage for step in PATHWAY.steps)
    assert list(counted.items()) == [("applicant", 2), ("activist", 4), ("candidate", 5), ("provisional", 7), ("full", 7)]
    assert len(PATHWAY.steps) == 25
    assert PATHWAY.unconfirmed
    assert PATHWAY.source


def test_the_whole_way_counts_step_by_step_and_nothing_is_late() -> None:
    one = member(WAY)
    course = course_on(one, PATHWAY, At(on(one), day("2018-12-31")))
    assert codes(course.problems) == []
    assert (course.stage, course.since, course.late, course.next, course.redo) == ("full", day("2017-09-01"), (), (), ())


@pytest.mark.parametrize(
    ("when", "stage"),
    [
        ("2015-01-04", None),
        ("2015-01-05", "applicant"),
        ("2015-03-01", "activist"),
        ("2016-03-04", "activist"),
        ("2016-03-05", "candidate"),
        ("2016-09-19", "candidate"),
        ("2016-09-20", "provisional"),
        ("2017-08-31", "provisional"),
        ("2017-09-01", "full"),
    ],
)
def test_the_stage_of_each_day_follows_from_the_steps_until_then(when: str, stage: str | None) -> None:
    one = member(WAY)
    assert course_on(one, PATHWAY, At(on(one), day(when))).stage == stage


def test_who_is_on_probation_is_so_since_the_vote_and_not_since_its_approval() -> None:
    one = member(until("approved"))
    assert course_on(one, PATHWAY, At(on(one), day("2016-12-31"))).since == day("2016-06-20")


def test_nobody_under_eighteen_may_apply() -> None:
    one = member(())
    assert codes(may_take(one, PATHWAY, At(on(one, birth="1997-01-06"), day("2015-01-05")), "applied")) == ["pathway-age"]
    assert may_take(one, PATHWAY, At(on(one, birth="1997-01-05"), day("2015-01-05")), "applied") == ()


def test_a_talk_later_than_a_month_is_late_and_counts() -> None:
    for when, late in (("2015-02-05", ()), ("2015-02-06", ("talked",))):
        one = member(instead(until("talked"), "talked", when))
        course = course_on(one, PATHWAY, At(on(one), day("2015-02-28")))
        assert course.late == late
        assert course.problems == ()


def test_a_talk_that_has_not_taken_place_is_late_from_the_day_after_the_month() -> None:
    one = member(until("applied"))
    for when, late in (("2015-02-05", ()), ("2015-02-06", ("talked",))):
        course = course_on(one, PATHWAY, At(on(one), day(when)))
        assert course.late == late
        assert [(ahead.name, ahead.by) for ahead in course.next] == [("talked", day("2015-02-05"))]


def test_an_activist_is_observed_for_a_year_and_twice() -> None:
    one = member(until("observed", 2))
    assert codes(may_take(one, PATHWAY, At(on(one), day("2016-03-01")), "candidate_decided")) == []
    early = member(instead(until("observed", 2), "recommended", "2015-03-02"))
    (problem,) = may_take(early, PATHWAY, At(on(early), day("2016-03-01")), "candidate_decided")
    assert problem.code == "pathway-too-soon"
    assert "2016-03-02" in problem.text("en")
    assert "2016-03-02" in problem.text("zh")
    once = member(until("observed", 1))
    assert codes(may_take(once, PATHWAY, At(on(once), day("2016-03-05")), "candidate_decided")) == ["pathway-before"]


def test_the_check_of_an_activist_is_due_every_half_year() -> None:
    one = member(until("observed", 1))
    course = course_on(one, PATHWAY, At(on(one), day("2016-03-02")))
    assert [(ahead.name, ahead.by, ahead.late) for ahead in course.next] == [("observed", day("2016-03-01"), True)]


@pytest.mark.parametrize(("name", "number", "enough"), [("course_days", 3, True), ("course_days", 2, False), ("course_hours", 24, True), ("course_hours", 23, False)])  # fmt: skip
def test_the_course_has_three_days_or_twenty_four_hours(name: str, number: int, enough: bool) -> None:
    one = member(until("reviewed"))
    held = COURSE[0]
    other = evolve(held, custom=(Custom(name=name, number=Decimal(number)),))
    person = Person(id=PersonId("p1"))
    shot = Snapshot.of((*UNITS, other, COURSE[1], person, one), CHARTER, as_of=day("2018-12-31"))
    assert codes(may_take(one, PATHWAY, At(shot, day("2016-05-12")), "course")) == ([] if enough else ["pathway-needs"])
    assert codes(may_take(one, PATHWAY, At(shot, day("2016-05-09")), "course")) == ["pathway-needs"], "a course still to come"


@pytest.mark.parametrize("unit", ["", "b1", "b2"])
def test_what_the_superior_approves_counts_only_if_a_unit_above_took_it(unit: str) -> None:
    one = member(instead(until("pre_reviewed"), "pre_reviewed", "2016-05-25", unit))
    course = course_on(one, PATHWAY, At(on(one), day("2016-05-31")))
    assert codes(course.problems) == ["pathway-approver"]
    assert course.next[0].name == "pre_reviewed"


def test_the_vote_is_due_within_a_month_of_the_review_and_the_approval_within_three_of_the_vote() -> None:
    one = member(instead(instead(until("approved"), "provisional", "2016-06-26"), "approved", "2016-09-27"))
    course = course_on(one, PATHWAY, At(on(one), day("2016-12-31")))
    assert course.late == ("provisional", "approved")
    assert (course.stage, course.problems) == ("provisional", ())


def test_an_approval_later_than_six_months_does_not_count_and_the_vote_is_taken_again() -> None:
    just = member(instead(until("approved"), "approved", "2016-12-20"))
    assert course_on(just, PATHWAY, At(on(just), day("2016-12-31"))).stage == "provisional"
    late = member(instead(until("approved"), "approved", "2016-12-21"))
    course = course_on(late, PATHWAY, At(on(late), day("2016-12-31")))
    assert codes(course.problems) == ["pathway-void"]
    assert (course.stage, course.redo) == ("candidate", ("provisional",))
    assert [(ahead.name, ahead.again) for ahead in course.next] == [("provisional", True)]
    anew = member((*instead(until("approved"), "approved", "2016-12-21"), ("provisional", "2017-01-10", ""), ("superior_talk", "2017-01-12", "above"), ("approved", "2017-02-01", "above")))  # fmt: skip
    course = course_on(anew, PATHWAY, At(on(anew), day("2017-02-28")))
    assert (course.stage, course.since, course.redo) == ("provisional", day("2017-01-10"), ())


def test_without_any_approval_the_vote_is_void_after_six_months() -> None:
    one = member(until("superior_talk"))
    assert course_on(one, PATHWAY, At(on(one), day("2016-12-20"))).redo == ()
    assert course_on(one, PATHWAY, At(on(one), day("2016-12-21"))).redo == ("provisional",)


def test_probation_lasts_a_year_from_the_vote_of_the_meeting() -> None:
    one = member(until("probation_observed"))
    assert codes(may_take(one, PATHWAY, At(on(one), day("2017-06-19")), "requested")) == ["pathway-too-soon"]
    assert may_take(one, PATHWAY, At(on(one), day("2017-06-20")), "requested") == ()


def extended(*ends: str) -> Membership:
    one = member(until("probation_observed"))
    more = tuple(Step(state="probation_extended", on=day("2017-06-19"), due=day(end)) for end in ends)
    return evolve(one, steps=(*one.steps, *more))


@pytest.mark.parametrize(("end", "counts"), [("2017-12-19", False), ("2017-12-20", True), ("2018-06-20", True), ("2018-06-21", False)])  # fmt: skip
def test_probation_may_be_extended_by_half_a_year_to_a_year(end: str, counts: bool) -> None:
    one = extended(end)
    course = course_on(one, PATHWAY, At(on(one), day("2017-06-30")))
    assert codes(course.problems) == ([] if counts else ["pathway-extension"])
    earliest = {ahead.name: ahead.earliest for ahead in course.next}["requested"]
    assert earliest == (day(end) if counts else day("2017-06-20"))


def test_probation_may_be_extended_once() -> None:
    one = extended("2018-01-20", "2018-12-20")
    course = course_on(one, PATHWAY, At(on(one), day("2018-02-01")))
    assert codes(course.problems) == ["pathway-extension"]
    assert course.next[0].earliest == day("2018-01-20")


def test_a_recorded_decision_sends_back_and_what_followed_is_taken_again() -> None:
    one = member((*until("reviewed"), ("sent_back", "2016-05-01", "")))
    shot = on(one)
    assert course_on(one, PATHWAY, At(shot, day("2016-04-30"))).stage == "candidate"
    course = course_on(one, PATHWAY, At(shot, day("2016-05-01")))
    assert course.stage == "activist"
    assert [ahead.name for ahead in course.next] == ["filed_activist"]


def test_who_leaves_is_no_member_and_may_apply_anew() -> None:
    one = member((*until("provisional"), ("ended", "2016-08-01", "")))
    assert course_on(one, PATHWAY, At(on(one), day("2016-08-02"))).stage == "ended"
    after = member(
        (*until("provisional"), ("ended", "2016-08-01", ""), ("approved", "2016-09-01", ""), ("applied", "2018-01-01", ""))
    )
    assert course_on(after, PATHWAY, At(on(after), day("2018-01-01"))).stage == "applicant"


def test_members_of_long_standing_are_not_judged_by_rules_that_came_later() -> None:
    one = member((("applied", "1998-01-01", ""), ("provisional", "1999-07-01", ""), ("full", "2000-07-01", "")))
    course = course_on(one, PATHWAY, At(on(one), day("2018-01-01")))
    assert (course.stage, course.problems) == ("full", ())


def test_who_is_taken_straight_from_an_application_to_full_is_an_applicant() -> None:
    one = member((("applied", "2015-01-05", ""), ("full", "2016-01-05", "above")))
    course = course_on(one, PATHWAY, At(on(one), day("2018-01-01")))
    assert course.stage == "applicant"
    assert "pathway-before" in codes(course.problems)
    assert right_on(one, VOTE, At(on(one), day("2018-01-01"))).held is False


def test_an_explanation_names_the_rule_its_source_and_each_step_in_both_languages() -> None:
    one = member(instead(until("approved"), "approved", "2016-12-21"))
    course = course_on(one, PATHWAY, At(on(one), day("2016-12-31")))
    for language, words in (
        ("en", ["unconfirmed", "does not count", "to be taken again"]),
        ("zh", ["未核实", "不计入", "须重新进行"]),
    ):
        text = "\n".join(course.explain(language))
        assert PATHWAY.source in text
        assert all(word in text for word in words), text
    assert course.explain("zh")[1].startswith("2016-12-31的阶段：发展对象")
    assert course.explain("en")[1].startswith("stage on 2016-12-31: candidate")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_stage_never_goes_back_without_a_recorded_reason(data: st.DataObject) -> None:
    names = [step.name for step in PATHWAY.steps]
    reasons = {one.name for one in (*PATHWAY.restarts, *PATHWAY.pauses, *PATHWAY.exits)}
    base = data.draw(st.integers(0, len(WAY)))
    rows = list(steps(WAY[:base]))
    at = rows[-1].on if rows else day("2015-01-05")
    for _ in range(data.draw(st.integers(0, 6))):
        at = date.fromordinal(at.toordinal() + data.draw(st.integers(0, 250)))
        name = data.draw(st.sampled_from([*names, "sent_back", "suspended", "ended"]))
        rows.append(Step(state=name, on=at, unit=data.draw(st.sampled_from([None, ABOVE, BRANCH]))))
    one = evolve(member(()), steps=tuple(rows))
    shot = on(one, as_of="2030-01-01")
    order = [None, *(stage.name for stage in PATHWAY.stages)]
    days = sorted({row.on for row in rows} | {date.fromordinal(at.toordinal() + more) for more in (1, 200, 800)})
    before, reached = None, 0
    for when in days:
        stage = course_on(one, PATHWAY, At(shot, when)).stage
        named = any(row.state in reasons and (before is None or before < row.on) and row.on <= when for row in rows)
        if stage in order:
            assert named or reached == -1 or order.index(stage) >= reached, (when, stage)
            reached = order.index(stage)
        else:
            assert any(row.state in reasons for row in rows)
            reached = -1
        before = when


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WAY)), st.integers(0, 1200))
def test_what_happens_later_changes_no_stage_and_no_right_of_an_earlier_day(kept: int, after: int) -> None:
    when = date.fromordinal(day("2015-01-01").toordinal() + after)
    whole, known = member(WAY), member(tuple(row for row in WAY[:kept] if day(row[1]) <= when))
    if [row for row in WAY if day(row[1]) <= when] != [row for row in WAY[:kept] if day(row[1]) <= when]:
        known = member(tuple(row for row in WAY if day(row[1]) <= when))
    early, late = on(known), on(whole)
    assert course_on(known, PATHWAY, At(early, when)) == course_on(whole, PATHWAY, At(late, when))
    assert right_on(known, VOTE, At(early, when)) == right_on(whole, VOTE, At(late, when))


# -- dues ------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "base", "amount"),
    [
        ("wage", "3000", "15.00"),
        ("wage", "3000.01", "30.00"),
        ("wage", "5000", "50.00"),
        ("wage", "5000.01", "75.00"),
        ("wage", "10000", "150.00"),
        ("wage", "10000.01", "200.00"),
        ("pensioner", "5000", "25.00"),
        ("pensioner", "5000.01", "50.00"),
        ("student", "0", "0.20"),
    ],
)
def test_dues_are_a_slab_on_the_whole_base(table: str, base: str, amount: str) -> None:
    found = charge_for(DUES, Decimal(base), table=table)
    assert isinstance(found, Charge)
    assert str(found.amount) == amount
    for language in ("en", "zh"):
        assert amount in "\n".join(found.explain(language))
        assert headed("", DUES.source, language) in "\n".join(found.explain(language))


bases = st.integers(0, 50_000_0000).map(lambda number: Decimal(number).scaleb(-4))


@settings(max_examples=80, deadline=None)
@given(bases, bases)
def test_dues_never_fall_when_the_base_rises_and_are_exact(first: Decimal, second: Decimal) -> None:
    low, high = (charge_for(DUES, base, table="wage") for base in sorted((first, second)))
    assert isinstance(low, Charge)
    assert isinstance(high, Charge)
    assert low.amount <= high.amount
    assert low.slab.rate is not None
    assert low.exact == low.base.as_integer_ratio()[0] * low.slab.rate.as_integer_ratio()[0] / (
        # Fractions by hand: numerator over denominator, both whole.
        Fraction(low.base.as_integer_ratio()[1] * low.slab.rate.as_integer_ratio()[1])
    )
    assert abs(low.amount - Decimal(low.exact.numerator) / Decimal(low.exact.denominator)) <= Decimal("0.005")


def line(id: str, kind: str, month: str, when: str, amount: str | None = None, **more: object) -> DuesLine:
    money = Quantity.of(Decimal(amount), "CNY") if amount else None
    fields = {"id": id, "membership": "m1", "kind": kind, "month": day(f"{month}-01"), "on": day(when), "amount": money, **more}
    return DuesLine(**fields)  # type: ignore[arg-type]


FULL = (("full", "2017-01-10", ""),)
MONTHS = [f"2017-{month:02}" for month in range(1, 10)]


def charged(*months: str) -> list[DuesLine]:
    return [line(f"c{month}", "charge", month, f"{month}-10", "30.00") for month in months]


def test_dues_run_from_the_day_of_the_vote_and_are_in_arrears_when_the_month_is_over() -> None:
    one = member(until("approved"))
    account = account_on(one, DUES, At(on(one), day("2016-08-31")))
    assert [owed.start for owed in account.periods] == [day("2016-06-01"), day("2016-07-01"), day("2016-08-01")]
    assert [owed.start for owed in account.arrears] == [day("2016-06-01"), day("2016-07-01")]
    assert account.amount is None, "nobody has charged anything, so nobody knows how much"


def test_what_is_paid_on_a_later_day_was_in_arrears_until_then() -> None:
    one = member(FULL)
    shot = on(
        one,
        *charged("2017-01"),
        line("p", "payment", "2017-01", "2017-03-05", "30.00"),
        line("p2", "payment", "2017-02", "2017-02-20", "5"),
    )
    assert account_on(one, DUES, At(shot, day("2017-01-31"))).arrears == ()
    assert account_on(one, DUES, At(shot, day("2017-03-04"))).amount == Decimal("30.00")
    assert account_on(one, DUES, At(shot, day("2017-03-05"))).arrears == ()


def test_a_part_paid_leaves_the_rest_exactly() -> None:
    one = member(FULL)
    shot = on(one, *charged("2017-01"), line("p", "payment", "2017-01", "2017-01-20", "29.99"))
    assert account_on(one, DUES, At(shot, day("2017-02-01"))).amount == Decimal("0.01")


def test_a_payment_that_cannot_be_read_puts_nobody_in_arrears_and_is_told() -> None:
    one = member(FULL)
    torn = evolve(
        line("p", "payment", "2017-01", "2017-01-20"), amount=Quantity(raw="3o", measured_in="CNY", quality=Quality.DAMAGED)
    )
    account = account_on(one, DUES, At(on(one, *charged("2017-01"), torn), day("2017-02-10")))
    assert account.arrears == ()
    assert codes(account.problems) == ["dues-amount"]


def test_a_waiver_counts_with_the_consent_of_the_superior_only() -> None:
    one = member(FULL)
    for consent, left in (("above", 0), ("b1", 1), (None, 1)):
        waiver = line("w", "waiver", "2017-01", "2017-01-20", consent=consent)
        account = account_on(one, DUES, At(on(one, *charged("2017-01"), waiver), day("2017-02-10")))
        assert len(account.arrears) == left
        assert codes(account.problems) == (["dues-waiver"] if left else [])


def test_six_months_in_a_row_propose_that_the_meeting_decides_and_change_nothing() -> None:
    one = member(FULL)
    shot = on(one, *charged(*MONTHS))
    assert account_on(one, DUES, At(shot, day("2017-06-30"))).proposed is None
    account = account_on(one, DUES, At(shot, day("2017-07-01")))
    assert account.running == 6
    assert account.proposed is not None
    assert (account.proposed.what, account.proposed.body) == ("lapse", ("branch",))
    assert lapses_on(DUES, At(shot, day("2017-07-01"))) == (account.proposed,)
    assert course_on(one, PATHWAY, At(shot, day("2017-07-01"))).stage == "full"
    assert right_on(one, VOTE, At(shot, day("2017-07-01"))).held is True
    for language, word in (("en", "appeal"), ("zh", "申诉")):
        assert word in "\n".join(account.proposed.explain(language))


def test_a_month_that_was_paid_in_between_breaks_the_row() -> None:
    one = member(FULL)
    shot = on(one, *charged(*MONTHS), line("p", "payment", "2017-03", "2017-04-01", "30.00"))
    assert account_on(one, DUES, At(shot, day("2017-07-01"))).running == 3
    assert account_on(one, DUES, At(shot, day("2017-07-01"))).proposed is None


def test_what_is_paid_more_than_six_months_back_counts_and_is_told() -> None:
    one = member(FULL)
    for when, told in (("2017-07-31", []), ("2017-08-01", ["dues-far-back"])):
        shot = on(one, *charged("2017-01"), line("p", "payment", "2017-01", when, "30.00"))
        account = account_on(one, DUES, At(shot, day("2017-08-31")))
        assert day("2017-01-01") not in [owed.start for owed in account.arrears]
        assert codes(account.problems) == told


def test_students_and_pensioners_have_tables_of_their_own() -> None:
    one = member(FULL)
    student = Circumstance(id="c", membership="m1", kind="student", start=day("2017-01-01"), end=day("2017-03-01"))
    account = account_on(one, DUES, At(on(one, student), day("2017-02-10")))
    assert account.amount == Decimal("0.2"), "a fixed amount needs no charge"
    assert account_on(one, DUES, At(on(one, student), day("2017-03-10"))).amount is None


# -- rights ----------------------------------------------------------------------------------------------------------------------------


def test_s0_23_nobody_votes_before_being_a_full_member() -> None:
    one = member(WAY)
    shot = on(one)
    for when, held in (("2016-06-20", False), ("2016-09-20", False), ("2017-08-31", False), ("2017-09-01", True)):
        right = right_on(one, VOTE, At(shot, day(when)))
        assert right.held is held
        assert codes(right.why_not) == ([] if held else ["right-stage"])


def test_whose_rights_are_suspended_does_not_vote() -> None:
    one = member((*FULL, ("suspended", "2017-05-01", ""), ("full", "2018-05-01", "")))
    shot = on(one)
    assert [right_on(one, VOTE, At(shot, day(when))).held for when in ("2017-04-30", "2017-05-01", "2018-05-01")] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("registration", ["service", "card"])
def test_s2_18_a_second_registration_gives_no_vote(registration: str) -> None:
    home = member(FULL)
    there = member(FULL, id="m2", unit=OTHER, registration=registration)
    shot = on(home, there)
    assert codes(right_on(there, VOTE, At(shot, day("2018-01-01"))).why_not)[0] == "right-registration"
    assert voters(At(shot, day("2018-01-01"))) == ["m1"]


def voters(at: At) -> list[str]:
    return [one.id for one in at.snapshot.all(Membership).values() if right_on(one, VOTE, at).held]


def decision(**more: object) -> Override:
    fields = {"id": "ov", "unit": BRANCH, "about": Ref("membership", "m1"), "what": "vote", "set_to": "no", "ground": "court_order", "decided_by": PersonId("p1"), "start": day("2017-06-01"), "end": day("2017-09-01"), **more}  # fmt: skip
    return Override(**fields)  # type: ignore[arg-type]


def test_a_recorded_decision_sets_a_right_aside_from_its_first_day_to_its_last() -> None:
    one = member(FULL)
    shot = on(one, decision())
    days = ("2017-05-31", "2017-06-01", "2017-08-31", "2017-09-01")
    assert [right_on(one, VOTE, At(shot, day(when))).held for when in days] == [True, False, False, True]
    assert right_on(one, VOTE, At(shot, day("2017-06-01"))).override == "ov"


def test_a_decision_without_who_why_or_until_cannot_be_recorded() -> None:
    whole = {one.name: getattr(decision(), one.name) for one in Override.__attrs_attrs__ if one.name not in ("external_ids", "attachments", "custom")}  # type: ignore[attr-defined]  # fmt: skip
    for name in ("decided_by", "ground", "end", "start"):
        with pytest.raises(TypeError, match=name):
            Override(**{key: value for key, value in whole.items() if key != name})


def test_a_decision_that_sets_what_nobody_knows_changes_nothing_and_is_told() -> None:
    one = member(FULL)
    shot = on(one, decision(set_to="perhaps"))
    right = right_on(one, VOTE, At(shot, day("2017-06-01")))
    assert right.held is True
    assert codes(right.why_not) == ["override-unknown"]
    stage = course_on(one, PATHWAY, At(on(one, decision(what="stage", set_to="general")), day("2017-06-01")))
    assert (stage.stage, codes(stage.problems)) == ("full", ["override-unknown"])


@pytest.mark.parametrize("typed", ["full", CHARTER.label("stage", "full", "zh")])
def test_a_stage_can_be_set_by_a_decision_and_says_so(typed: str) -> None:
    one = member((("applied", "2015-01-05", ""),))
    shot = on(one, decision(what="stage", set_to=typed, ground="papers_found"))
    course = course_on(one, PATHWAY, At(shot, day("2017-07-01")))
    assert (course.stage, course.override) == ("full", "ov")
    assert right_on(one, VOTE, At(shot, day("2017-07-01"))).held is True
    assert "ov" in "\n".join(course.explain("zh"))


# -- moves and care --------------------------------------------------------------------------------------------------------------------


MOVE = (
    *FULL,
    ("transfer_requested", "2017-05-01", "b2"),
    ("transfer_approved", "2017-05-10", "above"),
    ("transferred", "2017-05-20", ""),
)


def test_a_transfer_is_asked_for_approved_left_and_taken_up() -> None:
    here, there = member(MOVE), member((("full", "2017-06-01", ""),), id="m2", unit=OTHER)
    shot = on(here, there)
    states = {}
    for when in ("2017-04-30", "2017-05-01", "2017-05-10", "2017-05-20", "2017-06-01"):
        course = transfer_on(here, MOBILITY, At(shot, day(when)))
        states[when] = course and course.state
    assert list(states.values()) == [
        None,
        TransferState.REQUESTED,
        TransferState.APPROVED,
        TransferState.BETWEEN,
        TransferState.ARRIVED,
    ]
    assert transfer_on(here, MOBILITY, At(shot, day("2017-06-01"))).problems == ()  # type: ignore[union-attr]
    assert homes_twice(MOBILITY, At(shot, day("2017-06-01"))) == ()
    assert voters(At(shot, day("2017-06-01"))) == ["m2"]
    (record,) = shot.derived("transfer_status", day("2017-05-20")).values()
    assert (getattr(record, "state", None), str(getattr(record, "by", None))) == (TransferState.BETWEEN, "2017-08-20")


def test_who_is_not_taken_up_within_three_months_is_late() -> None:
    one = member(MOVE)
    for when, late in (("2017-08-20", False), ("2017-08-21", True)):
        course = transfer_on(one, MOBILITY, At(on(one), day(when)))
        assert course is not None
        assert (course.state, course.by, course.late) == (TransferState.BETWEEN, day("2017-08-20"), late)


def test_a_transfer_without_approval_from_above_is_told() -> None:
    for rows, code in (
        ((*FULL, ("transfer_requested", "2017-05-01", "b2"), ("transferred", "2017-05-20", "")), "transfer-without-approval"),
        (tuple((s, d, "b2" if s == "transfer_approved" else u) for s, d, u in MOVE), "transfer-approver"),
    ):
        course = transfer_on(member(rows), MOBILITY, At(on(member(rows)), day("2017-06-01")))
        assert course is not None
        assert codes(course.problems) == [code]


def test_a_person_has_one_home_and_a_second_registration_needs_it() -> None:
    twice = (member(FULL), member(FULL, id="m2", unit=OTHER))
    (problem,) = homes_twice(MOBILITY, At(on(*twice), day("2018-01-01")))
    assert problem.details["others"] == ["m2"]
    alone = member(FULL, id="m2", unit=OTHER, registration="service")
    assert codes(second_without_home(MOBILITY, At(on(alone), day("2018-01-01")))) == ["second-without-home"]
    assert second_without_home(MOBILITY, At(on(member(FULL), alone), day("2018-01-01"))) == ()


def away(fixed: bool | None) -> Circumstance:
    return Circumstance(id="c", membership="m1", kind="floating", start=day("2017-02-01"), fixed_place=fixed)


@pytest.mark.parametrize(("fixed", "when", "proposed"), [(True, "2017-08-01", []), (True, "2017-08-02", ["transfer"]), (False, "2017-08-02", []), (None, "2017-08-02", [])])  # fmt: skip
def test_s3_19_a_transfer_is_proposed_after_six_months_at_a_fixed_place_only(
    fixed: bool | None, when: str, proposed: list[str]
) -> None:
    one = member(FULL)
    found = mobility_proposals(MOBILITY, At(on(one, away(fixed)), day(when)))
    assert [each.what for each in found] == proposed
    assert transfer_on(one, MOBILITY, At(on(one, away(fixed)), day(when))) is None, "it is proposed, and nobody is moved"


def test_who_is_away_reports_once_a_year() -> None:
    one = member(FULL)
    call = Contact(id="v", unit=BRANCH, on=day("2017-09-01"), target=Ref("person", "p1"), code="reached", purpose="report")
    assert [each.what for each in mobility_proposals(MOBILITY, At(on(one, away(False)), day("2018-02-02")))] == ["report"]
    assert mobility_proposals(MOBILITY, At(on(one, away(False), call), day("2018-02-02"))) == ()


def test_s3_19_care_is_owed_by_the_unit_and_never_by_the_member() -> None:
    one = member(FULL)
    hardship = Circumstance(id="h", membership="m1", kind="hardship", start=day("2017-02-01"))
    shot = on(one, hardship)
    assert mobility_proposals(MOBILITY, At(shot, day("2017-05-01"))) == ()
    (due,) = mobility_proposals(MOBILITY, At(shot, day("2017-05-02")))
    assert due.what == "contact"
    refused = Contact(id="v", unit=BRANCH, on=day("2017-05-02"), target=Ref("person", "p1"), code="declined")
    assert mobility_proposals(MOBILITY, At(on(one, hardship, refused), day("2017-05-02"))) == (), (
        "who declines a call is not called upon again at once"
    )
    for shown in (shot, on(one)):
        assert right_on(one, VOTE, At(shown, day("2017-06-01"))).held is True
        assert course_on(one, PATHWAY, At(shown, day("2017-06-01"))).stage == "full"


def test_what_a_text_says_of_a_rule_is_told_in_both_languages() -> None:
    one = member(FULL)
    (due,) = mobility_proposals(MOBILITY, At(on(one, away(True)), day("2017-08-02")))
    assert "6 months" in due.explain("en")[1]
    assert "6个月" in due.explain("zh")[1]

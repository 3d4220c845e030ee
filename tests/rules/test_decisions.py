"""Decisions: what a rule makes of the numbers of a vote; the vectors of published rules, the laws, and what cannot be."""

from __future__ import annotations

import json
from datetime import date, time
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import association, neutral
from support.sheets import shared_data

import grassroots as gr
from grassroots.charter import Charter, Is
from grassroots.charter.loading import load
from grassroots.errors import InvalidArgument, NotFound
from grassroots.reading import At
from grassroots.rules.decisions.decision_rule import Base, DecisionRule, Quorum, Threshold, Tie, Voters
from grassroots.rules.decisions.decisions import Decision, decide, decide_each, undeclared
from grassroots.rules.decisions.votes import Result
from grassroots.rules.findings import problems_by_rules
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot

HALF = Fraction(1, 2)
DAY = date(2024, 5, 6)
CHARTER = neutral()


def rule(base: Base = Base.CAST, *, quorum: Quorum | None = None, **more: object) -> DecisionRule:
    threshold = more.pop("threshold", None) or Threshold(base=base, over=HALF)
    return DecisionRule(name="rule", source="bylaws, art. 3", quorum=quorum or Quorum(), threshold=threshold, **more)  # type: ignore[arg-type]


def decided(
    text: DecisionRule | None = None, charter: Charter = CHARTER, *, more: tuple[gr.model.Record, ...] = (), **numbers: object
) -> Decision:
    said = {choice: numbers.pop(choice) for choice in ("yes", "no", "abstain", "blank", "void") if choice in numbers}
    vote = gr.model.Vote(**{"id": "v", "unit": "club", "kind": "decision", "on": DAY, **numbers})  # type: ignore[arg-type]
    counts = [gr.model.Count(id=f"v-{choice}", vote=vote.id, choice=choice, votes=votes) for choice, votes in said.items()]  # type: ignore[arg-type]
    return decide(vote, At.of(Snapshot.of([vote, *counts, *more], charter, as_of=date(2024, 12, 31), check=False)), text)


BRANCH = rule(Base.SHOULD_ATTEND, quorum=Quorum(at_least=HALF))


@pytest.mark.parametrize(
    ("present", "yes", "passed", "failed"),
    [
        (12, 11, True, ()),
        (10, 10, False, ("threshold",)),
        (20, 11, True, ()),
        (20, 10, False, ("threshold",)),
        (9, 9, False, ("quorum", "threshold")),
    ],
)
def test_of_twenty_voters_ten_must_be_there_and_eleven_agree(
    present: int, yes: int, passed: bool, failed: tuple[str, ...]
) -> None:
    found = decided(BRANCH, eligible=20, present=present, yes=yes, no=present - yes)
    assert (found.passed, found.failed, found.problems) == (passed, failed, ())


@pytest.mark.parametrize(("base", "needed"), [(Base.CAST, 13), (Base.PRESENT, 16), (Base.SHOULD_ATTEND, 26)])
def test_of_fifty_members_thirty_present_and_twenty_four_valid_votes_the_base_makes_the_majority(
    base: Base, needed: int
) -> None:
    found = decided(rule(base, quorum=Quorum(over=HALF)), eligible=50, present=30, ballots=30, yes=13, no=11, blank=6)
    assert found.tallied[0].needed == needed
    assert found.passed == (base is Base.CAST)


def test_a_default_quorum_is_over_half_so_half_is_none() -> None:
    quorum = Quorum(over=HALF)
    assert decided(rule(quorum=quorum), eligible=50, present=25, yes=25).failed == ("quorum",)
    assert decided(rule(quorum=quorum), eligible=50, present=26, yes=25).passed


@pytest.mark.parametrize(("yes", "no", "passed"), [(20, 10, True), (19, 11, False), (21, 9, True)])
def test_two_thirds_counts_the_limit_in(yes: int, no: int, passed: bool) -> None:
    assert decided(rule(threshold=Threshold(base=Base.CAST, at_least=Fraction(2, 3))), yes=yes, no=no).passed == passed


def test_a_share_and_a_number_are_both_needed_for_a_quorum() -> None:
    union = rule(quorum=Quorum(at_least=Fraction(3, 200), number=20))
    assert decided(union, eligible=1000, present=19, yes=10, no=9).failed == ("quorum",)
    assert decided(union, eligible=1000, present=20, yes=11, no=9).passed
    assert decided(union, eligible=2000, present=29, yes=15, no=14).failed == ("quorum",)


def test_blanks_and_abstentions_are_no_votes_cast_but_they_are_there() -> None:
    numbers = {"eligible": 10, "present": 9, "yes": 3, "no": 2, "abstain": 3, "blank": 1}
    assert decided(rule(Base.CAST), **numbers).passed
    assert not decided(rule(Base.PRESENT), **numbers).passed


def test_a_tie_fails_unless_the_chair_has_a_casting_vote() -> None:
    assert decided(rule(), yes=5, no=5).result is Result.FAILED
    chair = rule(tie=Tie.CASTING_VOTE)
    assert decided(chair, yes=5, no=5, casting="yes").passed
    assert decided(chair, yes=5, no=5, casting="no").result is Result.FAILED
    assert decided(chair, yes=6, no=5).passed
    still_open = decided(chair, yes=5, no=5)
    assert (still_open.result, [problem.code for problem in still_open.problems]) == (Result.OPEN, ["vote-casting"])
    assert any("casting vote of the chair: not given" in line for line in still_open.explain())


def test_a_casting_vote_that_changes_nothing_is_not_waited_for() -> None:
    third = rule(threshold=Threshold(base=Base.CAST, at_least=Fraction(1, 3)), tie=Tie.CASTING_VOTE)
    assert decided(third, yes=5, no=5).passed


# -- groups ------------------------------------------------------------------------------------------------------------------------


def two_houses() -> Decision:
    text = json.loads(shared_data("popolo/spec-examples/vote_event.json").read_text(encoding="utf-8"))
    start, end = text["start_date"], text["end_date"]
    vote = gr.model.Vote(
        id="v", unit="council", kind="decision", on=date.fromisoformat(start[:10]), at=time.fromisoformat(start[11:19]),
        until=date.fromisoformat(end[:10]), until_at=time.fromisoformat(end[11:19]),
    )  # fmt: skip
    names = {"Functional constituencies": "functional", "Geographical constituencies": "geographical"}
    counts = [
        gr.model.Count(id=str(at), vote=vote.id, choice=one["option"], group=names[one["group"]["name"]], votes=one["value"])
        for at, one in enumerate(text["counts"])
    ]
    both = rule(Base.PRESENT, groups=("functional", "geographical"))
    return decide(vote, At.of(Snapshot.of([vote, *counts], CHARTER, as_of=date(2014, 1, 1), check=False)), both)


def test_the_popolo_vote_fails_because_the_first_of_two_groups_fails() -> None:
    found = two_houses()
    assert [(one.group, one.carried, one.needed) for one in found.tallied] == [
        ("functional", False, 18),
        ("geographical", True, 18),
    ]
    assert (found.result, found.failed) == (Result.FAILED, ("group:functional",))


def test_the_popolo_vote_ends_before_it_starts_and_that_is_a_problem_with_the_rule_and_its_source() -> None:
    (problem,) = two_houses().problems
    assert problem.code == "vote-ends-before-start"
    for text in (problem.text("en"), problem.text("zh")):
        assert "17:57:10" in text
        assert "bylaws, art. 3" in text


def test_a_count_of_no_known_group_leaves_the_result_open() -> None:
    split = rule(groups=("a", "b"))
    found = decided(split, yes=5, no=1)
    assert found.result is Result.OPEN
    assert {problem.code for problem in found.problems} == {"vote-group"}


# -- who may vote --------------------------------------------------------------------------------------------------------------------


def member(id: str, state: str = "full", on: date = date(2020, 1, 1), registration: str = "home") -> list[gr.model.Record]:
    person = gr.model.Person(id=f"p-{id}")  # type: ignore[arg-type]
    steps = (gr.model.Step(state=state, on=on),)
    return [person, gr.model.Membership(id=f"m-{id}", person=person.id, unit="club", registration=registration, steps=steps)]  # type: ignore[arg-type]


MEMBERS: tuple[gr.model.Record, ...] = (
    gr.model.Unit(id="club", kind="association", name="Club"),  # type: ignore[arg-type]
    *(record for number in range(6) for record in member(str(number))),
    *member("probation", "provisional"),
    *member("guest", registration="service"),
    *member("later", on=date(2024, 6, 1)),
)
FULL = Voters(where=Is("state", ("full",)))


def test_voters_follow_from_the_memberships_on_the_day_of_the_vote() -> None:
    found = decided(rule(Base.SHOULD_ATTEND, voters=FULL), yes=4, no=0, present=4, more=MEMBERS)
    # Six full members and the guest, who is full elsewhere; the probationary one has no vote, the later one was none yet.
    assert (found.numbers.should_attend, found.passed) == (7, True)


def test_a_written_number_counts_and_that_it_differs_from_the_records_is_told() -> None:
    found = decided(rule(Base.SHOULD_ATTEND, voters=FULL), eligible=9, present=4, yes=4, more=MEMBERS)
    assert found.tallied[0].whole == 9
    assert [problem.code for problem in found.problems] == ["vote-differs"]


def test_who_was_present_follows_from_the_attendance_list_as_the_rule_reads_it() -> None:
    meeting = gr.model.Activity(id="a", unit="club", kind="meeting", on=DAY)  # type: ignore[arg-type]
    there = {"0": "present", "1": "present", "2": "remote", "3": "excused", "probation": "present"}
    list_ = tuple(gr.model.Attendance(id=who, activity="a", person=f"p-{who}", presence=how) for who, how in there.items())  # type: ignore[arg-type]
    for words, present in ((("present",), 2), (("present", "remote"), 3)):
        found = decided(rule(Base.PRESENT, voters=FULL, present=words), activity="a", yes=2, more=(*MEMBERS, meeting, *list_))
        assert found.numbers.present == present


def test_records_of_one_person_are_one_voter_who_is_there_once() -> None:
    meeting = gr.model.Activity(id="a", unit="club", kind="meeting", on=DAY)  # type: ignore[arg-type]
    list_ = tuple(gr.model.Attendance(id=who, activity="a", person=f"p-{who}", presence="present") for who in ("0", "1", "5"))  # type: ignore[arg-type]
    one = gr.model.SamePerson(id="s", kept="p-0", merged="p-5", decided_by="p-1", start=date(2024, 1, 1))  # type: ignore[arg-type]
    text = rule(Base.PRESENT, quorum=Quorum(over=HALF), voters=FULL)
    found = decided(text, activity="a", yes=2, more=(*MEMBERS, meeting, *list_, one))
    assert (found.numbers.should_attend, found.numbers.present) == (6, 2)
    without = decided(rule(Base.PRESENT), activity="a", yes=2, more=(*MEMBERS, meeting, *list_, one))
    assert (without.numbers.should_attend, without.numbers.present) == (2, 2)


def test_those_who_share_a_vote_are_counted_once_among_those_who_should_attend_and_among_those_present() -> None:
    meeting = gr.model.Activity(id="a", unit="club", kind="meeting", on=DAY)  # type: ignore[arg-type]
    list_ = tuple(gr.model.Attendance(id=who, activity="a", person=f"p-{who}", presence="present") for who in ("0", "1"))  # type: ignore[arg-type]
    shared = rule(Base.PRESENT, voters=Voters(where=FULL.where, one_per="unit"))
    found = decided(shared, activity="a", yes=1, more=(*MEMBERS, meeting, *list_))
    assert (found.numbers.should_attend, found.numbers.present) == (1, 1)


def test_more_votes_than_voters_cannot_be_even_where_nobody_counted_who_was_there() -> None:
    found = decided(rule(voters=FULL), yes=8, no=0, more=MEMBERS)
    assert (found.result, [problem.code for problem in found.problems]) == (Result.OPEN, ["vote-exceeds"])
    assert decided(rule(voters=FULL), yes=7, no=0, more=MEMBERS).passed


# -- what cannot be --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ({"eligible": 20, "present": 21, "yes": 15}, "vote-exceeds"),
        ({"eligible": 20, "present": 12, "ballots": 13, "yes": 11}, "vote-exceeds"),
        ({"eligible": 20, "present": 12, "ballots": 12, "yes": 11, "no": 2}, "vote-exceeds"),
        ({"eligible": 20, "present": 12, "yes": 13}, "vote-exceeds"),
        ({"eligible": 20, "present": 12, "yes": 13, "no": -2}, "vote-negative"),
        ({"eligible": 20, "present": -1, "yes": 0}, "vote-negative"),
        ({"present": 12, "yes": 11}, "vote-lacks"),
        ({"eligible": 20, "yes": 11}, "vote-lacks"),
        ({"eligible": 20, "present": 12}, "vote-lacks"),
    ],
)
def test_impossible_and_missing_numbers_leave_the_result_open_with_the_rule_and_its_source(
    numbers: dict[str, int], code: str
) -> None:
    found = decided(BRANCH, **numbers)
    assert found.result is Result.OPEN
    assert code in [problem.code for problem in found.problems]
    for problem in found.problems:
        assert "rule (bylaws, art. 3)" in problem.text("en")
        assert "规则“rule”（bylaws, art. 3）" in problem.text("zh")
        assert problem.cure


def test_a_vote_after_the_day_that_is_looked_at_is_told() -> None:
    vote = gr.model.Vote(id="v", unit="club", kind="decision", on=DAY)  # type: ignore[arg-type]
    count = gr.model.Count(id="c", vote="v", choice="yes", votes=1)  # type: ignore[arg-type]
    found = decide(vote, At.of(Snapshot.of([vote, count], CHARTER, as_of=date(2024, 1, 1), check=False)), rule())
    assert [problem.code for problem in found.problems] == ["vote-not-yet"]


def test_a_vote_without_a_rule_or_with_an_unknown_one_is_refused_by_name() -> None:
    with pytest.raises(NotFound, match="names no rule"):
        decided(None, yes=1)
    with pytest.raises(NotFound, match="no rule 'majorty'"):
        decided(None, rule="majorty", yes=1)


def test_an_election_is_not_decided_as_a_motion() -> None:
    charter = load(
        {**association(), "own.toml": '[election.board]\nen = "e"\nzh = "选"\nelected = { base = "cast", over = "1/2" }\n'},
        kinds=KINDS,
    )
    with pytest.raises(InvalidArgument, match="no rule for decisions"):
        decided(None, charter, rule="board", yes=1)


# -- several options, and what was declared ------------------------------------------------------------------------------------------------


def test_each_project_of_a_list_is_decided_by_itself_and_a_wrong_declaration_is_told() -> None:
    vote = gr.model.Vote(id="v", unit="club", kind="decision", on=DAY, eligible=58, present=55, ballots=55)  # type: ignore[arg-type]
    counts = [
        gr.model.Count(id=f"c{n}", vote="v", option=gr.Ref("project", f"r{n}"), votes=votes, adopted=True)  # type: ignore[arg-type]
        for n, votes in enumerate((55, 30, 29))
    ]
    snapshot = Snapshot.of([vote, *counts], CHARTER, as_of=date(2024, 12, 31), check=False)
    found = decide_each(vote, At.of(snapshot), rule(Base.SHOULD_ATTEND))
    assert [one.passed for one in found] == [True, True, False]
    assert [problem.value for one in found for problem in undeclared(one, At.of(snapshot))] == ["c2"]
    known = evolve(CHARTER, rules={**CHARTER.rules, "decision": {"rule": rule(Base.SHOULD_ATTEND)}})
    named = evolve(vote, rule=rule(Base.SHOULD_ATTEND).name)
    (told,) = problems_by_rules(Snapshot.of([named, *counts], known, as_of=date(2024, 12, 31), check=False))
    assert (told.code, told.value) == ("vote-declared", "c2"), "the check looks at each project, and at what was declared"
    assert "failed" in told.text("en")
    assert "未通过" in told.text("zh")


def test_of_an_option_with_yes_alone_nobody_knows_whether_most_votes_cast_were_for_it() -> None:
    vote = gr.model.Vote(id="v", unit="club", kind="decision", on=DAY)  # type: ignore[arg-type]
    count = gr.model.Count(id="c", vote="v", option=gr.Ref("project", "r"), votes=3)  # type: ignore[arg-type]
    (found,) = decide_each(
        vote, At.of(Snapshot.of([vote, count], CHARTER, as_of=date(2024, 12, 31), check=False)), rule(Base.CAST)
    )
    assert found.result is Result.OPEN


# -- words ----------------------------------------------------------------------------------------------------------------------------------


def test_an_explanation_names_rule_source_quorum_threshold_and_result_in_both_languages() -> None:
    found = decided(BRANCH, eligible=20, present=12, yes=11, no=1)
    assert found.explain() == (
        "Rule: rule (rule); source: bylaws, art. 3.",
        "Quorum: at least 1/2 of those who should attend; of 20 that is 10; 12 were present: met.",
        "11 yes, 1 no, 0 abstained, 0 blank, 0 void; over 1/2 of those who should attend (20), that is 11, carry: reached.",
        "Result: passed.",
    )
    assert found.explain("zh")[1:] == (
        "法定人数：应到人数的1/2以上（含本数）；应到20人，至少10人；实到12人，符合。",
        "赞成11、反对1、弃权0、空白0、废票0；通过须应到人数（20）的超过1/2，至少11票赞成：已达到。",
        "结果：通过。",
    )


# -- laws -----------------------------------------------------------------------------------------------------------------------------------

SHARES = st.sampled_from([Fraction(1, 3), HALF, Fraction(3, 5), Fraction(2, 3), Fraction(3, 4), Fraction(1)])


@st.composite
def rules(draw: st.DrawFn) -> DecisionRule:
    share, base = draw(SHARES), draw(st.sampled_from(Base))
    over = draw(st.booleans()) and share < 1
    threshold = Threshold(base=base, over=share) if over else Threshold(base=base, at_least=share)
    quorum = Quorum(at_least=draw(st.none() | SHARES), number=draw(st.integers(0, 12)))
    return rule(threshold=threshold, quorum=quorum, tie=draw(st.sampled_from(Tie)))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(rules(), *(st.integers(0, 12) for _ in range(5)), st.sampled_from([None, "yes", "no"]))
def test_adding_a_yes_never_turns_a_pass_into_a_fail(
    rule: DecisionRule, yes: int, no: int, abstain: int, away: int, silent: int, casting: str | None
) -> None:
    def run(yes: int, present: int, eligible: int) -> Decision:
        return decided(rule, yes=yes, no=no, abstain=abstain, present=present, eligible=eligible, casting=casting)

    present = yes + no + abstain + silent
    before = run(yes, present, present + away)
    if before.passed:
        assert run(yes + 1, present + 1, present + away + 1).passed, "one more who comes and says yes"
        if away:
            assert run(yes + 1, present + 1, present + away).passed, "one of those away comes and says yes"
        if silent:
            assert run(yes + 1, present, present + away).passed, "one who was silent says yes"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(rules(), *(st.integers(0, 12) for _ in range(3)))
def test_nothing_is_carried_by_nobody_and_the_result_follows_from_what_failed(
    rule: DecisionRule, yes: int, no: int, away: int
) -> None:
    found = decided(rule, yes=yes, no=no, present=yes + no, eligible=yes + no + away)
    assert not (found.passed and yes == 0 and found.casting is None)
    assert found.passed == (not found.failed and found.result is not Result.OPEN)

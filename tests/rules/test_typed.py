"""Decided otherwise than computed: what people typed is held against the rule; both are told, and where a reason is on record, nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.clubs import neutral
from support.rubrics import charter as rubric_charter
from support.rubrics import mark as rated
from support.rubrics import units
from support.taken import taken_in

from grassroots.model import Assessment, Candidacy, Count, Motion, Person, Post, Project, Record, Step, Tenure, Vote
from grassroots.model.labels import noun_label
from grassroots.problems import Problem
from grassroots.rules.decisions.decision_rule import Base, DecisionRule, Quorum, Threshold
from grassroots.rules.decisions.election_rule import ElectionRule
from grassroots.rules.decisions.project_vote_rule import ProjectVoteRule
from grassroots.rules.findings import problems_by_rules
from grassroots.snapshot import Snapshot
from grassroots.values import AssessmentId, PersonId, Quantity, Ref, UnitId

CHARTER = neutral()
DAY = date(2024, 5, 6)
CAST = Threshold(base=Base.CAST, over=Fraction(1, 2))
SIMPLE = DecisionRule(name="simple", source="art. 4", threshold=CAST)
BOARD = ElectionRule(name="board", source="art. 9", elected=CAST)
YEARLY = ProjectVoteRule(name="yearly", source="by-law 7")


def told(*records: Record, **rules: Any) -> list[Problem]:
    """What the given rules alone find in the records, each in both languages with the rule and its source."""
    known = evolve(CHARTER, rules={kind: {rule.name: rule} for kind, rule in rules.items()})
    found = problems_by_rules(Snapshot.of(records, known, as_of=date(2024, 12, 31), check=False))
    for one in found:
        for language in ("en", "zh"):
            assert all(rule.source in one.text(language) for rule in rules.values()), one.text(language)
    return list(found)


def codes(*records: Record, **rules: Any) -> list[tuple[str, str]]:
    return [(one.code, one.value) for one in told(*records, **rules)]


def vote(**more: Any) -> Vote:
    made = {"id": "v", "unit": "club", "kind": "decision", "on": DAY, "eligible": 9, "present": 8, "ballots": 8, **more}
    return Vote(**made)


# -- motions --------------------------------------------------------------------------------------------------------------------------


def motion(outcome: str, yes: int, **more: Any) -> list[Record]:
    step = Step(state="decided", on=DAY, outcome=outcome, **more)
    return [
        vote(rule="simple", motion="m"),
        Motion(id="m", unit="club", title="paint", steps=(Step(state="put", on=date(2024, 3, 1)), step)),  # type: ignore[arg-type]
        Count(id="y", vote="v", choice="yes", votes=yes),  # type: ignore[arg-type]
        Count(id="n", vote="v", choice="no", votes=8 - yes),  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(("outcome", "yes"), [("adopted", 3), ("declined", 6)])
def test_a_motion_entered_against_its_vote_is_told_with_both(outcome: str, yes: int) -> None:
    (one,) = told(*motion(outcome, yes), decision=SIMPLE)
    assert (one.code, one.value) == ("vote-motion", outcome)
    assert outcome in one.text("en")
    assert codes(*motion(outcome, 8 - yes if yes != 6 else 2), decision=SIMPLE) == []
    assert codes(*motion(outcome, yes, ground="expert"), decision=SIMPLE) == [], "a ground is on record"


def test_a_motion_without_a_quorum_is_told_though_the_counts_cannot_be() -> None:
    """Four were there, and eight votes were counted: whatever is wrong there, six of ten were needed."""
    ruled = evolve(SIMPLE, quorum=Quorum(at_least=Fraction(6, 10)))
    [held, *rest] = motion("adopted", 6)
    found = codes(evolve(held, eligible=10, present=4), *rest, decision=ruled)
    assert {"vote-exceeds", "vote-motion", "vote-no-quorum"} <= {code for code, _ in found}


def test_a_motion_that_failed_and_was_put_again_is_held_against_its_last_vote() -> None:
    again = evolve(vote(rule="simple", motion="m"), id="w", on=date(2024, 4, 1))
    lost = [Count(id="wy", vote="w", choice="yes", votes=1), Count(id="wn", vote="w", choice="no", votes=7)]  # type: ignore[arg-type]
    assert codes(*motion("adopted", 6), again, *lost, decision=SIMPLE) == []


# -- elections -----------------------------------------------------------------------------------------------------------------------


def election(*more: Record, ann: int = 6, bo: int = 2, adopted: str = "") -> list[Record]:
    return [
        vote(rule="board", kind="election", seats=1),
        *(Candidacy(id=f"k-{who}", vote="v", person=who, post="chair") for who in ("ann", "bo")),  # type: ignore[arg-type]
        *(
            Count(id=f"c-{who}", vote="v", option=Ref("person", who), votes=votes, adopted=who == adopted)  # type: ignore[arg-type]
            for who, votes in (("ann", ann), ("bo", bo))
        ),
        Post(id="chair", unit="club", kind="chair"),  # type: ignore[arg-type]
        *more,
    ]


def holds(who: str, start: date = date(2024, 6, 1), **more: Any) -> Tenure:
    return Tenure(id=f"t-{who}", post="chair", person=who, start=start, **more)  # type: ignore[arg-type]


def test_a_loser_declared_elected_and_a_winner_who_was_not_are_told() -> None:
    assert codes(*election(adopted="bo"), election=BOARD) == [("vote-passed-over", "c-ann"), ("vote-not-chosen", "c-bo")]
    assert codes(*election(adopted="ann"), election=BOARD) == []
    assert codes(*election(), election=BOARD) == [], "nobody declared anything"
    assert codes(*election(ann=4, bo=4, adopted="bo"), election=BOARD) == [("vote-not-chosen", "c-bo")], "half is not over half"


def test_a_loser_who_holds_the_post_and_a_winner_not_entered_are_told() -> None:
    assert codes(*election(holds("bo")), election=BOARD) == [("vote-not-elected", "t-bo"), ("vote-not-entered", "ann")]
    assert codes(*election(holds("ann")), election=BOARD) == []
    assert codes(*election(), election=BOARD) == []
    before = holds("bo", date(2020, 1, 1), end=date(2024, 6, 1))
    assert codes(*election(before, holds("ann")), election=BOARD) == [], "who held it before the vote"
    after = [holds("ann", end=date(2024, 9, 1)), holds("bo", date(2024, 9, 1))]
    assert codes(*election(*after), election=BOARD) == [], "the seat fell free again"


def test_an_acting_holder_and_one_who_follows_somebody_who_stood_down_are_silent() -> None:
    acting = evolve(BOARD, method=("elected",))
    assert codes(*election(holds("bo", method="acting")), election=acting) == []
    assert len(codes(*election(holds("bo", method="elected")), election=acting)) == 2
    records = [
        evolve(one, withdrawn=date(2024, 5, 20)) if one.id == "k-ann" else one  # type: ignore[call-arg, attr-defined]
        for one in election(holds("bo"))
    ]
    assert codes(*records, election=BOARD) == []


# -- projects -------------------------------------------------------------------------------------------------------------------------


def projects(votes: dict[str, int], adopted: str, **more: Any) -> list[Record]:
    return [
        vote(rule="yearly", kind="project_choice", budget=Quantity.of(100, "CNY"), **more),
        *(Project(id=id, unit="club", kind="practical", name=id, budget=Quantity.of(60, "CNY")) for id in votes),  # type: ignore[arg-type]
        *(
            Count(id=f"c-{id}", vote="v", option=Ref("project", id), votes=number, adopted=id == adopted)  # type: ignore[arg-type]
            for id, number in votes.items()
        ),
    ]


def test_a_project_adopted_before_one_with_more_votes_is_told() -> None:
    many = {"a": 7, "b": 1}
    assert codes(*projects(many, "b"), project_vote=YEARLY) == [("vote-passed-over", "c-a"), ("vote-not-chosen", "c-b")]
    assert codes(*projects(many, "a"), project_vote=YEARLY) == []
    assert codes(*projects(many, ""), project_vote=YEARLY) == []


@pytest.mark.parametrize(
    "numbers",
    [{"ballots": 15}, {"ballots": None, "issued": 20}, {"ballots": None}, {"ballots": 40, "eligible": 20, "present": None}],
)
def test_more_votes_than_papers_and_more_papers_than_voters_are_told(numbers: dict[str, Any]) -> None:
    assert "vote-exceeds" in {
        code for code, _ in codes(*projects({"a": 31}, "", **{"eligible": 30, "present": 20, **numbers}), project_vote=YEARLY)
    }
    assert codes(*projects({"a": 8}, ""), project_vote=YEARLY) == []


# -- grades ---------------------------------------------------------------------------------------------------------------------------

STARS = """
[rubric.yearly]
en = "Stars of branches"
zh = "支部星级"
subject = "unit"
where = { kind = "branch" }
source = "article 12"
months = 12
grade = [{ grade = "excellent", at_least = "60" }, { grade = "good", at_least = "60" }, { grade = "unqualified" }]
quota = [{ grade = "excellent", at_most = "1/3" }]
[rubric.yearly.item]
work = { en = "work", zh = "实绩", weight = "100", fed_by = "marks" }
"""
BEST = {"a": ("97", "excellent"), "b": ("80", "good"), "c": ("40", "unqualified")}


def judged(given: dict[str, tuple[str, str]], marks: dict[str, str] | None = None, **more: Any) -> list[tuple[str, str]]:
    under = rubric_charter(STARS)
    marked = {id: mark for id, (mark, _) in BEST.items()} if marks is None else marks
    steps = (Step(state="proposed", on=date(2014, 1, 22)), Step(state="decided", on=date(2014, 1, 31)))
    records = [
        *units(*BEST),
        Person(id=PersonId("chair")),
        *(rated(Ref("unit", id), "work", mark) for id, mark in marked.items()),
        *(
            Assessment(
                id=AssessmentId(f"g-{id}"),
                unit=UnitId(id),
                subject=Ref("unit", id),
                rubric="yearly",
                first=date(2013, 1, 1),
                last=date(2013, 12, 31),
                score=Decimal(score) if score else None,
                grade=grade,
                decided_by=PersonId("chair"),
                steps=steps,
                **more,
            )
            for id, (score, grade) in given.items()
        ),
    ]
    found = problems_by_rules(Snapshot.of(records, under, as_of=date(2014, 3, 31), check=False))
    assert all("article 12" in one.text(language) for one in found for language in ("en", "zh"))
    return [(one.code, f"{one.details['id']} {one.value}") for one in found]


def test_a_grade_typed_against_the_score_or_the_quota_is_told() -> None:
    assert judged(BEST) == []
    swapped = {"a": ("97", "unqualified"), "b": ("80", "good"), "c": ("40", "excellent")}
    both = [("assess-otherwise", "g-a not qualified"), ("assess-otherwise", "g-c excellent")]
    assert judged(swapped) == both
    assert judged(swapped, reason="resolved at the meeting of 30 January") == []
    assert judged({**BEST, "b": ("80", "excellent"), "a": ("97", "good")}) == [
        ("assess-otherwise", "g-a good"),
        ("assess-otherwise", "g-b excellent"),
    ], "by the quota it is the best of them"
    assert judged({**BEST, "c": ("41.5", "unqualified")}) == [("assess-other-score", "g-c 41.5")]


def test_a_grade_beside_a_typed_score_without_marks_is_told_where_it_cannot_follow() -> None:
    assert judged(BEST, {}) == []
    assert judged({**BEST, "a": ("97", "good"), "c": ("40", "excellent")}, {}) == [("assess-otherwise", "g-c excellent")]
    assert judged({"c": ("", "excellent")}, {}) == [], "nothing is known of it"


def test_equals_for_the_last_place_are_for_people_to_choose_among() -> None:
    given = {"a": ("80", "excellent"), "b": ("80", "good"), "c": ("40", "unqualified")}
    assert judged(given, {"a": "80", "b": "80", "c": "40"}) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"item": "speed"}, "assess-item"),
        ({"value": Decimal(160)}, "assess-mark"),
        ({"value": Decimal(-60)}, "assess-mark"),
        ({"rubric": "secret"}, "rating-rule"),
        ({"value": None}, "assess-choice"),
        ({"returns": 75, "issued": 60}, "assess-issued"),
    ],
)
def test_marks_that_cannot_be_are_told_though_nobody_is_graded_by_them(more: dict[str, Any], code: str) -> None:
    records = [*units("a"), evolve(rated(Ref("unit", "a"), "work", "90"), **more)]
    found = problems_by_rules(Snapshot.of(records, rubric_charter(STARS), as_of=date(2014, 3, 31), check=False))
    assert [one.code for one in found] == [code]
    assert all(found[0].text(language) for language in ("en", "zh"))


def test_where_the_charter_does_not_say_what_adopted_is_called_no_outcome_is_held_against_a_vote() -> None:
    named = {**CHARTER.words["outcome"]}
    del named["adopted"]
    known = evolve(CHARTER, words={**CHARTER.words, "outcome": named}, rules={"decision": {"simple": SIMPLE}})
    records = motion("solved", 6)
    assert problems_by_rules(Snapshot.of(records, known, as_of=date(2024, 12, 31), check=False)) == ()
    own = evolve(known, rules={"decision": {"simple": evolve(SIMPLE, adopted=("solved",))}})
    assert problems_by_rules(Snapshot.of(records, own, as_of=date(2024, 12, 31), check=False)) == ()
    lost = Snapshot.of(motion("solved", 2), own, as_of=date(2024, 12, 31), check=False)
    assert [one.code for one in problems_by_rules(lost)] == ["vote-motion"]


# -- a decision that lets it stand ---------------------------------------------------------------------------------------------------


def test_a_decision_in_the_ledger_lets_stand_what_was_typed_otherwise_in_either_language(tmp_path: Path) -> None:
    found = {
        "units": "code,name,kind,part of\nR,Rosenhof,association,\nN,North House,branch,R\n",
        "people": "person No.,name\nP1,Ann Example\nP2,Bo Example\n",
        "activities": "No.,unit,kind,held on,people\n1,N,meeting,2024-03-01,5\n2,N,meeting,2024-04-01,7\n",
        "attendances": "activity,person,presence\n1,P1,present\n2,P2,present\n",
    }
    office = taken_in(tmp_path, found, "association")
    asked = [one.value for one in office.check("2024-06-30") if one.code == "headcount-not-list"]
    assert asked == ["5", "7"]
    words, columns = office.charter.words, {one.name: one.headings for one in office.charter.ledgers["overrides"].columns}
    for place, (language, last) in enumerate((("en", "2024-12-31"), ("zh", "2024-07-31"))):
        row = {
            "no": str(place + 1),
            "unit": "R",
            "about": str(place + 1),
            "about_noun": noun_label("activity", language),
            "what": words["overridden"]["result"].labels[language],
            "set_to": "5",
            "ground": words["ground"]["resolution"].labels[language],
            "decided_by": "P1",
            "start": "2024-04-02",
            "end": last,
        }
        text = "\n".join(",".join(cells) for cells in ((columns[name][place] for name in row), row.values()))
        (tmp_path / "ledgers" / f"overrides{place or ''}.csv").write_text(text, encoding="utf-8")
        assert office.take_in(tmp_path / "ledgers").ok
    assert "headcount-not-list" not in {one.code for one in office.check("2024-06-30")}
    again = [one.value for one in office.check("2024-08-01") if one.code == "headcount-not-list"]
    assert again == ["7"], "a decision holds until its last day"

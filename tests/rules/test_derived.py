"""Derived records: what rules say of records stands beside them, is asked for like any noun, and is counted like any noun."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import jsonschema
import pytest
from attrs import evolve, field, frozen
from support.clubs import neutral

from grassroots.charter import AllOf, Charter, Form, Has, Is, Measure, Outline, Say, Section
from grassroots.charter.checking import check
from grassroots.fields import described, public
from grassroots.figures import evaluate
from grassroots.model import Count, Derived, Unit, Vote, derived_noun, known_noun, noun_of
from grassroots.reports import make_report
from grassroots.reports.contract import schema
from grassroots.rules.decisions.decision_rule import Base, DecisionRule, Threshold
from grassroots.rules.decisions.outcome import VoteOutcome
from grassroots.rules.decisions.votes import Result
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Source, UnitId, VoteId

BOTH = {"en": "x", "zh": "甲"}
PASSED = Measure(name="passed", labels=BOTH, form=Form.RATE, noun="vote_outcome", hit=Is("result", ("passed",)))


def charter() -> Charter:
    found = neutral()
    rule = DecisionRule(name="simple", labels=BOTH, threshold=Threshold(base=Base.CAST, over=Fraction(1, 2)))
    return evolve(found, measures={**found.measures, "passed": PASSED}, rules={**found.rules, "decision": {"simple": rule}})


def snapshot(as_of: date = date(2014, 6, 30)) -> Snapshot:
    known = charter()
    house = Unit(id=UnitId("a"), kind="association", name="A", start=date(2010, 1, 1))
    records = [house]
    for id, yes, no, on in (("v-1", 5, 2, date(2014, 3, 1)), ("v-2", 2, 5, date(2014, 4, 1)), ("v-3", 4, 1, date(2014, 9, 1))):
        records += [
            Vote(id=VoteId(id), unit=UnitId("a"), kind="motion", on=on, rule="simple", eligible=9, present=8),
            Count(id=f"{id}-y", vote=VoteId(id), choice="yes", votes=yes),
            Count(id=f"{id}-n", vote=VoteId(id), choice="no", votes=no),
        ]
    return Snapshot.of(records, known, as_of=as_of, check=False)


def test_what_a_rule_derives_is_asked_for_by_its_class() -> None:
    found = snapshot().all(VoteOutcome)
    assert {id: one.result for id, one in found.items()} == {"v-1": Result.PASSED, "v-2": Result.FAILED}
    assert noun_of(found["v-1"]) == "vote_outcome"


def test_it_is_that_of_the_day_that_is_asked_about() -> None:
    assert list(snapshot(date(2014, 12, 31)).all(VoteOutcome)) == ["v-1", "v-2", "v-3"]
    assert list(snapshot(date(2014, 12, 31)).derived("vote_outcome", date(2014, 3, 31))) == ["v-1"]


def test_a_figure_counts_derived_records_and_leads_to_them() -> None:
    figure = evaluate(["passed"], snapshot(), scope=UnitId("a"), period=Period.year(2014))["passed"]
    assert (figure.numerator, figure.denominator) == (1, 2)
    assert figure.records().hits == (("vote_outcome", "v-1"),)
    assert figure.records().misses == (("vote_outcome", "v-2"),)


def test_a_report_lists_the_derived_records_behind_a_figure_with_the_rows_they_come_from() -> None:
    say = Say(text={"en": "{passed.numerator} passed.", "zh": "{passed.numerator}项通过。"})
    section = Section(labels=BOTH, blocks=(say,))
    outline = Outline(name="votes", labels=BOTH, headline=("passed",), sections=(section,))
    bare = snapshot()
    rows = {("vote", "v-1"): Source("votes.csv", row=2)}
    shot = Snapshot.of(list(bare), bare.charter, as_of=bare.as_of, check=False, sources=rows)
    report = make_report(outline, shot, profile="named")
    document = report.to_dict()
    jsonschema.Draft202012Validator(schema()).validate(document)
    assert document["figures"][0]["records"] == {"hit": ["vote_outcome:v-1"], "miss": ["vote_outcome:v-2"], "left_out": {}}
    (note,) = report.render("zh").figures
    assert [(line.id, line.place) for listed in note.records for line in listed.records] == [
        ("v-1", "votes.csv，第2行"),
        ("v-2", ""),
    ]
    assert "结果 = “通过”" in report["passed"].explain("zh")


def test_what_refers_to_a_record_may_be_derived_and_counts_on_its_day() -> None:
    later = snapshot(date(2014, 12, 31))
    assert [one.result for one in later.referrers(VoteOutcome, "vote", ("vote", "v-3"))] == [Result.PASSED]
    assert later.referrers(VoteOutcome, "vote", ("vote", "v-3"), date(2014, 6, 30)) == []
    (outcome,) = later.referrers(VoteOutcome, "vote", ("vote", "v-1"))
    assert (later.home(outcome), later.begins(outcome)) == ("a", date(2014, 3, 1))
    assert not later.counts_on(outcome, date(2014, 2, 28))
    had = Has(noun="vote_outcome", by="vote", where=Is("result", ("passed",)))
    carried = Measure(name="carried", labels=BOTH, form=Form.COUNT, noun="vote", dated="on", hit=had)
    assert evaluate([carried], later, period=Period.year(2014))["carried"].value == 2


def test_a_measure_of_derived_records_is_checked_like_any_other() -> None:
    known = charter()
    assert check(known) == []
    wrong = evolve(PASSED, hit=AllOf((Is("result", ("carried",)), Is("reslt", ("passed",)))))
    codes = {problem.code for problem in check(evolve(known, measures={**known.measures, "passed": wrong}))}
    assert codes == {"charter-choice", "charter-path-near"}


def test_without_kinds_a_charter_derives_nothing() -> None:
    bare = evolve(charter(), kinds={})
    assert snapshot().all(VoteOutcome)
    assert Snapshot.of(list(snapshot()), bare, as_of=date(2014, 6, 30), check=False).all(VoteOutcome) == {}


def test_two_derived_nouns_cannot_bear_one_name() -> None:
    with pytest.raises(TypeError, match="there is a noun 'vote_outcome' already"):

        @derived_noun
        @frozen(kw_only=True, field_transformer=described)
        class VoteOutcome(Derived):
            more: int = field(default=0, metadata=public("a number"))

    assert known_noun("vote_outcome")

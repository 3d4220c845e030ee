"""Persons matched and merged: proposed by declared keys, decided by people, honoured by figures, undone by withdrawing the decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.offices import put

import grassroots as gr
from grassroots.builtin.charters import grassroots_open_charter
from grassroots.charter import ALWAYS, Charter, Form, Measure
from grassroots.charter.loading import load
from grassroots.figures import evaluate
from grassroots.model import Membership, Person, Record, SamePerson, Step, Unit
from grassroots.reading import At
from grassroots.rules.members.same_persons import MatchingRule, MatchKey, likely_same
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import PartialDate, Period, PersonId, UnitId

FOUND = grassroots_open_charter("association", {})
assert FOUND is not None
CHARTER: Charter = load(FOUND.files, kinds=KINDS)
AS_OF = date(2024, 6, 30)
KEYS = """
[matching.person]
en = "One person"
zh = "同一人员"
source = "house rules"
keys = [{ of = ["name", "birth"] }]
"""
ROOT = Unit(id=UnitId("root"), kind="association", name="All")
RULE = MatchingRule(
    name="person",
    source="house rules",
    keys=(MatchKey(of=("name", "birth")), MatchKey(of=("phone",)), MatchKey(of=("number",))),
)


def person(id: str, name: str | None = None, birth: str | None = None, phone: str | None = None) -> Person:
    return Person(id=PersonId(id), name=name, birth=PartialDate.of(birth) if birth else None, phone=phone)


def member(id: str, who: str, number: str | None = None) -> Membership:
    return Membership(
        id=id, person=PersonId(who), unit=ROOT.id, number=number, steps=(Step(state="full", on=date(2020, 1, 1)),)
    )


def same(id: str, kept: str, merged: str, start: str = "2024-01-01", end: str | None = None) -> SamePerson:
    return SamePerson(
        id=id,
        kept=PersonId(kept),
        merged=PersonId(merged),
        decided_by=PersonId(kept),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
    )


def snapshot(*records: Record, as_of: date = AS_OF) -> Snapshot:
    return Snapshot.of((ROOT, *records), CHARTER, as_of=as_of)


def members(shot: Snapshot) -> object:
    return evaluate(["members"], shot, period=Period.year(2024))["members"].value


def test_records_that_agree_in_a_declared_key_are_proposed_with_the_keys_and_without_the_values() -> None:
    shot = snapshot(
        person("a", "Ann  Example", "1980-05-04", "+44 20-555"),
        person("b", "ann example", "1980-05-04"),
        person("c", "Ann Example", "1980-05-05"),
        person("d", "Bob", "1970", "4420555"),
    )
    found = likely_same(RULE, At.of(shot))
    assert [(one.kept, one.merged, one.keys) for one in found] == [("a", "b", (("name", "birth"),)), ("a", "d", (("phone",),))]
    for language in ("en", "zh"):
        text = "\n".join(found[0].explain(language))
        assert "house rules" in text
        assert "Ann" not in text
        assert "1980" not in text


def test_what_is_missing_agrees_with_nothing() -> None:
    shot = snapshot(person("a", "Ann"), person("b", "Ann"), person("c", None, "1980"), person("d", None, "1980"))
    assert likely_same(RULE, At.of(shot)) == ()


def test_the_number_of_a_membership_tells_two_records_of_one_person_in_two_ledgers() -> None:
    shot = snapshot(person("a"), person("b"), member("m1", "a", "0017"), member("m2", "b", "00 17"))
    assert [one.keys for one in likely_same(RULE, At.of(shot))] == [(("number",),)]


def test_nothing_but_declared_keys_is_compared() -> None:
    weak = MatchingRule(name="person", keys=(MatchKey(of=("email",)),))
    assert likely_same(weak, At.of(snapshot(person("a", "Ann", "1980", "1"), person("b", "Ann", "1980", "1")))) == ()


def test_records_that_are_known_to_be_one_person_count_once_and_are_not_proposed_again() -> None:
    people = (person("a", "Ann", "1980"), person("b", "Ann", "1980"), member("m1", "a"), member("m2", "b"))
    before, after = snapshot(*people), snapshot(*people, same("s", "a", "b"))
    assert (members(before), members(after)) == (2, 1)
    assert len(likely_same(RULE, At.of(before))) == 1
    assert likely_same(RULE, At.of(after)) == ()
    figure = evaluate(["members"], after, period=Period.year(2024))["members"]
    assert [id for _, id in figure.records().hits] == ["m1", "m2"], "both records stay, and both are evidence"


def test_a_decision_that_has_ended_or_has_not_begun_merges_nothing() -> None:
    people = (person("a"), person("b"), member("m1", "a"), member("m2", "b"))
    for decision in (same("s", "a", "b", end="2024-06-30"), same("s", "a", "b", start="2024-07-01")):
        assert members(snapshot(*people, decision)) == 2
    assert members(snapshot(*people, same("s", "a", "b", end="2024-07-01"))) == 1


def test_a_merger_is_undone_by_withdrawing_it() -> None:
    with gr.open("memory:") as office:
        office.add(ROOT, person("a"), person("b"), member("m1", "a"), member("m2", "b"), reason="registers")
        assert office.figure("members", AS_OF).value == 2
        office.add(same("s", "a", "b"), reason="looked at both files")
        assert office.figure("members", AS_OF).value == 1
        assert office.figure("persons_merged", AS_OF).value == 1
        office.withdraw("same_person", "s", reason="they are cousins")
        assert office.figure("members", AS_OF).value == 2
        assert {office.get("person", id).id for id in ("a", "b")} == {"a", "b"}


def test_a_pair_is_decided_by_somebody_with_a_name_and_is_then_one_person(tmp_path: Path) -> None:
    put(tmp_path, {"charter.toml": f'id = "own"\nextends = ["association"]\nlabel = {{ en = "Own", zh = "自订" }}\n{KEYS}'})
    with gr.open("memory:", charter=tmp_path) as office:
        people = [person(id, "Ann Lee", "1990-01-01") for id in ("a", "b")]
        office.add(ROOT, *people, member("m1", "a"), member("m2", "b"), reason="registers")
        (pair,) = office.records("likely_same", AS_OF)
        assert (pair.kept, pair.merged, pair.unit, pair.keys) == ("a", "b", "root", ("name", "birth"))
        (proposal,) = [one for one in office.proposals(AS_OF) if one.what == "duplicate"]
        with pytest.raises(gr.errors.InvalidArgument, match="decided_by"):
            office.act(proposal, reason="both files looked at")
        with pytest.raises(gr.errors.HasProblems):
            office.act(proposal, reason="both files looked at", decided_by="nobody")
        office.act(proposal, reason="both files looked at", decided_by="a")
        assert (office.records("likely_same", AS_OF), office.figure("members", AS_OF).value) == ((), 1)
        assert [one for one in office.todo(AS_OF) if one.kind == "matching"] == []
        office.withdraw("same_person", "a:b", reason="they are cousins")
        (again,) = [one for one in office.proposals(AS_OF) if one.what == "duplicate"]
        office.act(again, reason="they are one after all", decided_by="a")
        assert office.figure("members", AS_OF).value == 1


@pytest.mark.parametrize("pairs", [[("a", "b"), ("b", "c")], [("c", "b"), ("b", "a")], [("a", "b"), ("c", "b")], [("a", "b"), ("b", "c"), ("c", "a")]])  # fmt: skip
def test_chains_and_circles_of_decisions_make_one_person(pairs: list[tuple[str, str]]) -> None:
    people = [person(id) for id in "abc"] + [member(f"m{id}", id) for id in "abc"]  # type: ignore[operator]
    shot = snapshot(*people, *(same(f"s{number}", *pair) for number, pair in enumerate(pairs)))
    assert members(shot) == 1
    assert len({shot.person(id) for id in "abc"}) == 1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8), st.randoms())
def test_the_order_of_decisions_never_matters_and_a_class_is_a_class(pairs: list[tuple[int, int]], dice: object) -> None:
    people = [person(f"p{number}") for number in range(7)]
    decisions = [same(f"s{number}", f"p{a}", f"p{b}") for number, (a, b) in enumerate(pairs)]
    shuffled = decisions[:]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = snapshot(*people, *decisions), snapshot(*people, *shuffled)
    for one in people:
        assert first.person(one.id) == second.person(one.id)
        assert first.person(first.person(one.id)) == first.person(one.id)
    for a, b in pairs:
        assert first.person(f"p{a}") == first.person(f"p{b}")
    measure = Measure(name="all", labels={"en": "all", "zh": "全部"}, form=Form.DISTINCT, noun="person", key="id", where=ALWAYS)
    value = evaluate([measure], first, period=Period.year(2024))["all"].value
    assert value == len({first.person(one.id) for one in people})


def test_each_pair_is_proposed_to_people_and_nothing_of_it_is_done() -> None:
    shot = snapshot(person("a", "Ann", "1980", "1"), person("b", "Ann", "1980", "2"))
    (one,) = KINDS["matching"].proposes(RULE, At.of(shot))  # type: ignore[misc, union-attr]
    assert (one.what, one.record) == ("duplicate", ("person", "a"))
    assert "a and b may be one person" in one.reason.text("en")
    assert "a与b可能是同一人" in one.reason.text("zh")

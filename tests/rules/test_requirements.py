"""Requirements: what records must have, be and keep to; once, or anew in each period of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from support.clubs import neutral

from grassroots.charter import Charter
from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid
from grassroots.figures import evaluate
from grassroots.model import Activity, Membership, Partner, Person, Placement, Record, Step, Team, Unit
from grassroots.rules.findings import problems_by_rules, to_dos
from grassroots.rules.organization.requirements import RequirementState
from grassroots.snapshot import Snapshot
from grassroots.values import Period, TeamId, UnitId

RULES = """
[words.team]
studio = { en = "studio", zh = "工作室" }
[words.activity]
survey = { en = "survey", zh = "调研" }
lecture = { en = "lecture", zh = "宣讲" }
[requirement.partners]
en = "a partner for each branch"
zh = "每个支部一个合作方"
noun = "unit"
where = { kind = "branch" }
has = [{ noun = "partner", match = { unit = "id" } }]
since = "start"
within = { days = 30 }
owner = "above"
[requirement.golden]
en = "a golden enterprise for each branch"
zh = "每个支部一家金牌企业"
noun = "unit"
where = { kind = "branch" }
has = [{ noun = "partner", match = { unit = "id" }, where = { kind = "enterprise", name = { contains = "Gold" } } }]
[requirement.gold_for_each]
en = "an enterprise called Gold for each branch"
zh = "每个支部一家名为“Gold”的企业"
noun = "unit"
where = { kind = "branch" }
has = [{ noun = "partner", match = { unit = "id" }, where = { kind = "enterprise", name = "Gold" } }]
[requirement.golden_school]
en = "a golden school for each branch"
zh = "每个支部一所金牌学校"
noun = "unit"
where = { kind = "branch" }
must = { has = { partner = "unit", where = { kind = "school", name = { contains = "Gold" } } } }
[requirement.called_gold]
en = "a partner was called Gold when it began"
zh = "合作方设立时名称应含“Gold”"
noun = "partner"
must = { name = { contains = "Gold" } }
on = "start"
owed = false
[requirement.meetings]
en = "a meeting of each branch a quarter"
zh = "支部每季度开会"
noun = "unit"
where = { kind = "branch" }
has = [{ noun = "activity", match = { unit = "id" }, where = { kind = "meeting" } }]
every = "quarter"
[requirement.acts]
en = "one act of each kind a quarter"
zh = "每季度每项活动一次"
noun = "team"
where = { kind = "studio" }
has = [{ noun = "activity", match = { team = "id" }, each = "kind", words = ["survey", "lecture"] }]
every = "quarter"
[requirement.act_in_time]
en = "acts lie in the time of the studio"
zh = "活动应在工作室成立之后"
noun = "activity"
must = { not = { on = { before = "team.start" } } }
owed = false
tells = ["team"]
[requirement.brand]
en = "a brand belongs to one team"
zh = "品牌不得重复"
noun = "team"
once = ["brand"]
owed = false
[requirement.one_place]
en = "registered for service at one place"
zh = "只在一处登记"
noun = "membership"
where = { registration = "service", state = "full" }
once = ["person"]
owed = false
[measure.acts_done]
en = "acts done"
zh = "已完成"
rate = "requirement_state"
where = { rule = "acts" }
dated = "last"
hit = { met = true }
"""
DAY = date(2024, 6, 30)
TOP = Unit(id=UnitId("top"), kind="association", name="Top")


def charter() -> Charter:
    return overlay(neutral(), {"rules.toml": RULES})


def branch(id: str, start: date) -> Unit:
    return Unit(
        id=UnitId(id),
        kind="branch",
        name=id.upper(),
        start=start,
        parents=(Placement(since=date(2000, 1, 1), parent=UnitId("top")),),
    )


def studio(id: str, brand: str | None = None, start: date = date(2024, 1, 1), end: date | None = None) -> Team:
    return Team(id=TeamId(id), unit=UnitId("top"), kind="studio", name=id, brand=brand, start=start, end=end)


def act(id: str, team: str, kind: str, on: date) -> Activity:
    return Activity(id=id, unit=UnitId("top"), kind=kind, title="", on=on, team=TeamId(team))


def shot(*records: Record, on: date = DAY) -> Snapshot:
    return Snapshot.of([TOP, *records], charter(), as_of=on)


def told(snapshot: Snapshot, rule: str) -> dict[str, str]:
    return {one.details["id"]: one.code for one in problems_by_rules(snapshot) if one.details.get("rule") == rule}


def test_what_is_lacking_is_a_to_do_of_whoever_owes_it_and_a_finding_once_its_day_has_passed() -> None:
    records = [
        branch("old", date(2024, 1, 1)),
        branch("new", date(2024, 6, 10)),
        branch("kept", date(2023, 1, 1)),
        Partner(id="p", unit=UnitId("kept"), kind="enterprise", name="P"),
    ]
    snapshot = shot(*records)
    owed = {one.record[1]: one for one in to_dos(snapshot) if one.rule == "partners"}
    assert sorted(owed) == ["new", "old"]
    assert owed["old"].day == date(2024, 1, 31) and owed["old"].urgency.value == "overdue" and owed["old"].unit == "top"
    assert owed["new"].urgency.value == "due"
    assert told(snapshot, "a partner for each branch") == {"old": "requirement-lacking"}
    assert owed["old"].reason.text("zh").startswith("单位old（OLD）未达到规则“每个支部一个合作方”")


def test_what_took_place_is_asked_of_the_period_in_which_it_did_and_what_stands_on_the_day() -> None:
    """No act of another year changes what is met of this one."""
    acts = [act("early", "s", "survey", date(2023, 5, 2)), act("late", "s", "survey", date(2024, 5, 2))]
    snapshot = shot(studio("s", brand="B"), studio("t", brand="B"), *acts)
    states = {one.record.id: one for one in snapshot.all(RequirementState).values() if one.rule in ("act_in_time", "brand")}
    assert {id: one.on for id, one in states.items()} == {
        "early": date(2023, 5, 2), "late": date(2024, 5, 2), "s": None, "t": None,
    }  # fmt: skip
    for year, acted in ((2023, 0), (2024, 1)):
        found = evaluate(["requirements_met"], snapshot, period=Period.year(year))["requirements_met"]
        told = {key[1] for keys in (found.records().hits, found.records().misses) for key in keys}
        counted = {id.split(":")[-1] for id in told if id.split(":")[0] in ("act_in_time", "brand")}
        assert counted == {("early", "late")[acted], *(("s", "t") if acted else ())}


def test_of_what_an_office_never_recorded_nothing_is_said() -> None:
    snapshot = shot(branch("old", date(2024, 1, 1)))
    assert [one for one in to_dos(snapshot) if one.kind == "requirement"] == []


@pytest.mark.parametrize(
    ("kind", "rule", "other"), [("enterprise", "golden", "school"), ("school", "golden_school", "enterprise")]
)
def test_what_an_office_keeps_and_none_of_which_suffices_is_lacking_and_not_unknown(kind: str, rule: str, other: str) -> None:
    def states(*records: Record) -> list[bool]:
        return [one.met for one in shot(branch("a", DAY), *records).all(RequirementState).values() if one.rule == rule]

    assert states(Partner(id="p", unit=UnitId("a"), kind=kind, name="Plain")) == [False]
    assert states(Partner(id="p", unit=UnitId("a"), kind=kind, name="Gold")) == [True]
    assert states(Partner(id="p", unit=UnitId("a"), kind=other, name="Gold")) == []


def test_a_word_says_what_is_asked_for_and_who_keeps_no_such_record_is_told_nothing() -> None:
    def told(name: str) -> list[tuple[str, bool]]:
        records = [branch("a", DAY), branch("b", DAY), Partner(id="p", unit=UnitId("a"), kind="enterprise", name=name)]
        found = shot(*records).all(RequirementState).values()
        return sorted((one.record.id, one.met) for one in found if one.rule == "gold_for_each")

    assert told("Plain") == []
    assert told("Gold") == [("a", True), ("b", False)]


def test_what_is_asked_anew_is_counted_period_by_period_from_the_first_that_is_known() -> None:
    records = [
        studio("a"),
        studio("b", start=date(2024, 4, 1)),
        act("1", "a", "survey", date(2024, 3, 31)),
        act("2", "a", "lecture", date(2024, 1, 9)),
        act("3", "a", "survey", date(2024, 4, 1)),
    ]
    snapshot = shot(*records)
    states = {(one.record.id, str(one.first)): one for one in snapshot.all(RequirementState).values() if one.rule == "acts"}
    assert {key: (one.have, one.need) for key, one in states.items()} == {
        ("a", "2024-01-01"): (2, 2),
        ("a", "2024-04-01"): (1, 2),
        ("b", "2024-04-01"): (0, 2),
    }
    figure = evaluate(["acts_done"], snapshot, period=Period.year(2024))["acts_done"]
    assert (figure.numerator, figure.denominator) == (1, 3)
    [lacking] = [one for one in to_dos(snapshot) if one.record == ("team", "a")]
    assert lacking.reason.details["lacking"] == ("lecture",) and lacking.reason.details["period"] == "2024-Q2"


def test_an_ended_unit_stays_in_the_periods_in_which_it_stood_and_is_asked_for_nothing() -> None:
    ended = evolve(branch("old", date(2023, 1, 1)), end=date(2024, 4, 1))
    met = Activity(id="m", unit=UnitId("old"), kind="meeting", title="", on=date(2023, 12, 1))
    snapshot = shot(ended, met)
    states = {str(one.first): one.met for one in snapshot.all(RequirementState).values() if one.rule == "meetings"}
    assert states == {"2023-10-01": True, "2024-01-01": False}
    assert [one for one in to_dos(snapshot) if one.record == ("unit", "old")] == []
    assert "old" not in told(snapshot, "a meeting of each branch a quarter")


def test_what_is_wrong_as_it_stands_is_a_finding_whenever_it_was() -> None:
    records = [
        studio("a", start=date(2024, 2, 1), end=date(2024, 3, 1)),
        act("early", "a", "survey", date(2024, 1, 31)),
        act("right", "a", "survey", date(2024, 2, 1)),
    ]
    assert told(shot(*records), "acts lie in the time of the studio") == {"early": "requirement-broken"}


def test_two_that_stand_at_one_time_may_not_share_what_belongs_to_one() -> None:
    records = [
        studio("a", "red"),
        studio("b", "red", start=date(2024, 3, 1)),
        studio("c", "blue", end=date(2024, 2, 1)),
        studio("d", "blue", start=date(2024, 2, 1)),
        studio("e"),
        studio("f"),
    ]
    found = told(shot(*records), "a brand belongs to one team")
    assert found == {"a": "requirement-broken", "b": "requirement-broken"}


def test_an_unsound_requirement_is_told() -> None:
    text = '[requirement.none]\nen = "n"\nzh = "无"\nnoun = "team"\nsince = "brand"\nhas = [{ noun = "seat", match = { team = "id" }, each = "role" }]\nwithin = { days = 3 }\n'
    with pytest.raises(CharterInvalid) as told_of:
        overlay(neutral(), {"x.toml": text})
    assert {one.code for one in told_of.value.problems} == {"charter-dated", "charter-missing"}


def test_what_belongs_to_a_day_of_its_own_stays_said_where_the_record_has_ended_since() -> None:
    partner = Partner(id="p-1", unit=UnitId("b"), kind="enterprise", name="Gold", start=date(2023, 1, 1), end=date(2024, 1, 1))
    found = Snapshot.of([Unit(id="b", kind="branch", name="B"), partner], charter(), as_of=date(2024, 12, 31))
    states = [one for one in found.all(RequirementState).values() if one.rule == "called_gold"]
    assert [(one.record.id, one.on, one.met) for one in states] == [("p-1", date(2023, 1, 1), True)]


@pytest.mark.parametrize(
    ("left", "applied", "came", "twice"),
    [
        ("2024-04-01", "2024-03-01", "2024-03-31", True),  # one day at both, long ago
        ("2024-04-01", "2024-03-01", "2024-04-01", False),  # applied there before leaving here
        (None, "2024-03-01", None, False),
        (None, "2024-03-01", "2024-06-30", True),
    ],
)
def test_what_may_be_once_at_a_time_is_told_of_lives_that_are_over_too(
    left: str | None, applied: str, came: str | None, twice: bool
) -> None:
    def registered(id: str, steps: dict[str, str | None]) -> Membership:
        lived = tuple(Step(state=state, on=date.fromisoformat(day)) for state, day in steps.items() if day)
        return Membership(id=id, person="ann", unit=UnitId("top"), registration="service", steps=lived)

    here = registered("here", {"applied": "2023-01-01", "full": "2023-01-05", "ended": left})
    there = registered("there", {"applied": applied, "full": came})
    for both in ((here, there), (there, here)):
        found = told(shot(Person(id="ann"), *both), "registered for service at one place")
        assert found == ({"here": "requirement-broken", "there": "requirement-broken"} if twice else {})

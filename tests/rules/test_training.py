"""Training: who falls under it, who has been through, what counts and from when; frameworks by year; unsound rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clubs import neutral

from grassroots.charter import Charter
from grassroots.charter.loading import overlay
from grassroots.errors import CharterInvalid, InvalidArgument
from grassroots.model import (
    Activity,
    Attendance,
    Person,
    Post,
    Qualification,
    Record,
    SamePerson,
    Seat,
    Team,
    Tenure,
    Unit,
)
from grassroots.reading import At
from grassroots.rules.posts.teams import helpers
from grassroots.rules.posts.training import Progress, Rotation, rotation
from grassroots.rules.posts.training_rule import TrainingRule
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, Period, PersonId, PostId, TeamId, UnitId

RULES = """
[framework.casework_2023]
named = "casework"
en = "casework (2023)"
zh = "诉求办理能力（2023）"
competences = ["casework"]
levels = ["basic", "advanced"]
valid_until = 2024-01-01
[framework.casework_2024]
named = "casework"
en = "casework (2024)"
zh = "诉求办理能力（2024）"
competences = ["casework", "mediation"]
levels = ["basic", "advanced"]
valid_from = 2024-01-01
valid_until = 2026-01-01

[training.casework]
en = "casework of chairs"
zh = "负责人诉求办理能力"
where = { "post.kind" = "chair" }
framework = "casework"
level = "basic"
since = 2023-01-01
months = 36
source = "The rules, 3"

[training.hours]
en = "two courses and ten hours a year"
zh = "每年两期十学时"
where = { "post.kind" = "chair" }
course = { kind = "training" }
times = 2
hours = "10"
since = 2023-01-01
months = 12
again = true
source = "The rules, 4"
"""
NEUTRAL = neutral()
CHARTER: Charter = overlay(NEUTRAL, {"training.toml": RULES})
CHAIR = PersonId("p-1")


def ground(*more: Record) -> list[Record]:
    return [
        Unit(id=UnitId("s"), kind="association", name="Association"),
        Person(id=CHAIR),
        Post(id=PostId("chair"), unit=UnitId("s"), kind="chair"),
        Tenure(id="t", post=PostId("chair"), person=CHAIR, start=date(2020, 1, 1)),
        *more,
    ]


def course(id: str, on: date, hours: str | None = None, presence: str = "present", **more: object) -> list[Record]:
    held = Activity(id=ActivityId(id), unit=UnitId("s"), kind="training", on=on, **more)  # type: ignore[arg-type]
    went = Attendance(id=f"{id}-x", activity=held.id, person=CHAIR, presence=presence, hours=Decimal(hours) if hours else None)
    return [held, went]


def held(competence: str, start: date, level: str | None = "basic", end: date | None = None) -> Qualification:
    id = f"{competence}-{start}-{level}"
    return Qualification(id=id, unit=UnitId("s"), person=CHAIR, competence=competence, level=level, start=start, end=end)


def go(name: str, day: date, *more: Record, rule: TrainingRule | None = None) -> Rotation:
    known = rule or CHARTER.rule("training", name)
    assert isinstance(known, TrainingRule)
    return rotation(known, At.of(Snapshot.of(ground(*more), CHARTER, as_of=date(2026, 12, 31)), day))


def test_a_framework_is_upgraded_with_its_text_and_what_was_enough_no_longer_is() -> None:
    first = held("casework", date(2023, 5, 1))
    assert go("casework", date(2023, 12, 31), first).people[0].progress is Progress.THROUGH
    (later,) = go("casework", date(2024, 1, 1), first).people
    assert (later.progress, later.lacking) == (Progress.OWED, ("mediation",))
    (done,) = go("casework", date(2024, 6, 1), first, held("mediation", date(2024, 6, 1), "advanced")).people
    assert (done.progress, done.done_on) == (Progress.THROUGH, date(2024, 6, 1))
    assert [one.id for one in done.by] == ["casework-2023-05-01-basic", "mediation-2024-06-01-advanced"]


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (held("casework", date(2023, 5, 1)), True),
        (held("casework", date(2023, 5, 1), "advanced"), True),
        (held("casework", date(2023, 5, 1), None), False),
        (held("casework", date(2023, 5, 1), "intermediate"), False),
        (held("casework", date(2022, 5, 1)), True),
        (held("casework", date(2023, 5, 1), end=date(2023, 6, 1)), False),
        (held("casework", date(2023, 5, 1), end=date(2023, 6, 2)), True),
        (held("casework", date(2023, 6, 2)), False),
    ],
)
def test_a_competence_counts_while_it_is_held_at_the_level_or_a_higher_one(one: Qualification, counts: bool) -> None:
    assert (go("casework", date(2023, 6, 1), one).rate.numerator == 1) is counts


def test_a_renewed_competence_is_of_this_time() -> None:
    known = CHARTER.rule("training", "casework")
    assert isinstance(known, TrainingRule)
    rule = evolve(known, renewed=True)
    assert go("", date(2023, 6, 1), held("casework", date(2022, 5, 1)), rule=rule).rate.numerator == 0
    assert go("", date(2023, 6, 1), held("casework", date(2023, 1, 1)), rule=rule).rate.numerator == 1


def test_without_a_text_in_force_nobody_is_through_and_the_rule_and_its_source_are_told() -> None:
    found = go("casework", date(2026, 2, 1), held("casework", date(2023, 5, 1)))
    assert found.people[0].progress is Progress.BEHIND
    (problem,) = found.problems
    assert problem.code == "training-no-framework"
    for language in ("en", "zh"):
        assert "The rules, 3" in problem.text(language)  # type: ignore[arg-type]


def test_courses_count_by_sessions_and_hours_when_they_are_over_and_begin_anew_each_year() -> None:
    two = [*course("a", date(2023, 3, 1), "6"), *course("b", date(2023, 9, 1), "4", until=date(2023, 9, 3))]
    (before,) = go("hours", date(2023, 9, 2), *two).people
    assert (before.progress, before.times, before.hours) == (Progress.OWED, 1, Decimal(6))
    (after,) = go("hours", date(2023, 9, 3), *two).people
    assert (after.progress, after.done_on, after.times, after.hours) == (Progress.THROUGH, date(2023, 9, 3), 2, Decimal(10))
    assert go("hours", date(2024, 1, 1), *two).people[0].times == 0
    (short,) = go("hours", date(2023, 12, 31), *course("c", date(2023, 3, 1), "9.9", sessions=5)).people
    assert (short.times, short.progress) == (5, Progress.OWED)
    assert go("hours", date(2023, 12, 31), *course("d", date(2023, 3, 1), "20", "absent", sessions=2)).rate.numerator == 0


def test_an_attendance_without_hours_counts_none_and_is_told() -> None:
    found = go("hours", date(2023, 12, 31), *course("a", date(2023, 3, 1), sessions=2))
    assert [problem.code for problem in found.problems] == ["training-no-hours"]
    assert found.rate.numerator == 0


def test_who_falls_under_a_training_counts_once_and_is_no_longer_owed_it_when_the_post_is_left() -> None:
    second = [
        Post(id=PostId("other"), unit=UnitId("s"), kind="chair"),
        Tenure(id="u", post=PostId("other"), person=PersonId("p-2"), start=date(2020, 1, 1), end=date(2023, 4, 1)),
        Person(id=PersonId("p-2")),
    ]
    assert go("hours", date(2023, 3, 31), *second).rate.denominator == 2
    assert go("hours", date(2023, 4, 1), *second).rate.denominator == 1
    same = SamePerson(id="m", kept=CHAIR, merged=PersonId("p-2"), decided_by=CHAIR, start=date(2023, 1, 1))
    assert go("hours", date(2023, 3, 31), *second, same).rate.denominator == 1
    with pytest.raises(InvalidArgument, match="begins on 2023-01-01"):
        go("hours", date(2022, 12, 31))


def test_an_explanation_names_rule_source_and_numbers_and_nobody() -> None:
    found = go("casework", date(2023, 6, 1), held("casework", date(2023, 5, 1)))
    assert found.time == Period(date(2023, 1, 1), date(2026, 1, 1))
    assert found.explain()[2] == "1 fall under it, 1 have been through (100.0 %), 0 are owed it."
    for language in ("en", "zh"):
        told = " ".join(found.explain(language))
        assert "The rules, 3" in told
        assert CHAIR not in told


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12)), max_size=5), st.integers(0, 364))
@settings(max_examples=40)
def test_one_more_course_never_undoes_a_training(courses: list[tuple[int, int]], at: int) -> None:
    first = date(2023, 1, 1)
    made = [course(f"c{number}", first + timedelta(days=day), str(hours)) for number, (day, hours) in enumerate(courses)]
    day = first + timedelta(days=at)
    some = go("hours", day, *[one for pair in made[:-1] for one in pair]).people[0]
    every = go("hours", day, *[one for pair in made for one in pair]).people[0]
    assert (some.progress is not Progress.THROUGH) or every.progress is Progress.THROUGH
    assert every.hours >= some.hours
    later = go("hours", date(2023, 12, 31), *[one for pair in made for one in pair]).people[0]
    assert (every.progress is not Progress.THROUGH) or later.done_on == every.done_on


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('framework = "casework"', 'framework = "caswork"', {"charter-named"}),
        ('level = "basic"', 'level = "intermediate"', {"charter-word"}),
        ('framework = "casework"\nlevel = "basic"', "", {"charter-missing"}),
        ('framework = "casework"\n', "", {"charter-missing"}),
        ('competences = ["casework", "mediation"]', "competences = []", {"charter-missing"}),
        ('competences = ["casework", "mediation"]', 'competences = ["caswork"]', {"charter-word"}),
        ('competences = ["casework", "mediation"]', 'competences = ["casework", "casework"]', {"charter-word-twice"}),
        ('levels = ["basic", "advanced"]', 'levels = ["basic", "high"]', {"charter-word"}),
        ("months = 36", "months = 0", {"charter-not-whole"}),
        ("times = 2", "times = 0", {"charter-not-whole"}),
        ('hours = "10"', 'hours = "-1"', {"charter-not-whole"}),
        ('course = { kind = "training" }\n', "", {"charter-missing"}),
        ('hours = "10"', 'hours = "10"\npresence = []', {"charter-missing"}),
        ('hours = "10"', 'hours = "10"\npresence = ["here"]', {"charter-word"}),
        ('course = { kind = "training" }', 'course = { kind = "trainings" }', {"charter-word"}),
    ],
)
def test_an_unsound_rule_of_training_is_found(old: str, new: str, codes: set[str]) -> None:
    assert old in RULES
    with pytest.raises(CharterInvalid) as refused:
        overlay(NEUTRAL, {"training.toml": RULES.replace(old, new)})
    assert {problem.code for problem in refused.value.problems} == codes
    for problem in refused.value.problems:
        assert problem.text("en") != problem.text("zh")


def test_nothing_that_is_computed_of_a_person_is_kept() -> None:
    """A qualification is what somebody certified: who, what, at which level, from when to when, by whom."""
    from grassroots.fields import fields_of

    assert {info.name for info in fields_of(Qualification)} == {
        "id", "unit", "person", "competence", "level", "start", "known", "end", "given_by", "activity", "external_ids", "attachments", "custom",
    }  # fmt: skip


def test_helpers_and_origins_of_a_team_follow_the_day() -> None:
    more = [
        Team(id=TeamId("w"), unit=UnitId("s"), kind="volunteers", start=date(2023, 1, 1), end=date(2024, 1, 1)),
        Seat(id="x", team=TeamId("w"), person=CHAIR, skill="law", start=date(2023, 2, 1), end=date(2023, 12, 1)),
    ]
    shot = Snapshot.of(ground(*more), CHARTER, as_of=date(2024, 6, 1))
    found = [
        bool(helpers("law", UnitId("s"), At.of(shot, day))) for day in (date(2023, 1, 31), date(2023, 2, 1), date(2023, 12, 1))
    ]
    assert found == [False, True, False]
    assert helpers("health", UnitId("s"), At.of(shot, date(2023, 3, 1))) == ()

"""Notices: refused where they touch persons without praise and consent, shown only while they hold, proposed for removal and never removed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rubrics import charter

import grassroots as gr
from grassroots.model import (
    Assessment,
    Case,
    Consent,
    Count,
    Custom,
    Household,
    Motion,
    Notice,
    Partner,
    Person,
    Placement,
    Record,
    Step,
    Unit,
    Vote,
)
from grassroots.reading.at import At
from grassroots.rules.openness.notices import KIND as NOTICES
from grassroots.rules.openness.notices import board, status_of_notice
from grassroots.rules.openness.publication_rule import PublicationRule, Tone
from grassroots.snapshot import Snapshot
from grassroots.values import Ref

DAY = date(2021, 6, 1)
RULES = charter("""
[words.notice]
stars = { en = "branches with stars", zh = "星级支部" }
[decision.assembly]
en = "Meeting of the township"
zh = "乡镇会议"
source = "rules.md, township variant"
unconfirmed = true
quorum = { at_least = "2/3" }
threshold = { base = "present", over = "1/2" }
[publication.stars]
en = "Stars of branches"
zh = "星级公示"
source = "rules.md, township variant"
unconfirmed = true
tone = "information"
about = ["unit"]
objection_days = 5
decision = "assembly"
[publication.convention]
en = "Conventions of the residents"
zh = "居民公约"
source = "bylaws"
tone = "information"
about = ["unit"]
decision = "assembly"
[publication.demonstration_site]
en = "Demonstration sites"
zh = "示范点"
source = "S3-10"
tone = "recognition"
about = ["unit"]
objection_days = 5
longest = { years = 1 }
review = { months = 6 }
after = { rubric = "stars", grades = ["good"] }
[rubric.stars]
en = "Stars"
zh = "星级"
subject = "unit"
source = "S3-10"
appeal_days = 10
grade = [ { grade = "good", at_least = "80" }, { grade = "average" } ]
[rubric.stars.item]
order = { en = "order", zh = "秩序", weight = "100", fed_by = "marks" }
""")


def base() -> list[Record]:
    place = (Placement(since=date(2000, 1, 1), parent="top"),)  # type: ignore[arg-type]
    return [
        Unit(id="top", kind="association", name="Top"),  # type: ignore[arg-type]
        Unit(id="b1", kind="branch", name="Branch One", parents=place),  # type: ignore[arg-type]
        Person(id="ann", name="Ann Example"),  # type: ignore[arg-type]
        Person(id="bo", name="Bo Example"),  # type: ignore[arg-type]
        Household(id="h1", unit="b1", address="Lane 3"),  # type: ignore[arg-type]
        Partner(id="e1", unit="top", kind="enterprise", name="Example Works"),  # type: ignore[arg-type]
        Case(id="c1", category="opinion", unit="b1", requester="ann", steps=(Step(state="received", on=DAY),)),  # type: ignore[arg-type]
        Case(id="c2", category="opinion", unit="b1", confidential=True, steps=(Step(state="received", on=DAY),)),  # type: ignore[arg-type]
    ]


def agreed(giver: str = "person:ann", purpose: str = "recognition", **more: Any) -> Consent:
    noun, _, id = giver.partition(":")
    return Consent(id="co", unit="b1", giver=Ref(noun, id), purpose=purpose, start=more.pop("start", DAY), **more)  # type: ignore[arg-type]


def notice(kind: str, about: str, *steps: tuple[str, int], **more: Any) -> Notice:
    """A notice with steps so many days after the first of June."""
    noun, _, id = about.partition(":")
    made = tuple(Step(state=state, on=DAY + timedelta(days=days)) for state, days in steps or (("published", 1),))
    return Notice(id="n", unit="b1", kind=kind, about=Ref(noun, id), steps=made, **more)  # type: ignore[arg-type]


def taken(*records: Record, on: int = 30, rules: Any = RULES) -> Snapshot:
    return Snapshot.of([*base(), *records], rules, as_of=DAY + timedelta(days=on))


def codes(*records: Record, rules: Any = RULES) -> list[str]:
    return [problem.code for problem in taken(*records, rules=rules).problems]


LAST = date(2022, 6, 1)


# -- persons -----------------------------------------------------------------------------------------------------------------------------


def test_s2_13_a_role_model_who_agreed_is_shown_by_name() -> None:
    shot = taken(agreed(), notice("role_model", "person:ann", by_consent="co", end=LAST))
    assert shot.problems == ()
    (posted,) = board(At.of(shot))
    assert posted.text() == "role model: Ann Example (from 2021-06-02 to 2022-05-31)"
    assert posted.text("zh") == "先进典型：Ann Example（2021-06-02起，至2022-05-31）"


@pytest.mark.parametrize("about", ["person:ann", "household:h1", "case:c1"])
def test_s2_13_a_natural_person_is_never_under_a_notice_that_is_no_praise(about: str) -> None:
    for kind in ("warning", "announcement", "rating", "stars", "convention"):
        found = codes(agreed(), notice(kind, about, by_consent="co", legal_basis="statute", end=LAST))
        assert "notice-about" in found
        assert "notice-against-person" in found


def test_s2_13_not_even_a_charter_that_nobody_checked_makes_a_black_list() -> None:
    black = PublicationRule(
        name="warning", labels={"en": "black list", "zh": "黑榜"}, tone=Tone.WARNING, about=("person", "household", "case")
    )
    wild = evolve(RULES, rules={**RULES.rules, "publication": {"warning": black}})
    for about in ("person:ann", "household:h1", "case:c1"):
        shot = taken(agreed(), notice("warning", about, by_consent="co", legal_basis="statute"), rules=wild)
        assert "notice-against-person" in [problem.code for problem in shot.problems]
        assert board(At.of(shot)) == ()
    hidden = evolve(black, tone=Tone.RECOGNITION)  # praise by name, and without asking
    wild = evolve(RULES, rules={**RULES.rules, "publication": {"warning": hidden}})
    shot = taken(notice("warning", "person:ann"), rules=wild)
    assert [problem.code for problem in shot.problems] == ["notice-no-consent"]
    assert board(At.of(shot)) == ()


@pytest.mark.parametrize("noun", ["membership", "tenure", "team", "post", "assessment", "finding", "circumstance"])
def test_s2_13_a_person_cannot_be_reached_by_way_of_another_record(noun: str) -> None:
    assert "wrong-noun" in codes(notice("warning", f"{noun}:x", legal_basis="statute", end=LAST))


def test_s2_13_nobody_is_praised_without_consent_of_their_own_for_it_and_on_that_day() -> None:
    praise = notice("role_model", "person:ann", by_consent="co", end=LAST)
    assert codes(evolve(praise, by_consent=None)) == ["notice-no-consent"]
    assert codes(agreed("person:bo"), praise) == ["notice-other-consent"]
    assert codes(agreed("household:h1"), praise) == ["notice-other-consent"]
    assert codes(agreed(purpose="example"), praise) == ["notice-other-consent"]
    assert codes(agreed(start=DAY + timedelta(days=2)), praise) == ["notice-consent-ended"]
    assert codes(agreed(end=DAY + timedelta(days=1), revoked=True), praise) == ["notice-consent-ended"]
    drafted = notice("role_model", "person:ann", ("drafted", 0))
    assert codes(drafted) == []  # it is drafted before anybody is asked


def test_s2_13_consent_taken_back_ends_the_notice_and_its_removal_is_proposed() -> None:
    praise = notice("role_model", "person:ann", by_consent="co", end=LAST)
    shot = taken(agreed(end=DAY + timedelta(days=10), revoked=True), praise)
    assert shot.problems == ()  # it was right when it was published
    before, after = (status_of_notice(praise, At.of(shot, DAY + timedelta(days=days))) for days in (9, 10))
    assert before is not None
    assert after is not None
    assert (before.in_force, after.in_force) == (True, False)
    assert board(At.of(shot)) == ()
    assert [one.notice for one in board(At.of(shot, DAY + timedelta(days=9)))] == ["n"]
    (proposed,) = NOTICES.proposals(At.of(shot))
    assert (proposed.what, proposed.record, proposed.reason.code) == ("take_down", ("notice", "n"), "notice-remove-consent")
    down = evolve(praise, steps=(*praise.steps, Step(state="withdrawn", on=DAY + timedelta(days=11))))
    assert list(NOTICES.proposals(At.of(taken(agreed(end=DAY + timedelta(days=10), revoked=True), down)))) == []
    again = evolve(praise, steps=(*praise.steps, Step(state="corrected", on=DAY + timedelta(days=12))))
    assert codes(agreed(end=DAY + timedelta(days=10), revoked=True), again) == ["notice-consent-ended"]


def test_s2_13_who_raised_a_matter_must_agree_before_it_is_an_example_and_who_spoke_in_confidence_is_never_one() -> None:
    example = notice("typical_case", "case:c1", by_consent="co", end=LAST)
    assert codes(agreed(purpose="example"), example) == []
    assert codes(evolve(example, by_consent=None)) == ["notice-no-consent"]
    assert codes(agreed("person:bo", purpose="example"), example) == ["notice-other-consent"]
    assert "notice-confidential" in codes(notice("typical_case", "case:c2", end=LAST))


def test_s2_13_no_field_of_the_charters_own_reaches_a_notice() -> None:
    verdict = notice("role_model", "person:ann", by_consent="co", end=LAST, custom=(Custom(name="verdict", text="bad"),))
    assert {"notice-text", "unknown-custom"} <= set(codes(agreed(), verdict))


def test_s2_13_two_records_of_one_person_are_one_who_agreed() -> None:
    merged = gr.model.SamePerson(id="s", kept="ann", merged="bo", decided_by="ann", start=DAY)  # type: ignore[arg-type]
    praise = notice("role_model", "person:bo", by_consent="co", end=LAST)
    assert codes(agreed(), praise) == ["notice-other-consent"]
    assert codes(agreed(), praise, merged) == []


KINDS = st.sampled_from(sorted(RULES.words["notice"]))
ABOUT = st.sampled_from(["person:ann", "person:bo", "household:h1", "case:c1", "case:c2", "unit:b1", "partner:e1"])
GIVERS = st.sampled_from(["person:ann", "person:bo", "household:h1", "partner:e1"])


@settings(max_examples=120, deadline=None)
@given(KINDS, ABOUT, GIVERS, st.sampled_from(["recognition", "example"]), st.booleans(), st.integers(0, 40), st.integers(0, 40))
def test_s2_13_whatever_is_recorded_no_person_hangs_out_but_in_praise_with_consent_in_force(
    kind: str, about: str, giver: str, purpose: str, named: bool, shown: int, ended: int
) -> None:
    """The law of the noun: of all that could be typed, only this is ever shown."""
    consent = agreed(giver, purpose, end=DAY + timedelta(days=ended), revoked=True)
    made = notice(
        kind, about, ("announced", 0), ("published", shown), by_consent="co" if named else None, legal_basis="statute", end=LAST
    )
    shot = taken(consent, made)
    for posted in board(At.of(shot)):
        noun, _, id = about.partition(":")
        assert posted.rule.tone is Tone.RECOGNITION or noun in ("unit", "partner")
        if noun in ("person", "household"):
            assert (consent.giver.noun, consent.giver.id) == (noun, id)
            assert named
            assert posted.rule.consent == purpose
            assert shown < ended
            assert ended > 30
        assert about != "case:c2"
        assert about != "case:c1" or (giver == "person:ann" and purpose == "example" and ended > 30)


# -- organizations -----------------------------------------------------------------------------------------------------------------------


def test_s2_13_a_warning_to_an_organization_has_a_legal_basis_an_announcement_and_an_end() -> None:
    steps = (("announced", 0), ("published", 5))
    sound = notice("warning", "partner:e1", *steps, legal_basis="statute", end=date(2021, 12, 1))
    assert codes(sound) == []
    assert codes(evolve(sound, legal_basis=None)) == ["notice-no-basis"]
    assert codes(evolve(sound, end=None)) == ["notice-no-end"]
    assert codes(evolve(sound, end=date(2021, 12, 7))) == ["notice-no-end"]
    assert codes(
        notice("warning", "partner:e1", ("announced", 0), ("published", 4), legal_basis="statute", end=date(2021, 12, 1))
    ) == ["notice-too-early"]
    assert codes(notice("warning", "partner:e1", ("published", 5), legal_basis="statute", end=date(2021, 12, 1))) == [
        "notice-too-early"
    ]
    assert codes(notice("no_such", "partner:e1"))[:1] == ["unknown-word"]
    assert "notice-no-rule" in codes(notice("no_such", "partner:e1"))


def test_s2_13_an_objection_keeps_a_notice_off_the_board_and_a_correction_keeps_it_on() -> None:
    steps = (("announced", 0), ("objected", 2), ("published", 9), ("corrected", 12))
    made = notice("warning", "partner:e1", *steps, legal_basis="statute", end=date(2021, 12, 1))
    shot = taken(made)
    states = {}
    for days in (1, 3, 9, 12):
        standing = status_of_notice(made, At.of(shot, DAY + timedelta(days=days)))
        assert standing is not None
        states[days] = (standing.state, standing.in_force)
    assert states == {
        1: ("announced", False),
        3: ("objected", False),
        9: ("published", True),
        12: ("corrected", True),
    }
    standing = status_of_notice(made, At.of(shot, DAY + timedelta(days=1)))
    assert standing is not None
    assert (standing.objections_until, standing.earliest) == (date(2021, 6, 5), date(2021, 6, 6))
    assert "basis: statute" in board(At.of(shot))[0].text()


def test_what_is_at_its_end_is_proposed_to_be_taken_down() -> None:
    made = notice("announcement", "unit:b1", end=DAY + timedelta(days=5))
    shot = taken(made)
    assert board(At.of(shot)) == ()
    assert [one.reason.code for one in NOTICES.proposals(At.of(shot))] == ["notice-remove-end"]
    assert "2021-06-06" in next(NOTICES.proposals(At.of(shot))).explain()[1]
    assert "第" not in next(NOTICES.proposals(At.of(shot))).explain("zh")[0]


# -- decided by a meeting -------------------------------------------------------------------------------------------------------------------


def meeting(present: int, yes: int, on: int = 0, rule: str = "assembly") -> list[Record]:
    day = DAY + timedelta(days=on)
    return [
        Motion(id="mo", unit="b1", title="Stars", steps=(Step(state="put", on=day),)),  # type: ignore[arg-type]
        Vote(id="v", unit="b1", kind="decision", on=day, rule=rule, motion="mo", eligible=30, present=present),  # type: ignore[arg-type]
        Count(id="v-y", vote="v", choice="yes", votes=yes),  # type: ignore[arg-type]
        Count(id="v-n", vote="v", choice="no", votes=present - yes),  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(("present", "published", "shown"), [(20, 5, True), (19, 5, False), (30, 5, True), (20, 4, False)])
def test_stars_of_a_township_take_a_meeting_of_two_thirds_and_five_days_of_public_notice(
    present: int, published: int, shown: bool
) -> None:
    """Vector: a meeting with at least two thirds of the members, then public notice for five days."""
    made = notice("stars", "unit:b1", ("announced", 0), ("published", published), motion="mo")
    shot = taken(*meeting(present, present - 1), made)
    assert bool(board(At.of(shot))) is shown
    if published == 4:
        assert [problem.code for problem in shot.problems] == ["notice-too-early"]
    elif not shown:
        assert [one.reason.code for one in NOTICES.proposals(At.of(shot))] == ["notice-remove-vote"]
    assert codes(evolve(made, motion=None))[-1] == "notice-no-motion"


def test_s2_13_a_convention_is_adopted_by_a_vote_published_in_force_and_superseded() -> None:
    first = notice("convention", "unit:b1", ("published", 1), motion="mo")
    shot = taken(*meeting(24, 20), first)
    assert [one.text() for one in board(At.of(shot))] == ["convention of the residents: Branch One (from 2021-06-02)"]
    assert board(At.of(taken(*meeting(24, 12), first))) == (), "half of those present is not over half"
    assert board(At.of(taken(*meeting(24, 20, on=3), first))) == (), "published before it was adopted"
    later = evolve(first, id="n2", replaces="n", steps=(Step(state="published", on=DAY + timedelta(days=20)),))  # type: ignore[arg-type]
    shot = taken(*meeting(24, 20), first, later)
    assert shot.problems == ()
    assert [one.notice for one in board(At.of(shot))] == ["n2"]
    assert [one.notice for one in board(At.of(shot, DAY + timedelta(days=19)))] == ["n"]
    standing = status_of_notice(first, At.of(shot))
    assert standing is not None
    assert standing.replaced_by == "n2"
    assert "notice-replaces" in codes(*meeting(24, 20), first, evolve(later, about=Ref("unit", "top")))


# -- named after a rating -------------------------------------------------------------------------------------------------------------------


def judged(grade: str = "good", unit: str = "b1", **more: Any) -> Assessment:
    steps = (Step(state="proposed", on=DAY), Step(state="decided", on=DAY + timedelta(days=more.pop("decided", 0))))
    return Assessment(
        id="g",
        unit=unit,
        subject=Ref("unit", unit),
        rubric="stars",
        first=date(2020, 1, 1),
        last=date(2020, 12, 31),
        score=Decimal(90),
        grade=grade,
        decided_by="ann",
        steps=steps,
        **more,
    )  # type: ignore[arg-type]


def test_s3_10_a_demonstration_site_is_named_after_its_rating_for_a_year_and_looked_at_again() -> None:
    site = notice("demonstration_site", "unit:b1", ("announced", 1), ("published", 6), assessment="g", end=date(2022, 6, 1))
    shot = taken(judged(), site)
    assert shot.problems == ()
    assert [one.named for one in board(At.of(shot))] == ["Branch One"]
    assert codes(judged("average"), site) == ["notice-not-rated"]
    assert codes(judged(decided=9), site) == ["notice-not-rated"]
    assert codes(judged(unit="top"), site) == ["notice-judgement"]
    assert codes(evolve(site, assessment=None)) == ["notice-not-rated"]
    late = taken(judged(), site, on=250)
    assert [(one.what, one.reason.code) for one in NOTICES.proposals(At.of(late))] == [("review", "notice-review")]
    assert len(board(At.of(late))) == 1
    ended = taken(judged(expires=DAY + timedelta(days=20)), site)
    assert board(At.of(ended)) == ()
    assert [one.reason.code for one in NOTICES.proposals(At.of(ended))] == ["notice-remove-grade"]
    appealed = evolve(judged(), steps=(*judged().steps, Step(state="appealed", on=DAY + timedelta(days=8))))
    assert board(At.of(taken(appealed, site))) == ()
    again = evolve(judged("average"), id="g2", supersedes="g")  # type: ignore[arg-type]
    assert board(At.of(taken(judged(), again, site))) == ()

"""Posts at work: what is to be filled, renewed or granted is asked for, and pools and profiles are derived records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import evolve
from support.every_kind import every_kind
from support.plots.posts import CHAIRS, HELD, MONTHS, PAY, PEOPLE, PROMOTION, READY, STAFFING, TRAINING, pay, post, term
from support.plots.records import DAY, UNITS, on

from grassroots.model import Allowance, Record
from grassroots.rules.findings import proposals, to_dos
from grassroots.rules.posts.posts import PoolMember
from grassroots.rules.posts.promotion import ProfileStatus
from grassroots.snapshot import Snapshot


def shot(records: Iterable[Record], *kinds: str, day: date = DAY) -> Snapshot:
    known = every_kind()
    return Snapshot.of(records, evolve(known, rules={kind: known.rules[kind] for kind in kinds}), as_of=day)


def asked(snapshot: Snapshot, kind: str, until: date = date(2024, 12, 31)) -> list[tuple[str, str, str]]:
    return [(one.urgency, one.reason.code, one.record[1]) for one in to_dos(snapshot, until=until) if one.kind == kind]


def test_a_seat_that_nobody_holds_is_to_be_filled_where_holders_are_kept_and_no_rule_asks_for_it_already() -> None:
    empty = [*UNITS, *PEOPLE, *CHAIRS, term("t", "chair-R", "ann"), post("desk", "south", "auditor")]
    assert asked(shot(empty), "vacancy") == [("lacking", "post-vacant", f"chair-{unit}:1") for unit in ("north", "south")]
    assert asked(shot(empty, "staffing"), "vacancy") == [], "the pattern asks for chairs; of auditors no holder is kept"
    acting = [*empty, term("a", "chair-north", "bo", method="acting")]
    assert ("lacking", "post-acting", "chair-north:1") in asked(shot(acting), "vacancy")


def test_whose_turn_is_next_is_told_by_the_day_on_which_it_begins() -> None:
    (one,) = [one for one in to_dos(shot(STAFFING.records, "staffing")) if one.reason.code == "turn-next"]
    assert (one.day, one.record, one.reason.details["turn"]) == (on("07-01"), ("post", "auditor"), "chair-north")
    assert "chair-north" in one.text("zh")


def test_people_of_pools_are_derived_with_the_post_that_it_led_to() -> None:
    (one,) = shot(STAFFING.records, "staffing").all(PoolMember).values()
    assert (one.seat, one.promoted, one.tenure, one.on) == ("ready", True, "t-deputy", on("01-01"))
    later = [evolve(READY, start=on("02-01")) if record == READY else record for record in STAFFING.records]
    (one,) = shot(later, "staffing").all(PoolMember).values()
    assert not one.promoted, "the post came before the pool"


def test_a_certificate_is_renewed_before_it_ends() -> None:
    records = [evolve(HELD, end=on("07-11")) if record == HELD else record for record in TRAINING.records]
    assert asked(shot(records, "training", "framework"), "training") == [
        ("due", "certificate-ends", "held"),
        ("due", "training-owed", "hours:ann"),
    ]
    newer = evolve(HELD, id="newer", start=on("06-01"), end=on("2026-06-01"))
    told = asked(shot([*records, newer], "training", "framework"), "training")
    assert ("due", "certificate-ends", "held") not in told


def test_who_meets_a_profile_is_a_derived_record_and_nobody_is_put_before_anybody() -> None:
    found = shot(PROMOTION.records, "promotion", "rubric", "pathway").all(ProfileStatus)
    (one,) = found.values()
    assert (one.person, one.meets, one.met, one.unmet, one.unknown) == ("eve", True, 4, (), ())
    without = [record for record in PROMOTION.records if record.id != "trial"]
    (one,) = shot(without, "promotion", "rubric").all(ProfileStatus).values()
    assert (one.meets, one.unknown) == (False, ("trial",)), "what is not on record is no no"


def test_a_rise_is_proposed_with_the_line_by_which_it_is_granted() -> None:
    since = [evolve(one, start=on("2022-01-01")) if one.id == "t" else one for one in PAY.records]
    old = [
        evolve(pay("ladder", month), id=f"old-{month}", month=on(f"2022-{month:02}-01"), on=on(f"2022-{month:02}-28"))
        for month in MONTHS
    ]
    snapshot = shot([*since, *old], "pay")
    (one,) = [one for one in proposals(snapshot) if one.what == "level"]
    (change,) = one.changes
    assert (change.noun, change.new, change.fields["level"], change.fields["month"]) == ("allowance", True, 2, on("07-01"))
    granted = Allowance(id=change.id, **change.fields)
    assert [one for one in proposals(shot([*since, *old, granted], "pay", day=on("07-31"))) if one.what == "level"] == []

"""The end of a unit: decided before by a vote that is carried, and everything it had and owed settled once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots as gr
from grassroots.charter.loading import load
from grassroots.model import Activity, Asset, ChangeEvent, Count, Heir, Motion, Origin, Placement, Record, Step, Unit, Vote
from grassroots.reading import At
from grassroots.rules.organization.dissolution import Settlement, dissolution_problems, settlements
from grassroots.rules.organization.unit_settlement import UnitSettlement
from grassroots.rules.registry import KINDS
from grassroots.snapshot import Snapshot
from grassroots.values import ActivityId, AssetId, MotionId, Quantity, UnitId, VoteId

SINCE, ON = date(2010, 1, 1), date(2014, 7, 1)

RULE = """\
id = "villages"
extends = "association"
languages = ["en", "zh"]
label = { en = "Villages", zh = "各村" }
[decision.general]
en = "General meeting"
zh = "全体会议"
source = "bylaws, section 9"
threshold = { base = "cast", over = "1/2" }
[formation.branch]
en = "The end of a branch"
zh = "分会的撤销"
source = "bylaws, section 10"
kinds = ["branch"]
ending = { changes = ["merge", "split", "dissolve"], decision = "general", meetings = ["general_meeting"], ahead = { weeks = 2 }, within = { months = 3 } }
"""


@cache
def villages() -> gr.Charter:
    return load({"villages.toml": RULE}, kinds=KINDS, parent=gr.open_charter)


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    return villages()


def line(id: str, unit: str = "a", **more: object) -> Asset:
    return Asset(**{"id": AssetId(id), "unit": UnitId(unit), "kind": "building", "name": id, "start": SINCE, **more})  # type: ignore[arg-type]


def office() -> dict[str, Record]:
    """Branch a is merged into b and c, decided in time and by everything that the rule asks for; its mill is shared, its van sold."""

    def unit(id: str, kind: str = "branch", end: date | None = None) -> Unit:
        places = () if id == "s" else (Placement(since=SINCE, parent=UnitId("s")),)
        return Unit(id=UnitId(id), kind=kind, name=id.upper(), parents=places, start=SINCE, end=end)

    records: list[Record] = [
        unit("s", "association"),
        unit("a", end=ON),
        unit("b"),
        unit("c"),
        ChangeEvent(id="ch", kind="merge", on=ON, before=(Origin(unit=UnitId("a")),), after=(Heir(unit=UnitId("b")), Heir(unit=UnitId("c")))),
        Activity(id=ActivityId("meeting"), unit=UnitId("a"), kind="general_meeting", on=date(2014, 6, 10)),
        Motion(
            id=MotionId("motion"),
            unit=UnitId("a"),
            title="Merge",
            activity=ActivityId("meeting"),
            change="ch",
            steps=(Step(state="put", on=date(2014, 6, 1)), Step(state="decided", on=date(2014, 6, 10), outcome="adopted")),
        ),
        Vote(id=VoteId("vote"), unit=UnitId("a"), kind="decision", on=date(2014, 6, 10), rule="general", motion=MotionId("motion"), eligible=30, present=20),
        Count(id="yes", vote=VoteId("vote"), choice="yes", votes=15),
        Count(id="no", vote=VoteId("vote"), choice="no", votes=5),
        line("mill", end=ON, disposal="transferred", value=Quantity.of(9000, "CNY")),
        line("mill-b", "b", start=ON, came_from=AssetId("mill"), share=2, share_of=3, value=Quantity.of(6000, "CNY")),
        line("mill-c", "c", start=ON, came_from=AssetId("mill"), share=1, share_of=3, value=Quantity.of(3000, "CNY")),
        line("van", end=ON, disposal="sold"),
        line("loan", kind="debt", end=ON, disposal="paid"),
        line("gone", end=date(2012, 1, 1)),
    ]  # fmt: skip
    return {one.id: one for one in records}


def settlement(charter: gr.Charter, records: dict[str, Record], day: date = date(2014, 12, 31)) -> Settlement:
    (found,) = settlements(At.of(Snapshot.of(records.values(), charter, as_of=day)))
    return found


def test_s0_21_a_merger_that_was_decided_before_and_settled_has_no_problem(charter: gr.Charter) -> None:
    found = settlement(charter, office())
    assert found.problems == ()
    assert found.settled
    assert found.decided_on == date(2014, 6, 10)
    assert {one.asset.id: one.disposal for one in found.lines} == {"mill": "transferred", "van": "sold", "loan": "paid"}
    (mill,) = [one for one in found.lines if one.asset.id == "mill"]
    assert {one.heir: one.share for one in mill.taken} == {"b": Fraction(2, 3), "c": Fraction(1, 3)}
    for language in ("en", "zh"):
        assert "bylaws, section 10" in "\n".join(found.explain(language))


Break = Callable[[dict[str, Record]], None]


def change(id: str, **more: object) -> Break:
    return lambda records: records.update({id: evolve(records[id], **more)})


def drop(*ids: str) -> Break:
    def dropped(records: dict[str, Record]) -> None:
        for id in ids:
            del records[id]

    return dropped


LATE = (Step(state="put", on=date(2014, 6, 1)), Step(state="decided", on=date(2014, 6, 18), outcome="adopted"))
LOST = (Step(state="put", on=date(2014, 6, 1)), Step(state="decided", on=date(2014, 6, 10), outcome="declined"))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (drop("motion", "vote", "yes", "no"), "change-without-decision"),
        (change("motion", steps=LOST), "change-without-decision"),
        (change("motion", change=None), "change-without-decision"),
        (change("motion", unit=UnitId("b")), "change-without-decision"),
        (change("motion", steps=LATE), "change-decided-late"),
        (drop("vote", "yes", "no"), "change-without-vote"),
        (change("vote", rule=None), "change-without-vote"),
        (change("yes", votes=5), "change-vote-failed"),
        (drop("yes", "no"), "change-vote-failed"),
        (change("motion", activity=None), "change-without-meeting"),
        (change("meeting", kind="study"), "change-without-meeting"),
        (change("van", end=None, disposal=None), "asset-unsettled"),
        (change("loan", end=date(2015, 6, 1)), "asset-unsettled"),
        (change("van", disposal=None), "asset-no-disposal"),
        (drop("mill-c"), "asset-shares"),
        (change("mill-c", share=2), "asset-shares"),
        (change("mill-c", share=None), "asset-share-wrong"),
        (change("mill-c", share_of=0), "asset-share-wrong"),
        (change("mill-c", share=4), "asset-share-wrong"),
        (change("mill-c", unit=UnitId("s")), "asset-wrong-heir"),
        (change("mill-c", value=Quantity.of(4000, "CNY")), "asset-values"),
        (change("mill", disposal="sold"), "asset-given-twice"),
    ],
)
def test_s0_21_each_thing_that_is_missing_is_told_with_the_rule_and_its_source(
    charter: gr.Charter, broken: Break, code: str
) -> None:
    records = office()
    broken(records)
    found = settlement(charter, records)
    assert code in [problem.code for problem in found.problems]
    assert not found.settled
    for problem in found.problems:
        assert "bylaws, section 10" in problem.text("en")
        assert "分会的撤销" in problem.text("zh")


def test_the_vote_is_read_through_its_rule_and_not_through_what_the_motion_claims(charter: gr.Charter) -> None:
    records = office()
    change("no", votes=15)(records)
    change("vote", present=30)(records)
    found = settlement(charter, records)
    assert [one.code for one in found.problems] == ["change-vote-failed"], "a tie carries nothing"
    assert found.decided_on is None
    drop("yes", "no")(records)
    assert settlement(charter, records).decided_on is not None, "where the votes are not known, what was typed stands"


def test_a_line_has_three_months(charter: gr.Charter) -> None:
    records = office()
    change("van", end=None, disposal=None)(records)
    before, after = (settlement(charter, records, day) for day in (date(2014, 9, 30), date(2014, 10, 1)))
    assert before.problems == ()
    assert not before.settled
    assert [one.code for one in after.problems] == ["asset-unsettled"]


def test_a_unit_that_gives_a_part_and_goes_on_settles_nothing_but_decides(charter: gr.Charter) -> None:
    records = office()
    change("a", end=None)(records)
    change("ch", kind="split")(records)
    drop("motion", "vote", "yes", "no")(records)
    found = settlement(charter, records)
    assert not found.ended
    assert found.lines == ()
    assert [one.code for one in found.problems] == ["change-without-decision"]


def test_without_a_rule_nothing_is_asked(charter: gr.Charter) -> None:
    records = office()
    del records["motion"]
    plain = gr.open_charter("association")
    assert dissolution_problems(At.of(Snapshot.of(records.values(), plain, as_of=ON))) == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(1, 12))
def test_heirs_take_over_the_whole_and_nothing_else_settles_it(parts: list[int], whole: int) -> None:
    records = office()
    drop("mill-b", "mill-c")(records)
    for at, part in enumerate(parts):
        records[f"h{at}"] = line(f"h{at}", "b", start=ON, came_from=AssetId("mill"), share=part, share_of=whole)
    found = settlement(villages(), records)
    adds_up = sum(parts) == whole
    assert found.settled is (adds_up and max(parts) <= whole)


def test_how_far_a_change_is_settled_is_a_record_that_can_be_counted(charter: gr.Charter) -> None:
    records = office()
    change("van", end=None, disposal=None)(records)
    (whole,) = Snapshot.of(office().values(), charter, as_of=date(2014, 12, 31)).all(UnitSettlement).values()
    (part,) = Snapshot.of(records.values(), charter, as_of=date(2014, 12, 31)).all(UnitSettlement).values()
    assert (whole.lines, whole.open_lines, whole.settled) == (3, 0, True)
    assert (part.lines, part.open_lines, part.settled) == (3, 1, False)


def test_a_unit_that_simply_has_a_last_day_is_told_and_one_whose_end_takes_no_decision_is_not(charter: gr.Charter) -> None:
    records = office()
    drop("ch", "motion", "vote", "yes", "no")(records)

    def codes() -> list[str]:
        shot = Snapshot.of(list(records.values()), charter, as_of=date(2014, 12, 31), check=False)
        return [one.code for one in dissolution_problems(At.of(shot)) if one.text("en") and one.text("zh")]

    assert codes() == ["unit-ended-undecided"]
    change("a", end=date(2015, 1, 1))(records)
    assert codes() == [], "its day is still to come"
    change("a", end=date(2014, 7, 1), kind="group")(records)
    assert codes() == []

"""Duties in a workspace: opened once, reminded of once a day, figures with their proof; stores of lower units merged above."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.builtin.memory import MemoryStore
from grassroots.errors import Conflict, InvalidArgument
from grassroots.model import Activity, Person, Placement, Post, Record, Step, Tenure, Unit, key_of
from grassroots.store import Batch, Change
from grassroots.store.merging import Merged, merge
from grassroots.testing.store_kit.bench import erasure
from grassroots.values import ActivityId, Period, PersonId, PostId, UnitId

JANUARY = Period.month(2014, 1)
CHARTER = """
id = "club"
extends = "association"
languages = ["en", "zh"]
label = { en = "Club", zh = "俱乐部" }
[duty.committee]
en = "committee meeting"
zh = "委员会会议"
kind = "meeting"
where = { kind = "association" }
owes = "activity"
what = { kind = "committee_meeting" }
every = "month"
"""


@pytest.fixture
def club(tmp_path: Path) -> gr.Office:
    (tmp_path / "charter.toml").write_text(CHARTER, encoding="utf-8")
    workspace = gr.open("memory:", charter=tmp_path, clock=lambda: datetime(2014, 2, 1, tzinfo=UTC))
    workspace.add(Unit(id=UnitId("a"), kind="association", name="Club"), reason="founded")
    return workspace


def test_duties_are_opened_once(club: gr.Office) -> None:
    assert [due.id for due in club.open_duties(JANUARY, reason="the year begins")] == ["committee:2014-01-01:a"]
    head = club.head
    assert club.open_duties(JANUARY, reason="once more") == ()
    assert club.head == head


def test_a_meeting_that_is_taken_back_is_no_longer_done_in_any_figure(club: gr.Office) -> None:
    club.open_duties(JANUARY, reason="the year begins")
    club.add(Activity(id=ActivityId("m"), unit=UnitId("a"), kind="committee_meeting", on=date(2014, 1, 9)), reason="minutes")
    done = club.figure("duties-done", "2014-02-01")
    assert (done.numerator, done.denominator) == (1, 1)
    assert list(done.records().hits) == [("due", "committee:2014-01-01:a")]
    club.withdraw("activity", "m", reason="it was another club's")
    assert club.figure("duties-done", "2014-02-01").numerator == 0
    assert club.figure("duties-behind", "2014-02-01").value == 1


def test_what_is_owed_is_reminded_of_once_a_day_and_names_no_person(club: gr.Office) -> None:
    club.open_duties(JANUARY, reason="the year begins")
    to = {"a": "club@example.org"}
    assert club.remind("2014-01-20", to, channel="console:", reason="daily") == ()
    (soon,) = club.remind("2014-01-27", to, channel="console:", reason="daily")
    assert soon.key == "remind:due:committee:due:committee:2014-01-01:a:2014-01-27"
    assert soon.subject == "Reminder: committee meeting, Club"
    assert club.remind("2014-01-27", to, channel="console:", reason="again") == ()
    (late,) = club.remind("2014-02-01", to, channel="console:", language="zh", reason="daily")
    assert late.subject == "逾期：委员会会议（Club）"
    assert club.remind("2014-02-02", {}, channel="console:", reason="nobody to tell") == ()


# -- stores of lower units merged above ------------------------------------------------------------------------------------------------


def lower() -> MemoryStore:
    store = MemoryStore()
    records: list[Record] = [
        Unit(
            id=UnitId("b"),
            kind="branch",
            name="West branch",
            parents=(Placement(since=date(2014, 1, 1), parent=UnitId("top")),),
        ),
        Unit(id=UnitId("top"), kind="association", name="Association"),
        Person(id=PersonId("p"), name="Zhang"),
        Post(id=PostId("s"), unit=UnitId("b"), kind="secretary"),
        Tenure(id="t", post=PostId("s"), person=PersonId("p"), start=date(2014, 1, 1)),
    ]
    changes = tuple(Change(noun=key_of(one)[0], id=one.id, record=one) for one in records)
    store.append(Batch(id="first", changes=changes, reason="registers"))
    return store


def test_a_lower_store_is_merged_above_once_with_its_own_ids_and_without_names() -> None:
    below, above = lower(), MemoryStore()
    same = {("unit", "top"): "a"}
    assert merge(below, above, "west", same=same).stored == ("west/first",)
    assert merge(below, above, "west", same=same) == Merged(stored=(), known=1)
    found = above.read([("unit", "west/b"), ("person", "west/p"), ("tenure", "west/t"), ("unit", "west/top")])
    branch, person, tenure = (
        found["unit", "west/b"].record,
        found["person", "west/p"].record,
        found["tenure", "west/t"].record,
    )
    assert isinstance(branch, Unit)
    assert isinstance(person, Person)
    assert isinstance(tenure, Tenure)
    assert branch.parents[0].parent == "a"
    assert person.name is None
    assert (tenure.post, tenure.person) == ("west/s", "west/p")
    assert ("unit", "west/top") not in found
    assert above.verify() == []


def test_what_changes_below_goes_up_as_the_next_version_and_a_withdrawal_too() -> None:
    below, above = lower(), MemoryStore()
    merge(below, above, "west")
    later = Post(id=PostId("s"), unit=UnitId("b"), kind="secretary", seats=2)
    below.append(Batch(id="second", changes=(Change(noun="post", id="s", record=later),), expect={("post", "s"): 1}))
    below.append(Batch(id="third", changes=(Change(noun="tenure", id="t", record=None),), expect={("tenure", "t"): 1}))
    assert merge(below, above, "west").stored == ("west/second", "west/third")
    found = above.read([("post", "west/s"), ("tenure", "west/t")])
    assert found["post", "west/s"].version == 2
    assert found["tenure", "west/t"].record is None


def test_two_lower_stores_with_the_same_ids_do_not_meet() -> None:
    above = MemoryStore()
    merge(lower(), above, "west")
    merge(lower(), above, "east")
    assert {one.id for one in above.scan("post")} == {"west/s", "east/s"}


def test_what_was_erased_below_does_not_stop_the_next_merge_and_does_not_go_up() -> None:
    below, above = lower(), MemoryStore()
    below.redact(erasure("erase", [("person", "p")]))
    merge(below, above, "west", personal=True)
    found = above.read([("person", "west/p")])["person", "west/p"].record
    assert isinstance(found, Person)
    assert found.name is None
    assert merge(below, above, "west", personal=True).known == 1


def test_what_was_changed_above_is_not_overwritten_from_below() -> None:
    below, above = lower(), MemoryStore()
    merge(below, above, "west")
    mine = Post(id=PostId("west/s"), unit=UnitId("west/b"), kind="chair")
    above.append(Batch(id="mine", changes=(Change(noun="post", id="west/s", record=mine),), expect={("post", "west/s"): 1}))
    below.append(Batch(id="second", changes=(Change(noun="post", id="s", record=None),), expect={("post", "s"): 1}))
    with pytest.raises(Conflict):
        merge(below, above, "west")


def test_a_scheme_with_a_slash_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="slash"):
        merge(lower(), MemoryStore(), "a/b")


def test_a_step_is_led_up_by_the_workspace(club: gr.Office) -> None:
    club.open_duties(JANUARY, reason="the year begins")
    club.record_step("due", "committee:2014-01-01:a", Step(state="waived", on=date(2014, 1, 20)), reason="flood")
    assert club.figure("duties-done", "2014-02-01").left_out == {"fallen_away": 1}

"""Many at once: edits that are each sound alone, races of processes, threads on one office, and what they share."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.behind import store_of
from support.offices import office

import grassroots as gr
from grassroots.model import Case, Claim, Membership, Need, Person, Placement, Post, Step, Tenure, Unit
from grassroots.store import Batch, Head
from grassroots.workspace import open_charter

DAY = date(2024, 1, 1)
END = "2024-12-31"


@pytest.fixture(scope="module")
def charter() -> gr.Charter:
    """The neutral charter, but that a group may stand under a group."""
    found = open_charter("association", gr.Plugins.of())
    units = dict(found.words["unit"])
    units["group"] = evolve(units["group"], under=(*units["group"].under, "group"))
    return evolve(found, words={**found.words, "unit": units})


def under(id: str, parent: str) -> Any:
    return Unit(id=id, kind="group", name=id, parents=(Placement(since=DAY, parent=parent),))  # type: ignore[arg-type]


def case(id: str, **more: Any) -> Any:
    return Case(id=id, category="opinion", unit="r", steps=(Step(state="received", on=DAY),), **more)  # type: ignore[arg-type]


def start(club: gr.Office) -> None:
    """A unit of two groups, a post of one seat, three persons, three cases, a wish."""
    need = open_state(club, "need")
    club.add(
        Unit(id="r", kind="association", name="R"),  # type: ignore[arg-type]
        under("x", "r"),
        under("y", "r"),
        Post(id="chair", unit="r", kind="chair", seats=1),  # type: ignore[arg-type]
        *(Person(id=id, name=id) for id in ("p", "q", "s")),  # type: ignore[arg-type]
        *(case(id) for id in ("c1", "c2", "c3")),
        Need(id="n", unit="r", kind=next(iter(club.charter.words["need"])), steps=(Step(state=need, on=DAY),)),  # type: ignore[arg-type]
        reason="the beginning",
    )


def open_state(club: gr.Office, noun: str) -> str:
    return club.charter.workflows[noun].starts[0]


Edit = Callable[[gr.Office], Any]


def term(id: str, person: str) -> Edit:
    return lambda club: club.add(Tenure(id=id, post="chair", person=person, start=DAY), reason="chosen")  # type: ignore[arg-type]


def claim(id: str, by: str) -> Edit:
    return lambda club: club.add(Claim(id=id, need="n", on=DAY, by=gr.Ref("person", by)), reason="taken up")  # type: ignore[arg-type]


def move(unit: str, to: str) -> Edit:
    return lambda club: club.correct("unit", unit, parents=under(unit, to).parents, reason="moved")


def merge(one: str, into: str) -> Edit:
    return lambda club: club.correct("case", one, merged_into=into, reason="the same")


def joins(club: gr.Office) -> Any:
    steps = (Step(state=open_state(club, "membership"), on=DAY),)
    return club.add(Membership(id="m", person="q", unit="r", steps=steps), reason="joins")  # type: ignore[arg-type]


SKEWS: dict[str, tuple[Edit, Edit]] = {
    "two moves that make a circle": (move("x", "y"), move("y", "x")),
    "two mergers that make a circle": (merge("c1", "c2"), merge("c2", "c1")),
    "two terms in a post of one seat": (term("t1", "p"), term("t2", "q")),
    "two claims of one wish": (claim("k1", "p"), claim("k2", "q")),
    "a reference to somebody who is withdrawn": (lambda club: club.withdraw("person", "q", reason="gone"), joins),
    "somebody withdrawn who is referred to": (joins, lambda club: club.withdraw("person", "q", reason="gone")),
    "one id given twice": (
        lambda club: club.add(case("c9"), reason="a"),
        lambda club: club.add(case("c9", text="b"), reason="b"),
    ),
}


@pytest.fixture
def two(tmp_path: Path, charter: gr.Charter) -> Iterator[tuple[gr.Office, gr.Office]]:
    """Two programs that opened one store."""
    path = tmp_path / "a.db"
    with (
        gr.open(path, charter, plugins=gr.Plugins.of(), create=True) as one,
        gr.open(path, charter, plugins=gr.Plugins.of()) as other,
    ):
        start(one)
        yield one, other


def meanwhile(club: gr.Office, first: Callable[[], Any]) -> None:
    """Has something happen between the moment at which an edit was judged and that at which it is stored; once."""
    append = store_of(club).append

    def faster(batch: Batch) -> Head:
        store_of(club).append = append  # type: ignore[method-assign]
        first()
        return append(batch)

    store_of(club).append = faster  # type: ignore[method-assign]


@pytest.mark.parametrize("name", SKEWS)
def test_two_edits_that_are_sound_alone_and_not_together_are_never_both_stored(
    two: tuple[gr.Office, gr.Office], name: str
) -> None:
    one, other = two
    first, second = SKEWS[name]
    alone = []

    def faster() -> None:
        first(one)
        alone.append(one.check(END))

    meanwhile(other, faster)
    with pytest.raises((gr.errors.HasProblems, gr.errors.NotFound)):
        second(other)
    assert one.check(END) == alone[0]
    assert one.verify() == ()


@pytest.mark.parametrize("name", SKEWS)
def test_one_after_the_other_they_are_refused_alike(two: tuple[gr.Office, gr.Office], name: str) -> None:
    one, other = two
    first, second = SKEWS[name]
    first(one)
    with pytest.raises((gr.errors.HasProblems, gr.errors.NotFound)):
        second(other)


def test_a_circle_of_three_is_refused_too(two: tuple[gr.Office, gr.Office]) -> None:
    one, other = two
    merge("c1", "c2")(one)
    meanwhile(other, lambda: merge("c2", "c3")(one))
    with pytest.raises(gr.errors.HasProblems, match="leads back to itself"):
        merge("c3", "c1")(other)


def test_an_edit_that_another_only_passed_by_is_worked_out_again_and_stored(two: tuple[gr.Office, gr.Office]) -> None:
    one, other = two
    meanwhile(other, lambda: one.correct("case", "c1", text="the lamp", reason="heard better"))
    other.correct("case", "c1", topic="noise", reason="sorted")
    found = one.get("case", "c1")
    assert isinstance(found, Case)
    assert (found.text, found.topic) == ("the lamp", "noise")


def test_ledgers_are_read_again_where_somebody_was_faster(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with office(tmp_path, address=str(path)) as one, gr.open(path, plugins=gr.Plugins.of()) as other:
        more = tmp_path / "cases.csv"
        more.write_text("No.,unit,category,what was said,received on\n9,north,request,the well,2024-04-01\n", encoding="utf-8")
        meanwhile(other, lambda: one.correct("case", "cases-2", text="the gate", reason="heard better"))
        assert other.take_in(more, vanished="keep").stored
        assert one.get("case", "cases-9").id == "cases-9"


def test_whoever_never_comes_through_is_told(two: tuple[gr.Office, gr.Office]) -> None:
    one, other = two
    append, tried = store_of(other).append, []

    def slower(batch: Batch) -> Head:
        tried.append(batch)
        one.correct("case", "c3", text=f"{len(tried)}", reason="heard better")
        return append(batch)

    store_of(other).append = slower  # type: ignore[method-assign]
    with pytest.raises(gr.errors.Conflict, match="repeat the change"):
        merge("c1", "c2")(other)
    assert len(tried) == 100


def racer(path: Path, name: str, posts: int, start: Any, told: Any) -> None:
    """One process: gives every post to somebody of its own."""
    with gr.open(path, plugins=gr.Plugins.of()) as club:
        start.wait()
        for number in range(posts):
            term = Tenure(id=f"t{number}{name}", post=f"chair{number}", person=f"{name}-{number}", start=DAY)  # type: ignore[arg-type]
            try:
                club.add(term, reason=name)
                told.put("stored")
            except gr.GrassrootsError as error:
                told.put(type(error).__name__)


def race(folder: Path, posts: int, clerks: int = 4) -> Counter[str]:
    """Processes that each give every post to somebody of their own: what they were told. Every post has one holder in the end."""
    path, names = folder / "race.db", [f"w{number}" for number in range(clerks)]
    with gr.open(path, plugins=gr.Plugins.of(), create=True) as club:
        club.add(
            Unit(id="r", kind="association", name="R"),  # type: ignore[arg-type]
            *(Post(id=f"chair{number}", unit="r", kind="chair", seats=1) for number in range(posts)),  # type: ignore[arg-type]
            *(Person(id=f"{name}-{number}", name="x") for name in names for number in range(posts)),  # type: ignore[arg-type]
            reason="the beginning",
        )
    # A fork has imported everything already.
    how = multiprocessing.get_context("fork" if threading.active_count() == 1 else "spawn")
    start, answers = how.Barrier(clerks), how.SimpleQueue()
    running = [how.Process(target=racer, args=(path, name, posts, start, answers)) for name in names]
    for one in running:
        one.start()
    told = Counter(answers.get() for _ in range(posts * clerks))
    for one in running:
        one.join()
    with gr.open(path, plugins=gr.Plugins.of(), read_only=True) as club:
        holders = Counter(one.post for one in club.snapshot(END).all(Tenure).values())
        assert club.verify() == ()
        assert not [one for one in club.check(END) if one.code == "terms-overlap"]
    assert set(holders.values()) == {1}
    assert len(holders) == posts
    return told


def test_of_sixty_posts_of_one_seat_that_four_processes_race_for_sixty_have_one_holder(tmp_path: Path) -> None:
    assert race(tmp_path, 60) == {"stored": 60, "HasProblems": 180}


@pytest.mark.slow
def test_so_it_is_with_many_more(tmp_path: Path) -> None:
    assert race(tmp_path, 1000, 8)["stored"] == 1000


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(work) for work in works]]


def test_many_threads_share_one_office(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")) as club:

        def clerk(number: int) -> str:
            mine = club.seen_by(f"clerk {number}")
            for turn in range(3):
                mine.correct("case", f"cases-{1 + number % 3}", text=f"{number}.{turn}", reason="heard better")
                assert mine.figure("cases_received", END).value == 3
                mine.check(END)
            return mine.history("case", f"cases-{1 + number % 3}")[-1].actor

        assert all(at_once([lambda number=number: clerk(number) for number in range(8)]))  # type: ignore[misc]
        assert club.verify() == ()
        assert sum(len(club.history("case", f"cases-{one}")) for one in (1, 2, 3)) == 3 + 24


def test_an_edit_in_one_thread_is_read_in_another(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")) as club:
        thread = threading.Thread(target=lambda: club.correct("case", "cases-2", text="the gate", reason="heard better"))
        thread.start()
        thread.join()
        found = club.snapshot(END).get(Case, "cases-2")
        assert found is not None
        assert found.text == "the gate"


# -- views --


def test_a_view_of_an_office_sees_what_its_actor_may_and_says_who_it_was(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        ann = club.seen_by(gr.Actor.at("ann", "north", gr.access.Verb.READ, gr.access.Verb.CHANGE))
        assert sorted(ann.snapshot(END).all(Case)) == ["cases-1", "cases-2"]
        with pytest.raises(gr.errors.NotFound):
            ann.get("case", "cases-3")
        ann.correct("case", "cases-2", text="the gate", reason="heard better")
        assert club.history("case", "cases-2")[-1].actor == "ann"
        statistics = club.seen_by("desk", purpose="statistics")
        assert statistics.get("person", "p-1").name is None  # type: ignore[union-attr]
        assert len(club.seen_by("desk", scope="south").snapshot(END).all(Case)) == 1


def test_a_view_that_is_closed_leaves_the_office_open_and_not_the_other_way_round(tmp_path: Path) -> None:
    club = office(tmp_path)
    with club.seen_by("ann") as ann:
        assert ann.head == club.head
    with pytest.raises(gr.errors.InvalidArgument, match="closed"):
        ann.head
    bob = club.seen_by("bob")
    club.close()
    with pytest.raises(gr.errors.InvalidArgument, match="closed"):
        bob.head
    with pytest.raises(gr.errors.InvalidArgument, match="closed"):
        club.seen_by("ann")


def test_an_actor_without_rights_gets_no_view(tmp_path: Path) -> None:
    with office(tmp_path) as club, pytest.raises(gr.errors.Refused):
        club.seen_by(gr.Actor("guest"))


class Counting:
    """Counts the records that a store hands out."""

    def __init__(self, club: gr.Office) -> None:
        self.found = 0
        inner = store_of(club).store
        for name in ("scan", "read"):
            setattr(inner, name, self._counting(getattr(inner, name)))

    def _counting(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            given = method(*args, **more)
            self.found += len(given)
            return given

        return counted


@pytest.mark.parametrize("purpose", ["office", "statistics"])
def test_what_was_read_is_shared_and_a_change_reads_only_what_it_touched(tmp_path: Path, purpose: str) -> None:
    with office(tmp_path) as club:
        club.seen_by("ann", purpose=purpose).snapshot(END)
        counting = Counting(club)
        for day in (END, "2024-06-30"):
            for actor in ("bob", gr.Actor.at("cat", "north")):
                club.seen_by(actor, purpose=purpose).snapshot(day)
        assert counting.found == 0
        club.correct("case", "cases-2", text="the gate", reason="heard better")
        counting.found = 0
        changed = club.seen_by("ann", purpose=purpose).snapshot(END)
        assert counting.found == 1
        fresh = gr.access.View(store_of(club).store, club.charter, gr.Actor.everywhere("x"), None, gr.access.PURPOSES[purpose])
        assert list(changed) == list(fresh.snapshot(date(2024, 12, 31)))


def test_what_is_carried_is_what_a_fresh_reading_gives_whatever_was_done(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        club.snapshot(END)
        club.add(evolve(club.get("case", "cases-2"), id="aaa"), reason="again")  # type: ignore[arg-type]
        club.withdraw("case", "cases-3", reason="twice")
        club.erase(("person", "p-1"), reason="asked for")
        fresh = gr.access.View(store_of(club).store, club.charter, gr.Actor.everywhere("x"))
        assert list(club.snapshot(END)) == list(fresh.snapshot(date(2024, 12, 31)))
        assert club.get("person", "p-1").name is None  # type: ignore[union-attr]


# -- opening --


def test_a_misspelt_store_makes_nothing_and_names_the_nearest(tmp_path: Path) -> None:
    office(tmp_path, address=str(tmp_path / "office.db")).close()
    with pytest.raises(gr.errors.NotFound, match=r"offfice\.db'; the folder has office\.db.*create=True"):
        gr.open(tmp_path / "offfice.db", plugins=gr.Plugins.of())
    with pytest.raises(gr.errors.NotFound) as told:
        gr.open(f"sqlite:{tmp_path / 'offfice.db'}", plugins=gr.Plugins.of())
    assert told.value.problem is not None
    assert "文件夹中有：office.db" in told.value.problem.text("zh")
    assert not (tmp_path / "offfice.db").exists()
    with pytest.raises(gr.errors.NoPlugin):
        gr.open("another:office.db", plugins=gr.Plugins.of(), create=True)
    with pytest.raises(gr.errors.NotFound):
        gr.open(tmp_path / "offfice.db", plugins=gr.Plugins.of(), read_only=True)
    with gr.open(tmp_path / "offfice.db", plugins=gr.Plugins.of(), create=True) as club:
        assert club.head.seq == 0


def test_an_office_for_reading_refuses_every_change_and_touches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    office(tmp_path, address=str(path)).close()
    path.chmod(0o444)
    before = path.read_bytes()
    changes: dict[str, Edit] = {
        "correct": lambda club: club.correct("case", "cases-2", text="x", reason="x"),
        "add": lambda club: club.add(case("c9"), reason="x"),
        "withdraw": lambda club: club.withdraw("case", "cases-2", reason="x"),
        "erase": lambda club: club.erase(("person", "p-1"), reason="x"),
        "record_step": lambda club: club.record_step("case", "cases-2", Step(state="answered", on=DAY), reason="x"),
        "open_duties": lambda club: club.open_duties(gr.Period.year(2024), reason="x"),
        "take_in": lambda club: club.take_in(tmp_path / "ledgers"),
        "remind": lambda club: club.remind(END, {}, channel="console:", reason="x"),
        "send": lambda club: club.send(),
    }
    with gr.open(path, plugins=gr.Plugins.of(), read_only=True) as club:
        assert club.figure("cases_received", END).value == 3
        assert club.read(tmp_path / "ledgers").ok
        for change in changes.values():
            for seen in (club, club.seen_by("ann")):
                with pytest.raises(gr.errors.Refused, match="reading only"):
                    change(seen)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.glob("office*")] == ["office.db"]


def test_what_is_made_is_not_only_read(tmp_path: Path) -> None:
    with pytest.raises(gr.errors.InvalidArgument, match="not both"):
        gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), create=True, read_only=True)
    with pytest.raises(gr.errors.InvalidArgument, match="nothing to read"):
        gr.open("memory:", plugins=gr.Plugins.of(), read_only=True)

"""The laws of what is stored: an old head answers for ever, erasing moves no figure, nothing out of view or confidential shows."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.behind import store_of
from support.offices import CASES, LEDGERS, office

import grassroots as gr
from grassroots.access.actors import Actor
from grassroots.access.view import View
from grassroots.builtin.memory import MemoryStore
from grassroots.builtin.sqlite import SqliteStore
from grassroots.charter import Charter
from grassroots.errors import HasProblems, NotFound
from grassroots.figures import Evaluator, Evidence, Question, evaluate
from grassroots.model import Case, Note, Person, Record, Reply, Step, Unit, home_field, key_of
from grassroots.reports import make_report
from grassroots.store import Batch, Change, Store
from grassroots.testing.charters import small_charter
from grassroots.testing.store_kit.bench import erasure
from grassroots.testing.strategies import Organization, charters_with_measures, organizations, outlines
from grassroots.values import CaseId, Period, Source, UnitId

QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
DAY = "2024-12-31"


def put(store: Store, id: str, *records: Record, gone: tuple[Record, ...] = ()) -> None:
    changes = [Change(noun=key_of(record)[0], id=record.id, record=record) for record in records]
    changes += [Change(noun=key_of(record)[0], id=record.id, record=None) for record in gone]
    store.append(Batch(id=id, changes=tuple(changes), actor="clerk", reason="typed", at=datetime(2024, 1, 1, tzinfo=UTC)))


def stores(folder: str) -> Iterator[Any]:
    yield MemoryStore()
    yield SqliteStore(Path(folder) / "a.db")


def asking(view: View) -> Any:
    def ask(question: Question) -> Evidence:
        return Evaluator(view.snapshot(question.as_of, question.known_at)).evidence(question)

    return ask


def documents(view: View, organization: Organization, outline: Any, seq: int, profile: str = "internal") -> str:
    """A report as of a head, as the contract for machines and as a document says it in both languages."""
    report = make_report(outline, view.snapshot(organization.as_of, seq), profile=profile, ask=asking(view))
    return json.dumps(report.to_dict()) + repr([report.render(language) for language in ("en", "zh")])


def drawn(data: st.DataObject) -> tuple[Organization, Charter, Any]:
    charter = data.draw(charters_with_measures())
    organization = data.draw(organizations(charter, max_units=4, max_events=3, max_records=2))
    return organization, charter, data.draw(outlines(charter))


@settings(QUIET, max_examples=6)
@given(st.data())
def test_a_report_at_an_old_head_is_the_same_to_the_last_byte_whatever_came_later(data: st.DataObject) -> None:
    organization, charter, outline = drawn(data)
    records = list(organization.records)
    later = data.draw(st.lists(st.sampled_from(records), max_size=6, unique_by=key_of))
    with tempfile.TemporaryDirectory() as folder:
        for store in stores(folder):
            with closing(store):
                put(store, "1", *records)
                view = View(store, charter, Actor.everywhere("office"))
                seq, head = store.head().seq, str(store.head())
                before = documents(view, organization, outline, seq)
                for number, record in enumerate(later):
                    if getattr(record, "steps", ()):
                        put(store, f"s{number}", evolve(record, steps=record.steps[:1]))  # type: ignore[union-attr]
                    else:
                        put(store, f"w{number}", gone=(record,))
                put(store, "last", *data.draw(st.just([Person(id="newcomer", name="Somebody")])))  # type: ignore[arg-type]
                assert store.head().seq > seq
                fresh = View(store, charter, Actor.everywhere("office"))
                assert documents(fresh, organization, outline, seq) == before
                assert head in before


CANARY = "qzx{}canary"


def marked(records: tuple[Record, ...]) -> list[Record]:
    """The records with a canary in every text of the personal part of persons, cases and partners."""
    found: list[Record] = []
    for number, record in enumerate(records):
        mark = CANARY.format(number)
        if isinstance(record, Person):
            record = evolve(record, name=f"name {mark}")
        elif isinstance(record, Case):
            record = evolve(record, text=f"said {mark}", place=f"place {mark}")
        elif isinstance(record, Note):
            record = evolve(record, text=f"note {mark}")
        found.append(record)
    return found


@settings(QUIET, max_examples=6)
@given(st.data())
def test_no_name_stands_in_a_document_and_erasing_moves_no_figure(data: st.DataObject) -> None:
    organization, charter, outline = drawn(data)
    records = marked(organization.records)
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "a.db")
        with closing(store):
            put(store, "1", *records)
            view = View(store, charter, Actor.everywhere("office"))
            seq = store.head().seq
            before = {profile: documents(view, organization, outline, seq, profile) for profile in ("internal", "public")}
            assert "canary" not in "".join(before.values())
            marks = [key_of(record) for record in records if isinstance(record, Person | Case | Note)]
            if not marks:
                return
            store.redact(erasure("erase", marks, actor="clerk"))
            fresh = View(store, charter, Actor.everywhere("office"))
            for known in (seq, store.head().seq):
                after = {profile: documents(fresh, organization, outline, known, profile) for profile in before}
                heads = [str(store.head_at(at)) for at in (seq, known)]
                assert {name: text.replace(heads[1], heads[0]) for name, text in after.items()} == before
            assert store.verify() == []
        left = b"".join(path.read_bytes() for path in Path(folder).iterdir())
        assert b"canary" not in left


@settings(QUIET, max_examples=10)
@given(st.data())
def test_the_evidence_of_a_figure_never_leaves_the_view_that_made_it(data: st.DataObject) -> None:
    charter = data.draw(charters_with_measures())
    organization = data.draw(organizations(charter, max_records=2))
    store = MemoryStore()
    put(store, "1", *organization.records)
    whole = View(store, charter, Actor.everywhere("office"))
    everything = whole.snapshot(organization.as_of)
    unit = data.draw(st.sampled_from(everything.tree_on().units))
    mine = View(store, charter, Actor.at("ann", unit))
    part = mine.snapshot(organization.as_of)
    visible = {key_of(record) for record in part}
    period = Period.year(organization.as_of.year)
    for measure in charter.measures.values():
        if measure.noun in ("", "unit") or home_field(measure.noun):
            figure = evaluate([measure], part, period=period, ask=asking(mine))[measure.name]
            for scope in (None, *everything.tree_on().units):
                # Whoever puts another unit into the question of a figure still asks through the same rights.
                found = asking(mine)(evolve(figure.question, scope=scope))
                assert {*found.hits, *found.misses, *(key for keys in found.left_out.values() for key in keys)} <= visible


def test_what_was_open_and_then_confidential_and_then_withdrawn_is_closed_in_older_states() -> None:
    store = MemoryStore()
    unit = Unit(id=UnitId("u"), kind="region", name="U")
    case = Case(
        id=CaseId("c"),
        category="request",
        unit=unit.id,
        requester="p",
        steps=(Step(state="received", on=date(2024, 1, 2)),),
    )  # type: ignore[arg-type]
    reply = Reply(id="r", case=case.id, on=date(2024, 1, 5))
    rows = [
        Change(noun=key_of(one)[0], id=one.id, record=one, source=Source("cases.csv", row=9)) for one in (unit, case, reply)
    ]
    store.append(Batch(id="1", changes=tuple(rows), actor="clerk", reason="typed"))
    put(store, "2", Person(id="p", name="Ann"), evolve(case, confidential=True))  # type: ignore[arg-type]
    put(store, "3", gone=(case, reply))
    view = View(store, small_charter(), Actor.everywhere("office"))
    old = view.snapshot(date(2024, 6, 1), 3)
    shown = old.get("case", "c")
    assert isinstance(shown, Case) and shown.requester is None
    assert set(old.sources) == {("unit", "u")}
    one = view.get("case", "c", known_at=3)
    assert isinstance(one, Case) and one.requester is None
    assert {(entry.actor, entry.reason, entry.source) for entry in view.history("case", "c")} == {("", "", None)}
    assert {(entry.actor, entry.source) for entry in view.history("reply", "r")} == {("", None)}


HIDDEN = CASES.replace("outcome\n", "outcome,confidential\n").replace("solved\n", "solved,\n").replace(",,\n", ",,,\n").replace(
    "2,north,request,the door,2024-02-01,,,", "2,north,request,the door,2024-02-01,,,yes"
)  # fmt: skip


@pytest.fixture
def club(tmp_path: Path) -> Any:
    with office(tmp_path, {**LEDGERS, "cases.csv": HIDDEN}) as opened:
        yield opened


def test_a_confidential_case_shows_its_row_and_its_clerk_nowhere(club: gr.Office, tmp_path: Path) -> None:
    case = club.get("case", "cases-2")
    assert isinstance(case, Case) and case.confidential
    figure = club.figure("cases_received", DAY)
    assert ("case", "cases-2") in figure.records().hits
    assert ("case", "cases-2") not in figure.records().sources
    assert ("case", "cases-1") in figure.records().sources
    for wrong in (
        Step(state="nonsense", on=date(2024, 5, 1)),
        Step(state="received", on=date(2023, 5, 1)),
    ):
        with pytest.raises(HasProblems) as caught:
            club.record_step("case", "cases-2", wrong, reason="y", actor="clerk-of-the-north")
        assert {problem.source for problem in caught.value.problems} == {None}
        with pytest.raises(HasProblems) as caught:
            club.record_step("case", "cases-1", wrong, reason="y")
        assert {str(problem.source) for problem in caught.value.problems} == {"cases.csv, row 2"}
    club.correct("case", "cases-2", reason="the reason of it", actor="clerk-of-the-north", channel=None, text="the gate")
    told = repr(club.history("case", "cases-2"))
    assert "clerk-of-the-north" not in told and "reason of it" not in told and "cases.csv" not in told
    for profile in ("internal", "named", "public"):
        report = club.report("year", DAY, profile=profile)
        for ending in ("json", "md", "html"):
            text = club.write(report, tmp_path / f"r.{ending}").read_text("utf-8")
            rows = re.findall(r"\bcases\\?\.csv, row \d", text)
            assert not any(row.endswith("3") for row in rows) and "clerk-of-the-north" not in text
            assert any(row.endswith("2") for row in rows) is (profile != "public" and ending != "json")


def test_an_outsider_asks_for_a_unit_that_is_not_in_sight_and_for_one_that_is_not_there_alike(club: gr.Office) -> None:
    north = View(store_of(club), club.charter, Actor.at("ann", "north"))
    snapshot = north.snapshot(date(2024, 12, 31))
    told = []
    for scope in ("south", "sooth"):
        with pytest.raises(NotFound) as caught:
            evaluate(["cases_received"], snapshot, scope=UnitId(scope), period=Period.year(2024))
        told.append(str(caught.value).replace(scope, "X"))
    assert told[0] == told[1] and "Club" not in told[0]


def test_a_figure_asked_for_later_is_answered_at_its_own_head(club: gr.Office) -> None:
    figure = club.figure("cases_open", DAY)
    club.record_step("case", "cases-3", Step(state="replied", on=date(2024, 4, 1), outcome="solved"), reason="done")
    assert figure.records().hits == (("case", "cases-2"), ("case", "cases-3"))
    assert club.figure("cases_open", DAY).records().hits == (("case", "cases-2"),)


def test_an_earlier_step_written_again_later_is_a_step_of_its_own(club: gr.Office) -> None:
    received = Step(state="received", on=date(2024, 3, 1))
    same = club.record_step("case", "cases-3", received, reason="sent twice")
    assert isinstance(same, Case) and len(same.steps) == 1
    replied = Step(state="replied", on=date(2024, 3, 1), outcome="solved")
    club.record_step("case", "cases-3", replied, reason="done")
    with pytest.raises(HasProblems):
        club.record_step("case", "cases-3", evolve(received, state="dispatched", on=date(2024, 2, 1)), reason="late")

"""Taking in: ledgers become one batch, or nothing; the same again stores nothing; what changed here and there is a problem to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from support.offices import CASES, LEDGERS, UNITS, line, office, put

import grassroots as gr
from grassroots.hooks import hookimpl
from grassroots.store import BadRow, Batch, Head
from grassroots.values import Source
from grassroots.workspace.intake import waiting_rows


@pytest.fixture(params=["memory:", "office.db"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Every store must do."""
    return request.param if request.param == "memory:" else str(tmp_path / request.param)


def test_a_folder_is_taken_in_as_one_batch(tmp_path: Path, address: str) -> None:
    with gr.open(address, plugins=gr.Plugins.of(), create=True) as club:
        reading = club.take_in(put(tmp_path, LEDGERS), reason="the first load")
        assert reading.stored
        assert (len(reading.new), len(reading.changed), len(reading.unchanged)) == (10, 0, 0)
        entries = [entry for noun, id in reading.new for entry in club.history(noun, id)]
        assert {(entry.batch, entry.actor, entry.reason) for entry in entries} == {(reading.batch, "office", "the first load")}
        assert club.head.seq == 10
        assert str(club.history("case", "cases-2")[0].source) == "cases.csv, row 3"


def test_the_same_ledgers_again_store_nothing_and_say_so(tmp_path: Path, address: str) -> None:
    with office(tmp_path, address=address) as club:
        before = club.head
        again = club.take_in(tmp_path / "ledgers")
        assert (again.stored, again.batch, again.ok) == (False, "", True)
        assert (len(again.new), len(again.changed), len(again.unchanged)) == (0, 0, 10)
        assert club.head == before


def test_the_same_ledgers_under_another_name_store_nothing_either(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        again = club.take_in(put(tmp_path / "copy", LEDGERS))
        assert (again.stored, len(again.unchanged)) == (False, 10)


def test_a_changed_row_updates_its_record_and_no_other(tmp_path: Path, address: str) -> None:
    with office(tmp_path, address=address) as club:
        put(tmp_path / "ledgers", {"cases.csv": line(CASES, 3, "2,north,request,the door,2024-02-01,2024-02-20,explained")})
        reading = club.take_in(tmp_path / "ledgers")
        assert (reading.stored, reading.changed) == (True, {("case", "cases-2")})
        assert [entry.version for entry in club.history("case", "cases-2")] == [1, 2]
        assert len(club.history("case", "cases-1")) == 1


def test_loading_one_state_another_and_the_first_again_ends_in_the_first(tmp_path: Path, address: str) -> None:
    with office(tmp_path, address=address) as club:
        first = club.get("case", "cases-2")
        for text in (line(CASES, 3, "2,north,request,the gate,2024-02-01,,"), CASES):
            assert club.take_in(put(tmp_path / "ledgers", {"cases.csv": text}) / "cases.csv").stored
        assert club.get("case", "cases-2") == first
        assert [entry.version for entry in club.history("case", "cases-2")] == [1, 2, 3]


def test_a_ledger_with_problems_stores_nothing_and_tells_all_of_them(tmp_path: Path, address: str) -> None:
    wrong = """No.,unit,category,what was said,received on
1,north,request,the lamp,2024-02-30
2,nowhere,request,the door,2024-02-01
3,south,reqest,the roof,2024-03-01
4,south,request,fine,2024-03-01
"""
    with gr.open(address, plugins=gr.Plugins.of(), create=True) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": UNITS, "cases.csv": wrong}))
        assert not reading.stored
        assert [(problem.source.row if problem.source else 0, problem.column) for problem in reading.problems] == [
            (2, "received on"),
            (3, "unit"),
            (4, "category"),
        ]
        assert club.head == Head()
        assert all(problem.cure for problem in reading.problems)


def test_reading_stores_nothing(tmp_path: Path) -> None:
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.read(put(tmp_path, LEDGERS))
        assert (len(reading.new), reading.stored, club.head.seq) == (10, False, 0)


# -- rows that vanish --


def test_a_row_that_vanished_is_a_problem_to_decide(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        put(tmp_path / "ledgers", {"cases.csv": line(CASES, 3, "")})
        reading = club.take_in(tmp_path / "ledgers")
        assert (reading.stored, [problem.code for problem in reading.problems]) == (False, ["row-vanished"])
        kept = club.take_in(tmp_path / "ledgers", vanished="keep")
        assert (kept.stored, kept.ok) == (False, True)
        assert club.get("case", "cases-2")
        gone = club.take_in(tmp_path / "ledgers", vanished="withdraw", reason="struck out")
        assert (gone.stored, gone.ok) == (True, True)
        with pytest.raises(gr.errors.NotFound):
            club.get("case", "cases-2")
        assert club.history("case", "cases-2")[-1].withdrawn
        again = club.take_in(tmp_path / "ledgers")
        assert (again.stored, again.ok) == (False, True)


def test_a_unit_whose_row_vanished_cannot_be_withdrawn_while_records_refer_to_it(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        put(tmp_path / "ledgers", {"units.csv": line(UNITS, 4, "")})
        before = club.head
        reading = club.take_in(tmp_path / "ledgers" / "units.csv", vanished="withdraw")
        assert not reading.stored
        assert {problem.code for problem in reading.problems} == {"unknown-reference"}
        assert club.head == before


@pytest.mark.parametrize("wrong", [{"vanished": "drop"}, {"edited": "mine"}])
def test_a_decision_that_does_not_exist_is_refused(tmp_path: Path, wrong: Mapping[str, Any]) -> None:
    with gr.open("memory:", plugins=gr.Plugins.of()) as club, pytest.raises(gr.errors.InvalidArgument, match="one of"):
        club.take_in(put(tmp_path, LEDGERS), **wrong)


# -- records that were changed here --

REPLIED = gr.model.Step(state="replied", on=date(2024, 2, 20), outcome="solved")
LOUD = line(CASES, 3, "2,north,request,the loud door,2024-02-01,,")


def test_what_was_changed_here_stays_when_its_unchanged_row_is_loaded_again(tmp_path: Path, address: str) -> None:
    with office(tmp_path, address=address) as club:
        edited = club.record_step("case", "cases-2", REPLIED, reason="phoned in")
        again = club.take_in(tmp_path / "ledgers")
        assert (again.stored, again.ok) == (False, True)
        assert club.get("case", "cases-2") == edited


def test_a_record_changed_here_whose_row_was_changed_too_is_a_problem_to_decide(tmp_path: Path, address: str) -> None:
    with office(tmp_path, address=address) as club:
        edited = club.record_step("case", "cases-2", REPLIED, reason="phoned in")
        put(tmp_path / "ledgers", {"cases.csv": LOUD})
        reading = club.take_in(tmp_path / "ledgers")
        assert not reading.stored
        (problem,) = reading.problems
        assert (problem.code, str(problem.source)) == ("changed-elsewhere", "cases.csv, row 3")
        assert club.get("case", "cases-2") == edited

        kept = club.take_in(tmp_path / "ledgers", edited="store")
        assert (kept.stored, kept.ok) == (False, True)
        assert club.get("case", "cases-2") == edited

        taken = club.take_in(tmp_path / "ledgers", edited="ledger")
        assert (taken.stored, taken.changed) == (True, {("case", "cases-2")})
        case = club.get("case", "cases-2")
        assert isinstance(case, gr.model.Case)
        assert (case.text, [step.state for step in case.steps]) == ("the loud door", ["received"])
        assert not club.take_in(tmp_path / "ledgers").stored


def test_a_row_that_now_says_what_was_recorded_here_is_nothing_new(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        club.record_step("case", "cases-2", REPLIED, reason="phoned in")
        put(tmp_path / "ledgers", {"cases.csv": line(CASES, 3, "2,north,request,the door,2024-02-01,2024-02-20,solved")})
        reading = club.take_in(tmp_path / "ledgers")
        assert (reading.stored, reading.ok, len(reading.changed)) == (False, True, 0)


# -- bad rows are kept --

MIXED = """No.,unit,category,what was said,received on,answered on,outcome
1,north,request,the lamp,2024-01-22,2024-02-11,solved
2,north,request,the door,2024-02-30,,
3,south,request,the roof,2024-03-01,,
"""


def test_on_request_the_good_rows_are_stored_and_the_bad_ones_wait(tmp_path: Path, address: str) -> None:
    with gr.open(address, plugins=gr.Plugins.of(), create=True) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": UNITS, "cases.csv": MIXED}), keep_bad=True)
        reading.check_conservation()
        assert (reading.stored, len(reading.bad_rows), [problem.code for problem in reading.problems]) == (
            True,
            1,
            ["impossible-date"],
        )
        assert [*club.snapshot("2024-12-31").all("case")] == ["cases-1", "cases-3"]
        (waiting,) = club.check("2024-12-31")
        assert (waiting.code, waiting.column, str(waiting.source)) == ("impossible-date", "received on", "cases.csv, row 3")
        again = club.take_in(tmp_path, keep_bad=True)
        assert not again.stored

        put(tmp_path, {"cases.csv": MIXED.replace("2024-02-30", "2024-02-28")})
        mended = club.take_in(tmp_path)
        assert (mended.stored, mended.new) == (True, {("case", "cases-2")})
        assert club.check("2024-12-31") == ()


def test_what_was_done_out_of_order_comes_in_as_written_and_is_told_then_and_at_every_check(tmp_path: Path) -> None:
    backwards = line(CASES, 3, "2,north,request,the door,2024-02-01,2024-01-01,solved")
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        folder = put(tmp_path, {"units.csv": UNITS, "cases.csv": backwards})
        reading = club.take_in(folder)
        reading.check_conservation()
        assert (reading.stored, reading.problems) == (True, ())
        assert [(str(remark.source), remark.code) for remark in reading.remarks] == [("cases.csv, row 3", "steps-out-of-order")]
        assert [*club.snapshot("2024-12-31").all("case")] == ["cases-1", "cases-2", "cases-3"]
        assert {str(problem.source) for problem in club.check("2024-12-31")} == {"cases.csv, row 3"}
        assert club.take_in(folder).remarks == ()


def test_with_keep_bad_what_hangs_on_a_bad_row_waits_with_it(tmp_path: Path) -> None:
    units = UNITS + "loft,The Loft,attic,north,2019-05-01\n"
    cases = CASES + "4,loft,request,the hatch,2024-03-02,,\n"
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": units, "cases.csv": cases}), keep_bad=True)
        reading.check_conservation()
        assert reading.stored
        assert {str(row.source) for row in reading.bad_rows} == {"units.csv, row 5", "cases.csv, row 5"}
        assert club.snapshot("2024-12-31").get("unit", "loft") is None


# -- what does not agree --


def test_a_row_that_does_not_agree_is_told_at_once_with_those_that_cannot_be_read(tmp_path: Path) -> None:
    cases = """No.,unit,category,what was said,received on,answered on,outcome
1,north,request,the lamp,2024-02-30,,
2,north,request,the door,2024-02-01,2024-01-01,solved
3,nowhere,request,the roof,2024-03-01,,
4,south,request,the gate,2024-03-01,,
"""
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": UNITS, "cases.csv": cases}))
        assert [(str(problem.source), problem.code) for problem in reading.problems] == [
            ("cases.csv, row 2", "impossible-date"),
            ("cases.csv, row 4", "record-not-known"),
        ]
        reading.check_conservation()
        assert [(str(remark.source), remark.code) for remark in reading.remarks] == [("cases.csv, row 3", "steps-out-of-order")]
        assert (reading.stored, len(reading.bad_rows), club.head) == (False, 2, Head())


def test_a_row_that_refers_to_a_bad_row_is_not_told_a_second_time(tmp_path: Path) -> None:
    units = UNITS + "loft,The Loft,attic,north,2019-05-01\n"
    cases = CASES + "4,loft,request,the hatch,2024-03-02,,\n"
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": units, "cases.csv": cases}))
        assert [(str(problem.source), problem.code) for problem in reading.problems] == [("units.csv, row 5", "word-not-known")]
        reading.check_conservation()
        assert not reading.stored


def test_rows_that_vanished_are_told_after_those_that_can_be_looked_at(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        wrong = line(line(CASES, 4, "3,south,reqest,the roof,2024-03-01,,"), 2, "")
        reading = club.take_in(put(tmp_path / "ledgers", {"cases.csv": wrong}))
        assert [problem.code for problem in reading.problems] == ["word-not-known", "row-vanished"]


def test_a_circle_in_the_tree_is_a_problem_and_nothing_is_stored(tmp_path: Path) -> None:
    units = """code,name,kind,part of,founded on
club,The Club,association,,2019-05-01
a,A,group,b,2019-05-01
b,B,group,a,2019-05-01
"""
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": units}))
        assert "tree-circle" in {problem.code for problem in reading.problems}
        assert (reading.stored, club.head.seq) == (False, 0)


def test_every_row_wrong_is_a_list_of_problems_and_nothing_stored(tmp_path: Path) -> None:
    rows = "".join(f"{number},nowhere,nothing,text,yesterday,,\n" for number in range(1, 30))
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.take_in(put(tmp_path, {"units.csv": UNITS, "cases.csv": CASES.splitlines()[0] + "\n" + rows}))
        assert {problem.source.row for problem in reading.problems if problem.source} == set(range(2, 31))
        assert club.head.seq == 0


# -- files --


def test_what_no_plugin_reads_is_left_aside_and_told(tmp_path: Path) -> None:
    files = {**LEDGERS, "notes.md": "call the plumber", ".hidden.csv": "x", "~$cases.csv": "lock", "sub/members2.pdf": "%PDF"}
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        reading = club.take_in(put(tmp_path, files))
        assert reading.stored
        aside = [problem.source.file for problem in reading.remarks if problem.source and problem.code == "left-aside"]
        assert aside == ["notes.md", "sub/members2.pdf"]


def test_a_file_that_nobody_reads_is_told_with_what_to_install(tmp_path: Path) -> None:
    put(tmp_path, {"cases.docx": "x", "cases.xlsx": "x"})
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        with pytest.raises(gr.errors.NoPlugin, match="install grassroots-xlsx"):
            club.take_in(tmp_path / "cases.xlsx")
        with pytest.raises(gr.errors.NoPlugin):
            club.take_in(tmp_path / "cases.docx")


def test_a_missing_file_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    put(tmp_path, LEDGERS)
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        with pytest.raises(gr.errors.NotFound, match=r"there is no file '.*case\.csv'; the folder has cases\.csv"):
            club.take_in(tmp_path / "case.csv")
        with pytest.raises(gr.errors.NotFound, match="there is no file"):
            club.take_in(tmp_path / "no" / "such" / "folder")
        (tmp_path / "empty").mkdir()
        with pytest.raises(gr.errors.NotFound, match="is empty"):
            club.take_in(tmp_path / "empty")


def test_a_file_of_a_folder_that_cannot_be_read_is_one_problem_among_the_others(tmp_path: Path) -> None:
    class Broken:
        @hookimpl
        def grassroots_open_rows(self, address: str, options: Mapping[str, Any]) -> Any:
            if address.endswith(".strange"):
                raise RuntimeError("the file is torn")
            return None

    put(tmp_path, {**LEDGERS, "torn.strange": "x"})
    with gr.open("memory:", plugins=gr.Plugins.of(Broken())) as club:
        reading = club.take_in(tmp_path)
        assert not reading.stored
        (problem,) = reading.problems
        assert (problem.code, str(problem.source)) == ("file-unreadable", "torn.strange")
        assert "Broken" in problem.text()
        with pytest.raises(gr.errors.PluginError, match="torn"):
            club.take_in(tmp_path / "torn.strange")


def test_progress_is_told_of_each_file(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        club.take_in(put(tmp_path, LEDGERS), progress=lambda *what: told.append(what))
    assert told == [("cases.csv", 1, 3), ("members.csv", 2, 3), ("units.csv", 3, 3)]


MAPPING = """
[ledger.city]
en = "City"
zh = "市"
noun = "case"
key = ["id"]
prefix = "city-"
set = { category = "request", unit = "club" }
[ledger.city.column]
id = { heading = ["id"], to = "external.city" }
opened = { heading = ["opened"], to = "step.received", formats = ["%d/%m/%Y"] }
"""


def test_a_mapping_reads_a_foreign_ledger_without_code(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        put(tmp_path, {"city.csv": "id,opened\n77,03/01/2024\n", "city.toml": MAPPING})
        assert not club.take_in(tmp_path / "city.csv").stored
        assert club.take_in(tmp_path / "city.csv", mapping=tmp_path / "city.toml").stored
        case = club.get("case", "city-77")
        assert isinstance(case, gr.model.Case)
        assert (case.steps[0].on, case.external_ids[0].value) == (date(2024, 1, 3), "77")
        assert "city" in club.charter.ledgers


def test_a_mapping_with_a_fault_is_told_with_its_line(tmp_path: Path) -> None:
    put(tmp_path, {"city.csv": "id\n1\n", "city.toml": MAPPING.replace("prefix", "prefox")})
    with (
        gr.open("memory:", plugins=gr.Plugins.of()) as club,
        pytest.raises(gr.errors.CharterInvalid, match=r"city\.toml.*prefox"),
    ):
        club.take_in(tmp_path / "city.csv", mapping=tmp_path / "city.toml")


# -- who, when, and the store that fails --


def test_the_clock_that_was_passed_in_dates_the_changes(tmp_path: Path) -> None:
    moment = datetime(2024, 7, 1, 9, 30, tzinfo=UTC)
    with office(tmp_path, clock=lambda: moment) as club:
        assert club.history("case", "cases-1")[0].at == moment
    with office(tmp_path / "b") as club:
        assert club.history("case", "cases-1")[0].at is None


def test_a_clock_without_a_time_zone_is_refused_and_nothing_stored(tmp_path: Path) -> None:
    with gr.open("memory:", plugins=gr.Plugins.of(), clock=lambda: datetime(2024, 7, 1)) as club:  # noqa: DTZ001
        with pytest.raises(gr.errors.InvalidArgument, match="time zone"):
            club.take_in(put(tmp_path, LEDGERS))
        assert club.head.seq == 0


class Flaky:
    """A store that keeps the batch and then loses the answer, once."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.broken = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def append(self, batch: Batch) -> Head:
        head: Head = self._inner.append(batch)
        if self.broken:
            self.broken = False
            raise gr.errors.Unknown("the line went dead")
        return head


def test_after_an_unknown_outcome_taking_in_again_stores_once(tmp_path: Path) -> None:
    from grassroots.builtin.memory import MemoryStore

    flaky = Flaky(MemoryStore())

    class Door:
        @hookimpl
        def grassroots_open_store(self, address: str) -> Any:
            return flaky

    with gr.open("memory:", plugins=gr.Plugins.of(Door())) as club:
        with pytest.raises(gr.errors.Unknown):
            club.take_in(put(tmp_path, LEDGERS))
        again = club.take_in(tmp_path)
        assert again.ok
        assert club.head.seq == 10


def test_a_reader_of_one_house_loads_that_house_and_hears_nothing_of_the_other(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")):
        pass
    ann = gr.Actor.at("ann", "north", gr.access.Verb.READ, gr.access.Verb.CHANGE)
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), actor=ann) as north:
        mine = "No.,unit,category,what was said,received on\n1,north,request,the lamp,2024-01-22\n2,north,request,the gate,2024-02-01\n"
        reading = north.take_in(put(tmp_path / "n", {"cases.csv": mine}) / "cases.csv")
        assert (reading.stored, reading.changed) == (True, {("case", "cases-2")})
        foreign = "No.,unit,category,what was said,received on\n9,south,request,x,2024-01-22\n"
        reading = north.take_in(put(tmp_path / "f", {"cases.csv": foreign}) / "cases.csv", vanished="keep")
        (problem,) = reading.problems
        assert problem.code == "record-not-known"
        for word in ("South", "club", "Club", "Bob"):
            assert word not in problem.text()
        theirs = "No.,unit,category,what was said,received on\n3,north,request,mine now,2024-01-22\n"
        with pytest.raises(gr.errors.Refused):
            north.take_in(put(tmp_path / "t", {"cases.csv": theirs}) / "cases.csv", vanished="keep")
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of()) as club:
        case = club.get("case", "cases-3")
        assert isinstance(case, gr.model.Case)
        assert case.unit == "south"


def test_a_store_that_is_opened_with_another_charter_says_so(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")) as club:
        assert club.notices == ()
    put(
        tmp_path / "other",
        {"charter.toml": 'id = "other"\nextends = "association"\nlanguages = ["en", "zh"]\nlabel = { en = "O", zh = "他" }\n'},
    )
    with gr.open(tmp_path / "a.db", charter=str(tmp_path / "other"), plugins=gr.Plugins.of()) as club:
        (notice,) = club.notices
        assert "“association”" in notice.text()
        assert "'other'" in notice.text()


def test_a_waiting_row_whose_problem_nobody_words_any_more_is_told_all_the_same() -> None:
    """A store may be older than the name of a kind of problem, or be opened without the plugin that read the row."""
    rows = [
        BadRow(
            ledger="opinions",
            source=Source("a.xlsx", "", 3),
            cells=(("No.", "1"),),
            problems=({"code": code, "column": "No.", "value": "1", "details": {}, "masked": True},),
        )
        for code in ("nobody-words-it", "grassroots_nobody:odd", "missing-cell")
    ]
    one, other, known = waiting_rows(rows)
    assert (one.code, other.code, known.code) == ("row-waits", "row-waits", "missing-cell")
    assert str(one) == (
        "a.xlsx, row 3: this row waits for mending; what was wrong with it (nobody-words-it) cannot be told here. "
        "Install the plugin that read it, or mend the row and take its ledger in again."
    )
    assert "grassroots_nobody:odd" in other.text("zh")


def test_records_that_do_not_agree_are_told_by_their_numbers_in_the_ledger(tmp_path: Path) -> None:
    for name, text in {
        "单位名册": "单位编号,单位名称,单位类别,上级单位\nJD,街道,街道,\nZB,支部,支部,JD",
        "成员名册": "成员编号,姓名,所在支部,转正日期\n1,甲,ZB,2011-07-01\n2,乙,ZB,2011-07-01",
        "岗位名册": "岗位编号,所在单位,岗位类别,职数,设立日期\nSJ,ZB,书记,1,2011-01-01",
        "任职台账": "序号,岗位编号,成员编号,任职日期,最后任职日\n1,SJ,1,2021-01-10,\n2,SJ,2,2022-01-10,",
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with gr.open("memory:", "cn-street") as one:
        (remark,) = one.read(tmp_path).remarks
    assert "任职台账2与任职台账1重叠" in remark.text("zh")

"""What is written of a ledger and loaded again changes nothing, whatever its key is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.behind import store_of
from support.samples import EXAMPLES, sample
from support.sheets import table

import grassroots as gr
from grassroots.charter.loading import overlay
from grassroots.errors import NoPlugin
from grassroots.ledgers import build, template
from grassroots.ledgers.table import Row, Table
from grassroots.values import Source
from grassroots.workspace import open_charter


@pytest.mark.parametrize("name", ["branch", "lvjing"])
def test_every_ledger_of_a_sample_written_and_read_again_is_what_is_stored(name: str, tmp_path: Path) -> None:
    office = sample(name)
    for rule in office.charter.ledgers.values():
        path = office.ledger(rule.name, tmp_path / f"{rule.name}.csv")
        if len(path.read_text(encoding="utf-8-sig").splitlines()) > 1:
            again = office.read(path)
            assert (again.problems, again.new, again.changed) == ((), frozenset(), frozenset()), rule.name


@pytest.mark.parametrize("within", ["year", "month"])
def test_numbers_that_begin_anew_are_written_as_they_stand_in_the_ledger(within: str) -> None:
    base = open_charter("association")
    extra = f"""
languages = ["en"]
[ledger.wishes]
en = "Wishes"
noun = "case"
key = ["no"]
numbered_within = "{within}"
set = {{ category = "request", unit = "u" }}
[ledger.wishes.column]
no = {{ heading = ["No."], to = "" }}
received = {{ heading = ["received"], to = "step.received" }}
"""
    charter = overlay(base, {"map.toml": extra})
    units = table("units.csv", "code | name | kind\nu | U | association")
    reading = build([units, table("wishes.csv", "No. | received\n1-2 | 2014-06-05\n2 | 2014-07-05")], charter)
    assert not reading.problems, str(reading)
    cases = [record for record in reading.records if isinstance(record, gr.model.Case)]
    sheet = template(charter.ledgers["wishes"], charter, "en", cases)
    assert [row[0] for row in sheet.rows] == ["1-2", "2"]
    rows = [Row(cells, Source("wishes.csv", row=number)) for number, cells in enumerate((sheet.headings, *sheet.rows), 1)]
    units = table("units.csv", "code | name | kind\nu | U | association")
    again = build([units, Table(file="wishes.csv", sheet="", rows=iter(rows))], charter)
    assert {record.id for record in again.records} == {record.id for record in reading.records}


def test_a_ledger_reads_only_the_nouns_of_which_it_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from grassroots.builtin.memory import MemoryStore

    with gr.open("memory:", EXAMPLES / "branch" / "charter", create=True) as office:
        assert office.take_in(EXAMPLES / "branch" / "ledgers").stored
        units = office.ledger("units", tmp_path / "units.csv")
        assert not office.take_in(units).stored
        store_of(office)._recent.clear()
        asked: set[str] = set()
        scan, since, read = MemoryStore.scan, MemoryStore.since, MemoryStore.read
        told: list[int] = []
        monkeypatch.setattr(
            MemoryStore, "scan", lambda self, noun, *more, **named: (asked.add(noun), scan(self, noun, *more, **named))[1]
        )
        monkeypatch.setattr(
            MemoryStore, "read", lambda self, keys, *more: (asked.update(noun for noun, _ in keys), read(self, keys, *more))[1]
        )
        monkeypatch.setattr(MemoryStore, "since", lambda self, seq, *more: (told.append(seq), since(self, seq, *more))[1])
        again = office.take_in(units)
        assert (again.stored, again.problems) == (False, ())
        assert "unit" in asked
        assert not asked & {"person", "membership", "attendance"}
        # Few rows ask for the entries of their own records; what the log said before is not read again.
        assert not [seq for seq in told if seq < office.head.seq]


def test_files_that_were_taken_in_just_as_they_are_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from grassroots.workspace import intake

    ledgers, store = tmp_path / "ledgers", tmp_path / "branch.db"
    ledgers.mkdir()
    units, cases = ledgers / "units.csv", ledgers / "cases.csv"
    units.write_text("code,name,kind\nu,U,association\n", "utf-8")
    cases.write_text("No.,category,unit,received\n1,request,U,2024-03-01\n", "utf-8")
    builds: list[int] = []
    build = intake.build
    monkeypatch.setattr(intake, "build", lambda *given, **named: (builds.append(1), build(*given, **named))[1])

    def taken(**named: bool) -> gr.Reading:
        builds.clear()
        with gr.open(store, create=not store.exists()) as office:
            return office.take_in(ledgers, unless_same=True, **named)

    first = taken()
    assert (first.stored, first.problems, first.same) == (True, (), 0), str(first)
    again = taken()
    assert (again.stored, again.rows, again.same, builds) == (False, 2, 2, [])
    assert "2" in again.summary("zh") and "not read again" in str(again)
    assert taken(keep_bad=True).same == 0, "asked otherwise"
    cases.write_text("No.,category,unit,received\n1,request,U,2024-03-01\n2,request,U,2024-03-02\n", "utf-8")
    changed = taken()
    assert (changed.stored, builds) == (True, [1])
    with gr.open(store) as office:
        office.correct("unit", "u", name="Other", reason="by hand")
    assert taken().same == 0 and builds, "what was stored since is held against the rows"
    assert taken().same == 3
    assert (tmp_path / "branch.taken.json").exists()
    with gr.open(store) as office:
        office.erase(
            ("case", "case-1") if office.snapshot("2024-12-31").get("case", "case-1") else ("unit", "u"), reason="asked"
        )
    assert not (tmp_path / "branch.taken.json").exists(), "nothing is left by which a file could be guessed at"


def test_of_what_is_not_read_again_nothing_is_left_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledgers, store = tmp_path / "ledgers", tmp_path / "branch.db"
    ledgers.mkdir()
    (ledgers / "units.csv").write_text("code,name,kind\nu,U,association\n", "utf-8")
    cases, good = ledgers / "cases.csv", "No.,category,unit,received\n1,request,U,2024-03-01\n"
    cases.write_text(good, "utf-8")
    with gr.open(store, create=True) as office:
        assert office.take_in(ledgers, keep_bad=True, unless_same=True).stored
        cases.write_text(good + "2,request,Nowhere,2024-03-01\n", "utf-8")
        head = office.head
        assert office.take_in(ledgers, keep_bad=True, unless_same=True).bad_rows
        assert office.head == head, "the log says nothing of a row that waits"
        cases.write_text(good, "utf-8")
        assert len(office.view.waiting()) == 1
        assert office.take_in(ledgers, keep_bad=True, unless_same=True).same == 0
        assert not office.view.waiting(), "its row is gone"
        # Of a folder in which nothing was read nothing is known of its files.
        (tmp_path / "notes").mkdir()
        (tmp_path / "notes" / "n.doc").write_text("n", "utf-8")
        assert [one.code for one in office.take_in(tmp_path / "notes", unless_same=True).remarks] == ["left-aside"]
        assert [one.code for one in office.take_in(tmp_path / "notes", unless_same=True).remarks] == ["left-aside"]
        with pytest.raises(NoPlugin):
            office.take_in(tmp_path / "notes" / "n.doc", unless_same=True)


def test_what_others_store_while_files_are_taken_in_is_held_against_them_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    units, store = tmp_path / "units.csv", tmp_path / "branch.db"
    units.write_text("code,name,kind\nu,U,association\n", "utf-8")
    handed = gr.Office._handed_out

    def meanwhile(self: gr.Office, reading: gr.Reading) -> gr.Reading:
        with gr.open(store) as other:
            other.correct("unit", "u", name="Other", reason="by hand")
        return handed(self, reading)

    with gr.open(store, create=True) as office:
        with monkeypatch.context() as patched:
            patched.setattr(gr.Office, "_handed_out", meanwhile)
            assert office.take_in(units, unless_same=True).stored
        assert office.take_in(units, unless_same=True).same == 0
        assert office.get("unit", "u").name == "Other"


def test_of_few_rows_the_same_is_said_whether_their_records_are_read_alone_or_with_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gr.open("memory:", EXAMPLES / "lvjing" / "charter", create=True) as office:
        assert office.take_in(EXAMPLES / "lvjing" / "ledgers").stored
        shot = office.snapshot("2030-01-01")
        firsts = {rule.nouns[0]: rule.name for rule in reversed(office.charter.ledgers.values())}
        paths = [office.ledger(firsts[noun], tmp_path / f"{firsts[noun]}.csv") for noun in ("unit", "person")]
        people = list(shot.all("person"))
        office.correct("person", people[0], name="Otherwise Called", reason="by hand")
        office.correct("person", people[1], name="Also Otherwise", reason="by hand")
        office.erase(("person", people[2]), reason="asked")
        for path in paths:
            head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
            turned = [row.replace("1", "2", 1) if number % 40 == 3 else row for number, row in enumerate(rows)]
            path.write_text("\n".join([head, *turned[:-1], *rows[:1]]), encoding="utf-8")
        found: list[list[gr.Reading]] = []
        for few_of in (0, 10**9):
            monkeypatch.setattr("grassroots.access.standing.FEW_OF", few_of)
            found.append([office.read(path) for path in paths])
            found[-1].append(office.read(paths[-1], vanished="withdraw", edited="ledger"))
        assert all(one.problems for one in found[0])
        for few, many in zip(*found, strict=True):
            assert few == many


def test_a_store_among_its_ledgers_is_none_of_them_nor_is_what_is_kept_beside_it(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,kind\na,All,association\n", "utf-8")
    for name in ("office.learned.toml.csv", "office2.learned.toml"):  # neither of these is kept beside the store
        (tmp_path / name).write_text("code,name,kind\nb,Beta,association\n", "utf-8")
    with gr.open(tmp_path / "office.db", create=True) as office:
        assert office.take_in(tmp_path, unless_same=True).stored
        (tmp_path / "office.mappings").mkdir()
        (tmp_path / "office.mappings" / "001-units.csv").write_text("code,name,kind\nc,Gamma,association\n", "utf-8")
        again = office.take_in(tmp_path, unless_same=True)
        assert (again.same, again.rows) == (2, 2)
        assert [(one.code, one.source and one.source.file) for one in office.read(tmp_path).remarks] == [
            ("left-aside", "office2.learned.toml")
        ]
        assert {path.name for path in tmp_path.iterdir()} >= {"office.taken.json", "office.taken.rows", "office.db"}
    with gr.open("memory:") as other:
        assert "office.taken.json" in {one.source and one.source.file for one in other.read(tmp_path).problems}

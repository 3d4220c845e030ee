"""Reading: figures that ask again, reports that appear whole or not at all, opening and closing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from support.behind import store_of
from support.offices import CASES, LEDGERS, office, put

import grassroots as gr
from grassroots.hooks import hookimpl

DAY = "2024-12-31"


@pytest.fixture
def club(tmp_path: Path) -> Any:
    with office(tmp_path) as opened:
        yield opened


def test_a_figure_gives_the_records_that_it_counted_even_after_they_changed(club: gr.Office) -> None:
    figure = club.figure("cases_completed", DAY)
    assert (figure.numerator, figure.denominator) == (1, 3)
    club.withdraw("case", "cases-1", reason="entered twice")
    evidence = figure.records()
    assert evidence.hits == (("case", "cases-1"),)
    assert str(evidence.sources["case", "cases-1"]) == "cases.csv, row 2"
    assert club.figure("cases_completed", DAY).numerator == 0


def test_a_figure_may_be_asked_for_with_dashes_and_by_its_parts(club: gr.Office) -> None:
    assert club.figure("cases-received", DAY).value == 3
    assert club.figure("case-outcomes.solved", DAY).value == 1
    with pytest.raises(gr.errors.NotFound, match="case_outcomes"):
        club.figure("case-outcomes.solvd", DAY)
    with pytest.raises(gr.errors.NotFound, match="cases_received"):
        club.figure("cases_receved", DAY)


def test_a_figure_of_a_unit_that_does_not_exist_is_not_found(club: gr.Office) -> None:
    with pytest.raises(gr.errors.NotFound):
        club.figure("cases_received", DAY, scope="attic")


@pytest.mark.parametrize("day", ["2024-02-30", "31.12.2024", "2024", "20241231", None, 7])
def test_a_day_that_is_none_is_refused(club: gr.Office, day: Any) -> None:
    with pytest.raises(gr.errors.InvalidArgument, match="no day"):
        club.snapshot(day)


def test_a_closed_workspace_says_so(tmp_path: Path) -> None:
    club = office(tmp_path)
    figure = club.figure("cases_received", DAY)
    club.close()
    club.close()
    for ask in (figure.records, lambda: club.snapshot(DAY), lambda: club.head, lambda: club.get("case", "cases-1")):
        with pytest.raises(gr.errors.InvalidArgument, match="closed"):
            ask()


def test_an_earlier_head_gives_the_earlier_figure(club: gr.Office, tmp_path: Path) -> None:
    before = club.head.seq
    club.take_in(put(tmp_path / "ledgers", {"cases.csv": CASES + "4,north,request,more,2024-05-01,,\n"}))
    assert club.figure("cases_received", DAY).value == 4
    old = club.figure("cases_received", DAY, known_at=before)
    assert (old.value, old.head) == (3, str(store_of(club).head_at(before)))


def test_a_report_is_written_in_every_built_in_format_and_again_byte_for_byte(club: gr.Office, tmp_path: Path) -> None:
    report = club.report("year", DAY)
    for ending in ("md", "html", "json"):
        for language in ("en", "zh"):
            first = club.write(report, tmp_path / f"a.{language}.{ending}", language).read_bytes()
            again = club.write(club.report("year", DAY), tmp_path / f"b.{language}.{ending}", language).read_bytes()
            assert first == again
            assert first


def test_a_report_says_its_day_its_head_and_for_whom(club: gr.Office, tmp_path: Path) -> None:
    said = json.loads(club.write(club.report("year", DAY), tmp_path / "a.json").read_text(encoding="utf-8"))
    assert said["as_of"] == DAY
    assert said["head"] == str(club.head)


def test_a_writer_that_fails_leaves_no_file_and_the_old_one_untouched(tmp_path: Path) -> None:
    class Torn:
        @hookimpl
        def grassroots_open_writer(self, address: str, options: Mapping[str, Any]) -> Any:
            return self if address.endswith(".torn") else None

        def write(self, report: Any, rendered: Any, target: Path) -> None:
            target.write_text("half", encoding="utf-8")
            raise RecursionError

    with office(tmp_path):
        pass
    folder = put(tmp_path / "out", {"a.torn": "whole"})
    with gr.open("memory:", plugins=gr.Plugins.of(Torn())) as club:
        club.take_in(tmp_path / "ledgers")
        report = club.report("year", DAY)
        with pytest.raises(gr.errors.PluginError, match="'Torn' failed"):
            club.write(report, folder / "a.torn")
        with pytest.raises(gr.errors.PluginError):
            club.write(report, folder / "b.torn")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in folder.iterdir()] == [("a.torn", "whole")]


def test_a_document_into_a_folder_that_does_not_exist_is_refused(club: gr.Office, tmp_path: Path) -> None:
    with pytest.raises(gr.errors.InvalidArgument, match="no folder"):
        club.write(club.report("year", DAY), tmp_path / "no" / "a.md")
    with pytest.raises(gr.errors.NoPlugin, match="grassroots-docx"):
        club.write(club.report("year", DAY), tmp_path / "a.docx")


def test_a_template_has_the_headings_and_is_not_written_over_a_ledger(club: gr.Office, tmp_path: Path) -> None:
    target = club.template("cases", tmp_path / "cases.csv")
    assert "received on" in target.read_text(encoding="utf-8-sig")
    target.write_text(CASES, encoding="utf-8")
    with pytest.raises(gr.errors.InvalidArgument, match="exists"):
        club.template("cases", target)
    assert target.read_text(encoding="utf-8") == CASES
    zh = club.template("cases", target, "zh", overwrite=True)
    assert "受理日期" in zh.read_text(encoding="utf-8-sig")
    with pytest.raises(gr.errors.NotFound, match="it has cases"):
        club.template("casse", tmp_path / "x.csv")


def test_a_filled_in_template_is_taken_in(tmp_path: Path) -> None:
    with gr.open("memory:", plugins=gr.Plugins.of()) as club:
        target = club.template("units", tmp_path / "units.csv")
        headings = target.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        row = {"code": "club", "name": "The Club", "kind": "association"}
        target.write_text(",".join(headings) + "\n" + ",".join(row.get(name, "") for name in headings) + "\n", encoding="utf-8")
        assert club.take_in(target).stored
        assert club.get("unit", "club")


def test_names_are_not_for_a_purpose_that_does_not_read_them(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")):
        pass
    with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), purpose="statistics") as statistics:
        assert statistics.figure("members", DAY).value == 2
        with pytest.raises(gr.errors.Refused, match="reads no names"):
            statistics.report("year", DAY, profile="named")
        assert "Ann Example" not in json.dumps(statistics.report("year", DAY).to_dict(), default=str)


def test_a_public_report_gives_no_records(club: gr.Office) -> None:
    report = club.report("year", DAY, profile="public")
    with pytest.raises(gr.errors.Refused):
        next(iter(report.figures.values())).records()
    assert "cases-1" not in json.dumps(report.to_dict(), default=str)


def test_the_report_of_one_house_holds_no_trace_of_the_other(tmp_path: Path) -> None:
    cases = CASES.replace("3,south", "CANARY3,south")
    members = LEDGERS["members.csv"].replace("2,Bob Example,south", "CANARY2,CANARY-Bob,south")
    units = LEDGERS["units.csv"].replace("South House", "CANARY House").replace("The Club", "CANARY Club")
    with office(tmp_path, {"units.csv": units, "members.csv": members, "cases.csv": cases}, str(tmp_path / "a.db")):
        pass
    for profile in ("internal", "named", "public"):
        with gr.open(tmp_path / "a.db", plugins=gr.Plugins.of(), actor=gr.Actor.at("ann", "north"), scope="north") as north:
            report = north.report("year", DAY, profile=profile)
            said = [json.dumps(report.to_dict(), default=str, ensure_ascii=False), repr(report.to_rows())]
            said += [path.read_text(encoding="utf-8") for language in ("en", "zh") for ending in ("md", "html", "json")
                     for path in [north.write(report, tmp_path / f"n.{ending}", language)]]  # fmt: skip
            said += [repr(figure) + figure.explain() for figure in report.figures.values()]
            if profile != "public":
                said += [repr(figure.records()) for figure in report.figures.values()]
            assert not [text for text in said if "CANARY" in text or "south" in text.lower()]
            assert north.figure("members", DAY).value == 1
            for unknown in ("south", "attic"):
                with pytest.raises(gr.errors.NotFound):
                    north.report("year", DAY, scope=unknown)


def test_two_reports_are_compared_record_by_record(club: gr.Office) -> None:
    before = club.report("year", DAY)
    club.record_step(
        "case", "cases-2", gr.model.Step(state="replied", on=club.snapshot(DAY).as_of, outcome="solved"), reason="phoned in"
    )
    difference = club.report("year", DAY).compare(before)
    assert difference
    assert not club.report("year", DAY).compare(club.report("year", DAY))


# -- at a prompt --


def test_whatever_is_looked_at_at_a_prompt_says_in_a_line_what_it_is(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        report, reading = club.report("year", "2024-12-31"), club.read(tmp_path / "ledgers")
        figure = report["cases_completed"]
        shown = [club, club.view, club.plugins, club.charter, reading, report, report.render("zh"), report.compare(report)]
        shown += [club.snapshot("2024-12-31"), figure, figure.records(), gr.figures.compare(figure, figure)]
        for one in shown:
            assert repr(one).startswith(f"<{type(one).__name__}")
            assert len(repr(one)) < 200
        assert repr(figure.records()) == "<Evidence: 1 hits, 2 misses, 0 left out>"
        assert repr(reading) == "<Reading: 8 rows, 0 new, 0 changed, 10 unchanged, 0 problems, not stored>"


# -- opening --


@pytest.mark.parametrize(
    ("more", "error", "told"),
    [
        ({"charter": "asociation"}, gr.errors.NoPlugin, "no charter 'asociation'; did you mean association"),
        ({"charter": "cn-street"}, gr.errors.NoPlugin, "grassroots-charters-cn"),
        ({"charter": "./nowhere"}, gr.errors.NotFound, "there is no"),
        ({"purpose": "ofice"}, gr.errors.InvalidArgument, "did you mean 'office'"),
        ({"actor": gr.Actor("nobody")}, gr.errors.Refused, "no right to read"),
        ({"actor": " "}, gr.errors.InvalidArgument, "needs a name"),
        ({"address": "ftp://somewhere"}, gr.errors.NoPlugin, "keeps records at 'ftp://somewhere'"),
    ],
)
def test_what_cannot_be_opened_is_told_with_a_cure(more: dict[str, Any], error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        gr.open(**{"address": "memory:", "plugins": gr.Plugins.of(), **more})


def test_a_broken_charter_is_told_with_file_and_line(tmp_path: Path) -> None:
    put(tmp_path / "c", {"charter.toml": 'id = "c"\nextends = "association"\nlabel = { en = "C" \n'})
    with pytest.raises(gr.errors.CharterInvalid, match=r"charter\.toml"):
        gr.open("memory:", charter=tmp_path / "c", plugins=gr.Plugins.of())
    put(tmp_path / "d", {"readme.txt": "x"})
    with pytest.raises(gr.errors.NotFound, match="no TOML file"):
        gr.open("memory:", charter=tmp_path / "d", plugins=gr.Plugins.of())
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "charter.toml").write_bytes('id = "é"'.encode("latin-1"))
    with pytest.raises(gr.errors.NotFound, match="not UTF-8"):
        gr.open("memory:", charter=tmp_path / "e", plugins=gr.Plugins.of())


def test_a_charter_that_extends_itself_is_refused(tmp_path: Path) -> None:
    class Circle:
        @hookimpl
        def grassroots_open_charter(self, address: str) -> Any:
            from grassroots.hooks import CharterFiles

            other = {"a": "b", "b": "a"}.get(address)
            text = f'id = "{address}"\nextends = "{other}"\nlanguages = ["en"]\nlabel = {{ en = "X" }}\n'
            return CharterFiles(name=address, place=address, files={"charter.toml": text}) if other else None

    with pytest.raises(gr.GrassrootsError, match=r"'a' extends itself: a > b > a") as told:
        gr.open("memory:", charter="a", plugins=gr.Plugins.of(Circle()))
    assert "章程“a”沿用了自身：a > b > a" in told.value.text("zh")


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("this is a letter, not a database", encoding="utf-8")
    with pytest.raises(gr.errors.StoreError):
        gr.open(tmp_path / "a.db", plugins=gr.Plugins.of())


def test_a_sound_store_verifies(club: gr.Office) -> None:
    assert club.verify() == ()
    assert club.check(DAY) == ()


def test_where_nobody_brings_the_engine_no_store_is_made(tmp_path: Path) -> None:
    with pytest.raises(gr.errors.NoPlugin, match="duckdb:"):
        gr.open(tmp_path / "office.db", create=True, engine="duckdb:", plugins=gr.Plugins.of())
    assert list(tmp_path.iterdir()) == []

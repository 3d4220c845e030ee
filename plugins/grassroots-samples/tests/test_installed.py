"""Samples come with packages: they are found by name, opened, and copied to work on."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.samples import EXAMPLES, made_as_committed

import grassroots as gr
from grassroots.cli import main
from grassroots.errors import HasProblems, InvalidArgument, NotFound


def test_every_folder_of_a_package_of_samples_is_a_sample_with_its_day_and_its_figures() -> None:
    offices = {path.parent.name for path in EXAMPLES.glob("*/ledgers")}
    assert set(gr.samples.names()) == {"tenants", *offices}
    assert len(offices) == 6
    for name in gr.samples.names():
        assert gr.samples.day(name).year > 2000
        assert gr.samples.charter(name) == ("association" if name == "tenants" else gr.samples.folder(name) / "charter")


def test_the_sample_of_the_library_is_what_its_script_makes() -> None:
    made_as_committed("tenants")


def test_a_name_that_is_none_is_told_with_those_that_are_in_both_languages() -> None:
    with pytest.raises(NotFound) as told:
        gr.samples.open("hudoa")
    assert "hudao" in told.value.text("en")
    assert "pip install grassroots-samples" in told.value.text("en")
    assert "hudao" in told.value.text("zh")
    assert "没有样例“hudoa”" in told.value.text("zh")


def test_a_sample_may_be_kept_and_opened_again_with_the_figures_that_are_right(tmp_path: Path) -> None:
    for _ in range(2):
        with gr.samples.open("tenants", tmp_path / "tenants.db") as office:
            assert office.head.seq == 100  # as many records; the second time nothing is new
            for measure, value in {"members": "28", "cases_received": "24", "cases_completed": "75.0 %"}.items():
                assert office.figure(measure, gr.samples.day("tenants")).text() == value


def test_ledgers_that_do_not_fit_are_told_and_nothing_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cases.csv").write_text("No.,unit,received on\n1,house-9,2024-02-30\n", encoding="utf-8")
    monkeypatch.setattr(gr.samples, "ledgers", lambda name: tmp_path)
    with pytest.raises(HasProblems, match="2024-02-30") as told:
        gr.samples.open("tenants")
    assert told.value.problems


def test_a_copy_is_to_work_on_and_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    copied = gr.samples.copy("branch", tmp_path)
    assert copied == tmp_path / "branch"
    ledger = copied / "ledgers" / "teams.csv"
    assert ledger.read_bytes() == (gr.samples.ledgers("branch") / "teams.csv").read_bytes()
    ledger.write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidArgument, match="there already"):
        gr.samples.copy("branch", tmp_path)
    assert ledger.read_text(encoding="utf-8") == "mine"


def test_an_office_begins_with_a_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "club", "--sample", "tenants", "--units", "North"]) == 2
    assert "Leave out --units, or --sample." in capsys.readouterr().err
    assert not (tmp_path / "club").exists()
    assert main(["init", "湖岛", "--language", "zh", "--sample", "branch", "--actor", "王"]) == 0
    assert "grassroots report year --as-of 2015-01-20" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path / "湖岛")
    assert main(["load", "ledgers"]) == 0
    capsys.readouterr()
    assert main(["explain", "key_projects", "--as-of", "2014-12-31"]) == 0
    assert "10" in capsys.readouterr().out
    assert main(["init", "--sample", "tenants"]) == 2

"""The demonstration: files to documents, told in a short account; twice, and nothing is new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.samples import EXAMPLES

from grassroots.cli import main
from grassroots.plugins import Plugins

NEEDED = {"charters-cn", "xlsx", "docx"}


def test_where_the_sample_is_missing_the_demo_says_how_to_get_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--sample", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "charter/ and published.toml" in capsys.readouterr().err
    assert main(["demo", "--sample", "hudoa", "--out", str(tmp_path / "out")]) == 2
    assert "pip install grassroots-samples" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_demo_writes_every_document_and_the_second_time_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = NEEDED - set(Plugins.installed().names())
    if missing:
        pytest.skip(f"the demo needs the plugins {sorted(missing)}")
    out = tmp_path / "out"
    assert main(["demo", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Stored." in said
    assert "a ledger with 11 mistakes" in said
    assert "express.csv, row" in said
    assert "1,500" in said
    assert "Proposed: rather good. It holds only once people have decided." in said
    for sample in ("qijiashan", "beihai"):
        names = [f"{sample}.{language}.{ending}" for language in ("en", "zh") for ending in ("docx", "html", "md", "xlsx")]
        assert {path.name for path in out.iterdir()} >= {*names, f"{sample}.json"}
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.suffix != ".db"}
    assert all(before.values())

    # The second time one sample is enough: each is shown by itself, into a store of its own.
    assert main(["demo", "--sample", str(EXAMPLES / "beihai"), "--out", str(out), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert list(again) == ["beihai"]
    found = again["beihai"]
    assert (found["stored"], found["new"], found["changed"], found["mistakes"]) == (False, 0, 0, 0)
    assert again["beihai"]["figures"]["units_in_all"] == "65"
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.suffix != ".db"} == before


def test_the_folder_of_a_sample_may_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "office", "--sample", "hudao", "-q"]) == 0
    (tmp_path / "office").rename(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["todo", "--as-of", "2021-12-31", "-q"]) == 0

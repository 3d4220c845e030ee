"""What a charter says of something, as it is written: its own lines first, then those of what it extends; by name, by label, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grassroots.cli import main
from grassroots.errors import NotFound
from grassroots.workspace.charters import said_of

OWN = """id = "own"
extends = "association"
label = { en = "Own", zh = "本会" }
change.measure.donors.dated = "on"
[words.unit]
hall = { en = "hall", zh = "会馆", under = [
  "association",
] }
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "charter.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_what_is_changed_is_told_beside_what_is_inherited(own: Path) -> None:
    first, second = said_of(own, "measure.donors")
    assert (first.source.row, first.text) == (4, 'change.measure.donors.dated = "on"')
    assert second.charter == "association"
    assert second.text.splitlines()[:3] == ["[measure.donors]", 'en = "donors"', 'zh = "捐助方数"']


def test_a_text_of_several_lines_is_told_whole_and_a_label_will_do(own: Path) -> None:
    [found] = said_of(own, "会馆")
    assert found.text == OWN[OWN.index("hall =") :].strip()
    assert [one.text for one in said_of(own, "words.unit.hall")] == [found.text]


def test_what_the_charter_has_not_is_told_with_what_is_called_alike(own: Path) -> None:
    with pytest.raises(NotFound, match=r"measure\.donors"):
        said_of(own, "measure.donor")


def test_the_command_line_shows_it(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["charter", "show", "measure.donors", "--charter", str(own), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["line"], second["charter"]) == (4, "association")
    assert main(["charter", "show", "measure.donor", "--charter", str(own), "--language", "zh"]) != 0
    assert "没有名为" in capsys.readouterr().err

"""What a stranger touches to add a form of measure and a way of writing a day: tried on a copy of the library."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.house import copy_of_the_library


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A copy of the library that a test may change."""
    return copy_of_the_library(tmp_path)


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, (file.name, before)
    file.write_text(text.replace(before, after), encoding="utf-8")


def run(room: Path, code: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(room.parent), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=room.parent, env=env, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


MEAN = '''
class Mean(FormKind):
    """The mean of the numbers."""

    gives = Fraction

    def fold(self, measure: Measure, found: Gathered) -> Answer:
        numbers = list(found.numbers)
        return Answer(Fraction(_sum(numbers)) / len(numbers) if numbers else None)


FORMS: Mapping'''

USE_MEAN = """
import grassroots as gr
from datetime import date
from pathlib import Path
Path("club").mkdir()
Path("club/charter.toml").write_text('''
id = "club"
extends = "association"
label = { en = "Club", zh = "社团" }
[measure.mean_sessions]
en = "mean sessions"
zh = "平均次数"
mean = "activity"
value = "sessions"
dated = "on"
[measure.without]
en = "no value"
zh = "无数值"
mean = "activity"
''', encoding="utf-8")
try:
    gr.open("memory:", "club")
except gr.errors.CharterInvalid as error:
    print([one.code for one in error.problems])
text = Path("club/charter.toml").read_text(encoding="utf-8")
Path("club/charter.toml").write_text(text[:text.index("[measure.without]")], encoding="utf-8")
with gr.open("memory:", "club") as office:
    made = [gr.model.Activity(id=f"m{n}", unit="a", kind="meeting", on=date(2024, 3, n), sessions=n) for n in (1, 2, 4)]
    office.add(gr.model.Unit(id="a", kind="association", name="A"), *made, reason="typed")
    figure = office.figure("mean_sessions", "2024-06-30")
    print(figure.value, len(figure.records().hits))
    print(figure.explain("zh").splitlines()[1])
"""


def test_a_form_of_measure_is_added_in_two_files_and_its_head(room: Path) -> None:
    change(
        room / "charter" / "measure.py",
        '    RATE = "rate", ',
        '    MEAN = "mean", Traits(needs="value")\n    """The mean of `value` over the hits."""\n    RATE = "rate", ',
    )
    change(room / "figures" / "forms.py", "\nFORMS: Mapping", MEAN)
    change(room / "figures" / "forms.py", "    Form.RATE: Rate(),\n", "    Form.RATE: Rate(),\n    Form.MEAN: Mean(),\n")
    with (room / "figures" / "texts.toml").open("a", encoding="utf-8") as texts:
        texts.write('\n[head-mean]\nen = "Mean of"\nzh = "平均"\n')
    told, value, line = run(room, USE_MEAN).splitlines()
    assert told == "['charter-missing']"
    assert value == "7/3 3"
    assert line.startswith("平均：活动 › ")


def test_a_way_of_writing_a_day_is_added_in_one_function(room: Path) -> None:
    change(
        room / "ledgers" / "cells" / "days.py",
        "    match = _WHOLE.match(text) or _RUN.fullmatch(text)",
        '    if found := re.match(r"民国(\\d{1,3})年", text):\n'
        '        text = f"{1911 + int(found[1])}年{text[found.end():]}"\n'
        "    match = _WHOLE.match(text) or _RUN.fullmatch(text)",
    )
    code = "from grassroots.ledgers.cells.days import moment; print(moment('民国103年6月5日').day, moment('2014年6月5日').day)"
    assert run(room, code) == "2014-06-05 2014-06-05\n"

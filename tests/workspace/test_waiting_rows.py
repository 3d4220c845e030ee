"""A row that waits for mending is told later as it was told when it was read, in each language."""

from __future__ import annotations

from pathlib import Path

import grassroots as gr


def test_places_and_names_of_a_waiting_row_are_told_in_each_language(tmp_path: Path) -> None:
    ledgers = tmp_path / "ledgers"
    ledgers.mkdir()
    (ledgers / "units.csv").write_text(
        "code,name,kind,part of\nA,A,association,\nH,H,house,A\nH,H again,house,A\n", encoding="utf-8"
    )
    (ledgers / "members.csv").write_text("No.,name,unit\n1,Ann Example,X\n", encoding="utf-8")
    with gr.open(tmp_path / "a.db", create=True) as office:
        reading = office.take_in(ledgers, keep_bad=True)
        waiting = {problem.code: problem for problem in office.check("2024-12-31")}
        for told in reading.problems:
            if told.code in waiting and told.code != "waits-for-row":
                for language in ("en", "zh"):
                    assert waiting[told.code].text(language) in {one.text(language) for one in reading.problems}
        assert waiting
        assert all("row " not in one.text("zh") for one in waiting.values())

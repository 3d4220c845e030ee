"""A file that is not there, cannot be read or is too large is told alike by every reader, in both languages."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grassroots.builtin.csv import TextRows
from grassroots.builtin.geojson import Features
from grassroots.errors import HasProblems, NotFound
from grassroots.hooks import Rows
from grassroots.ledgers.table import LARGEST, read_whole


def readers() -> dict[str, Callable[[Path], Rows]]:
    from grassroots_charters_open311 import JsonRows
    from grassroots_popolo import PopoloRows
    from grassroots_xlsx.rows import WorkbookRows

    return {"csv": TextRows, "geojson": Features, "open311": JsonRows, "popolo": PopoloRows, "xlsx": WorkbookRows}


@pytest.mark.parametrize("name", ["csv", "geojson", "open311", "popolo", "xlsx"])
def test_every_reader_tells_a_missing_file_and_a_folder_in_both_languages(tmp_path: Path, name: str) -> None:
    for path, en, zh in ((tmp_path / "none", "there is no file", "没有"), (tmp_path, "cannot be read", "无法读取")):
        with pytest.raises(NotFound) as caught:
            list(readers()[name](path).tables())
        assert en in caught.value.text("en")
        assert zh in caught.value.text("zh")
        assert str(path) in caught.value.text("zh")


@pytest.mark.parametrize("name", ["csv", "geojson", "open311", "popolo", "xlsx"])
def test_every_reader_refuses_a_file_that_is_too_large(tmp_path: Path, name: str) -> None:
    path = tmp_path / "large"
    path.write_text("{")
    os.truncate(path, LARGEST + 1)
    with pytest.raises(HasProblems) as caught:
        list(readers()[name](path).tables())
    assert [one.code for one in caught.value.problems] == ["file-too-large"]


def test_no_more_of_a_file_is_read_than_may_be(tmp_path: Path) -> None:
    path = tmp_path / "ten"
    path.write_bytes(b"0123456789")
    assert read_whole(path, 10) == b"0123456789"
    with pytest.raises(HasProblems):
        read_whole(path, 9)

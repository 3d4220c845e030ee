"""What the system refuses (no right, no room, a file where a folder should be) is told with its place and its cure, in both languages."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
from grassroots.cli import main
from grassroots.errors import InvalidArgument, PluginError

Told = Callable[[Exception], tuple[str, str]]


def refusal(code: int, *places: Any) -> OSError:
    found = OSError(code, os.strerror(code), *places[:1], *((None, places[1]) if places[1:] else ()))
    assert found.errno == code
    return found


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """What the command line says, in English and in Chinese, when something is raised in it."""
    monkeypatch.chdir(tmp_path)

    def say(error: Exception) -> tuple[str, str]:
        def folder(name: str) -> Path:
            raise error

        monkeypatch.setattr(gr.samples, "folder", folder)
        said = []
        for language in ("en", "zh"):
            assert main(["init", "new", "--sample", "tenants", "--language", language]) == 2
            said.append(capsys.readouterr().err)
        return said[0], said[1]

    return say


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        (refusal(errno.EACCES, "a.docx"), "no right to read or write 'a.docx'", "没有读写“a.docx”的权限"),
        (refusal(errno.EROFS, "a.docx"), "Give the right to it", "请设置"),
        (refusal(errno.EPERM, ".a.part.docx", "a.docx"), "write 'a.docx'", "“a.docx”"),
        (refusal(errno.ENOSPC, "a.docx"), "the disk is full", "磁盘已满"),
        (refusal(errno.ENOENT, "a.docx"), "there is no 'a.docx'", "没有“a.docx”"),
        (refusal(errno.EEXIST, "a.docx"), "File exists", "“a.docx”无法读写"),
        (refusal(errno.EIO), "Input/output error", "系统未能完成此操作"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_it_is_told_with_place_and_cure(told: Told, error: OSError, en: str, zh: str) -> None:
    english, chinese = told(error)
    assert en in english
    assert zh in chinese
    assert "Errno" not in english + chinese
    assert not re.search("[A-Za-z]", chinese.removeprefix("grassroots:").replace("a.docx", ""))


def test_behind_a_writer_no_right_and_no_room_are_told_and_a_fault_of_the_writer_stays_its_own(told: Told) -> None:
    def behind(error: OSError, *, wrapped: bool) -> PluginError:
        found = PluginError("the plugin 'docx' failed in writing", "docx", "writing")
        found.__cause__ = RuntimeError("wrapped") if wrapped else error
        if wrapped:
            found.__cause__.__context__ = error
        return found

    for wrapped in (False, True):
        denied = told(behind(refusal(errno.EACCES, "a.docx"), wrapped=wrapped))
        assert ("no right" in denied[0], "没有读写“a.docx”的权限" in denied[1]) == (True, True)
        own = told(behind(refusal(errno.ENOENT, "template.docx"), wrapped=wrapped))
        assert all("the plugin 'docx' failed" in one for one in own)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_where_the_new_folder_should_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("note").write_text("mine", encoding="utf-8")
    assert main(["init", "note", "--sample", "tenants", "--language", language]) == 2
    said = capsys.readouterr().err
    assert "note" in said
    assert ("Name another folder" if language == "en" else "请另写一个文件夹") in said
    assert Path("note").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_which_nobody_may_write_is_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gr.samples.open("tenants") as office:
        report = office.report("year", as_of="2024-12-31")
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
        with pytest.raises(InvalidArgument) as told:
            office.write(report, tmp_path / "year.html")
    assert str(tmp_path) in told.value.text("en")
    assert "写入的权限" in told.value.text("zh")
    assert not list(tmp_path.iterdir())

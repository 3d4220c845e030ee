"""A charter that was read and checked is kept for the next run. A copy is only ever taken for what it is a copy of, and nothing in it can run."""

from __future__ import annotations

import json
import os
import pickle
from contextlib import nullcontext
from hashlib import sha256

import pytest

import grassroots as gr
from grassroots.charter import loading
from grassroots.errors import CharterInvalid
from grassroots.plugins import Plugins
from grassroots.workspace import open_charter
from grassroots.workspace.charters import opened as charters
from grassroots.workspace.charters.kept import FOLDER, MOST
from grassroots.workspace.charters.plain import from_plain

UNDER = {"charter.toml": 'id = "under"\nlabel = { en = "Under" }\n[words.unit]\nclub = { en = "club" }\n'}
OWN = 'id = "own"\nextends = "under"\nlabel = { en = "Own" }\n[words.unit]\nhouse = { en = "house", under = ["club"] }\n'


class Brings:
    """A plugin with one charter, which may change."""

    def __init__(self):
        self.files = dict(UNDER)

    @gr.hooks.hookimpl
    def grassroots_open_charter(self, address):
        from grassroots.hooks import CharterFiles

        return CharterFiles(name="under", place="here", files=dict(self.files)) if address == "under" else None


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of its own, and a count of the charters that are read from their files. `opened` opens as a fresh process does."""

    class Kept:
        folder = tmp_path / "cache"
        brings = Brings()
        office = tmp_path / "office"
        loads = 0

        def opened(self, charter=None):
            charters._KNOWN.clear()
            return open_charter(charter or self.office, Plugins.of(self.brings))

        def entries(self):
            return sorted((self.folder / "charters").iterdir())

    own = Kept()
    own.office.mkdir()
    (own.office / "charter.toml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv(FOLDER, str(own.folder))
    read = loading.load

    def counted(*args, **named):
        own.loads += 1
        return read(*args, **named)

    monkeypatch.setattr(loading, "load", counted)
    yield own
    charters._KNOWN.clear()


def test_the_next_run_reads_no_file_of_rules_and_has_the_same_charter(kept):
    first = kept.opened()
    assert kept.loads == 2
    second = kept.opened()
    assert kept.loads == 2
    assert second == first
    assert second is not first
    assert dict(second.kinds) == dict(first.kinds)


def test_every_charter_that_comes_with_the_library_is_the_same_out_of_its_copy(kept):
    first = kept.opened("association")
    assert kept.opened("association") == first
    assert kept.loads == 1


def test_what_changes_in_a_charter_or_in_one_that_it_extends_is_read_anew(kept):
    kept.opened()
    kept.brings.files["charter.toml"] = UNDER["charter.toml"].replace('"club" }', '"circle" }')
    assert kept.opened().label("unit", "club", "en") == "circle"
    (kept.office / "charter.toml").write_text(OWN.replace('"house",', '"cabin",'), encoding="utf-8")
    assert kept.opened().label("unit", "house", "en") == "cabin"
    (kept.office / "charter.toml").write_text(OWN.replace('"club"]', '"den"]'), encoding="utf-8")
    with pytest.raises(CharterInvalid):
        kept.opened()
    kept.brings.files = {"charter.toml": "id = 3"}
    with pytest.raises(CharterInvalid):
        kept.opened()


def test_a_broken_or_altered_copy_is_left_aside(kept):
    first = kept.opened()
    sound = {path: path.read_bytes() for path in kept.entries()}
    harms = (
        lambda _: b"",
        lambda _: b"\n",
        lambda _: b"{}\n",
        lambda _: b"[" * 100_000,
        lambda body: body[:-5],
        lambda body: body.replace(b"house", b"mouse").replace(b"club", b"clan"),
    )
    for at, harm in enumerate(harms):
        for path, body in sound.items():
            path.write_bytes(harm(body))
        assert kept.opened() == first
        assert kept.loads == 2 + 2 * (at + 1)
        assert all(path.read_bytes() != harm(body) for path, body in sound.items())


HOSTILE = {
    "a function": ([[["os", "mkdir"]], [[4, "ran"]], [0]], "no part of a charter"),
    "a function of ours": (
        [[["grassroots.workspace.charters.plain", "from_plain"]], [[0], [4, "", [0]]], [1]],
        "no part of a charter",
    ),
    "another class": ([[["pathlib", "PosixPath"]], [[4, "ran"]], [0]], "no part of a charter"),
    "a class of a module that is loaded for it": (
        [[["grassroots.rules.nothing_of_the_kind", "Rule"]], [[4]], [0]],
        "nothing_of_the_kind",
    ),
    "no charter": ([[["decimal", "Decimal"]], [[4, "1"]], [0]], ""),
    "no data": ([], "unpack"),
    "itself": ([[], [[0, [0]]], [0]], "index"),
    "a row that comes later": ([[], [[0, [1]], [0]], [0]], "index"),
    "a class that is no class": ([[], [[4, "own"]], [0]], "index"),
    "too few parts": ([[["grassroots.charter.charter", "Charter"]], [[4, "own"]], [0]], "shorter"),
}
"""What lies there → what is wrong with it, as it is told; of what is sound and no charter, nothing."""


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_that_somebody_else_wrote_there_can_run(kept, tmp_path, monkeypatch, what):
    first = kept.opened()
    monkeypatch.chdir(tmp_path)
    written, wrong = HOSTILE[what]
    body = json.dumps(written).encode()
    with pytest.raises(Exception, match=wrong) if wrong else nullcontext():
        from_plain(body, {})
    for path in kept.entries():
        head = json.loads(path.read_bytes().partition(b"\n")[0])
        head["sha256"] = sha256(json.dumps(sorted(head["over"].items())).encode() + b"\n" + body).hexdigest()
        path.write_bytes(json.dumps(head).encode() + b"\n" + body)
    loads = kept.loads
    assert kept.opened() == first
    assert kept.loads == loads + 2
    assert not (tmp_path / "ran").exists()


def test_a_kept_charter_makes_a_table_only_when_it_is_asked_for(kept):
    kept.opened()
    found = kept.opened()
    assert not vars(found.words).get("_table")
    assert found.label("unit", "club", "en") == "club"
    assert vars(found.words).get("_table")
    assert not vars(found.measures).get("_table")


@pytest.mark.parametrize("line", [b"[[],[],3]", b"[[", b'[[["os","mkdir"]],[[4,"ran"]],[0]]'])
def test_a_table_that_somebody_else_wrote_there_is_read_from_the_files(kept, tmp_path, monkeypatch, line):
    first = kept.opened()
    monkeypatch.chdir(tmp_path)
    for path in kept.entries():
        head, whole, *tables = path.read_bytes().split(b"\n")
        told = json.loads(head)
        body = b"\n".join([whole, *[line] * len(tables)])
        told["sha256"] = sha256(json.dumps(sorted(told["over"].items())).encode() + b"\n" + body).hexdigest()
        path.write_bytes(json.dumps(told).encode() + b"\n" + body)
    assert kept.opened() == first
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners of folders")
def test_a_folder_in_which_others_may_write_is_not_used(kept):
    first = kept.opened()
    (kept.folder / "charters").chmod(0o777)
    assert kept.opened() == first
    assert kept.loads == 4


def test_where_nothing_can_be_kept_charters_open_all_the_same(kept, monkeypatch):
    kept.folder.write_text("a file stands where the folder would", encoding="utf-8")
    assert kept.opened().id == "own"
    monkeypatch.setenv(FOLDER, "")
    assert kept.opened().id == "own"
    assert kept.loads == 4


def test_the_folder_does_not_grow_without_end(kept):
    kept.opened()
    for at in range(MOST):
        (kept.folder / "charters" / f"old-{at}").write_text("", encoding="utf-8")
    (kept.office / "charter.toml").write_text(OWN.replace('"house",', '"cabin",'), encoding="utf-8")
    kept.opened()
    assert len(kept.entries()) == MOST


def test_what_was_read_of_late_outlasts_what_was_only_written(kept):
    kept.opened()
    before = kept.entries()
    for path in before:
        os.utime(path, (0, 0))
    kept.opened()
    for at in range(MOST):
        (path := kept.folder / "charters" / f"old-{at}").write_text("", encoding="utf-8")
        os.utime(path, (1000, 1000))
    (kept.office / "charter.toml").write_text(OWN.replace('"house",', '"cabin",'), encoding="utf-8")
    kept.opened()
    assert set(before) <= set(kept.entries())


def test_what_lies_where_nothing_can_be_written_is_taken_all_the_same(kept, monkeypatch):
    def refused(*_):
        raise PermissionError("read-only")

    kept.opened()
    monkeypatch.setattr(os, "utime", refused)
    kept.opened()
    assert kept.loads == 2


def test_a_charter_with_a_kind_of_rule_of_a_plugin_is_not_kept(kept):
    from grassroots.rules import registry
    from grassroots.workspace.charters.kept import shelf

    charter = kept.opened()
    other = {**registry.KINDS, "own": next(iter(registry.KINDS.values()))}
    before = kept.entries()
    from attrs import evolve

    shelf(lambda: registry.KINDS).keep("digest", evolve(charter, kinds=other), {})
    assert kept.entries() == before


def test_a_kept_charter_goes_to_another_process_like_one_that_was_read(kept):
    read = kept.opened()
    loads = kept.loads
    found = kept.opened()
    assert kept.loads == loads, "it was kept"
    again = pickle.loads(pickle.dumps(found))
    assert (again.words, again.measures, again.ledgers) == (read.words, read.measures, read.ledgers)

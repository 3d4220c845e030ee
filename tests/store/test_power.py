"""Power that goes while a store is written: what was not synced is kept, lost or torn sector by sector, and names of files that were not synced may be missing.

A program writes with a small library preloaded that notes every write, cut, sync and name, in order; here the disk is played again up to a random moment. Systems
without a C compiler, or without preloading, skip it: the kills of writing programs run everywhere.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import Factory, define, frozen

from grassroots.builtin.sqlite import SqliteStore

SECTOR = 512
WATCH = Path(__file__).parent.parent / "support" / "watched.c"

WRITER = """
import os, random, sys
from grassroots.builtin.sqlite.file import SqliteFile
from grassroots.model import Person, Unit
from grassroots.store import Batch, Change, Erasure, Message
path, turns, seed, careless = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "careless"
if sys.argv[5] == "apsw":
    from grassroots_apsw import ApswStore as SqliteStore
else:
    from grassroots.builtin.sqlite import SqliteStore
if careless:
    careful = SqliteFile._set
    def set_(self, db):
        careful(self, db)
        db.execute("PRAGMA synchronous = OFF")
    SqliteFile._set = set_
dice = random.Random(seed)
told = os.open(path + ".told", os.O_WRONLY | os.O_CREAT)
store = SqliteStore(path)
os.write(told, b"made 0 0;")
for turn in range(turns):
    size = dice.choice([1, 2, 5, 20])
    units = [Unit(id=f"u{turn}-{n}", kind="unit", name=f"n{n}" + "x" * dice.randrange(600)) for n in range(size)]
    person = Person(id=f"p{turn}", name=f"Marked{turn}Name" + "y" * dice.randrange(300))
    changes = tuple(Change(noun=noun, id=one.id, record=one) for noun, one in (*(("unit", one) for one in units), ("person", person)))
    note = Message(key=f"m{turn}", channel="c", to="t", subject="s", body="b")
    store.append(Batch(id=f"b{turn}", changes=changes, actor="a", reason="r", outbox=(note,)))
    os.write(told, f"batch {turn} {size + 1};".encode())
    if turn % 4 == 3:
        store.redact(Erasure(id=f"e{turn - 1}", keys=(("person", f"p{turn - 1}"),), actor="a", reason="r"))
        os.write(told, f"erased {turn - 1} 0;".encode())
    if turn % 6 == 5:
        store.close()
        store = SqliteStore(path)
"""


@frozen
class Deed:
    """One thing that a program did to a file: C (made), W (written), T (cut), S (synced), U (taken away)."""

    what: str
    name: str
    at: int
    data: bytes


def deeds_of(log: bytes, folder: Path) -> Iterator[Deed]:
    place = 0
    while place < len(log):
        what = chr(log[place])
        size, at, length = struct.unpack_from("<HqI", log, place + 1)
        name = os.path.relpath(log[place + 15 : place + 15 + size].decode(), folder)
        place += 15 + size
        yield Deed(what, name, at, log[place : place + length])
        place += length


@define
class File:
    """What of a file is on the disk, and what was done to it since the last sync."""

    durable: bytearray = Factory(bytearray)
    since: list[Deed] = Factory(list)


class Disk:
    """A disk that loses what was not synced when the power goes: sector by sector, and the names of files too."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.names: set[str] = set()
        self.named: list[Deed] = []
        self.told: list[str] = []

    def does(self, deed: Deed) -> None:
        if deed.name.endswith(".told"):
            self.told += deed.data.decode().split(";")[:-1]
        elif deed.what == "S":
            if deed.name == ".":
                self.names, self.named = self.shown(len(self.named)), []
            else:
                file = self.files[deed.name]
                for one in file.since:
                    apply(file.durable, one)
                file.since = []
        elif deed.what in "CU":
            self.named.append(deed)
            if deed.what == "C":
                self.files[deed.name] = File()
        else:
            self.files[deed.name].since.append(deed)

    def shown(self, so_many: int) -> set[str]:
        names = set(self.names)
        for deed in self.named[:so_many]:
            (names.add if deed.what == "C" else names.discard)(deed.name)
        return names

    def without_power(self, dice: random.Random, folder: Path) -> None:
        """Writes into an empty folder what is there when the power is back."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in self.shown(dice.randint(0, len(self.named))):
            file = self.files[name]
            content, luck = bytearray(file.durable), dice.random()
            for deed in file.since:
                if luck < 0.15:
                    break
                if luck < 0.3:
                    apply(content, deed)
                elif deed.what == "T":
                    if dice.random() < 0.5:
                        apply(content, deed)
                else:
                    for start in range(0, len(deed.data), SECTOR):
                        if dice.random() < 0.5:
                            apply(content, Deed("W", name, deed.at + start, deed.data[start : start + SECTOR]))
            (folder / name).write_bytes(content)


def apply(content: bytearray, deed: Deed) -> None:
    if deed.what == "T":
        del content[deed.at :]
        content.extend(bytes(deed.at - len(content)))
        return
    end = deed.at + len(deed.data)
    content.extend(bytes(max(0, end - len(content))))
    content[deed.at : end] = deed.data


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("needs Linux and a C compiler")
    built = tmp_path_factory.mktemp("watch") / "watched.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(built), str(WATCH), "-ldl"], check=True)
    return built


def written(watch: Path, folder: Path, turns: int, seed: int, how: str, by: str) -> list[Deed]:
    """What a program did to the files of a new store, in order."""
    live, log = folder / "live", folder / "log"
    live.mkdir(parents=True)
    env = {**os.environ, "LD_PRELOAD": str(watch), "WATCHED": str(live), "WATCHED_LOG": str(log)}
    subprocess.run([sys.executable, "-c", WRITER, str(live / "o.db"), str(turns), str(seed), how, by], env=env, check=True)
    deeds = list(deeds_of(log.read_bytes(), live))
    assert (live / "o.db").read_bytes() == final(deeds, "o.db")
    return deeds


def final(deeds: list[Deed], name: str) -> bytes:
    content = bytearray()
    for deed in deeds:
        if deed.name == name and deed.what in "WT":
            apply(content, deed)
    return bytes(content)


def wrong_with(folder: Path, told: list[str], opens: Callable[[Path], SqliteStore]) -> str:
    """What of that which was acknowledged is missing, torn or not gone; nothing if all is well."""
    file = folder / "o.db"
    deeds = [(what, int(number), int(size)) for what, number, size in map(str.split, told)]
    if not file.exists() and deeds:
        return "the file is missing"
    if not file.exists():
        return ""
    try:
        store = opens(file)
        faults = store.verify()
        entries: dict[str, int] = {}
        for one in store.since(0, 10**6):
            entries[one.batch] = entries.get(one.batch, 0) + 1
        notes = {message.key for message, *_ in store.outbox()}
        store.close()
    except Exception as error:  # whatever it is, it is what somebody meets when the power is back
        return f"does not open: {error!r}"
    if faults:
        return f"verify: {faults[0]}"
    for what, number, size in deeds:
        if what == "batch" and (entries.get(f"b{number}"), f"m{number}" in notes) != (size, True):
            return f"batch {number} is lost"
        if what == "erased":
            left = [one.name for one in folder.iterdir() if f"Marked{number}Name".encode() in one.read_bytes()]
            if left or f"e{number}" not in entries:
                return f"what was erased of {number} is in {left}"
    return ""


def wrong_of(
    watch: Path, folder: Path, points: int, seed: int, how: str = "careful", turns: int = 14, by: str = "python"
) -> list[str]:
    """What is wrong after each of so many losses of power, drawn over a program's whole time; the program and the moments follow from the seed."""
    deeds = written(watch, folder / f"{seed}", turns, seed, how, by)
    opens = pytest.importorskip("grassroots_apsw").ApswStore if by == "apsw" else SqliteStore
    dice = random.Random(seed)
    moments = sorted(dice.choices(range(len(deeds) + 1), k=points))
    disk, wrong, done = Disk(), [], 0
    for moment in moments:
        for deed in deeds[done:moment]:
            disk.does(deed)
        done = moment
        disk.without_power(dice, folder / "after")
        if found := wrong_with(folder / "after", disk.told, opens):
            wrong.append(f"seed {seed}, moment {moment} of {len(deeds)}: {found}")
    return wrong


def test_what_was_acknowledged_is_there_when_the_power_is_back(watch: Path, tmp_path: Path) -> None:
    assert wrong_of(watch, tmp_path, points=25, seed=1) == []


def test_a_store_that_does_not_wait_for_the_disk_is_found_out(watch: Path, tmp_path: Path) -> None:
    assert wrong_of(watch, tmp_path, points=25, seed=2, how="careless")


def test_what_a_write_ahead_log_acknowledged_is_there_when_the_power_is_back(watch: Path, tmp_path: Path) -> None:
    pytest.importorskip("apsw", reason="apsw is not installed here")
    assert wrong_of(watch, tmp_path, points=8, seed=3, turns=8, by="apsw") == []


@pytest.mark.slow
def test_the_power_goes_a_thousand_times_beside_a_write_ahead_log(watch: Path, tmp_path: Path) -> None:
    pytest.importorskip("apsw", reason="apsw is not installed here")
    for seed in range(10):
        assert wrong_of(watch, tmp_path, points=100, seed=seed, by="apsw") == []
    assert wrong_of(watch, tmp_path, points=25, seed=10, how="careless", by="apsw")


@pytest.mark.slow
def test_the_power_goes_a_hundred_thousand_times(watch: Path, tmp_path: Path) -> None:
    for seed in range(200):  # each time another program, so that every kind of moment is met
        assert wrong_of(watch, tmp_path, points=500, seed=seed) == []
        shutil.rmtree(tmp_path / f"{seed}")

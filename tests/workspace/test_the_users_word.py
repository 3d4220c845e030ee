"""What stops the program stops it, at every depth, and stores nothing; and what is logged says nothing of anybody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.behind import store_of
from support.offices import LEDGERS, office, put

import grassroots as gr
from grassroots.errors import Conflict
from grassroots.hooks import hookimpl
from grassroots.ledgers import Row, Table
from grassroots.model import Step
from grassroots.store import Batch, Change, Head, Message
from grassroots.values import Source

DAY = "2024-12-31"
STOPS = [KeyboardInterrupt, SystemExit, MemoryError]


class Stopping:
    """A plugin for everything, in which something is stopped: where, the test says."""

    def __init__(self, where: str, stop: type[BaseException]) -> None:
        self.where, self.stop = where, stop

    def _at(self, where: str) -> None:
        if self.where == where:
            raise self.stop

    @hookimpl
    def grassroots_open_rows(self, address: str) -> Any:
        if not address.endswith(".odd"):
            return None
        self._at("opening rows")
        return self

    def tables(self) -> Iterator[Table]:
        self._at("tables")
        yield Table(file="cases.odd", sheet="", rows=self._rows())
        self._at("after a table")

    def _rows(self) -> Iterator[Row]:
        yield Row(cells=("No.", "unit", "category", "what was said", "received on"), source=Source("cases.odd", row=1))
        self._at("rows")
        yield Row(cells=("9", "north", "request", "x", "2024-01-01"), source=Source("cases.odd", row=2))

    @hookimpl
    def grassroots_open_channel(self, address: str) -> Any:
        if not address.startswith("odd:"):
            return None
        self._at("opening a channel")
        return self

    def send(self, message: Message) -> None:
        self._at("sending")

    @hookimpl
    def grassroots_open_writer(self, address: str) -> Any:
        if not address.endswith(".odd"):
            return None
        self._at("opening a writer")
        return type("Writer", (), {"write": lambda _, report, rendered, target: self._write(target)})()

    def _write(self, target: Path) -> None:
        target.write_text("half", encoding="utf-8")
        self._at("writing a report")

    def write(self, sheets: Any) -> None:
        self._at("writing a table")


def letter(key: str) -> Message:
    return Message(key=key, channel="odd:", to="somebody", subject="x", body="x")


def reads(club: gr.Office, folder: Path) -> Any:
    (folder / "in" / "cases.odd").write_text("", encoding="utf-8")
    return club.take_in(folder / "in", keep_bad=True)


WAYS: dict[str, Callable[[gr.Office, Path], Any]] = {
    "opening rows": reads,
    "tables": reads,
    "rows": reads,
    "after a table": reads,
    "opening a channel": lambda club, folder: club.send(),
    "sending": lambda club, folder: club.send(),
    "opening a writer": lambda club, folder: club.write(club.report("year", DAY), folder / "a.odd"),
    "writing a report": lambda club, folder: club.write(club.report("year", DAY), folder / "a.odd"),
    "writing a table": lambda club, folder: club.write_todo(club.todo(DAY), folder / "todo.odd"),
}


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("where", WAYS)
def test_what_stops_the_program_stops_it_at_every_depth_and_stores_nothing(
    tmp_path: Path, where: str, stop: type[BaseException]
) -> None:
    put(tmp_path / "in", {"units.csv": LEDGERS["units.csv"] + "east,East House,house,club,2019-05-01\n"})
    now = datetime(2024, 7, 1, tzinfo=UTC)
    plugins = gr.Plugins.of(Stopping(where, stop))
    with gr.open("memory:", plugins=plugins, clock=lambda: now) as club:
        club.take_in(put(tmp_path / "ledgers", LEDGERS))
        club.correct("case", "cases-2", text="x", reason="x", messages=[letter("a"), letter("b")])
        before = club.head
        with pytest.raises(stop):
            WAYS[where](club, tmp_path)
        assert club.head == before
        assert [state for _, state, *_ in store_of(club).outbox()] in (["new", "new"], ["leased", "leased"])
        assert not club.plugins.failures
    assert not list(tmp_path.glob("*.odd"))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("stop", STOPS)
def test_a_kind_of_rule_in_which_the_program_is_stopped_stops_it(tmp_path: Path, stop: type[BaseException]) -> None:
    def stopped(*_: Any) -> Any:
        raise stop

    with office(tmp_path) as club:
        name = "claimed"
        kinds = {**club.charter.kinds, name: evolve(club.charter.kinds[name], finds=stopped)}
        with gr.open("memory:", evolve(club.charter, kinds=kinds), plugins=gr.Plugins.of()) as other:
            other.take_in(tmp_path / "ledgers")
            with pytest.raises(stop):
                other.check(DAY)


def test_an_append_that_is_stopped_is_undone_and_the_office_goes_on(tmp_path: Path) -> None:
    with office(tmp_path, address=str(tmp_path / "a.db")) as club:
        before = club.head
        salts = store_of(club).store._salts  # type: ignore[attr-defined]

        def stopped() -> bytes:
            raise KeyboardInterrupt

        store_of(club).store._salts = stopped  # type: ignore[attr-defined]
        with pytest.raises(KeyboardInterrupt):
            club.correct("case", "cases-2", text="the gate", reason="heard better")
        store_of(club).store._salts = salts  # type: ignore[attr-defined]
        assert club.head == before
        club.correct("case", "cases-2", text="the gate", reason="heard better")
        assert club.verify() == ()


# -- the log --


class Loud:
    """A plugin that tells in its failures all that it was given."""

    @hookimpl
    def grassroots_open_channel(self, address: str) -> Any:
        return self if address.startswith("loud:") else None

    def send(self, message: Message) -> None:
        raise RuntimeError(repr(message))

    @hookimpl
    def grassroots_open_writer(self, address: str) -> Any:
        raise RuntimeError(f"CANARY {address}")


def test_what_is_done_is_logged_and_never_a_value(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "grassroots")
    files = {
        name: text.replace("Ann Example", "CANARY Ann").replace("the lamp", "CANARY lamp") for name, text in LEDGERS.items()
    }
    files["members.csv"] += "CANARY,CANARY Bad,nowhere,2024-02-30\n"
    now = datetime(2024, 7, 1, tzinfo=UTC)
    with gr.open("memory:", plugins=gr.Plugins.of(Loud()), clock=lambda: now, actor="CANARY actor") as club:
        club.take_in(put(tmp_path / "CANARY ledgers", files), keep_bad=True, reason="CANARY reason")
        club.record_step("case", "cases-2", Step(state="replied", on=date(2024, 3, 1), outcome="explained"), reason="CANARY")
        notice = Message(
            key="CANARY k", channel="loud:CANARY", to="CANARY to", subject="CANARY", body="CANARY", about=(("person", "p-1"),)
        )
        club.correct("person", "p-1", phone="CANARY 1", reason="CANARY", messages=[notice])
        append, tried = store_of(club).append, []
        other = Change(noun="case", id="cases-3", record=evolve(club.get("case", "cases-3"), topic="noise"))  # type: ignore[call-arg]

        def slower(batch: Batch) -> Head:
            tried.append(batch)
            if len(tried) == 1:
                store_of(club).append = append  # type: ignore[method-assign]
                store_of(club).store.append(Batch(id="other", changes=(other,)))
                return append(batch)
            return append(batch)

        store_of(club).append = slower  # type: ignore[method-assign]
        club.correct("case", "cases-1", text="CANARY text", reason="CANARY")
        club.send()
        with pytest.raises(gr.errors.PluginError):
            club.write(club.report("year", DAY), tmp_path / "CANARY.odd")
        club.erase(("person", "p-1"), reason="CANARY")
    said = [record.getMessage() for record in caplog.records]
    for word in ("taken in:", "stored: step", "stored: correct", "conflict: correct", "sent:", "erased: 1", "failed in"):
        assert any(word in one for one in said), (word, said)
    assert not [one for one in said if "CANARY" in one]
    assert not [one for one in caplog.records if one.exc_info]


def test_a_slow_reading_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grassroots.access.view.SLOW_SECONDS", 0.0)
    caplog.set_level(logging.INFO, "grassroots")
    with office(tmp_path) as club:
        club.snapshot(DAY)
    assert any(record.getMessage().startswith("slow: 10 records") for record in caplog.records)


def test_nothing_is_printed_by_itself() -> None:
    import grassroots.logs

    assert any(isinstance(one, logging.NullHandler) for one in grassroots.logs.log.handlers)


def test_a_conflict_says_what_to_do() -> None:
    assert "Read again" in str(Conflict(("", ""), 1, 2))

"""What an adapter answers is believed only if it has the promised form and answers what was asked; what is wrong is told with the name of the plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import grassroots as gr
from grassroots.builtin.memory import MemoryStore
from grassroots.errors import GrassrootsError, HasProblems, PluginError
from grassroots.hooks import hookimpl
from grassroots.ledgers.table import Row, Table
from grassroots.model import Unit
from grassroots.plugins import DOORS, Plugins
from grassroots.store import Batch, Erasure, Head, Message, Store
from grassroots.testing.store_kit import check_store
from grassroots.values import Source, UnitId

R = "a test"


def plugin(door: str, adapter: Any, *, name: str = "odd", takes: str = "odd") -> ModuleType:
    """A plugin with one hook, which takes addresses with a word in them."""
    module = ModuleType(name)

    def hook(address: str) -> Any:
        return adapter if takes in address else None

    hook.__name__ = f"grassroots_open_{door}"
    setattr(module, hook.__name__, hookimpl(hook))
    return module


def office(*plugins: object, address: str = "memory:") -> gr.Office:
    return gr.open(address, plugins=Plugins.of(*plugins), create=True, clock=lambda: datetime(2024, 1, 1, tzinfo=UTC))


# -- stores --


class Store_:
    """A store that does as another, but for what is put in its way."""

    def __init__(self, **instead: Any) -> None:
        self._inner = MemoryStore()
        self.__dict__.update(instead)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def raises(error: BaseException) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        raise error

    return call


def gives(value: Any) -> Callable[..., Any]:
    return lambda *_, **__: value


UNIT = Unit(id=UnitId("u"), kind="association", name="A")
MESSAGE = Message(key="m", channel="console:", to="x", subject="x", body="x")
CALLS: dict[str, Callable[[Store], object]] = {
    "append": lambda store: store.append(Batch(id="b", changes=(gr.store.Change(noun="unit", id="u", record=UNIT),))),
    "head": lambda store: store.head(),
    "head_at": lambda store: store.head_at(0),
    "read": lambda store: store.read([("unit", "u")]),
    "scan": lambda store: store.scan("unit"),
    "referring": lambda store: store.referring([("unit", "u")]),
    "since": lambda store: store.since(0),
    "redact": lambda store: store.redact(Erasure(id="e", keys=())),
    "history": lambda store: store.history(("unit", "u")),
    "columns": lambda store: store.columns("unit"),
    "bad_rows": lambda store: store.bad_rows(),
    "lease": lambda store: store.lease(1, datetime(2024, 1, 1, tzinfo=UTC)),
    "sent": lambda store: store.sent("m", datetime(2024, 1, 1, tzinfo=UTC)),
    "failed": lambda store: store.failed("m", datetime(2024, 1, 1, tzinfo=UTC), "x", None),
    "outbox": lambda store: store.outbox(),
    "verify": lambda store: store.verify(),
    "close": lambda store: store.close(),
}


def opened(**instead: Any) -> Store:
    return Plugins.of(plugin("store", Store_(**instead))).open_store("odd:")


def test_every_method_of_the_protocol_is_tried_here_and_asked_for_at_the_door() -> None:
    promised = {name for name in vars(Store) if not name.startswith("_")}
    assert CALLS.keys() == promised == set(DOORS["grassroots_open_store"].methods)
    for name in promised:
        few = type("Few", (), {one: gives(None) for one in promised - {name}})()
        with pytest.raises(PluginError, match=name):
            Plugins.of(plugin("store", few)).open_store("odd:")


@pytest.mark.parametrize("name", list(CALLS))
@pytest.mark.parametrize(
    "answer",
    [raises(RuntimeError("boom")), raises(OSError("disk")), gives(object()), gives([5])],
    ids=["error", "os", "odd", "list"],
)
def test_what_a_store_does_wrong_is_told_with_the_name_of_the_plugin(name: str, answer: Callable[..., Any]) -> None:
    with pytest.raises(PluginError, match="odd") as caught:
        CALLS[name](opened(**{name: answer}))
    assert caught.value.plugin == "odd"
    assert name in str(caught.value)


def entries(count: int) -> list[Any]:
    store = MemoryStore()
    store.append(Batch(id="b", changes=tuple(
        gr.store.Change(noun="unit", id=f"u{at}", record=Unit(id=UnitId(f"u{at}"), kind="association", name="A")) for at in range(count)
    )))  # fmt: skip
    return [store.since(0), store.scan("unit"), store.read([("unit", "u0")])]


LOG, SCAN, READ = entries(3)
WRONG: dict[str, tuple[str, Any]] = {
    "a generator": ("scan", iter(())),
    "the same page for ever": ("scan", SCAN[:1] * 2),
    "another order": ("scan", SCAN[::-1]),
    "another noun": ("scan", READ),
    "more than was asked for": ("read", {**READ, ("unit", "x"): READ["unit", "u0"]}),
    "another record": ("read", {("unit", "u"): READ["unit", "u0"]}),
    "a log with a gap": ("since", LOG[::2]),
    "a log that begins later": ("since", LOG[1:]),
    "the life of another": ("history", LOG[:1]),
    "nothing stored": ("append", Head(1, "x")),
    "a head that is a number": ("head", 5),
}


@pytest.mark.parametrize("what", list(WRONG))
def test_an_answer_that_is_none_to_what_was_asked_is_not_believed(what: str) -> None:
    name, answer = WRONG[what]
    with pytest.raises(PluginError, match=name):
        CALLS[name](opened(**{name: gives(answer)}))


def test_a_page_that_ignores_where_it_begins_does_not_go_on_for_ever() -> None:
    store = opened(scan=gives(SCAN))
    with pytest.raises(PluginError, match="scan"):
        store.scan("unit", after="u2")


def test_a_sound_store_of_a_plugin_does_all_that_a_store_must() -> None:
    class Hook:
        def grassroots_open_store(self, address: str) -> Any:
            return MemoryStore() if address == "odd:" else None

    Hook.grassroots_open_store = hookimpl(Hook.grassroots_open_store)  # type: ignore[method-assign]
    plugins = Plugins.of(Hook())
    check_store(lambda folder: plugins.open_store("odd:"), lasting=False, examples=1, shrink=False)


# -- files, notices, documents --


class Rows:
    def __init__(self, *tables: Any, error: BaseException | None = None) -> None:
        self._tables, self._error = tables, error

    def tables(self) -> Iterator[Any]:
        if self._error:
            raise self._error
        yield from self._tables

    def write(self, sheets: Any) -> None: ...


def row(**more: Any) -> Row:
    return Row(**{"cells": ("No.", "name"), "source": Source("a.odd", "", 1), **more})


def table(*rows: Row, **more: Any) -> Table:
    return Table(**{"file": "a.odd", "sheet": "", "rows": iter(rows), **more})


TABLES: dict[str, Rows] = {
    "a source that is a text": Rows(table(row(source="a.odd"))),
    "no source": Rows(table(row(source=None))),
    "a fault that nobody words": Rows(table(row(faults=((1, "no-such-code"),)))),
    "a fault that is a text": Rows(table(row(faults="x"))),
    "what cells are, as a number": Rows(table(row(natures=5))),
    "no file": Rows(table(row(), file=None)),
    "a sheet that is a number": Rows(table(row(), sheet=5)),
    "hidden columns that are a number": Rows(table(row(), hidden_columns=5)),
    "problems that are texts": Rows(error=HasProblems("x", ["just a text"])),  # type: ignore[list-item]
    "problems that nobody words": Rows(error=HasProblems("x", [gr.Problem("my-own-code", value="x")])),
}


@pytest.mark.parametrize("what", list(TABLES))
def test_a_table_of_the_wrong_form_is_told_with_the_name_of_the_plugin(tmp_path: Path, what: str) -> None:
    (tmp_path / "a.odd").write_text("x")
    with office(plugin("rows", TABLES[what], takes=".odd")) as one:
        try:
            told = "\n".join(problem.text() for problem in one.take_in(tmp_path / "a.odd").problems)
        except GrassrootsError as error:
            told = str(error)
    assert "'odd'" in told or "“odd”" in told


def test_an_adapter_whose_attributes_cannot_be_asked_for_is_named() -> None:
    class Odd:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError("no")

    with pytest.raises(PluginError, match="odd"):
        Plugins.of(plugin("rows", Odd(), takes=".odd")).open_rows("a.odd")


def test_a_file_in_which_a_reader_finds_no_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.odd").write_text("x")
    with office(plugin("rows", Rows(), takes=".odd")) as one:
        (remark,) = one.take_in(tmp_path).remarks
    assert (remark.code, remark.source) == ("no-table", Source("a.odd"))
    assert remark.text("zh") != remark.text("en")


class Sends:
    def __init__(self, answer: Any) -> None:
        self.send = answer


async def later(message: Message) -> None:
    """Sends nothing by being called."""


@pytest.mark.parametrize("answer", [later, gives(False), gives("ok"), gives(0)])
@pytest.mark.filterwarnings("error")
def test_a_notice_that_a_channel_did_not_send_is_not_taken_for_sent(answer: Any) -> None:
    with office(plugin("channel", Sends(answer))) as one:
        one.view._append(Batch(id="b", outbox=(Message(key="m", channel="odd:", to="x", subject="x", body="x"),), reason=R))
        assert one.send().waiting == ("m",)
        ((_, state, _, error),) = one.outbox()
        assert (state, "PluginError" in error) == ("new", True)


class Writes:
    def __init__(self, write: Any) -> None:
        self.write = lambda report, rendered, target: write(report, target)


async def write_later(report: gr.Report, target: Path) -> None:
    """Writes nothing by being called."""


@pytest.mark.parametrize(
    "write",
    [
        lambda report, target: None,
        lambda report, target: (target.parent / "else.odd").write_text("x") and None,
        lambda report, target: target.mkdir(),
        lambda report, target: target.write_text("x") and False,
        write_later,
    ],
    ids=["nothing", "elsewhere", "a folder", "an answer", "later"],
)
@pytest.mark.filterwarnings("error")
def test_a_document_that_a_writer_did_not_write_is_told_and_nothing_is_left_in_its_place(tmp_path: Path, write: Any) -> None:
    with office(plugin("writer", Writes(write), takes=".odd")) as one:
        report = one.report("year", "2024-12-31")
        with pytest.raises(PluginError, match="odd"):
            one.write(report, tmp_path / "a.odd")
        assert [path.name for path in tmp_path.iterdir() if path.name != "else.odd"] == []


def test_a_writer_that_empties_a_report_empties_its_own_copy(tmp_path: Path) -> None:
    with office(
        plugin("writer", Writes(lambda report, target: (report.figures.clear(), target.write_text("x"))[0]), takes=".odd")
    ) as one:
        report = one.report("year", "2024-12-31")
        figures = dict(report.figures)
        one.write(report, tmp_path / "a.odd")
        assert figures
        assert dict(report.figures) == figures


# -- what is a plugin --


class Plain:
    @hookimpl
    def grassroots_open_rows(self, address: str) -> None: ...


@pytest.mark.parametrize("given", [None, "grassroots_xlsx", [Plain()], (), Plain, {}, object()])
def test_what_is_no_plugin_is_refused(given: Any) -> None:
    with pytest.raises(PluginError, match="plugin"):
        Plugins.of(given)

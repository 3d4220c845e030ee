"""Plugins come in through the doors, in order, and what they do wrong stays with them."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grassroots.plugins
from grassroots.errors import GrassrootsError, InvalidArgument, InvalidValue, NoPlugin, PluginError
from grassroots.hooks import CharterFiles, hookimpl
from grassroots.ledgers.table import Row, Table
from grassroots.plugins import Plugins
from grassroots.plugins.offers import from_entry_point
from grassroots.store import Message
from grassroots.values import Source

DOORS = ("rows", "store", "channel", "writer", "charter")


class Tables:
    """A rows adapter that gives what it is told to give."""

    def __init__(self, *tables: Any) -> None:
        self._tables = tables

    def tables(self) -> Iterator[Table]:
        yield from self._tables

    def write(self, sheets: Any) -> None:
        raise RuntimeError("the disk is on holiday")


def plugin(name: str, door: str, answer: Callable[[str, Mapping[str, Any]], Any]) -> types.ModuleType:
    """A plugin module with one hook."""
    module = types.ModuleType(name)

    def hook(address: str, options: Mapping[str, Any]) -> Any:
        return answer(address, options)

    hook.__name__ = f"grassroots_open_{door}"
    setattr(module, hook.__name__, hookimpl(hook))
    return module


def raises(error: BaseException) -> Callable[[str, Mapping[str, Any]], Any]:
    def answer(address: str, options: Mapping[str, Any]) -> Any:
        raise error

    return answer


def read_all(rows: Any) -> list[Row]:
    return [row for table in rows.tables() for row in table.rows]


def opened(plugins: Plugins, door: str, address: str) -> Any:
    return getattr(plugins, f"open_{door}")(address)


def test_the_first_plugin_that_takes_an_address_wins() -> None:
    first = plugin(
        "first", "charter", lambda address, _: CharterFiles(name=address, place="first", files={}) if address == "a" else None
    )
    second = plugin("second", "charter", lambda address, _: CharterFiles(name=address, place="second", files={}))
    plugins = Plugins.of(first, second)
    assert plugins.open_charter("a").place == "first"
    assert plugins.open_charter("b").place == "second"


def test_built_ins_come_last_so_that_a_plugin_may_take_their_address() -> None:
    mine = plugin("mine", "charter", lambda address, _: CharterFiles(name=address, place="mine", files={}))
    assert Plugins.of(mine).open_charter("association").place == "mine"
    assert Plugins.of(mine).names()[0] == "mine"


def test_two_sets_of_plugins_know_nothing_of_one_another() -> None:
    mine = plugin("mine", "charter", lambda address, _: CharterFiles(name=address, place="mine", files={}))
    assert "mine" in Plugins.of(mine).names()
    assert "mine" not in Plugins.of().names()


def test_options_reach_the_plugin_and_cannot_be_changed_by_it() -> None:
    seen: list[Any] = []

    def answer(address: str, options: Mapping[str, Any]) -> Any:
        seen.append(dict(options))
        options["encoding"] = "utf-16"  # type: ignore[index]

    with pytest.raises(PluginError, match="TypeError"):
        Plugins.of(plugin("vandal", "rows", answer)).open_rows("a.strange", encoding="gb18030")
    assert seen == [{"encoding": "gb18030"}]


def test_a_hook_may_leave_out_the_options() -> None:
    module = types.ModuleType("short")

    @hookimpl
    def grassroots_open_charter(address: str) -> Any:
        return CharterFiles(name=address, place="short", files={})

    module.grassroots_open_charter = grassroots_open_charter  # type: ignore[attr-defined]
    assert Plugins.of(module).open_charter("x").place == "short"


def test_an_object_is_a_plugin_too() -> None:
    class Mine:
        @hookimpl
        def grassroots_open_charter(self, address: str) -> Any:
            return CharterFiles(name=address, place="object", files={})

    assert Plugins.of(Mine()).open_charter("x").place == "object"


def test_a_misspelt_hook_is_refused_with_the_nearest_named() -> None:
    module = types.ModuleType("grassroots_mine")

    @hookimpl
    def grassroots_open_row(address: str, options: Any) -> Any:
        return None

    module.grassroots_open_row = grassroots_open_row  # type: ignore[attr-defined]
    with pytest.raises(
        PluginError, match="'grassroots_open_row' that does not exist; did you mean 'grassroots_open_rows'"
    ) as caught:
        Plugins.of(module)
    assert (caught.value.plugin, caught.value.hook) == ("mine", "grassroots_open_row")


def test_a_marked_function_of_any_other_name_is_refused() -> None:
    module = types.ModuleType("mine")
    module.open_rows = hookimpl(lambda address, options: None)  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match="did you mean 'grassroots_open_rows'"):
        Plugins.of(module)


def test_a_hook_without_its_mark_is_refused_for_it_would_never_be_asked() -> None:
    module = types.ModuleType("mine")
    module.grassroots_open_rows = lambda address, options: None  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match="without @hookimpl"):
        Plugins.of(module)


def test_a_hook_with_other_arguments_is_refused() -> None:
    module = types.ModuleType("mine")
    module.grassroots_open_rows = hookimpl(lambda address, encoding: None)  # type: ignore[attr-defined]
    module.grassroots_open_rows.__name__ = "grassroots_open_rows"  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match=r"mine.*does not fit.*encoding"):
        Plugins.of(module)


def test_a_wrapper_is_refused() -> None:
    module = types.ModuleType("mine")

    @hookimpl(wrapper=True)
    def grassroots_open_rows(address: str, options: Any) -> Any:
        return (yield)

    module.grassroots_open_rows = grassroots_open_rows  # type: ignore[attr-defined]
    with pytest.raises(PluginError, match="wraps"):
        Plugins.of(module)


FAULTS = [
    ValueError("no"),
    KeyError("no"),
    RuntimeError("no"),
    OSError("no"),
    AssertionError("no"),
    NotImplementedError(),
    RecursionError("deep"),
    StopIteration(),
    BaseException("bare"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_whatever_a_plugin_raises_in_a_hook_is_a_plugin_error_that_names_it(door: str, fault: BaseException) -> None:
    plugins = Plugins.of(plugin("grassroots_broken", door, raises(fault)))
    with pytest.raises(PluginError) as caught:
        opened(plugins, door, "nobody:takes.this")
    assert caught.value.plugin == "broken"
    assert caught.value.hook == f"grassroots_open_{door}"
    assert type(fault).__name__ in str(caught.value)
    assert caught.value.__cause__ is fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: type(f).__name__)
def test_when_a_plugin_fails_the_others_are_still_asked_and_the_failure_is_listed(fault: BaseException) -> None:
    broken = plugin("broken", "charter", raises(fault))
    whole = plugin("whole", "charter", lambda address, _: CharterFiles(name=address, place="whole", files={}))
    plugins = Plugins.of(broken, whole)
    assert plugins.open_charter("x").place == "whole"
    assert list(plugins.failures) == ["broken"]


STOPS = [KeyboardInterrupt(), SystemExit(3), MemoryError()]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: type(stop).__name__)
def test_what_stops_the_program_is_no_failure_of_a_plugin(door: str, stop: BaseException) -> None:
    plugins = Plugins.of(plugin("broken", door, raises(stop)), plugin("other", door, lambda address, options: None))
    with pytest.raises(type(stop)) as caught:
        opened(plugins, door, "nobody:takes.this")
    assert caught.value is stop
    assert not plugins.failures


def test_a_real_recursion_is_contained() -> None:
    def deep(address: str, options: Mapping[str, Any]) -> Any:
        return deep(address, options)

    with pytest.raises(PluginError, match="RecursionError"):
        Plugins.of(plugin("deep", "rows", deep)).open_rows("x.strange")


def test_an_error_whose_text_cannot_be_made_is_still_told() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError("not even that")

    with pytest.raises(PluginError, match=r"Mute: \(no text\)"):
        Plugins.of(plugin("mute", "rows", raises(Mute()))).open_rows("x.strange")


def test_what_a_plugin_says_on_purpose_reaches_the_user_as_it_is() -> None:
    said = InvalidValue("the file is encrypted; save it without a password")
    with pytest.raises(InvalidValue) as caught:
        Plugins.of(plugin("xlsx", "rows", raises(said))).open_rows("a.xlsx")
    assert caught.value is said


@pytest.mark.parametrize("door", DOORS)
@settings(max_examples=15, deadline=None)
@given(
    answer=st.one_of(
        st.integers(), st.text(), st.booleans(), st.just(()), st.just({}), st.binary(), st.just(object()), st.just(iter(()))
    )
)
def test_an_answer_of_the_wrong_type_stops_at_the_door(door: str, answer: Any) -> None:
    plugins = Plugins.of(plugin("wrong", door, lambda address, options: answer))
    with pytest.raises(PluginError, match=f"'wrong' gave {type(answer).__name__}"):
        opened(plugins, door, "x.strange")


@pytest.mark.parametrize(
    "table",
    [
        None,
        "a,b,c",
        Table(file="x", sheet="", rows=iter([("a", "b")])),  # type: ignore[list-item]
        Table(file="x", sheet="", rows=iter([Row(cells=("a", 3), source=Source("x", row=1))])),  # type: ignore[arg-type]
        Table(file="x", sheet="", rows=iter([Row(cells=["a"], source=Source("x", row=1))])),  # type: ignore[arg-type]
        Table(file="x", sheet="", rows=7),  # type: ignore[arg-type]
    ],
)
def test_tables_and_rows_of_the_wrong_type_stop_as_they_come(table: Any) -> None:
    rows = Plugins.of(plugin("wrong", "rows", lambda address, options: Tables(table))).open_rows("x.strange")
    with pytest.raises(PluginError, match="'wrong'"):
        read_all(rows)


def test_a_reader_that_fails_in_the_middle_of_a_table_is_named() -> None:
    def rows() -> Iterator[Row]:
        yield Row(cells=("a",), source=Source("x", row=1))
        raise RecursionError

    opened_rows = Plugins.of(plugin("half", "rows", lambda a, o: Tables(Table(file="x", sheet="", rows=rows())))).open_rows(
        "x.strange"
    )
    (table,) = opened_rows.tables()
    with pytest.raises(PluginError, match="'half' failed in grassroots_open_rows: RecursionError"):
        list(table.rows)


def test_a_good_table_passes_unchanged() -> None:
    given_rows = [
        Row(cells=("a", ""), source=Source("x", row=1)),
        Row(cells=("b", "1"), source=Source("x", row=2), hidden=True),
    ]
    rows = Plugins.of(plugin("good", "rows", lambda a, o: Tables(Table(file="x", sheet="S", rows=iter(given_rows))))).open_rows(
        "x.strange"
    )
    (table,) = rows.tables()
    assert (table.sheet, list(table.rows)) == ("S", given_rows)


def test_writing_and_sending_are_contained_too() -> None:
    class Channel:
        def send(self, message: Message) -> None:
            raise AssertionError

    plugins = Plugins.of(plugin("rows", "rows", lambda a, o: Tables()), plugin("channel", "channel", lambda a, o: Channel()))
    with pytest.raises(PluginError, match="on holiday"):
        plugins.open_rows("x.strange").write([])
    with pytest.raises(PluginError, match="'channel' failed in grassroots_open_channel: AssertionError"):
        plugins.open_channel("pigeon:").send(Message(key="k", channel="pigeon:", to="", subject="", body=""))


@pytest.mark.parametrize(
    ("door", "address", "wanted"),
    [
        ("rows", "members.xlsx", "grassroots-xlsx"),
        ("rows", "MEMBERS.XLSX", "grassroots-xlsx"),
        ("writer", "out/summary.docx", "grassroots-docx"),
        ("charter", "cn-street", "grassroots-charters-cn"),
        ("export", "metricflow", "grassroots-ibis"),
    ],
)
def test_where_no_plugin_takes_it_the_message_says_what_is_loaded_and_what_to_install(
    door: str, address: str, wanted: str
) -> None:
    with pytest.raises(NoPlugin, match=rf"'{address}'\. Loaded: .*memory.* pip install {wanted}$"):
        opened(Plugins.of(), door, address)


@pytest.mark.parametrize(
    "address", ["postgresql://u:hunter2@host/db", "postgresql://u:a@hunter2@host/db", "postgresql://host/db?password=hunter2"]
)
def test_no_password_of_an_address_is_told(address: str) -> None:
    for ask in (Plugins.of().open_store, Plugins.of().engine):
        with pytest.raises(NoPlugin, match="postgresql://") as caught:
            ask(address)
        assert caught.value.problem is not None
        assert "hunter2" not in str(caught.value) + caught.value.problem.text("zh")


def test_an_unknown_ending_promises_no_package() -> None:
    with pytest.raises(NoPlugin) as caught:
        Plugins.of().open_rows("members.pdf")
    assert "install" not in str(caught.value)
    assert isinstance(caught.value, LookupError | GrassrootsError)


@pytest.mark.parametrize("address", ["", "a\0.csv"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InvalidArgument, match="no address"):
        Plugins.of().open_rows(address)


# -- what is installed --


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Plugins]]:
    """Plugins of modules written to a folder, as if distributions offered them; forgotten afterwards."""

    def make(**sources: str) -> Plugins:
        points = []
        for name, source in sources.items():
            (tmp_path / f"test_plugin_{name}.py").write_text(source, encoding="utf-8")
            points.append(EntryPoint(name=name, value=f"test_plugin_{name}", group="grassroots"))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr("grassroots.plugins.adapters.installed", lambda: tuple(map(from_entry_point, points)))
        return Plugins.installed()

    yield make
    for name in [name for name in sys.modules if name.startswith("test_plugin_")]:
        del sys.modules[name]


GOOD = """
from grassroots.hooks import CharterFiles, hookimpl
@hookimpl
def grassroots_open_charter(address, options):
    return CharterFiles(name=address, place="good", files={}) if address == "good" else None
"""


def test_an_installed_plugin_is_not_imported_before_a_door_is_opened(installed: Callable[..., Plugins]) -> None:
    plugins = installed(lazy=GOOD)
    assert "test_plugin_lazy" not in sys.modules
    assert plugins.open_charter("good").place == "good"
    assert "test_plugin_lazy" in sys.modules


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_module_at_all", "ModuleNotFoundError"),
        ("raise RecursionError", "RecursionError"),
        ("def broken(:", "SyntaxError"),
        ("from grassroots.hooks import hookimpl\n@hookimpl\ndef grassroots_open_rowz(address, options): ...", "did you mean"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_listed_with_the_reason_and_the_others_work(
    installed: Callable[..., Plugins], source: str, reason: str
) -> None:
    plugins = installed(bad=source, good=GOOD)
    assert plugins.open_charter("good").place == "good"
    assert "good" in plugins.names()
    assert "bad" not in plugins.names()
    (bad,) = (info for info in plugins.infos() if info.name == "bad")
    assert reason in bad.failure
    with pytest.raises(NoPlugin, match="'bad'"):
        plugins.open_charter("nobody-has-this")


def test_a_plugin_may_not_take_the_name_of_a_built_in(installed: Callable[..., Plugins]) -> None:
    plugins = installed(memory=GOOD)
    assert plugins.names().count("memory") == 1
    assert any("another of that name" in info.failure for info in plugins.infos())


def test_every_built_in_comes_through_the_same_doors() -> None:
    infos = [info for info in Plugins.of().infos() if info.builtin]
    assert infos
    assert all(info.distribution == "grassroots" and not info.failure for info in infos)
    assert set(grassroots.plugins.DOORS) >= {hook for info in infos for hook in info.hooks}


# -- two that would take the same --

TAKES = """
from grassroots.hooks import CharterFiles, hookimpl
@hookimpl
def grassroots_open_charter(address, options):
    return CharterFiles(name=address, place="{0}", files={{}}) if address in ("both", "association") else None
"""
ALPHA, BETA = TAKES.format("alpha"), TAKES.format("beta")


def test_two_plugins_that_would_take_the_same_are_told_once(
    installed: Callable[..., Plugins], caplog: pytest.LogCaptureFixture
) -> None:
    plugins = installed(alpha=ALPHA, beta=BETA, good=GOOD)
    assert [plugins.open_charter("both").place for _ in range(2)] == ["alpha", "alpha"]
    assert plugins.claims == {("charter", "both"): ("alpha", "beta")}
    assert plugins.open_charter("association").place == "alpha"
    assert plugins.claims["charter", "association"] == ("alpha", "beta", "charters")
    assert plugins.open_charter("good").place == "good"
    assert len(plugins.claims) == len([one for one in caplog.messages if "GRASSROOTS_PLUGINS" in one]) == 2


def test_what_is_asked_first_and_what_is_left_out_can_be_chosen(
    installed: Callable[..., Plugins], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(alpha=ALPHA, beta=BETA)

    def place(address: str = "both", **chosen: Any) -> str:
        plugins = Plugins.installed(**chosen)
        found = plugins.open_charter(address).place
        assert not plugins.claims
        return found

    assert place(prefer=["beta"]) == place(without=["alpha"], prefer=["beta"]) == "beta"
    assert place(prefer=("beta", "alpha")) == "beta"
    assert "beta" not in (place("association", prefer=["charters"]), place(without=["beta"], prefer=["alpha"]))
    assert "alpha" not in Plugins.installed(without=["alpha"]).names()
    monkeypatch.setenv("GRASSROOTS_PLUGINS", "beta, -alpha")
    assert place() == "beta"
    monkeypatch.setenv("GRASSROOTS_PLUGINS", "bata")
    with pytest.raises(InvalidArgument, match="beta"):
        Plugins.installed()


@pytest.mark.parametrize(
    "wrong", [{"without": ["alpah"]}, {"prefer": ["alpah"]}, {"prefer": "alpha"}, {"without": [5]}, {"without": None}]
)
def test_a_misspelt_choice_of_plugins_is_refused(installed: Callable[..., Plugins], wrong: dict[str, Any]) -> None:
    installed(alpha=ALPHA)
    with pytest.raises(InvalidArgument, match=r"alpha|names"):
        Plugins.installed(**wrong)


def test_a_plugin_without_a_hook_is_listed_with_the_reason(installed: Callable[..., Plugins]) -> None:
    (empty,) = (info for info in installed(empty="x = 1", good=GOOD).infos() if info.name == "empty")
    assert "no hook" in empty.failure

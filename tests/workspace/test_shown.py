"""What an office gives shows itself: short where it is printed, as a table or a text in a notebook, and nothing in it is markup."""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
import re
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import grassroots as gr
from grassroots.figures import compare
from grassroots.model import Case, Step
from grassroots.workspace.several import ByName, Several

DAY = "2024-12-31"
MOST = 2000


@pytest.fixture(scope="module")
def office() -> Iterator[gr.Office]:
    with gr.samples.open("tenants") as office:
        office.correct("case", "cases-20", text="<script>", reason="<script>")
        yield office


@pytest.fixture(scope="module")
def results(office: gr.Office) -> dict[str, Any]:
    """What the questions of an analyst give, by the question."""
    figure, earlier = office.figure("cases_received", DAY), office.figure("cases_received", "2024-03-31")
    return {
        "figure": figure,
        "records()": figure.records(),
        "compare": compare(earlier, figure),
        "table": office.table(["cases_received", "cases_completed"], DAY, across="month"),
        "cube": office.cube(["cases_received"], DAY),
        "frame": office.frame(Case, DAY),
        "why": office.why("cases_received", "2024-03-31", DAY),
        "report": office.report("year", DAY),
        "report.compare": office.report("year", DAY).compare(office.report("year", "2024-03-31")),
        "reading": office.read(gr.samples.ledgers("tenants")),
        "records": office.records(Case, DAY),
        "check": office.check("2026-12-31"),
        "todo": office.todo("2026-12-31"),
        "proposals": office.proposals("2026-12-31"),
        "history": office.history("case", "cases-20"),
        "explain": office.explain(("case", "cases-20"), DAY),
        "snapshot": office.snapshot(DAY),
        "record": office.records(Case, DAY)[0],
        "problem": office.check("2026-12-31")[0],
        "figures": office.figures(DAY),
        "form": office.form("cases"),
        "ledger_of": office.ledger_of("cases"),
        "names": office.names(DAY),
        "ways": office.ways("cases", "20"),
        "head": office.head,
        "learned": office.learned,
        "compare_charter": office.compare_charter("association", DAY),
    }


def test_nothing_prints_more_than_two_thousand_letters(results: dict[str, Any]) -> None:
    longest = {name: max(len(str(one)), len(repr(one))) for name, one in results.items()}
    assert {name: most for name, most in longest.items() if most > MOST} == {}


def test_each_shows_itself_in_a_notebook_and_nothing_in_it_is_markup(results: dict[str, Any]) -> None:
    for name, one in results.items():
        shown = one._repr_html_()
        assert shown.count("<") >= 2, name
        assert "<script" not in shown, name
        assert len(shown) < 20_000, name


PLAIN = {"Any", "Mapping", "None", "Path", "Self"}
"""What a question gives that is shown by Python, or is an office again."""


def given(method: Any) -> dict[str, type]:
    """The classes of the library that stand in what a method says that it gives, by name: as its module imports them, for type checkers too."""
    module = sys.modules[inspect.unwrap(method).__module__]
    imports = [one for one in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(one, ast.ImportFrom)]
    homes = {alias.asname or alias.name: str(one.module) for one in imports for alias in one.names}
    names = set(re.findall(r"\b[A-Z]\w+", str(method.__annotations__["return"]))) - PLAIN
    found = {name: getattr(importlib.import_module(homes.get(name, module.__name__)), name) for name in names}
    return {name: one for name, one in found.items() if isinstance(one, type)}


def test_whatever_a_question_gives_shows_itself_in_a_notebook(office: gr.Office) -> None:
    methods = {name: one for name, one in inspect.getmembers(gr.Office, callable) if not name.startswith("_")}
    gives = {name: str(one.__annotations__["return"]) for name, one in methods.items()}
    assert len(methods) > 80
    alone = {name: given(one) for name, one in methods.items() if not gives[name].startswith(("tuple[", "dict["))}
    assert sum(map(len, alone.values())) > 30
    silent = {
        f"{name}: {each}" for name, found in alone.items() for each, one in found.items() if not hasattr(one, "_repr_html_")
    }
    assert silent == set()
    # Several are shown by the gate, whatever they are.
    assert isinstance(office.history("case", "cases-20"), Several)
    figures = office.figures(DAY)
    assert isinstance(figures, ByName)
    assert len(figures) > 20 and len(repr(figures)) < MOST
    assert figures == dict(figures) == pickle.loads(pickle.dumps(figures))


def test_what_is_there_is_told_before_it_is_cut(results: dict[str, Any]) -> None:
    assert "more, 24 in all)" in repr(results["records"])
    assert "24 in all" in results["records"]._repr_html_()
    assert "more lines" in str(results["report.compare"])
    assert len(results["report.compare"].text()) > MOST
    assert repr(results["todo"]).startswith("<ToDoList 2026-12-31: ")


def test_several_results_are_a_tuple_like_any_other(results: dict[str, Any]) -> None:
    several = results["records"]
    assert isinstance(several, tuple)
    assert several == tuple(several) == pickle.loads(pickle.dumps(several))
    assert hash(several) == hash(tuple(several))


def test_a_record_shows_what_is_filled_in() -> None:
    told = gr.model.Unit(id="b", kind="house", name="<script>")._repr_html_()
    assert "&lt;script&gt;" in told and "<script" not in told and "lineage" not in told
    assert repr(Step(state="received", on=date(2024, 1, 2))) == "Step(state='received', on=datetime.date(2024, 1, 2))"
    assert repr(gr.model.Unit(id="b", kind="house", name="B")) == "Unit(id='b', kind='house', name='B')"


def test_long_answers_are_cut_in_the_language_of_the_charter() -> None:
    with gr.samples.open("branch") as office:
        early, late = office.report("year", "2014-03-31"), office.report("year", "2015-01-20")
        found = late.compare(early)
        assert max(len(str(found)), len(found._repr_html_())) <= MOST
        told = office.todo("2014-09-30")
        assert len(told) > 20
        assert len(repr(told)) < 200

"""Every argument of the public door, misspelt: refused, with the nearest word where there is one. What is made in Python is held to the rules of charters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from support.behind import store_of
from support.offices import LEDGERS, office, put

import grassroots as gr
from grassroots.charter import Form, Has, Is, Measure, Outline, Section, Split, Table
from grassroots.figures import Tree
from grassroots.model import Step
from grassroots.values import Period
from grassroots.workspace.mail import Wording, notice_plan

DAY = "2024-12-31"
STEP = Step(state="answered", on=datetime(2024, 3, 1, tzinfo=UTC).date())


PLAN = notice_plan(
    '[channel.desk]\naddress = "console:"\n[receiver.a]\nchannel = "desk"\nunits = ["north"]\n'
    '[text.meeting]\nsubject = { en = "x" }\nbody = { en = "x" }'
)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """One office for all, which nothing here may change."""
    folder = tmp_path_factory.mktemp("club")
    with office(folder, clock=lambda: datetime(2024, 7, 1, tzinfo=UTC)) as opened:
        before = opened.head
        yield opened
        assert opened.head == before
        assert not store_of(opened).outbox()


def calls(club: gr.Office, folder: Path) -> dict[str, dict[str, Any]]:
    """For each method, arguments that are right."""
    ledgers = put(folder / "ledgers", LEDGERS)
    asked = {"as_of": DAY, "scope": "north", "known_at": 10}
    return {
        "snapshot": {"as_of": DAY, "known_at": 10},
        "get": {"noun": "case", "id": "cases-1"},
        "history": {"noun": "case", "id": "cases-1"},
        "figure": {"measure": "cases_received", "period": Period.year(2024), "tree": Tree.NOW, **asked},
        "table": {
            "measures": ["cases_received"],
            "down": "unit",
            "across": "month",
            "kinds": (),
            "period": Period.year(2024),
            "tree": Tree.NOW,
            **asked,
        },
        "cube": {"measures": ["cases_received"], "periods": [Period.year(2024)], "tree": Tree.NOW, **asked},
        "write_cube": {"cube": club.cube(["cases_received"], DAY), "address": folder / "cube.csv", "language": "en"},
        "why": {
            "measure": "cases_received",
            "before": "2024-03-31",
            "after": DAY,
            "known_at": 10,
            "scope": "north",
            "period": Period.year(2024),
        },
        "report": {
            "outline": "year",
            "period": Period.year(2024),
            "profile": "internal",
            "tree": Tree.NOW,
            "smallest": 5,
            "after": [],
            **asked,
        },
        "check": {"as_of": DAY},
        "explain": {"what": "case:cases-1", "as_of": DAY},
        "conflicts": {"as_of": DAY, "period": Period.year(2024)},
        "findings": {"as_of": DAY},
        "names": {"as_of": DAY},
        "todo": {"as_of": DAY, "until": "2025-01-31", "unit": "North House", "post": "chair"},
        "proposals": {"as_of": DAY},
        "records": {"noun": "case", "as_of": DAY, "known_at": 10},
        "frame": {"noun": "case", "as_of": DAY, "known_at": 10},
        "run": {"rule": "claimed", "as_of": DAY},
        "write": {"report": club.report("year", DAY), "address": folder / "a.md", "language": "en"},
        "write_todo": {"todo": club.todo(DAY), "address": folder / "a.csv", "language": "en"},
        "template": {"ledger": "units", "address": folder / "units.csv", "language": "en"},
        "ledger": {"ledger": "units", "address": folder / "kept.csv", "language": "en"},
        "mend": {"path": ledgers / "units.csv", "out": folder / "mended.xlsx", "language": "en", "encoding": None},
        "mend_all": {"folder": ledgers, "out": folder / "mend", "language": "en"},
        "read": {
            "path": ledgers,
            "mapping": None,
            "encoding": None,
            "year": 2024,
            "month": 1,
            "vanished": "ask",
            "edited": "ask",
        },
        "take_in": {"path": ledgers, "mapping": None, "encoding": None, "vanished": "ask", "edited": "ask", "reason": "x"},
        "record_step": {"noun": "case", "id": "cases-2", "step": STEP, "reason": "x"},
        "correct": {"noun": "case", "id": "cases-2", "text": "x", "reason": "x"},
        "add": {"record": club.get("case", "cases-1"), "reason": "x"},
        "withdraw": {"noun": "case", "id": "cases-2", "reason": "x"},
        "erase": {"key": ("person", "p-1"), "reason": "x"},
        "open_duties": {"period": Period.year(2024), "duties": (), "reason": "x"},
        "remind": {
            "day": DAY,
            "to": {"north": "a@example.org"},
            "channel": "console:",
            "ahead": 7,
            "language": "en",
            "reason": "x",
        },
        "notify": {
            "day": DAY,
            "to": {"north": "a@example.org"},
            "wording": Wording(subject={"en": "x"}, body={"en": "x"}),
            "values": {},
            "channel": "console:",
            "language": "en",
            "reason": "x",
        },
        "remind_by": {"plan": PLAN, "day": DAY, "reason": "x"},
        "notify_by": {"plan": PLAN, "name": "meeting", "values": {}, "day": DAY, "reason": "x"},
        "send": {"most": 0},
        "export": {
            "format": "organization",
            "address": folder / "o.json",
            "as_of": DAY,
            "language": "en",
            "period": Period.year(2024),
        },
        "write_records": {
            "noun": "case",
            "address": folder / "cases.csv",
            "as_of": DAY,
            "recipient": "bureau",
            "language": "en",
        },
        "seen_by": {"actor": "ann", "scope": "north", "purpose": "office"},
        "ledger_of": {"ledger": "cases"},
        "called": {"key": ("case", "cases-1"), "language": "en"},
        "unit": {"text": "North House", "day": DAY},
        "row": {"ledger": "cases", "number": "1", "language": "en"},
        "lacking": {"ledger": "cases", "cells": {}, "language": "en"},
        "find": {"text": "North House", "language": "en"},
        "about": {"person": "p-1", "language": "en"},
        "traces_of": {"person": "p-1"},
        "copy_for": {"person": "p-1", "language": "en"},
        "retention": {"as_of": DAY},
        "erase_due": {"as_of": "2024-06-30", "reason": "x"},
        "take_back": {"person": "p-1", "on": STEP.on, "consent": "recognition", "reason": "x"},
        "personal": {"person": "p-1", "language": "en"},
        "changes": {"since": DAY, "language": "en"},
        "moved_figures": {"since": DAY, "as_of": DAY, "language": "en"},
        "correct_row": {"ledger": "cases", "number": "2", "cells": {}, "reason": "x", "language": "en"},
        "add_row": {"ledger": "cases", "cells": {}, "reason": "x", "language": "en"},
        "lead": {
            "ledger": "cases",
            "number": "2",
            "on": datetime(2024, 3, 1, tzinfo=UTC).date(),
            "unit": "North House",
            "reason": "x",
        },
        "outbox": {"language": "en"},
        "replies": {"ledger": "cases", "number": "2"},
        "reply_texts": {"ledger": "cases", "number": "2", "on": STEP.on, "language": "en"},
        "move": {"what": "North House", "to": "South House", "on": datetime(2024, 3, 1, tzinfo=UTC).date(), "reason": "x"},
        "map": {"path": ledgers / "cases.csv", "language": "en"},
        "rows": {"ledger": "cases", "language": "en", "skip": 0, "most": 2},
        "key_of": {"ledger": "cases", "number": "1"},
        "past": {"ledger": "cases", "number": "1"},
        "look_up": {"keys": (), "language": "en"},
        "form": {"ledger": "cases", "language": "en"},
        "ways": {"ledger": "cases", "number": "1", "language": "en"},
        "figures": {"as_of": DAY, "period": Period.year(2024), "scope": "north"},
        "figures_between": {"first": DAY, "second": DAY, "language": "en"},
        "under": {"charter": "association"},
        "compare_charter": {
            "charter": "association",
            "as_of": DAY,
            "period": Period.year(2024),
            "scope": "north",
            "language": "en",
        },
    }


FREE = {
    "reference", "reason", "actor", "decided_by", "state", "outcome", "rating", "ground", "text", "cells", "values", "fields", "options",
}  # fmt: skip
"""Arguments that are any text, or what each field or writer takes."""

OBJECTS: dict[str, tuple[Any, ...]] = {
    "always": ("yes", 5), "ask": ("yes", 5, None), "overwrite": ("yes", 5, None), "keep_bad": ("yes", 5, None), "unless_same": ("yes", 5, None), "digest": ("yes", 5, None),
    "record": (5, None, "case:1"), "records": (5, None, "case:1"), "key": (5, None, "case:1", ("case",), ("case", 1)),
    "keys": (5, None, "case:1", ["case:1"], [5]), "messages": (5, None, "x", [5], ["x"]), "step": (5, None, "received"),
    "report": (5, None, "year"), "todo": (5, None, "x"), "plan": (5, None, "notices.toml"), "wording": (5, "x"), "units": (5, None, "north", [5]),
    "on": (5, None, "2024-06-30", datetime(2024, 6, 30, tzinfo=UTC)), "due": (5, "2024-06-30", datetime(2024, 6, 30, tzinfo=UTC)),
    "answers": (5, "x"), "progress": (5, "x"), "clock": (5, "now"), "quiet": (5, "night"), "settings": (5, "x", {"smtp://x": 5}, {5: {}}),
    "proposal": (5, None, "x"), "question": (5, None, "x"), "draft": (5, None, "x"), "reading": (5, None, "x"),
    "remark": (5, "x"), "along": (5, None, "x", [5]),
    "tries": (0, "8", True), "lease_seconds": (0, "8", True), "seconds": (0, "8", True),
}  # fmt: skip
"""Arguments that are objects, flags or functions → what they are not."""

LATER = {"verify", "close"}
"""Methods without arguments."""

ROWS = {
    "ask",
    "act",
    "feedback",
    "feedback_by",
    "feedback_rule",
    "queue_feedback",
    "number",
    "preview",
    "backup",
    "request_step",
    "refuse_request",
    "meanwhile",
}
"""Methods that take what others gave, or a file that is not there yet: only what they are given of another kind is tried here."""

WRONG: dict[str, list[tuple[Any, str]]] = {
    "as_of": [("2024-13-31", "2014-06-30"), (20241231, ""), (None, ""), (datetime(2024, 1, 1, tzinfo=UTC), "")],
    "day": [("2024-13-31", ""), (7, "")],
    "until": [("2024-13-31", ""), ("2023-01-01", "before"), (7, "")],
    "known_at": [("x", ""), (-1, ""), (10**9, ""), (True, ""), (1.0, "")],
    "period": [(2024, "Period"), ("2024", "Period"), ((2024, 1), "Period")],
    "scope": [("nroth", "north"), (5, ""), ("", "")],
    "unit": [("Nroth House", "North House"), (5, "")],
    "post": [("chiar", "chair"), (5, "")],
    "what": [("csae:cases-1", ""), ("case:cases-99", ""), (5, "")],
    "tree": [("thne", "then"), (None, ""), (1, "")],
    "proof": [("anex", "annex"), (None, ""), (1, "")],
    "style": [("oficial", "official"), (None, ""), (1, "")],
    "profile": [("publik", "public"), (None, "")],
    "purpose": [("ofice", "office"), (None, ""), (5, "")],
    "measure": [("cases_recieved", "cases_received"), (None, ""), (5, "")],
    "outline": [("yaer", "year"), (None, ""), (5, "")],
    "name": [("meetnig", "meeting"), (5, "")],
    "kind": [("int", ""), (str, ""), (5, "")],
    "template": [("nosuch", ""), (5, "")],
    "noun": [("csae", "case"), (None, ""), (5, "")],
    "id": [("cases-99", ""), (None, ""), (5, "")],
    "rule": [("clamied", "claimed"), (None, "")],
    "language": [("fr", ""), ("eng", "en"), (None, ""), (5, "")],
    "ledger": [("unist", "units"), (None, ""), (5, "")],
    "address": [("nowhere/a.md", "folder"), ("a.mdd", ".mdd"), (None, ""), (5, "")],
    "path": [("ledgres", "ledgers"), ("x" * 300, "255"), ("a\0b", "NUL"), (None, ""), (5, "")],
    "folder": [("ledgres", "ledgers"), ("x" * 300, "255"), (None, ""), (5, "")],
    "segment": [("nobody", ""), (5, "")],
    "mapping": [("nowhere.toml", "nowhere.toml"), (5, "")],
    "encoding": [("utf-88", ""), (5, "")],
    "vanished": [("asks", "ask"), (None, ""), (5, "")],
    "edited": [("stor", "store"), (None, "")],
    "year": [("2024", ""), (True, "")],
    "month": [("May", ""), (1.5, "")],
    "out": [(5, ""), (None, "")],
    "duties": [(("nosuch",), ""), ("nosuch", "")],
    "to": [({"nroth": "a@example.org"}, "north"), ("a@example.org", ""), ({"north": 5}, "")],
    "channel": [("consle:", ""), ("", ""), (None, "")],
    "ahead": [(-1, ""), ("7", ""), (True, "")],
    "actor": [("", ""), (5, "")],
    "since": [("2024-13-31", ""), (None, ""), (7, "")],
    "number": [("no such", ""), (5, "")],
    "person": [("no such", ""), (5, "")],
    "first": [("2024-13-31", ""), (7, "")],
    "second": [("2024-13-31", ""), (7, "")],
    "charter": [("asociation", "association"), (5, ""), (None, "")],
    "consent": [("recognitoin", "praise"), (None, ""), (5, "")],
    "smallest": [(0, ""), ("5", ""), (True, "")],
    "after": [(["nowhere.json"], "nowhere.json"), ("nowhere.json", ""), (5, ""), ([5], "")],
    "before": [("2024-13-31", ""), (None, ""), (5, "")],
    "measures": [(["cases_recieved"], "cases_received"), ("cases_recieved", "cases_received"), (None, ""), (5, ""), ([5], "")],
    "down": [("mnoth", "month"), (None, ""), (5, "")],
    "across": [("mnoth", "month"), (None, ""), (5, "")],
    "kinds": [(("hose",), "house"), ("house", ""), (5, "")],
    "periods": [([2024], "Period"), (["2024"], "Period"), (5, "")],
    "cube": [(None, ""), ("cases_received", "")],
    "format": [("organisation", "exports"), (5, ""), (None, "")],
    "recipient": [(" ", ""), (5, ""), (None, "")],
    "skip": [(-1, ""), ("7", ""), (True, "")],
    "most": [(-1, ""), ("7", ""), (True, "")],
}


@pytest.fixture(scope="module")
def right(club: gr.Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The right arguments, made once: what is given to a method with one of them misspelt is refused, and changes nothing."""
    return calls(club, tmp_path_factory.mktemp("right"))


def arguments(method: Any) -> list[str]:
    return [name for name in inspect.signature(method).parameters if name != "self"]


METHODS = {name: one for name, one in inspect.getmembers(gr.Office, inspect.isfunction) if not name.startswith("_")}


def test_every_argument_of_every_method_is_tried_or_free() -> None:
    tried = {name for name in METHODS if name not in LATER | ROWS}
    known = {*WRONG, *OBJECTS, *FREE}
    assert {argument for name in tried for argument in arguments(METHODS[name])} - known == set()
    assert not {argument for name in LATER for argument in arguments(METHODS[name])}
    assert (
        not {argument for name in ROWS for argument in arguments(METHODS[name])}
        - WRONG.keys()
        - OBJECTS.keys()
        - FREE
        - {"target"}
    )


OTHERWISE = {("export", "address", 1), ("export", "consent", 0), ("find", "as_of", 2)}
"""What is no slip there: a file of any ending, no day where today is meant; or told in other words, and tried in tests of its own."""

CASES = [
    (name, argument, number)
    for name, method in METHODS.items()
    for argument in arguments(method)
    if name not in LATER | ROWS
    and argument in WRONG
    and (argument not in {*FREE, *OBJECTS} or name == "seen_by")
    and (name, argument) != ("move", "to")
    for number in range(len(WRONG[argument]))
    if (name, argument, number) not in OTHERWISE
]


GIVEN = [(name, argument) for name, method in METHODS.items() for argument in arguments(method) if argument in OBJECTS]


@pytest.mark.parametrize(("name", "argument"), GIVEN)
def test_an_argument_of_another_kind_is_refused(club: gr.Office, name: str, argument: str) -> None:
    """What is wanted is looked at before anything else is: the others may be anything."""
    method = getattr(club, name)
    for value in OBJECTS[argument]:
        signature = inspect.signature(method)
        if value is None and "None" in str(signature.parameters[argument].annotation):
            continue
        positional, named = [], {}
        for one in signature.parameters.values():
            if one.name != argument and (one.default is not one.empty or one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD)):
                continue
            given = value if one.name == argument else _any(one)
            if one.kind is one.KEYWORD_ONLY:
                named[one.name] = given
            else:
                positional.append(given)
        with pytest.raises(gr.GrassrootsError, match=argument):
            method(*positional, **named)


def _any(one: inspect.Parameter) -> Any:
    """Something of the kind that a parameter wants, as far as it is looked at."""
    said = str(one.annotation)
    known = {"date": STEP.on, "date | str": DAY, "Key": ("case", "x"), "Iterable[Key]": (), "str | Path": "x"}
    return known.get(said, "x" if said == "str" else {} if said.startswith("Mapping") else type(said, (), {})())


def made(club: gr.Office, name: str, given: dict[str, Any]) -> Callable[[], Any]:
    method = getattr(club, name)
    if name in ("correct", "record_step", "withdraw", "get", "history"):
        given = dict(given)
        noun, id = given.pop("noun"), given.pop("id")
        return lambda: method(noun, id, **given)
    if name in ("add", "erase"):
        first = given.get("record", given.get("key"))
        return lambda: method(first, reason="x")
    if name == "seen_by":
        return lambda: method(**given).snapshot(DAY)
    return lambda: method(**given)


@pytest.mark.parametrize(("name", "argument", "number"), CASES)
def test_a_misspelt_argument_is_refused(
    club: gr.Office,
    right: dict[str, dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    argument: str,
    number: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    value, near = WRONG[argument][number]
    if argument in ("path", "folder") and isinstance(value, str):
        value = right["read"]["path"].with_name(value)
    with pytest.raises(gr.GrassrootsError) as caught:
        made(club, name, {**right[name], argument: value})()
    assert near in str(caught.value)
    assert len(str(caught.value)) > 10


def test_the_right_arguments_are_taken(club: gr.Office, tmp_path: Path) -> None:
    changing = {
        "take_in",
        "record_step",
        "correct",
        "add",
        "withdraw",
        "erase",
        "remind",
        "notify",
        "remind_by",
        "notify_by",
        "correct_row",
        "add_row",
        "lead",
        "move",
    }
    for name, right in calls(club, tmp_path).items():
        if name not in changing:
            made(club, name, right)()


def test_a_word_stands_for_what_it_names(club: gr.Office) -> None:
    assert club.figure("cases_received", DAY, tree="then").question.tree is Tree.THEN  # type: ignore[arg-type]
    assert club.report("year", DAY, tree="then")["cases_received"].question.tree is Tree.THEN  # type: ignore[arg-type]


OPENING: list[tuple[dict[str, Any], str]] = [
    ({"charter": "asociation"}, "charter"),
    ({"charter": 5}, ""),
    ({"purpose": "statistic"}, "statistics"),
    ({"actor": " "}, "name"),
    ({"actor": 5}, "actor"),
    ({"scope": 5}, ""),
    ({"clock": 5}, "clock"),
    ({"plugins": "csv"}, "Plugins"),
    ({"address": "memory"}, ""),
    ({"address": 5}, ""),
    ({"address": f"{'x' * 300}.db"}, "255"),
    ({"charter": "a\0b"}, "NUL"),
]


@pytest.mark.parametrize(("wrong", "near"), OPENING)
def test_a_misspelt_argument_of_opening_is_refused(wrong: dict[str, Any], near: str) -> None:
    with pytest.raises(gr.GrassrootsError, match=near or None):
        gr.open(**{"address": "memory:", "plugins": gr.Plugins.of(), **wrong})


# -- made in Python --

PLAIN: dict[str, Any] = {"name": "x", "labels": {"en": "x"}, "form": Form.COUNT, "noun": "case"}
UNSOUND: list[tuple[dict[str, Any], str]] = [
    ({"dated": "recieved"}, "received"),
    ({"where": Is("categori", ("opinion",))}, "category"),
    ({"where": Is("category", ("opinoin",))}, "opinion"),
    ({"where": Has(noun="nots", by="case", where=Is("id", ("x",)))}, "note"),
    ({"by": (Split(path="unnit"),)}, "unit"),
    ({"noun": "casse"}, "case"),
    ({"form": "count"}, "Form"),
    ({"form": Form.RATE}, ""),
    ({"where": "all"}, ""),
    ({"by": "unit"}, ""),
    ({"name": 5}, ""),
    ({"labels": "x"}, ""),
    ({"minimum": "3"}, ""),
    ({"form": Form.RATIO, "noun": "", "over": ("case_received", "cases_received")}, "cases_received"),
]


@pytest.mark.parametrize(("wrong", "near"), UNSOUND)
def test_a_measure_made_in_python_is_held_to_the_rules_of_charters(club: gr.Office, wrong: dict[str, Any], near: str) -> None:
    measure = Measure(**{**PLAIN, **wrong})
    with pytest.raises(gr.GrassrootsError, match=near or None):
        club.figure(measure, DAY)
    with pytest.raises(gr.GrassrootsError, match=near or None):
        gr.open("memory:", club.charter.with_measures(measure), plugins=gr.Plugins.of())


def test_a_sound_measure_made_in_python_needs_no_label_in_every_language(club: gr.Office) -> None:
    assert club.figure(Measure(**PLAIN, dated="received", by=(Split(path="unit"),)), DAY).value == 3


def outlined(**more: Any) -> Outline:
    return Outline(**{"name": "x", "labels": {"en": "x", "zh": "x"}, **more})


@pytest.mark.parametrize(
    ("outline", "near"),
    [
        (outlined(period="yaer"), "year"),
        (outlined(headline=("cases_recieved",)), "cases_received"),
        (
            outlined(
                sections=(
                    Section(
                        labels={"en": "x", "zh": "x"},
                        blocks=(Table(labels={"en": "x"}, measures=("members",), units=("hose",)),),
                    ),
                )
            ),
            "house",
        ),
        (outlined(sections=("x",)), ""),
        (outlined(headline=5), ""),
    ],
)
def test_an_outline_made_in_python_is_held_to_the_rules_of_charters(club: gr.Office, outline: Outline, near: str) -> None:
    with pytest.raises(gr.GrassrootsError, match=near or None):
        club.report(outline, DAY)


def test_a_charter_made_in_python_is_checked_when_it_is_opened(club: gr.Office) -> None:
    words = {**club.charter.words, "unit": {**club.charter.words["unit"]}}
    words["unit"]["house"] = evolve(words["unit"]["house"], under=("asociation",))
    with pytest.raises(gr.errors.CharterInvalid, match="association"):
        gr.open("memory:", evolve(club.charter, words=words), plugins=gr.Plugins.of())
    for wrong in ({"measures": {"x": 5}}, {"words": 5}, {"languages": None}):
        with pytest.raises(gr.GrassrootsError):
            gr.open("memory:", evolve(club.charter, **wrong), plugins=gr.Plugins.of())


@pytest.mark.parametrize("language", ["fr", "eng", None, 5])
def test_whatever_says_something_refuses_a_language_without_texts(club: gr.Office, language: Any) -> None:
    figure, problem = club.figure("cases_received", DAY), gr.Problem("not-a-date", value="x")
    report, todo = club.report("year", DAY), club.todo(DAY)
    for say in (
        lambda: figure.explain(language),
        lambda: problem.text(language),
        lambda: report.render(language),
        lambda: report.to_rows(language),
        lambda: todo.sheet(language),
        lambda: todo.calendar(language),
    ):
        with pytest.raises(gr.GrassrootsError):
            say()  # type: ignore[no-untyped-call]

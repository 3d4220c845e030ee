"""What is published tells of nobody apart: a solver that sees every table of a public report, and of those before it, cannot work out a cell of few."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from scipy.optimize import linprog

import grassroots as gr
from grassroots.charter import Form, Is, Measure, Outline, Section, Split, Table
from grassroots.charter.loading import overlay
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures import Cube, Figure, Question
from grassroots.figures.publishing import Counted, Numbers, hidden
from grassroots.model import Case, Consent, Notice, Person, Placement, Step, Unit
from grassroots.reports import FigureTable, Report
from grassroots.values import CaseId, ConsentId, NoticeId, Period, PersonId, Ref, UnitId

UNITS = {"a": ("root",), "b": ("root",), "c": ("root",), "a1": ("a", "root"), "a2": ("a", "root"), "b1": ("b", "root")}
CATEGORIES = ("opinion", "request", "praise")
AS_OF = date(2024, 4, 30)
CASES = Measure(name="n", labels={"en": "cases"}, form=Form.COUNT, noun="case", dated="received", by=(Split(path="category"),))
MEASURES = [
    CASES,
    evolve(CASES, name="rate", form=Form.RATE, by=(), hit=Is("category", ("opinion",))),
    evolve(CASES, name="requests", by=(), where=Is("category", ("request",))),
]
OUTLINE = Outline(
    name="all",
    labels={"en": "all"},
    period="year",
    headline=("n", "rate"),
    sections=(
        Section(
            labels={"en": "all"},
            blocks=(
                Table(labels={"en": "x"}, measures=("n",), down="unit", across="month"),
                Table(labels={"en": "x"}, measures=("n",), down="category", across="month"),
                Table(labels={"en": "x"}, measures=("n",), down="unit", across="category", units=("house", "group")),
                Table(labels={"en": "x"}, measures=("rate", "requests"), down="unit", units=("group",)),
            ),
        ),
    ),
)
Cell = tuple[str, str, int, int]
"""What an attacker may imagine: so many cases at a unit, of a category, in a month, entered by a report."""
CELLS: list[Cell] = [(u, c, m, r) for u in UNITS for c in CATEGORIES for m in range(1, 5) for r in (0, 1)]


def cases(dice: Random, number: int, batch: int) -> Iterator[Case]:
    for at in range(number):
        unit = dice.choices([*UNITS], [9, 4, 1, 7, 2, 3])[0]
        category = dice.choices(CATEGORIES, [8, 3, 1])[0]
        day = date(2024, dice.choices([1, 2, 3, 4], [5, 3, 2, 1])[0], 2)
        yield Case(id=CaseId(f"c{batch}-{at}"), unit=UnitId(unit), category=category, steps=(Step(state="received", on=day),))


@pytest.fixture(scope="module")
def rules() -> gr.Charter:
    words = "\n".join(f'{one} = {{ en = "{one}", zh = "甲" }}' for one in ("opinion", "praise"))
    found = overlay(gr.open_charter("association"), {"own.toml": f"[words.category]\n{words}\n"})
    return found.with_measures(*MEASURES)


def opened(rules: gr.Charter) -> gr.Office:
    office = gr.open("memory:", rules, plugins=gr.Plugins.of(), create=True)
    since = date(2000, 1, 1)
    office.add(
        Unit(id=UnitId("root"), kind="association", name="root"),
        *(
            Unit(
                id=UnitId(id),
                kind="house" if len(above) == 1 else "group",
                name=id,
                parents=(Placement(since=since, parent=UnitId(above[0])),),
            )
            for id, above in UNITS.items()
        ),
        reason="x",
    )
    return office


def counts(cell: Cell, question: Question, report: int) -> bool:
    """Whether a case of a cell is one of those that a question counts, in a report."""
    unit, category, month, batch = cell
    inside = question.scope in (None, unit, *UNITS[unit]) and not {unit, *UNITS[unit]} & set(question.without)
    right = all(value == category for _, value in question.cell)
    return (
        inside
        and right
        and batch <= report
        and question.period.start.replace(day=1) <= date(2024, month, 1) < question.period.end
    )


def sets_of(question: Question, report: int) -> list[list[bool]]:
    asked = [counts(cell, question, report) for cell in CELLS]
    if question.measure.name == "rate":
        return [[one and cell[1] == "opinion" for one, cell in zip(asked, CELLS, strict=True)], asked]
    if question.measure.name == "requests":
        return [[one and cell[1] == "request" for one, cell in zip(asked, CELLS, strict=True)]]
    return [asked]


def attack(reports: Sequence[Any], targets: Mapping[str, list[bool]], report: int | None = None) -> dict[str, float]:
    """By how much each target may differ in all worlds that give these reports, or these tables of one report."""
    rows, values = [], []
    for number, one in enumerate(reports):
        number = number if report is None else report
        for figure in one.figures.values():
            if figure.hidden:
                continue
            told = [figure.numerator, figure.denominator] if figure.measure.name == "rate" else [figure.value]
            for members, value in zip(sets_of(figure.question, number), told, strict=True):
                rows.append(members)
                values.append(int(value or 0))
    matrix, bounds = np.array(rows, dtype=float), (0, None)
    found = {}
    for name, target in targets.items():
        ends = [linprog(sign * np.array(target, dtype=float), A_eq=matrix, b_eq=values, bounds=bounds) for sign in (1, -1)]
        assert ends[0].status == 0, "the true world is one of them"
        found[name] = float("inf") if ends[1].status == 3 else -ends[1].fun - ends[0].fun
    return found


def secrets(report: Any, raw: Any, number: int) -> dict[str, list[bool]]:
    """The cells of few of a report: those that the office itself reads."""
    found = {}
    for name, figure in raw.figures.items():
        told = (
            [figure.numerator, (figure.denominator or 0) - (figure.numerator or 0)]
            if figure.measure.name == "rate"
            else [figure.value]
        )
        members = sets_of(figure.question, number)
        if figure.measure.name == "rate":
            members = [members[0], [whole and not hit for hit, whole in zip(*members, strict=True)]]
        for at, (one, value) in enumerate(zip(members, told, strict=True)):
            if value and 0 < value < 5:
                found[f"{name}/{at}"] = one
    return found


def trial(rules: gr.Charter, seed: int) -> tuple[list[Report], list[Report]]:
    dice = Random(seed)
    with opened(rules) as office:
        office.add(*cases(dice, dice.randint(40, 160), 0), reason="x")
        public = [office.report(OUTLINE, AS_OF, profile="public")]
        raw = [office.report(OUTLINE, AS_OF)]
        office.add(*cases(dice, dice.randint(1, 12), 1), reason="x")
        public.append(office.report(OUTLINE, AS_OF, profile="public", after=public))
        raw.append(office.report(OUTLINE, AS_OF))
    return public, raw


def tried(rules: gr.Charter, seeds: range) -> None:
    for seed in seeds:
        public, raw = trial(rules, seed)
        few = {f"{at}:{name}": cell for at in (0, 1) for name, cell in secrets(public[at], raw[at], at).items()}
        assert any(figure.hidden for figure in public[0].figures.values())
        assert sum(not figure.hidden for figure in public[0].figures.values()) > 3, "something is told"
        for name, width in attack(public, few).items():
            assert width > 0.99, (seed, name, width)


def test_a_solver_that_sees_all_that_was_published_recovers_no_cell_of_few(rules: gr.Charter) -> None:
    tried(rules, range(3))


@pytest.mark.slow
def test_nor_in_many_more_offices(rules: gr.Charter) -> None:
    tried(rules, range(3, 100))


MONTHS = [Period.month(2024, month) for month in range(1, 5)]


def tables(office: gr.Office, **how: Any) -> list[dict[str, Figure]]:
    """A table, a cube and a figure, made for the public one after the other, each knowing of those before; or as the office itself reads them."""
    made: list[dict[str, Figure]] = []
    before: list[Any] = []
    for ask in (
        lambda **how: office.table("n", AS_OF, down="unit", across="month", kinds=("group",), **how),
        lambda **how: office.cube(["rate", "n"], AS_OF, periods=MONTHS, **how),
        lambda **how: office.figure("n.request", AS_OF, scope="b", **how),
    ):
        found = ask(**how, **({"after": before} if how else {}))
        before.append(found)
        if isinstance(found, FigureTable):
            listed = [one.figure for one in found.placed]
        elif isinstance(found, Cube):
            names = [name for name, _ in found.questions()]
            listed = [found.figure(name, found.units[at], found.periods[period]) for name, period, at in names]
        else:
            listed = [found]
        made.append({f"{len(made)}.{at}": one for at, one in enumerate(listed)})
    return made


def test_a_solver_that_sees_tables_cubes_and_figures_for_the_public_recovers_no_cell_of_few(rules: gr.Charter) -> None:
    with opened(rules) as office:
        office.add(*cases(Random(7), 90, 0), reason="x")
        public = [SimpleNamespace(figures=one) for one in tables(office, profile="public")]
        raw = [SimpleNamespace(figures=one) for one in tables(office)]
    few = {f"{at}:{name}": cell for at in range(3) for name, cell in secrets(public[at], raw[at], 0).items()}
    assert few
    for made in public[:2]:
        assert 3 < sum(not figure.hidden for figure in made.figures.values()) < len(made.figures)
    for name, width in attack(public, few, report=0).items():
        assert width > 0.99, (name, width)
    assert min(attack(raw, few, report=0).values()) < 0.01


def test_what_is_made_for_the_public_leads_to_no_record_and_says_what_is_hidden(rules: gr.Charter, tmp_path: Path) -> None:
    with opened(rules) as office:
        office.add(*cases(Random(5), 4, 0), reason="x")
        figure = office.figure("n", AS_OF, profile="public")
        assert (figure.value, figure.hidden, figure.left_out) == (None, {"value", "left_out"}, {})
        assert office.figure("n", AS_OF, profile="public", smallest=1).value == 4
        table = office.table("n", AS_OF, down="unit", across="month", profile="public")
        rows = table.to_rows()
        assert {row["value"] for row in rows if row["hidden"]} == {None}
        assert any(row["hidden"] for row in rows)
        assert "not published" in table.text() and "不公布" in table.text("zh")
        cube = office.cube(["n", "rate"], AS_OF, profile="public")
        hidden = [row for row in cube.rows() if row.get("n.hidden")]
        assert hidden and all(row["n"] is None for row in hidden)
        assert all(row["rate.numerator"] is None for row in cube.rows() if row.get("rate.hidden"))
        assert "不公布" in office.write_cube(cube, tmp_path / "cube.csv", "zh").read_text(encoding="utf-8-sig")
        for one in (figure, *(placed.figure for placed in table.placed), cube.figure("n", "a", cube.periods[0])):
            with pytest.raises(Refused):
                one.records()
        by_person = evolve(CASES, name="who", by=(Split(path="requester"),))
        with pytest.raises(Refused, match="by their ids"):
            office.table(by_person, AS_OF, down="requester", across="measure", profile="public")


def test_the_solver_does_recover_cells_where_only_those_of_few_are_hidden(rules: gr.Charter) -> None:
    _, raw = trial(rules, 1)
    few = secrets(raw[0], raw[0], 0)
    naive = evolve(
        raw[0],
        figures={
            name: one.without(frozenset({"value"})) if any(key.startswith(f"{name}/") for key in few) else one
            for name, one in raw[0].figures.items()
        },
    )
    assert min(attack([naive], few).values()) < 0.01


def test_the_solver_recovers_what_two_reports_tell_that_know_nothing_of_one_another(rules: gr.Charter) -> None:
    dice = Random(3)
    with opened(rules) as office:
        office.add(*cases(dice, 200, 0), reason="x")
        public = [office.report(OUTLINE, AS_OF, profile="public")]
        office.add(
            Case(id=CaseId("one"), unit=UnitId("a"), category="opinion", steps=(Step(state="received", on=date(2024, 1, 2)),)),
            reason="x",
        )
        alone = office.report(OUTLINE, AS_OF, profile="public")
        aware = office.report(OUTLINE, AS_OF, profile="public", after=public)
    new = {"new": [cell[3] == 1 for cell in CELLS]}
    assert attack([*public, alone], new)["new"] < 0.01
    assert attack([*public, aware], new)["new"] > 0.99
    assert "value" in aware["n"].hidden


def test_a_paper_that_was_written_for_machines_stands_for_the_report(rules: gr.Charter, tmp_path: Path) -> None:
    dice = Random(4)
    with opened(rules) as office:
        office.add(*cases(dice, 200, 0), reason="x")
        outline = Outline(name="one", labels={"en": "one"}, headline=("requests",))
        first = office.report(outline, AS_OF, profile="public")
        assert not first["requests"].hidden
        paper = tmp_path / "first.json"
        paper.write_text(json.dumps(first.to_dict()), encoding="utf-8")
        office.add(
            Case(id=CaseId("one"), unit=UnitId("a"), category="request", steps=(Step(state="received", on=date(2024, 1, 2)),)),
            reason="x",
        )
        assert office.report(outline, AS_OF, profile="public")["requests"].value == first["requests"].value + 1  # type: ignore[operator]
        assert office.report(outline, AS_OF, profile="public", after=[paper])["requests"].value is None
        assert office.report(outline, AS_OF, after=[paper])["requests"].value is not None, "only what is public is hidden"
        for wrong in ("{}", "[]", "x", json.dumps(office.report(outline, AS_OF).to_dict())):
            (tmp_path / "wrong.json").write_text(wrong, encoding="utf-8")
            with pytest.raises(InvalidArgument, match="no public report"):
                office.report(outline, AS_OF, profile="public", after=[tmp_path / "wrong.json"])


def test_what_is_hidden_is_said_in_words_and_in_no_output_as_a_number(rules: gr.Charter) -> None:
    with opened(rules) as office:
        office.add(*cases(Random(5), 4, 0), reason="x")
        report = office.report(OUTLINE, AS_OF, profile="public")
        assert report["n"].hidden == {"value", "left_out"}
        assert (report["n"].value, report["rate"].numerator, report["rate"].denominator) == (None, None, None)
        assert report["n"].text("left_out.no_place") == "—"
        for language, said, note in (("en", "not published", "of fewer than 5"), ("zh", "不公布", "不足5的")):
            rendered = report.render(language)
            assert note in " ".join(rendered.notes)
            assert said in repr(rendered.sections)
        assert "Not published: it is of few" in report["n"].explain("en")
        assert "不公布：人数过少" in report["n"].explain("zh")
        (one,) = [one for one in report.to_dict()["figures"] if one["name"] == "n"]
        assert (one["value"], one["hidden"]) == (None, ["value", "left_out"])
        told = office.report(OUTLINE, AS_OF, profile="public", smallest=1)
        assert told["n"].value == 4
        with pytest.raises(InvalidArgument):
            office.report(OUTLINE, AS_OF, profile="public", smallest=0)


def test_what_tells_of_no_person_is_told_however_few(rules: gr.Charter) -> None:
    notices = Measure(name="notices", labels={"en": "notices"}, form=Form.COUNT, noun="notice", dated="published")
    outline = Outline(name="one", labels={"en": "one"}, headline=("notices",))
    steps = (Step(state="published", on=date(2024, 1, 2)),)
    with opened(rules.with_measures(notices)) as office:
        office.add(
            Notice(id=NoticeId("x"), unit=UnitId("a"), kind="announcement", about=Ref("unit", "a"), steps=steps), reason="x"
        )
        assert office.report(outline, AS_OF, profile="public")["notices"].value == 1
        office.add(
            Person(id=PersonId("p"), name="P"),
            Consent(
                id=ConsentId("yes"), unit=UnitId("a"), giver=Ref("person", "p"), purpose="recognition", start=date(2020, 1, 1)
            ),
            Notice(
                id=NoticeId("y"),
                unit=UnitId("a"),
                kind="role_model",
                about=Ref("person", "p"),
                by_consent=ConsentId("yes"),
                end=date(2025, 1, 1),
                steps=steps,
            ),
            reason="x",
        )
        assert office.report(outline, AS_OF, profile="public")["notices"].value is None, "one of them is about a person"


def room(*sizes: int) -> list[Counted]:
    """Sets of people, none with another in common."""
    start = 0
    found = []
    for size in sizes:
        found.append(Counted("person", frozenset(range(start, start + size)), True))
        start += size
    return found


def union(*sets: Counted) -> Counted:
    return Counted("person", frozenset().union(*(one.members for one in sets)), True)


def test_what_is_hidden_is_what_is_few_and_what_gives_it_away() -> None:
    few, some, many = room(3, 10, 20)
    table = {"all": union(few, some, many), "few": few, "some": some, "many": many}
    assert set(hidden({name: Numbers((one,)) for name, one in table.items()})) == {"few", "many"}
    apart = {name: Numbers((evolve(one, personal=False),)) for name, one in table.items()}
    assert hidden(apart) == {}
    assert hidden({name: Numbers((one,)) for name, one in table.items()}, smallest=3) == {}
    later = {"all": Numbers((union(few, some, many),))}
    assert set(hidden(later, [Numbers((union(some, many),))])) == {"all"}
    assert hidden(later, [Numbers((few,))]) == {}, "what was told already is no secret"
    both = {"x": Numbers((some,), (few,)), "y": Numbers((many,))}
    assert hidden(both) == {"x": frozenset({"left_out"})}

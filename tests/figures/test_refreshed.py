"""Figures of a state that was reached by edits, with what was labelled before them carried on: always those of a fresh snapshot, to the last digit."""

from __future__ import annotations

from random import Random
from threading import Thread
from typing import Any

import attrs
import pytest
from attrs import evolve
from support.samples import TENANTS, published, sample

import grassroots as gr
from grassroots.errors import GrassrootsError
from grassroots.figures import Tree, evaluate, facts
from grassroots.figures.evaluate import Evaluator
from grassroots.model import Record, has_steps, key_of
from grassroots.snapshot import Snapshot, carried_on
from grassroots.values import Period


def edited(rng: Random, records: dict[tuple[str, str], Record], read: list[str]) -> dict[tuple[str, str], Record]:
    """One to three records are gone, come back under another name, lose a step, or say of something what another of their kind says; or every other record
    of a noun is gone, of which something was read."""
    found = dict(records)
    if read and rng.random() < 0.5:
        gone = rng.choice(read)
        return {key: one for at, (key, one) in enumerate(found.items()) if key[0] != gone or at % 2}
    for _ in range(rng.randint(1, 3)):
        noun = rng.choice(sorted({key[0] for key in found}))
        record = found[rng.choice([key for key in found if key[0] == noun])]
        other = found[rng.choice([key for key in found if key[0] == noun])]
        way = rng.random()
        if way < 0.2 and len([key for key in found if key[0] == noun]) > 1:
            del found[key_of(record)]
        elif way < 0.4:
            made: Any = evolve(record, id=f"{record.id}+")
            found[key_of(made)] = made
        elif way < 0.6 and has_steps(noun):
            made = evolve(record, steps=record.steps[:-1] or other.steps)  # type: ignore[union-attr, call-arg]
            found[key_of(made)] = made
        else:
            name = rng.choice([one.name for one in attrs.fields(type(record)) if one.name != "id"])
            made = evolve(record, **{name: getattr(other, name)})
            found[key_of(made)] = made
    return found


def told(snapshot: Snapshot, measures: list[str], scope: Any = None, tree: Tree = Tree.NOW) -> list[Any]:
    """Value, numerator, denominator, what is left out, and the records behind, of each figure and its parts; an error in its place."""
    found = []
    for name in measures:
        try:
            figures = evaluate([name], snapshot, scope=scope, period=Period.year(snapshot.as_of.year), tree=tree)
        except GrassrootsError as error:
            found.append((name, str(error)))
            continue
        for figure in figures.values():
            number = figure.name, figure.value, figure.numerator, figure.denominator, figure.left_out, figure.recorded
            try:
                found.append((number, figure.records()))
            except GrassrootsError as error:
                found.append((number, str(error)))
    return found


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize("name", ["branch", "beihai"])
def test_figures_after_edits_are_those_of_a_fresh_snapshot(name: str, engine: str) -> None:
    counts = pytest.importorskip("grassroots_columns").Columns(1) if engine == "columns" else None
    office, day = sample(name), published(name)["as_of"]
    rng, charter, whole = Random(f"{name} {engine}"), office.charter, office.snapshot(day)
    # those that look at other records first
    measures = sorted(charter.measures, key=lambda one: "Has(" not in repr(charter.measures[one]))[:30]
    records: dict[tuple[str, str], Record] = {key_of(one): one for one in whole}

    def shot() -> Snapshot:
        return Snapshot.of(records.values(), charter, as_of=day, check=False, calendars=whole.calendars, engine=counts)

    before, carried = shot(), 0
    told(before, measures)
    for _ in range(10):
        there = {noun for noun, _ in records} - {"unit"}
        read = [noun for nouns in before.kept("evaluator", Evaluator)._read.values() for noun in sorted(nouns & there)]
        records = edited(rng, records, read)
        after = carried_on([before], shot())
        carried += len(after.kept("evaluator", Evaluator)._earlier)
        fresh = shot()
        scope = rng.choice([None, *fresh.tree_on().units])
        # what is not asked for in one state is carried on to the next
        some, tree = rng.sample(measures, len(measures) // 2), rng.choice(list(Tree))
        assert told(after, some, scope, tree) == told(fresh, some, scope, tree)
        before = after
    assert carried > len(measures)


def test_only_what_an_edit_touched_is_labelled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with gr.open("memory:") as office:
        office.take_in(TENANTS)
        day, measures = "2024-12-31", sorted(office.charter.measures)
        told(office.snapshot(day), measures)
        case = next(iter(office.snapshot(day).all("case").values()))
        office.correct("case", case.id, reason="heard wrong", text="otherwise")
        looked: list[str] = []
        own = facts.key_of
        monkeypatch.setattr(facts, "key_of", lambda record: (looked.append(record.id), own(record))[1])  # type: ignore[func-returns-value]
        told(office.snapshot(day), measures)
        assert set(looked) == {case.id}


def test_what_nobody_asks_for_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each state is asked for another month: what is carried on stays as little as what is kept of one."""
    monkeypatch.setitem(Evaluator.carried_to.__globals__, "MOST_LABELLED", 6)
    with gr.open("memory:") as office:
        office.take_in(TENANTS)
        stocks = sorted(
            one.name for one in office.charter.measures.values() if one.form is gr.measure.Form.COUNT and one.is_stock
        )
        case = next(iter(office.snapshot("2024-12-31").all("case").values()))
        for month in range(1, 7):
            shot = office.snapshot("2024-12-31")
            evaluate(stocks[:3], shot, period=Period.month(2024, month))
            assert len(shot.kept("evaluator", Evaluator)._earlier) <= 6
            office.correct("case", case.id, reason="heard wrong", text=f"otherwise {month}")
        assert shot.kept("evaluator", Evaluator)._earlier


def test_a_state_goes_on_while_somebody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases that are no longer the same are labelled anew in one thread, while another carries them on: they count once."""
    with gr.open("memory:") as office:
        office.take_in(TENANTS)
        day, measures = "2024-12-31", sorted(office.charter.measures)
        told(office.snapshot(day), measures)
        first, second, *_ = office.snapshot(day).all("case")
        office.correct("case", first, reason="heard wrong", text="otherwise")
        between, own = office.snapshot(day), facts.Facts.carried_to
        beside = Thread(target=told, args=(between, measures))

        def slowly(self: facts.Facts, snapshot: Snapshot, ids: Any) -> facts.Facts:
            if beside.ident is None:
                beside.start()
                beside.join(0.5)
            return own(self, snapshot, ids)

        monkeypatch.setattr(facts.Facts, "carried_to", slowly)
        office.correct("case", second, reason="heard wrong", text="otherwise")
        after = office.snapshot(day)
        beside.join()
        fresh = Snapshot.of(
            after, office.charter, as_of=after.as_of, check=False, calendars=after.calendars, sources=after.sources
        )
        assert told(after, measures) == told(fresh, measures)

"""Strategies for the parts of larger things: of a charter, of a report that was rendered, of what rules say. Each is one that a whole has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from grassroots.charter import (
    Against,
    Bars,
    Charter,
    Form,
    Head,
    Lines,
    Listing,
    Measure,
    Move,
    Outline,
    Say,
    Section,
    Table,
    Written,
)
from grassroots.fields import fields_of
from grassroots.model import Derived
from grassroots.reports import Rendered, ReportDifference, make_report
from grassroots.testing.charters import ledger_charter, small_charter
from grassroots.testing.strategies.answers import figure_tables, outlines, reports
from grassroots.testing.strategies.measures import conditions, is_date, measures, paths
from grassroots.testing.strategies.organizations import organizations
from grassroots.testing.strategies.records import filling, usable_nouns

T = TypeVar("T")
D = TypeVar("D", bound=Derived)


def charter_parts(type_: type[T]) -> st.SearchStrategy[T]:
    """Parts of a charter, such as `Word`, `Is`, `Section`: those of the small charter and of that of ledgers, of drawn measures, conditions, outlines."""
    if standing := _standing().get(type_):
        return st.sampled_from(standing)
    if type_ is Against:
        drawn: st.SearchStrategy[Any] = _against()
        return drawn
    wholes = st.tuples(conditions(), conditions(), measures(), outlines(_plain()))
    return _found(wholes, type_)


def report_parts(type_: type[T]) -> st.SearchStrategy[T]:
    """Parts of a report as it is rendered, such as `Grid`, `Bar`, `Run`, or of tables of figures and of what differs between two reports."""
    wholes = st.one_of(rendered_whole(), figure_tables().map(lambda table: tuple(table.placed)), report_differences())
    return _found(wholes, type_)


def derived(type_: type[D]) -> st.SearchStrategy[D]:
    """Records of a derived noun, such as `TermStatus`, valid by themselves, with words of the small charter; no rule need say them."""
    return st.builds(type_, **{info.name: filling(info, small_charter()) for info in fields_of(type_)})


def rendered() -> st.SearchStrategy[Rendered]:
    """Drawn reports in English or Chinese."""
    return st.tuples(reports(), st.sampled_from(["en", "zh"])).map(lambda drawn: drawn[0].render(drawn[1]))


@st.composite
def rendered_whole(draw: st.DrawFn) -> Rendered:
    """A report with a block of each kind about a drawn organization."""
    organization = draw(organizations(_plain(), max_units=4, max_events=2, max_records=1))
    report = make_report(_plain().outlines["whole"], organization.snapshot())
    return report.render(draw(st.sampled_from(["en", "zh"])), proof=draw(st.sampled_from(["", "annex"])))


@st.composite
def report_differences(draw: st.DrawFn) -> ReportDifference:
    """What a drawn organization's report says otherwise than that of another day."""
    organization = draw(organizations(_plain(), max_units=4, max_events=2, max_records=1))
    days = (draw(st.dates(date(2005, 1, 1), organization.as_of)), organization.as_of)
    before, after = (make_report(_plain().outlines["whole"], organization.snapshot(day)) for day in days)
    return before.compare(after)


@st.composite
def _against(draw: st.DrawFn) -> Against:
    days = [(noun, path) for noun in usable_nouns(small_charter()) for path in paths(small_charter(), noun, is_date)]
    noun, path = draw(st.sampled_from(days))
    other = draw(st.sampled_from(paths(small_charter(), noun, is_date)))
    way = draw(st.sampled_from(["since", "before", "same"]))
    days_between = draw(st.one_of(st.none(), st.integers(0, 99))) if way == "since" else None
    return Against(path=path, days=days_between, **{way: other})


def _found(wholes: st.SearchStrategy[Any], type_: type[T]) -> st.SearchStrategy[T]:
    return (
        wholes.map(lambda whole: [one for one in _walked(whole) if isinstance(one, type_)])
        .filter(bool)
        .flatmap(st.sampled_from)
    )


def _walked(whole: Any) -> Iterator[Any]:
    """A thing and all that it is made of; what charters and figures hold beside it is left aside."""
    yield whole
    if attrs.has(type(whole)):
        for one in attrs.fields(type(whole)):
            yield from _walked(getattr(whole, one.name))
    elif isinstance(whole, Mapping):
        for part in whole.values():
            yield from _walked(part)
    elif isinstance(whole, tuple | list):
        for part in whole:
            yield from _walked(part)


@cache
def _standing() -> Mapping[type, list[Any]]:
    found: dict[type, list[Any]] = {}
    flow = next(iter(small_charter().workflows.values()))
    moves = [Move(to=state.name, labels=state.labels) for state in flow.states.values()]
    for whole in (_plain(), ledger_charter(), moves):
        for one in _walked(whole):
            found.setdefault(type(one), []).append(one)
    return found


@cache
def _plain() -> Charter:
    """The small charter with a count of units, which are always recorded, and an outline that shows it in every way."""
    labels = dict.fromkeys(small_charter().languages, "drawn")
    text = dict.fromkeys(small_charter().languages, "There were {units}.")
    blocks = (
        Head(text=labels),
        Written(labels=labels, place=next(iter(small_charter().words["passage"]))),
        Say(text=text),
        Table(labels=labels, measures=("units",), down="unit", across="month"),
        Bars(labels=labels, measure="units", by="unit"),
        Lines(labels=labels, measures=("units",)),
        Listing(labels=labels, measure="units", columns=("kind",)),
    )
    whole = Outline(name="whole", labels=labels, headline=("units",), sections=(Section(labels=labels, blocks=blocks),))
    charter = small_charter().with_measures(Measure(name="units", labels=labels, form=Form.COUNT, noun="unit"))
    return attrs.evolve(charter, outlines={"whole": whole})

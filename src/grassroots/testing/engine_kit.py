"""The laws of an engine, for whoever brings one. One line in a test suite:

    check_engine(grassroots_open_engine, least=0)

Organizations, charters and measures are drawn, and every question is asked of the reference evaluator, too: counts and rates, sums, different keys and spreads,
stocks and flows, in the trees of now and of then, at every unit, with and without what stands below another, whole and in every part. The engine agrees in
every number, or leaves the question to the reference; to all of them it may not. `BROKEN` has a twin for each law: the reference itself, which breaks just this
one. The kit rejects every one of them. Needs Hypothesis (the extra `testing`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from functools import cached_property
from itertools import product
from typing import Any

import attrs
from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grassroots.charter import ALWAYS, AnyOf, Charter, Form, Measure, NotOf, Split, State, StateKind, Workflow
from grassroots.figures import Evaluator
from grassroots.figures.engine import Counts, Engine, Plane
from grassroots.figures.facts import Gathered, gathered
from grassroots.figures.figure import Question, Tree
from grassroots.figures.forms import FORMS, FormKind
from grassroots.model import Case, Step, Unit, home_field, noun_of
from grassroots.reading.reader import Reader, living_reader
from grassroots.snapshot import Snapshot
from grassroots.testing.charters import small_charter
from grassroots.testing.laws import Outcome, by_name, demand, try_laws
from grassroots.testing.strategies import charters_with_measures, measures, organizations
from grassroots.values import FOREVER, CaseId, Period, UnitId

OpenEngine = Callable[[str, Mapping[str, Any]], Engine | None]
"""The door: `grassroots_open_engine` of the plugin."""


@frozen(eq=False)
class Trial:
    """Records, and questions about them."""

    snapshot: Snapshot
    questions: tuple[Question, ...]

    @cached_property
    def reference(self) -> Evaluator:
        """The judge."""
        return Evaluator(self.snapshot)


@attrs.define(kw_only=True, slots=False)
class Setting:
    """What the laws are tried on: the door, options for it, and how many organizations are drawn. `given`: snapshots with measures of their charters, which are asked too."""

    open: OpenEngine
    options: Mapping[str, Any] = attrs.field(factory=dict)
    examples: int = 15
    given: tuple[Snapshot, ...] = ()

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """Drawn once, for all laws."""
        shots = (every_life(), *self.given)
        found = [_asked_of(one, list(one.charter.measures.values()), _years(one.as_of)) for one in shots]
        quiet = settings(
            max_examples=self.examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )

        @quiet
        @given(_trials())
        def collect(trial: Trial) -> None:
            found.append(trial)

        collect()
        return tuple(found)

    def engine(self) -> Engine:
        """The engine, opened anew."""
        found = self.open("figures", self.options)
        demand(found is not None, "nothing was found under 'figures'")
        assert found is not None
        return found

    def asked(self) -> Iterator[tuple[Trial, Plane, Question]]:
        """Every question, with what the engine laid out for it."""
        for trial in self.trials:
            plane = self.engine().over(living_reader(trial.snapshot))
            for question in trial.questions:
                yield trial, plane, question


def _years(as_of: date) -> list[Period]:
    return [Period.year(as_of.year), Period.month(as_of.year, 1), Period(date.min, FOREVER)]


@st.composite
def _trials(draw: st.DrawFn) -> Trial:
    organization = draw(organizations(max_records=4))
    nouns = sorted({noun_of(record) for record in organization.records})
    charter: Charter = draw(charters_with_measures())
    drawn = [
        draw(measures(nouns=nouns, form=form, name=f"m{at}")) for at, form in enumerate((None, None, Form.SUM, Form.SPREAD))
    ]
    # What is drawn seldom holds: each is also asked without its conditions, and as a stock of everything.
    wide = [evolve(one, name=f"{one.name}w", where=ALWAYS, hit=AnyOf((one.hit, NotOf(one.hit)))) for one in drawn]
    stocks = [evolve(one, name=f"{one.name}s", dated="as_of", left_out=()) for one in wide]
    first = organization.as_of + timedelta(days=draw(st.integers(-1000, 0)))
    last = draw(st.sampled_from([FOREVER, organization.as_of, first + timedelta(days=400), first + timedelta(days=31)]))
    snapshot = Snapshot.of(organization.records, charter, as_of=organization.as_of, check=False)
    return _asked_of(snapshot, [*drawn, *wide, *stocks], [Period(first, max(first, last))])


def every_life() -> Snapshot:
    """A record for every life of up to three steps in a workflow that has all that a workflow may have, the last of them on the last day: taken day by day,
    and all on one day."""
    flow = Workflow(
        name="case",
        outcomes=("solved",),
        ratings=("satisfied",),
        states={
            name: State(name=name, kind=kind, labels={}, next=following, next_day=name == "withdrawn")
            for name, kind, following in (
                ("received", StateKind.OPEN, ("dispatched", "withdrawn")),
                ("dispatched", StateKind.OPEN, ("paused", "replied")),
                ("paused", StateKind.WAITING, ("dispatched",)),
                ("replied", StateKind.DONE, ("dispatched", "rated")),
                ("rated", StateKind.DONE, ()),
                ("withdrawn", StateKind.DROPPED, ("received",)),
            )
        },
    )
    last, unit = date(2014, 6, 30), UnitId("u")
    more: Mapping[str, Any] = {
        "dispatched": {"unit": unit, "due": last - timedelta(days=1)},
        "replied": {"outcome": "solved"},
        "rated": {"rating": "satisfied"},
    }
    ways = [way for number in (1, 2, 3) for way in product(flow.states, repeat=number)]
    cases = [
        Case(
            id=CaseId(f"{'-'.join(way)}-{apart}"),
            unit=unit,
            category="request",
            steps=tuple(
                Step(state=state, on=last - apart * timedelta(days=left), **more.get(state, {}))
                for left, state in zip(reversed(range(len(way))), way, strict=True)
            ),
        )
        for way in ways
        for apart in (0, 1)
    ]
    by = tuple(Split(path=path) for path in ("state", "outcome", "rating", "promise"))
    asked = [
        Measure(name=f"lives_{dated}", labels={}, form=Form.COUNT, noun="case", dated=dated, by=splits)
        for dated, splits in (("as_of", by), ("done", ()), ("rated", ()))
    ]
    small = small_charter()
    charter = evolve(small, workflows={**small.workflows, "case": flow}, measures={one.name: one for one in asked})
    return Snapshot.of([Unit(id=unit, kind="region", name="U"), *cases], charter, as_of=last, check=False)


def _asked_of(snapshot: Snapshot, asked: list[Measure], periods: list[Period]) -> Trial:
    work, units = Evaluator(snapshot), snapshot.tree_on().units
    found: list[Question] = []
    for measure in asked:
        if not measure.form.traits.of_records:
            continue
        belongs = measure.noun == "unit" or home_field(measure.noun) is not None
        for period in periods:
            for scope in (None, *(units if belongs else ())):
                for tree in Tree:
                    whole = evolve(work.question(measure, period=period, tree=tree), scope=scope)
                    asides = [(), units[-1:]] if belongs and scope is None else [()]
                    cells = [(), *work.cells(measure, whole)]
                    found += [evolve(whole, without=aside, cell=cell) for aside in asides for cell in cells]
    return Trial(snapshot, tuple(found))


# -- the laws --


def others_are_left_alone(setting: Setting) -> None:
    """An address that is somebody else's is answered by None."""
    for address in ("figure", "somebody-elses", "figures.xlsx"):
        demand(setting.open(address, setting.options) is None, f"{address!r} was taken")


def it_counts(setting: Setting) -> None:
    """It answers more than half of what it is asked: what leaves everything to the reference is no engine."""
    answers = [plane.gathered(question) is not None for _, plane, question in setting.asked()]
    demand(2 * sum(answers) > len(answers), f"{sum(answers)} of {len(answers)} questions were answered")


def every_answer_is_that_of_the_reference(setting: Setting) -> None:
    """Hits, misses, different keys, what is left out and the order of its reasons, numbers and their last digits are those of the reference."""
    for trial, plane, question in setting.asked():
        found = plane.gathered(question)
        if found is not None:
            told, wanted = _told(question, found), _told(question, _by_reference(trial, question))
            demand(told == wanted, f"{question}: {told}, and not {wanted}")


def the_order_of_asking_does_not_matter(setting: Setting) -> None:
    """What was asked before changes nothing."""
    for trial in setting.trials:
        one, other = (setting.engine().over(living_reader(trial.snapshot)) for _ in range(2))
        forth = [one.gathered(question) for question in trial.questions]
        back = [other.gathered(question) for question in reversed(trial.questions)]
        demand(forth == back[::-1], "asked from the last to the first, the answers are others")


def the_parts_are_those_that_occur(setting: Setting) -> None:
    """The values of a split are those that occur among the labelled records."""
    for trial, plane, question in setting.asked():
        for at, split in enumerate(question.measure.by):
            found = plane.parts(question, split.path)
            wanted = frozenset(fact.cells[at] for fact in trial.reference.labelled(question))
            demand(found is None or found == wanted, f"{question}: the parts {found}, and not {wanted}")


def every_unit_has_its_own(setting: Setting) -> None:
    """What is counted at all units at once is at each what is counted there alone."""
    for trial, question, found in _counted(setting):
        units = trial.snapshot.tree_on().units
        for at, unit in enumerate(units):
            wanted = _by_reference(trial, evolve(question, scope=unit))
            told = (found.hits[at], found.misses[at], {label: out[at] for label, out in found.left_out.items() if out[at]})
            demand(told == (wanted.hits, wanted.misses, wanted.left_out), f"{question} at {unit}: {told}, and not {wanted}")
            demand(not found.different or found.different[at] == wanted.different, f"{question} at {unit}: other keys")
            if found.sums and wanted.numbers:
                total = FORMS[Form.SUM].answer(trial.reference, evolve(question, scope=unit)).value
                demand(str(found.sums[at]) == str(total), f"{question} at {unit}: {found.sums[at]}, and not {total}")


def _counted(setting: Setting) -> Iterator[tuple[Trial, Question, Counts]]:
    """What is counted at all units, of all that can be asked so at once."""
    for trial in setting.trials:
        asked = [
            one
            for one in trial.questions
            if one.scope is None and (one.measure.noun == "unit" or home_field(one.measure.noun) is not None)
        ]
        counted = setting.engine().over(living_reader(trial.snapshot)).counts(asked)
        if counted is not None:
            demand(len(counted) == len(asked), f"{len(counted)} answers to {len(asked)} questions")
            yield from ((trial, one, found) for one, found in zip(asked, counted, strict=True) if found is not None)


def first_days_are_those_of_the_records(setting: Setting) -> None:
    """The first day of each home is that of the first of its records."""
    for trial in setting.trials:
        snapshot, plane = trial.snapshot, setting.engine().over(living_reader(trial.snapshot))
        for noun in sorted({question.measure.noun for question in trial.questions}):
            wanted: dict[UnitId | None, date] = {}
            for record in snapshot.all(noun).values():
                home, first = snapshot.home(record), snapshot.begins(record) or date.min
                wanted[home] = min(first, wanted.get(home, first))
            found = plane.firsts(noun)
            demand(found is None or dict(found) == wanted, f"{noun}: {found}, and not {wanted}")


def _by_reference(trial: Trial, question: Question) -> Gathered:
    return gathered(question.measure, trial.reference.selected(question))


def _told(question: Question, found: Gathered) -> tuple[object, ...]:
    """All that an answer says, written out: an equal number of other digits is another answer."""
    form = FORMS[question.measure.form]
    assert isinstance(form, FormKind)
    numbers = () if question.measure.form is Form.SUM else tuple(map(str, found.numbers))
    answer = form.fold(question.measure, found)
    return found.hits, found.misses, found.different, list(found.left_out.items()), numbers, repr(answer.value)


Law = Callable[[Setting], None]

LAWS = by_name(
    others_are_left_alone, it_counts, every_answer_is_that_of_the_reference, the_order_of_asking_does_not_matter,
    the_parts_are_those_that_occur, every_unit_has_its_own, first_days_are_those_of_the_records,
)  # fmt: skip
"""Law → its check."""


def check_engine(
    open_engine: OpenEngine, *, examples: int = 15, given: tuple[Snapshot, ...] = (), laws: Iterable[str] = (), **options: Any
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        open_engine: the door of the plugin.
        examples: how many organizations are drawn.
        given: further snapshots; all measures of their charters are asked.
        laws: names of `LAWS`; all of them without any.
        options: for the door: what makes the engine count however few the records are.

    Raises:
        LawBroken: laws are broken; says which, and how.
    """
    setting = Setting(open=open_engine, options=options, examples=examples, given=given)
    return try_laws(LAWS, lambda law: law(setting), laws)


# -- broken twins --


class _Twin:
    """The reference as an engine, and what is changed of its answers."""

    def __init__(self, **changed: Callable[..., Any]) -> None:
        self._changed = changed

    def over(self, reader: Reader) -> Plane:
        return _TwinPlane(reader, self._changed)


class _TwinPlane:
    def __init__(self, reader: Reader, changed: Mapping[str, Callable[..., Any]]) -> None:
        self._snapshot = copy(reader.snapshot)
        self._snapshot.engine = None
        self._work, self._changed, self._asked = Evaluator(self._snapshot), changed, 0

    def _given(self, name: str, found: Any) -> Any:
        self._asked += 1
        return self._changed[name](found, self._asked) if name in self._changed else found

    def gathered(self, question: Question) -> Gathered | None:
        found: Gathered | None = self._given("gathered", gathered(question.measure, self._work.selected(question)))
        return found

    def parts(self, question: Question, path: str) -> frozenset[str] | None:
        at = [split.path for split in question.measure.by].index(path)
        found: frozenset[str] = self._given("parts", frozenset(fact.cells[at] for fact in self._work.labelled(question)))
        return found

    def firsts(self, noun: str) -> Mapping[UnitId | None, date] | None:
        days: dict[UnitId | None, date] = {}
        for record in self._snapshot.all(noun).values():
            home, first = self._snapshot.home(record), self._snapshot.begins(record) or date.min
            days[home] = min(first, days.get(home, first))
        found: dict[UnitId | None, date] = self._given("firsts", days)
        return found

    def counts(self, questions: Sequence[Question]) -> list[Counts | None]:
        return [self._counts(question) for question in questions]

    def _counts(self, question: Question) -> Counts:
        at = [
            gathered(question.measure, self._work.selected(evolve(question, scope=unit)))
            for unit in self._snapshot.tree_on().units
        ]
        reasons = sorted({reason for one in at for reason in one.left_out})
        found: Counts = self._given(
            "counts",
            Counts(
                hits=[one.hits for one in at],
                misses=[one.misses for one in at],
                left_out={reason: [one.left_out.get(reason, 0) for one in at] for reason in reasons},
            ),
        )
        return found


def sound(address: str, options: Mapping[str, Any]) -> Engine | None:
    """A door behind which stands an engine that keeps every law: the reference itself."""
    return _Twin() if address == "figures" else None


def _behind(**changed: Callable[..., Any]) -> OpenEngine:
    return lambda address, options: _Twin(**changed) if address == "figures" else None


BROKEN: Mapping[str, OpenEngine] = {
    "others_are_left_alone": lambda address, options: _Twin(),
    "it_counts": _behind(gathered=lambda found, asked: None),
    "every_answer_is_that_of_the_reference": _behind(
        gathered=lambda found, asked: evolve(found, misses=found.misses + (found.hits > 1))
    ),
    "the_order_of_asking_does_not_matter": _behind(gathered=lambda found, asked: evolve(found, hits=found.hits + (asked == 3))),
    "the_parts_are_those_that_occur": _behind(parts=lambda found, asked: found | {"somewhere"}),
    "every_unit_has_its_own": _behind(counts=lambda found, asked: evolve(found, hits=[*found.hits[1:], *found.hits[:1]])),
    "first_days_are_those_of_the_records": _behind(
        firsts=lambda found, asked: {home: max(day, date.min + timedelta(days=1)) for home, day in found.items()}
    ),
}
"""Law → a door that breaks it."""

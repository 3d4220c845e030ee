"""The reference evaluator: plain Python over a snapshot. Every other engine must agree with it to the last digit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from grassroots.charter import Condition, Has, Is, Measure, Reads
from grassroots.charter.checking.made import sound_measure
from grassroots.charter.checking.refusals import tells_refusals
from grassroots.charter.condition import parts_of
from grassroots.errors import InvalidArgument, NotFound, refused
from grassroots.figures.closed import closed_in, told_apart
from grassroots.figures.engine import Plane, TracedPlane, lies_apart, plane_of
from grassroots.figures.explain import explain_lines
from grassroots.figures.facts import HIT, MISS, Fact, Facts, Gathered, facts_of, gathered, in_order, population, read_day
from grassroots.figures.figure import Evidence, Figure, Question, Tree
from grassroots.figures.forms import FORMS, Answer
from grassroots.figures.recorded import Recorded
from grassroots.figures.totals import of_totals
from grassroots.figures.wording import words_at
from grassroots.model import DERIVED, home_field
from grassroots.model.labels import named_field, named_noun
from grassroots.problems import Named, Problem, nearest, one_of
from grassroots.reading.reader import living_reader
from grassroots.snapshot import Snapshot, Traced
from grassroots.values import FOREVER, Period, UnitId

Ask = Callable[[Question], Evidence]


EVER = Period(date.min, FOREVER)
MOST_ANSWERS = 5000
"""So many sums are kept on one snapshot."""
MOST_LABELLED = 500
"""So many measures are kept labelled on one snapshot."""


Labelling = tuple[Measure, date, Tree]
"""What is labelled, as read at the end of which day, in which tree."""


Answered = tuple[Measure, Period, UnitId | None, Tree, tuple[tuple[str, str], ...], tuple[UnitId, ...]]
"""What is asked in a question, whichever the state."""


@frozen
class Earlier:
    """The facts of an earlier state, but for the records of the population that are no longer the same (`stale`), and of which nouns something was read for
    them."""

    facts: Facts
    read: frozenset[str]
    stale: frozenset[str]


class Evaluator:
    """Answers questions about one snapshot, and remembers what it has labelled. The answers do not depend on the order of asking."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._traced = None if snapshot._read_in_parts else Traced(snapshot)
        self.reader = living_reader(self._traced or snapshot._counted or snapshot)
        self._made: Measure | None = None
        self._facts: dict[Labelling, Facts] = {}
        self._read: dict[Labelling, frozenset[str]] = {}
        self._earlier: dict[Labelling, Earlier] = {}
        self._counted: dict[Measure, Measure] = {}
        self._apart = lies_apart(snapshot.engine)
        self._planes: dict[str, Plane | None] = {}
        self._answers: dict[Answered, tuple[Gathered, Labelling | None]] = {}
        self._withheld: dict[Measure, tuple[str, ...]] = {}
        self._recorded = Recorded(self.reader, self.plane)
        self._laid_out: tuple[tuple[Question, int] | None, dict[str, list[Fact]]] = (None, {})

    def plane(self, noun: str) -> Plane | None:
        """What counts the records of a noun in place of this evaluator, where an engine was brought. What the purpose closes is counted here alone."""
        if self.snapshot._counted:
            return None
        whose = noun if self._apart else ""
        if whose not in self._planes:
            if self._traced is None:
                self._planes[whose] = plane_of(self.reader)
            else:
                traced = Traced(self.snapshot)
                plane = plane_of(living_reader(traced))
                self._planes[whose] = None if plane is None else TracedPlane(plane, traced)
        return self._planes[whose]

    def facts(
        self,
        measure: Measure,
        period: Period,
        tree: Tree = Tree.NOW,
        scope: UnitId | None = None,
        without: tuple[UnitId, ...] = (),
    ) -> list[Fact]:
        """The labelled records of a measure in a period, at a unit and all under it."""
        return self._labelled(measure, period, tree).within(None if measure.is_stock else period, scope, without)

    def _labelled(self, measure: Measure, period: Period, tree: Tree) -> Facts:
        key = self._labelling(measure, period, tree)
        found = self._facts.get(key)
        if found is None:
            if len(self._facts) >= MOST_LABELLED:
                self._facts, self._read = {}, {}
            found = self._facts[key] = self._label(key)
        return found

    def _labelling(self, measure: Measure, period: Period, tree: Tree) -> Labelling:
        return (
            measure.in_period(period) if measure.asks_period else measure,
            read_day(measure, period, self.snapshot.as_of),
            tree,
        )

    def _label(self, key: Labelling) -> Facts:
        """Labels the records of a measure; those alone that are no longer the same, where an earlier state is known."""
        measure, read, tree = key
        if self._traced is None:
            records = population(measure, self.reader.snapshot, read)
            return Facts(
                facts_of(measure, self.reader.snapshot, self.reader, read, tree, records.values()), self.snapshot, tree
            )
        with self._traced.tracing() as nouns:
            earlier = self._earlier.pop(key, None)
            # That there are other records than these is no matter to any of them, unless it is read for it.
            records = population(measure, self._traced if measure.noun in DERIVED else self.snapshot, read)
            among = (
                list(records.values()) if earlier is None else [records[id] for id in sorted(earlier.stale) if id in records]
            )
            facts = list(facts_of(measure, self._traced, self.reader, read, tree, among))
            if earlier is not None:
                earlier.facts.add(facts)
        self._read[key] = frozenset(nouns) | (earlier.read if earlier else frozenset())
        return Facts(facts, self.snapshot, tree) if earlier is None else earlier.facts

    def carried_to(self, after: Snapshot, changed: Mapping[str, frozenset[str]]) -> Evaluator:
        """The evaluator of a later state of the same records, with what is labelled here, as far as it does not hang on what changed."""
        fresh = Evaluator(after)
        if self._traced is None:
            return fresh
        with self._traced.alone():  # what somebody is just labelling anew is no longer as it was, and not yet as it will be
            read, nothing = self._read.copy(), frozenset[str]()
            known = {key: Earlier(facts, read[key], nothing) for key, facts in self._facts.copy().items() if key in read}
            # What nobody asked for in many states is let go, the longest asked for first.
            for key, one in list({**self._earlier, **known}.items())[-MOST_LABELLED:]:
                if one.read.isdisjoint(changed):
                    stale = changed.get(key[0].noun, nothing)
                    fresh._earlier[key] = Earlier(one.facts.carried_to(after, stale), one.read, one.stale | stale)
        for noun, plane in self._planes.copy().items():
            if isinstance(plane, TracedPlane) and (going := plane.carried_to(after, changed)) is not None:
                fresh._planes[noun] = going
        fresh._recorded.carry(self._recorded, self.snapshot, changed)
        if not {"unit", "change_event"} & set(changed):
            for question, (found, labelling) in self._answers.copy().items():
                if labelling is None:
                    stands = (question[0].noun if self._apart else "") in fresh._planes
                else:
                    stands = labelling in fresh._earlier and not fresh._earlier[labelling].stale
                if stands:
                    fresh._answers[question] = found, labelling
        return fresh

    def ever(self, measure: Measure, question: Question) -> bool:
        """Whether there ever was any record of the population of a measure where the question asks, whenever it happened."""
        plane = self.plane(measure.noun)
        if plane and (measure.is_stock or (measure.reads is Reads.AS_OF and not measure.asks_period)):
            period = question.period if measure.is_stock else EVER
            found = plane.gathered(evolve(question, measure=measure, cell=(), period=period))
            if found is not None:
                return bool(found.hits or found.misses or found.left_out)
        return bool(self._labelled(measure, question.period, question.tree).within(None, question.scope, question.without))

    def question(
        self,
        measure: Measure,
        *,
        scope: UnitId | None = None,
        period: Period,
        tree: Tree = Tree.NOW,
        cell: tuple[tuple[str, str], ...] = (),
        without: tuple[UnitId, ...] = (),
    ) -> Question:
        """The question about this snapshot.

        Raises:
            NotFound: the scope is no unit that the reader may see; or, in the tree of now, one that does not stand on the as-of day.
            InvalidArgument: the measure counts records that belong to no unit, and a scope is given.
        """
        if scope is not None:
            if self.snapshot.get("unit", scope) is None:
                near = nearest(scope, self.snapshot.all("unit"))
                raise NotFound.of(Problem("unit-not-in-sight", value=scope, details={"near": near}))
            as_of = self.snapshot.as_of
            if tree is Tree.NOW and not self.snapshot.tree.stands(scope, as_of):
                # What counted there counts elsewhere now: a zero would be wrong.
                place = self.snapshot.tree.place(scope, as_of)
                code = "unit-gone" if place else "unit-gone-without-heir"
                raise NotFound.of(Problem(code, value=scope, details={"day": as_of, "heir": place}))
        self._need_homes(measure, scope is not None)
        return Question(
            measure=self.counted(measure),
            scope=scope,
            period=period,
            as_of=self.snapshot.as_of,
            known_at=self.snapshot.known_at,
            tree=tree,
            cell=cell,
            without=without,
        )

    def counted(self, measure: Measure) -> Measure:
        """What is counted for a measure: its records; where none are kept, on no day and at no unit, the totals that name it."""
        if measure not in self._counted:
            totals = of_totals(measure, self.snapshot)
            kept = totals is None or self.withheld(measure) or self.facts(measure, EVER)
            self._counted[measure] = measure if kept or totals is None else totals
        return self._counted[measure]

    def _need_homes(self, measure: Measure, scoped: bool) -> None:
        """Refuses to ask by unit for what belongs to no unit; a ratio and a reach ask for the measures that they are made of."""
        for name in measure.made_of:
            self._need_homes(self.named(name), scoped or measure.population == "unit")
        if scoped and measure.form.traits.of_records and measure.noun != "unit" and home_field(measure.noun) is None:
            details = {"noun": named_noun(measure.noun)}
            raise InvalidArgument.of(Problem("measure-of-no-unit", value=Named(measure.name, measure.labels), details=details))

    def withheld(self, measure: Measure) -> tuple[str, ...]:
        """The nouns that a measure reads and of which the reader's purpose opens no record, or of which it tells one by one: then there is no figure."""
        closed = self.snapshot.withheld
        if not closed and not self.snapshot.closed:
            return ()
        if measure not in self._withheld:
            self._withheld[measure] = self._told_by(measure, closed)
        return self._withheld[measure]

    def _told_by(self, measure: Measure, closed: frozenset[str]) -> tuple[str, ...]:
        told = {noun for name in measure.made_of for noun in self.withheld(self.named(name))}
        conditions = (measure.where, measure.hit, *(condition for _, condition in measure.left_out))
        read = {measure.noun, *(noun for condition in conditions for noun in _asked(condition))}
        # The charter's own measures may count by what is closed; what shows a value, or what somebody made to ask with, may not.
        ours = self.snapshot._counted is not None and self.snapshot.charter.measures.get(measure.name) == measure
        shown = closed_in(self.snapshot, measure, shown=ours)
        apart = told_apart(self.snapshot, measure)
        return tuple(sorted(told | (read & closed) | apart | {noun for noun, _ in shown}))

    def figure(self, question: Question, ask: Ask | None = None) -> Figure:
        """The figure that answers a question; `ask` is how its evidence is asked for later (this evaluator, without one)."""
        answer = self.answer(question)
        return Figure(
            question=question,
            value=answer.value,
            numerator=answer.numerator,
            denominator=answer.denominator,
            left_out=answer.left_out,
            recorded=answer.recorded,
            head=self.snapshot.head,
            ask=ask or self.evidence,
            tell=self.tell,
        )

    def tell(self, figure: Figure, language: str) -> tuple[str, ...]:
        """The explanation of a figure, as lines."""
        withheld = self.withheld(figure.measure)
        return explain_lines(figure, language, self.snapshot.charter, self.snapshot, withheld)

    def evidence(self, question: Question) -> Evidence:
        """The records behind the answer, by label. A record behind both measures of a ratio stands where it counts most: a hit
        before a miss, a miss before what is left out.

        Raises:
            Refused: only a refusal of visits counts: it is a number, and leads to nobody.
        """
        self._need_told(question)
        labels: dict[tuple[str, str], str] = {}
        for fact in self.selected(question):
            known = labels.get(fact.key)
            if known is None or (known != HIT and fact.label == HIT) or (known not in (HIT, MISS) and fact.label == MISS):
                labels[fact.key] = fact.label
        labelled: dict[str, list[tuple[str, str]]] = {}
        for key, label in sorted(labels.items()):
            labelled.setdefault(label, []).append(key)
        hits, misses = labelled.pop(HIT, []), labelled.pop(MISS, [])
        sources = {key: self.snapshot.source_of(key) for key in labels}
        return Evidence(
            hits=tuple(hits),
            misses=tuple(misses),
            left_out={reason: tuple(labelled[reason]) for reason in in_order(question.measure, labelled)},
            sources={key: source for key, source in sources.items() if source is not None},
        )

    def _need_told(self, question: Question) -> None:
        """Refuses to tell the records of what counts visits that were not wished apart from all others: they name who did not wish them."""
        measure = question.measure
        for name in measure.over or ():
            self._need_told(evolve(question, measure=self.named(name)))
        if closed := sorted(closed_in(self.snapshot, measure)):
            noun, name = closed[0]
            details = {"figure": full_name(question), "noun": named_noun(noun)}
            problem = Problem("figure-by-closed", column=named_field(name), value=name, details=details)
            raise refused(problem)
        if measure.noun != "contact":
            return
        cell = [Is(path, (value,)) for path, value in question.cell]
        conditions = (measure.where, measure.hit, *(condition for _, condition in measure.left_out))
        if code := tells_refusals(self.snapshot.charter, *conditions, *cell):
            problem = Problem("figure-by-refusal", value=code, details={"figure": full_name(question)})
            raise refused(problem)

    def cells(self, measure: Measure, question: Question | None = None) -> list[tuple[tuple[str, str], ...]]:
        """Every part of a split measure: the words of the list in the charter's order, then other values that occur where a question asks, sorted."""
        found: list[tuple[tuple[str, str], ...]] = []
        for split in measure.by:
            words = list(self.snapshot.charter.words.get(words_at(measure.population, split.path, self.snapshot.charter), {}))
            seen = self.seen(question, split.path) if question and measure.form.traits.of_records else frozenset()
            order = [*words, *sorted(seen - set(words) - {split.missing}), split.missing]
            found.extend(((split.path, value),) for value in dict.fromkeys(order))
        return found

    def seen(self, question: Question, path: str) -> frozenset[str]:
        """The values that occur at a split, whatever the part that is asked for."""
        plane = self.plane(question.measure.noun)
        found = plane.parts(question, path) if plane else None
        if found is None:
            at = [split.path for split in question.measure.by].index(path)
            found = frozenset(fact.cells[at] for fact in self.labelled(question))
        return found

    def gathered(self, question: Question) -> Gathered:
        """What the labelled records behind the answer to a question come to."""
        measure = question.measure
        asked: Answered = (measure, question.period, question.scope, question.tree, question.cell, question.without)
        if asked in self._answers:
            return self._answers[asked][0]
        plane = self.plane(measure.noun)
        found, labelling = plane.gathered(question) if plane else None, None
        if found is None:
            found, labelling = (
                gathered(measure, self.selected(question)),
                self._labelling(measure, question.period, question.tree),
            )
        if len(self._answers) >= MOST_ANSWERS:
            self._answers = {}
        self._answers[asked] = found, labelling
        return found

    def answer(self, question: Question) -> Answer:
        """The answer to a question; no value where the reader's purpose does not open what it reads."""
        if self.withheld(question.measure):
            return Answer(None)
        found = FORMS[question.measure.form].answer(self, question)
        if found.value or not question.measure.form.traits.of_records or self._recorded.counted(question, bool(found.left_out)):
            return found
        if found.value is None:
            return evolve(found, recorded=False)
        return Answer(None, left_out=found.left_out, recorded=False)

    def recorded_at(self, question: Question, units: tuple[UnitId, ...]) -> tuple[bool, tuple[bool, ...]]:
        """Whether anything is on record of what a question asks for at each of some units, whatever its scope; before it, whether it is where some are found."""
        return self._recorded.at_each(question, units)

    def selected(self, question: Question) -> list[Fact]:
        """The labelled records behind the answer to a question: of a part of a split measure, those of the part."""
        measure = question.measure
        if not question.cell or not measure.population:
            return FORMS[measure.form].facts(self, question)
        places = []
        for path, value in question.cell:
            at = next((at for at, split in enumerate(measure.by) if split.path == path), None)
            if at is None:
                raise InvalidArgument(f"the measure {measure.name!r} is not split by {path!r}")
            places.append((at, value))
        (first, value), *more = places
        facts = self._parts(evolve(question, cell=()), first).get(value, [])
        return [fact for fact in facts if all(fact.cells[at] == value for at, value in more)]

    def _parts(self, question: Question, at: int) -> Mapping[str, list[Fact]]:
        """The labelled records of a split measure by their value there, laid out once for all its parts."""
        known, found = self._laid_out
        if known != (question, at):
            found = {}
            for fact in FORMS[question.measure.form].facts(self, question):
                found.setdefault(fact.cells[at], []).append(fact)
            self._laid_out = (question, at), found
        return found

    def labelled(self, question: Question) -> list[Fact]:
        """The labelled records of the measure of a question, whatever its part."""
        return self.facts(question.measure, question.period, question.tree, question.scope, question.without)

    def made(self, measure: Measure) -> Measure:
        """A measure that was made in Python, held to the rules of charters when it is first asked for.

        Raises:
            CharterInvalid: it is not sound; `problems` says what is wrong.
        """
        if not any(known is measure for known in (self._made, *self.snapshot.charter.measures.values())):
            self._made = sound_measure(self.snapshot.charter, measure)
        return measure

    def named(self, name: str) -> Measure:
        """A measure of the charter."""
        return self.snapshot.charter.measure(name)


def evaluate(
    measures: Iterable[str | Measure],
    snapshot: Snapshot,
    *,
    scope: UnitId | None = None,
    period: Period,
    tree: Tree = Tree.NOW,
    ask: Ask | None = None,
) -> dict[str, Figure]:
    """Computes figures. A split measure also gives a figure for each of its parts, as `name.value`; where two splits have a value in
    common, that of the second is `name.path=value`.

    Args:
        measures: names of the charter's measures, or measures made in Python.
        snapshot: the records; its `as_of` is the last day that counts.
        scope: a unit and all under it; None for everything in the snapshot.
        period: the days in which a flow happens; a stock is read on the last of them that is not after `as_of`.
        tree: which tree a record rolls up in.
        ask: how evidence is asked for later; without one, from this snapshot.

    Raises:
        NotFound: no such measure or unit; says what there is.
        InvalidArgument: the measure counts records that belong to no unit, and a scope is given.
    """
    evaluator = snapshot.kept("evaluator", Evaluator)
    tree = Tree(one_of(tree, list(Tree), "tree"))
    figures: dict[str, Figure] = {}
    for one in measures:
        measure = snapshot.charter.measure(one) if isinstance(one, str) else evaluator.made(one)
        question = evaluator.question(measure, scope=scope, period=period, tree=tree)
        figures[measure.name] = evaluator.figure(question, ask)
        if measure.by:
            for cell in evaluator.cells(measure, evolve(question, scope=None)):
                part = evaluator.figure(evolve(question, cell=cell), ask)
                figures[part.name if part.name not in figures else full_name(part.question)] = part
    return figures


def full_name(question: Question) -> str:
    """The name of a figure with the paths of its parts, where the values alone would name two: `opinions.channel=none`."""
    return ".".join([question.measure.name, *(f"{path}={value}" for path, value in question.cell)])


def evidence(question: Question, snapshot: Snapshot) -> Evidence:
    """The records behind the answer to a question, asked of a snapshot."""
    return snapshot.kept("evaluator", Evaluator).evidence(question)


def _asked(condition: Condition) -> Iterator[str]:
    """The nouns whose records a condition looks for."""
    return (part.noun for _, _, part in parts_of(condition) if isinstance(part, Has))

"""Routing: which unit answers for a case, as the catalogue and the place say it on a day, with the reasons. It always ends with a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from grassroots.charter import StateKind
from grassroots.model import Area, Case, Link, Service, Step, Unit
from grassroots.problems import Problem
from grassroots.rules.casework.case_route import CaseRoute
from grassroots.rules.casework.routing_rule import RoutingRule, Way, unsound_routing
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.organization.territory import Territory
from grassroots.rules.proposed import Proposed, step_to
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import problem_by, unit_name
from grassroots.texts import catalogue
from grassroots.values import Language, ServiceId, UnitId


@frozen
class Reason:
    """What was looked at on the way to the unit that leads, and what came of it."""

    code: str
    details: Mapping[str, object]

    def text(self, language: Language) -> str:
        """The reason as a sentence."""
        return catalogue("grassroots.rules.casework").say(self.code, language, **self.details)


@frozen(kw_only=True)
class Route:
    """Where a case goes on a day, and why.

    `service`: the entry under which it falls. `lead` answers for it; `helpers` help. `owners`: all that the catalogue names. `accepted`: whether the catalogue
    takes such requests; if not, the requester is told that the lead would be the one to ask.
    """

    case: str
    day: date
    lead: UnitId
    way: Way
    helpers: tuple[UnitId, ...] = ()
    owners: tuple[UnitId, ...] = ()
    service: ServiceId | None = None
    accepted: bool = True
    rule: RoutingRule | None = None
    reasons: tuple[Reason, ...] = ()
    problems: tuple[Problem, ...] = ()

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The decision, line by line: what was looked at, who leads, by which rule."""
        said = catalogue("grassroots.rules.casework").say
        source = self.rule.source if self.rule is not None else ""
        return (
            *(reason.text(language) for reason in self.reasons),
            said("route-lead", language, lead=self.lead, helpers=self.helpers),
            *([said("route-source", language, source=source)] if source else ()),
        )


class Catalogue:
    """The entries that stand on a day, as a tree."""

    def __init__(self, at: At) -> None:
        self.at = at
        self.snapshot = at.snapshot
        self.entries: tuple[Service, ...] = tuple(
            one for one in at.snapshot.all(Service).values() if at.snapshot.counts_on(one, at.day)
        )
        self._territory: Territory | None = None
        self._by_number: dict[str, Service] = {}
        for one in self.entries:
            self._by_number.setdefault(one.number, one)

    @classmethod
    def of(cls, at: At) -> Catalogue:
        """The catalogue of a day, made once for all cases."""
        return at.snapshot.kept(f"catalogue:{at.day}", lambda _: cls(at))

    def entry(self, id: str | None) -> Service | None:
        """The entry of that id, or the one that has its number on the day."""
        found = self.snapshot.get(Service, id) if id else None
        if found is None or self.snapshot.counts_on(found, self.at.day):
            return found
        return self._by_number.get(found.number)

    def _followed(self, id: UnitId) -> bool:
        """Whether a unit stands, or another took over from it; the one above it only has what nobody took over."""
        unit, place = self.snapshot.get(Unit, id), self.snapshot.tree.place(id, self.at.day)
        above = {one.parent for one in unit.parents} if unit else set()
        return place is not None and (place == id or place not in above)

    def area_of(self, place: str | None) -> Area | None:
        """The area in which a place lies, by the lists of addresses of the areas; None if none has it, or it cannot be said which."""
        if not place:
            return None
        if self._territory is None:
            self._territory = Territory(self.at)
        return self._territory.area_of(place)

    def upward(self, entry: Service) -> Iterator[Service]:
        """The entry and those above it, the nearest first; where they go round in a circle, each once."""
        seen: set[str] = set()
        at: Service | None = entry
        while at is not None and at.id not in seen:
            seen.add(at.id)
            yield at
            at = self.entry(at.parent)

    def under(self, case: Case) -> tuple[Service, ...]:
        """The entries under which a case falls: the one that it names; else those that fit its category and topic best."""
        named = self.entry(case.service)
        if named is not None:
            return (named,)
        fitting: dict[int, list[Service]] = {}
        for one in self.entries:
            if one.category not in (None, case.category) or one.topic not in (None, case.topic):
                continue
            score = (one.category is not None) + 2 * (one.topic is not None)
            if score:
                fitting.setdefault(score, []).append(one)
        return tuple(fitting[max(fitting)]) if fitting else ()

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the catalogue on the day: entries in a circle, two with one number, clocks that the charter does not have."""
        found: list[Problem] = []
        clocks = {rule.known_as for rule in self.snapshot.charter.rules.get("clock", {}).values()}
        seen: set[frozenset[str]] = set()
        for one in self.entries:
            if self._by_number[one.number] is not one:
                found.append(self._problem("service-twice", one, other=self._by_number[one.number].id))
            if one.clock and one.clock not in clocks:
                found.append(self._problem("service-clock", one, clock=one.clock))
            way = list(self.upward(one))
            last = self.entry(way[-1].parent)
            if last is not None:
                circle = [entry.id for entry in way[[entry.id for entry in way].index(last.id) :]]
                if frozenset(circle) not in seen:
                    seen.add(frozenset(circle))
                    found.append(self._problem("service-circle", one, circle=sorted(circle)))
        above = {one.parent for one in self.entries}
        kept = any(one.responsible or one.responsible_kind for one in self.entries)
        found += [
            self._problem("service-nobody", one, name=one.name)
            for one in self.entries
            if kept and one.id not in above and self._alone(one)
        ]
        return tuple(found)

    def _alone(self, entry: Service) -> bool:
        """Whether nobody who stands answers for an entry that is accepted, nor for any above it."""
        for one in self.upward(entry):
            if one.responsible_kind is not None or not entry.accepts:
                return False
            if one.responsible is not None and self._followed(one.responsible):
                return False
            links = self.snapshot.referrers(Link, "target", ("service", one.id))
            if any(link.holder.noun == "unit" and self.snapshot.counts_on(link, self.at.day) for link in links):
                return False
        return True

    def _problem(self, code: str, entry: Service, **details: object) -> Problem:
        source = self.snapshot.sources.get(("service", entry.id))
        return Problem(code, source=source, value=entry.id, details={"number": entry.number, **details})


def route(case: Case, at: At) -> Route:
    """The unit that answers for a case on a day.

    The entry of the catalogue under which the case falls names a unit, or the kind of unit that the place has above it; what it leaves open, the entries
    above it say. Of several units, the one that had the case first leads, by the routing rule of the charter; and what is unclear falls to a fixed kind of
    unit. A unit that no longer stands is followed to the one that took over, or else to the one above it.
    """
    return _Routing(case, at).route()


class _Routing:
    def __init__(self, case: Case, at: At) -> None:
        self.case = case
        self.at = at
        self.snapshot = at.snapshot
        self.catalogue = Catalogue.of(at)
        rules = at.snapshot.charter.rules_of(RoutingRule, at.day)
        fits = (one for one in rules if one.where is None or at.reader.holds(case, one.where, at.day))
        self.rule = next(fits, RoutingRule(name=""))
        self.reasons: list[Reason] = []

    def route(self) -> Route:
        entries = self.catalogue.under(self.case)
        start = self._place()
        owners: dict[UnitId, None] = {}
        helpers: dict[UnitId, None] = {}
        above = False
        if not entries:
            self._say("route-none")
        for entry in entries:
            found, helping, level = self._behind(entry, start)
            owners |= dict.fromkeys(found)
            helpers |= dict.fromkeys(helping)
            above = above or level > 0
        lead, way = self._lead(tuple(owners), above)
        beside = tuple(unit for unit in (*owners, *helpers) if unit != lead) if way is not Way.FALLBACK else tuple(helpers)
        return Route(
            case=self.case.id,
            day=self.at.day,
            lead=lead,
            way=way,
            helpers=tuple(dict.fromkeys(unit for unit in beside if unit != lead)),
            owners=tuple(owners),
            service=entries[0].id if len(entries) == 1 else None,
            accepted=all(entry.accepts for entry in entries),
            rule=self.rule if self.rule.name else None,
            reasons=tuple(self.reasons),
            problems=self._problems(entries),
        )

    def _say(self, code: str, **details: object) -> None:
        self.reasons.append(Reason(code, details))

    def _stands(self, unit: UnitId | None) -> UnitId | None:
        """The unit, or the one that took over from it; None if there is none on the day."""
        if unit is None:
            return None
        return self.snapshot.tree.place(unit, self.at.day)

    def _place(self) -> UnitId:
        """The unit from which the place is looked up: the one that serves the area; without an area, the one at which the case arose."""
        area = self.snapshot.get(Area, self.case.area) if self.case.area else self.catalogue.area_of(self.case.place)
        if area is not None:
            unit = self._stands(area.unit)
            if unit is not None:
                self._say("route-area", area=area.id, unit=unit)
                return unit
        unit = self._stands(self.case.unit) or self.case.unit
        self._say("route-no-area", unit=unit)
        return unit

    def _behind(self, entry: Service, start: UnitId) -> tuple[list[UnitId], list[UnitId], int]:
        """The units that answer for an entry and those that help; and how far above it they were found."""
        helping: list[UnitId] = []
        for level, at in enumerate(self.catalogue.upward(entry)):
            helping += self._linked(at, self.rule.helpers)
            own = self._responsible(at, start)
            found = ([own] if own else []) + self._linked(at, self.rule.owners)
            if found:
                self._say("route-entry", number=at.number, name=at.name, units=", ".join(found))
                return found, helping, level
            self._say("route-entry-open", number=at.number, name=at.name)
        return [], helping, 0

    def _responsible(self, entry: Service, start: UnitId) -> UnitId | None:
        named = self._stands(entry.responsible)
        if named is not None or entry.responsible_kind is None:
            return named
        return self._nearest(start, entry.responsible_kind)

    def _nearest(self, unit: UnitId, kind: str) -> UnitId | None:
        for one in self._upward(unit):
            found = self.snapshot.get(Unit, one)
            if found is not None and found.kind == kind:
                return one
        return None

    def _upward(self, unit: UnitId) -> Sequence[UnitId]:
        tree = self.snapshot.tree_on(self.at.day)
        return (unit, *tree.ancestors(unit)) if unit in tree else (unit,)

    def _linked(self, entry: Service, kinds: Sequence[str]) -> list[UnitId]:
        found: list[UnitId] = []
        for one in self.snapshot.referrers(Link, "target", ("service", entry.id)) if kinds else ():
            if one.kind in kinds and one.holder.noun == "unit" and self.snapshot.counts_on(one, self.at.day):
                unit = self._stands(UnitId(one.holder.id))
                found += [unit] if unit else []
        return found

    def _lead(self, owners: tuple[UnitId, ...], above: bool) -> tuple[UnitId, Way]:
        if len(owners) == 1:
            return owners[0], Way.ABOVE if above else Way.SERVICE
        if owners and self.rule.first_receiver:
            had = (self.case.unit, *(step.unit for step in self.case.steps if step.unit and step.on <= self.at.day))
            first = next((unit for one in had if (unit := self._stands(one)) in owners), None)
            if first is not None:
                self._say("route-first", unit=first)
                return first, Way.FIRST_RECEIVER
        home = self._stands(self.case.unit) or self.case.unit
        unit = self._nearest(home, self.rule.fallback) if self.rule.fallback else None
        unit = unit or self._upward(home)[-1]
        self._say("route-several" if owners else "route-nobody", unit=unit)
        return unit, Way.FALLBACK

    def _problems(self, entries: Iterable[Service]) -> tuple[Problem, ...]:
        on_the_way = {one.id for entry in entries for one in self.catalogue.upward(entry)}
        return tuple(problem for problem in self.catalogue.problems() if problem.value in on_the_way) if on_the_way else ()


def _routed(rule: RoutingRule, at: At) -> Iterator[tuple[Case, Route]]:
    """The open cases that a rule routes, each with where it goes."""
    every = at.snapshot.kept(f"routes:{at.day}", lambda _: tuple(_all_routed(At.of(at.snapshot, at.day))))
    return ((case, found) for case, found in every if found.rule == rule)


def _all_routed(at: At) -> Iterator[tuple[Case, Route]]:
    for case in at.snapshot.all(Case).values():
        status = at.reader.status(case, at.day)
        if status is None or status.state_kind not in (StateKind.OPEN, StateKind.WAITING):
            continue
        yield case, route(case, at)


def _routes(rule: RoutingRule, at: At) -> Iterator[CaseRoute]:
    for case, found in _routed(rule, at):
        yield CaseRoute(
            id=case.id,
            case=case.id,
            rule=rule.name,
            lead=found.lead,
            way=found.way,
            service=found.service,
            accepted=found.accepted,
        )


def _told(found: CaseRoute, _: RoutingRule, at: At, language: Language) -> tuple[str, ...]:
    return route(at.snapshot.all(Case)[found.case], at).explain(language)


def _elsewhere(rule: RoutingRule, at: At) -> Iterator[Problem]:
    """Open cases that were passed on to a unit that neither leads nor helps by the rule, nor stands under one that does.

    Silent where the step names a ground, where the rule cannot tell who answers for it, and while the unit that received it has it.
    """
    for case, found in _routed(rule, at):
        last = _handed_on(case, at)
        if last is None or last.ground is not None or found.way is Way.FALLBACK or not found.accepted:
            continue
        handler = last.unit
        stands = None if handler is None else at.snapshot.tree.place(handler, at.day)
        if stands is None:
            continue
        tree = at.snapshot.tree_on(at.day)
        if _right(found).isdisjoint((stands, *(tree.ancestors(stands) if stands in tree else ()))):
            lead = unit_name(found.lead, at)
            yield problem_by(rule, case, at, "case-elsewhere", unit_name(handler, at), lead=lead)


def _right(found: Route) -> set[UnitId]:
    return {found.lead, *found.owners, *found.helpers}


def _unowned(rule: RoutingRule, at: At) -> Iterator[tuple[Case, Route]]:
    """Open cases that nobody has in hand: never handed over, and the unit at which they arose neither answers for them nor helps, nor stands under one that
    does. What the catalogue does not take is nobody's."""
    tree = at.snapshot.tree_on(at.day)
    for case, found in _routed(rule, at):
        status = at.reader.status(case, at.day)
        home = at.snapshot.tree.place(case.unit, at.day)
        if not found.accepted or home is None or status is None or status.handler is not None:
            continue
        if _right(found).isdisjoint((home, *(tree.ancestors(home) if home in tree else ()))):
            yield case, found


def _problems(rule: RoutingRule, at: At) -> Iterator[Problem]:
    yield from _elsewhere(rule, at)
    for case, found in _unowned(rule, at):
        yield _nobody(case, found, rule, at)


def _nobody(case: Case, found: Route, rule: RoutingRule, at: At) -> Problem:
    return problem_by(rule, case, at, "case-unowned", unit_name(case.unit, at), lead=unit_name(found.lead, at))


def _to_dos(rule: RoutingRule, at: At) -> Iterator[ToDo]:
    for case, found in _unowned(rule, at):
        reason = _nobody(case, found, rule, at)
        yield ToDo.about(case, at, kind="routing", rule=rule, urgency=Urgency.LACKING, reason=reason)


def _proposals(rule: RoutingRule, at: At) -> Iterator[Proposed]:
    """That a case nobody has in hand is handed to the unit that answers for it."""
    for case, found in _unowned(rule, at):
        steps = step_to(case, StateKind.OPEN, at)
        changes = tuple(evolve(one, step=evolve(one.step, unit=found.lead)) for one in steps if one.step is not None)
        yield Proposed.by(rule, case, at, "hand_over", _nobody(case, found, rule, at), changes)


def _handed_on(case: Case, at: At) -> Step | None:
    """The step by which a case was passed on last; whoever took it in has it until then."""
    last = next((step for step in reversed(case.steps) if step.unit is not None and step.on <= at.day), None)
    return None if last is None or last is case.steps[0] or last.unit == case.steps[0].unit else last


def _typed(rule: RoutingRule, at: At) -> Iterator[Held]:
    """The unit to which a case was passed on, where the rule does not look at who had it."""
    tree = at.snapshot.tree_on(at.day)
    for case, found in _routed(rule, at):
        if found.way in (Way.FALLBACK, Way.FIRST_RECEIVER) or not found.accepted or _handed_on(case, at) is None:
            continue
        wrong = (
            unit
            for unit in tree.units
            if unit != case.steps[0].unit and _right(found).isdisjoint((unit, *tree.ancestors(unit)))
        )
        other = next(wrong, None)
        if other is not None and found.lead != case.steps[0].unit and at.snapshot.tree.place(found.lead, at.day) is not None:
            yield Held(record=case, gives=found.lead, other=other)


def _passed_on(case: Case, _: str, unit: UnitId) -> Case:
    """The case passed on to another unit, on no ground."""
    last = max(place for place, step in enumerate(case.steps) if step.unit is not None)
    steps = (evolve(step, unit=unit, ground=None) if place == last else step for place, step in enumerate(case.steps))
    return evolve(case, steps=tuple(steps))


KIND = Kind(
    name="routing",
    form=RoutingRule,
    sound=unsound_routing,
    derives=(Derivation(CaseRoute, _routes, _told),),
    finds=_problems,
    todo=_to_dos,
    proposes=_proposals,
    typed=(Typed(noun=Case, field="steps", told={"case-elsewhere": "id"}, of=_typed, write=_passed_on),),
)
CATALOGUE: Kind[None] = Kind(
    name="catalogue",
    form=None,
    finds=lambda _, at: Catalogue.of(at).problems(),
    untyped="it looks at the catalogue of services alone, and computes no result",
)
"""What is wrong with the catalogue of services itself."""

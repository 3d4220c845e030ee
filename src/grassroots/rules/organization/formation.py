"""Formation applied: how large units are, which of them the rule would have changed, and which projects have no unit yet.

Everything is proposed, with the rule and its source; people decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from grassroots.charter import StateKind
from grassroots.model import Link, Noun, Post, Project, Record, Tenure, Unit, key_of
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.organization.formation_rule import Body, FormationRule, Joint, Site, Size, unsound_formation
from grassroots.rules.organization.unit_size import UnitSize
from grassroots.rules.proposed import Proposed
from grassroots.rules.todo import ToDo, Urgency
from grassroots.values import UnitId


class Formation:
    """The units of a snapshot against the rules on formation, at the end of a day."""

    def __init__(self, at: At) -> None:
        self._at, self._snapshot, self._day, self._reader = at, at.snapshot, at.day, at.reader
        self._under = None if at.scope is None else frozenset(at.snapshot.under(at.scope, at.day))
        self._sizes: dict[str, dict[UnitId, set[str]]] = {}
        self.rules = tuple(at.snapshot.charter.rules_of(FormationRule, at.day))

    def units(self, rule: FormationRule) -> Iterator[Unit]:
        """The units that a rule is about, in the order of their ids."""
        return (unit for unit in self._units(rule) if self._is_in_scope(unit.id))

    def _is_in_scope(self, unit: UnitId) -> bool:
        return self._under is None or unit in self._under

    def _units(self, rule: FormationRule) -> Iterator[Unit]:
        """The same, whatever the scope: a unit may join with one beside it."""
        for unit in self._snapshot.all(Unit).values():
            if (
                unit.kind in rule.kinds
                and self._snapshot.tree.stands(unit.id, self._day)
                and (rule.only is None or self._reader.holds(unit, rule.only, self._day))
            ):
                yield unit

    def size(self, unit: UnitId, rule: FormationRule) -> int:
        """How large a unit is, as the rule counts; 0 or more."""
        if rule.name not in self._sizes:
            self._sizes[rule.name] = self._counted(rule)
        return len(self._sizes[rule.name].get(unit, ()))

    def proposals(self) -> tuple[Proposed, ...]:
        """All that the rules propose: units out of size, bodies out of size, joint units of too many, projects without a unit, units that
        outlive their project."""
        return tuple(one for rule in self.rules for one in self.proposals_by(rule))

    def proposals_by(self, rule: FormationRule) -> Iterator[Proposed]:
        """What one rule proposes."""
        kept = bool(self._snapshot.all(rule.count))  # of what an office keeps no record nobody knows how much there is
        small = [unit for unit in self._units(rule) if (band := rule.size_for(self.size(unit.id, rule))) and band.join]
        for unit in self.units(rule):
            size = self.size(unit.id, rule)
            band, body = rule.size_for(size), rule.body_for(size)
            if kept and band is not None and band.become and not self.joined(unit, band):
                yield self._out_of_size(rule, unit, size, band, small)
            if kept and body is not None:
                yield from self._body(rule, unit, size, body)
            if rule.joint is not None:
                yield from self._joint(rule, unit, rule.joint)
        for site in rule.sites:
            yield from self._sites(rule, site)

    def _counted(self, rule: FormationRule) -> dict[UnitId, set[str]]:
        found: dict[UnitId, set[str]] = {}
        for record in self._snapshot.all(rule.count).values():
            home = self._snapshot.home(record)
            if home is None or not self._snapshot.counts_on(record, self._day):
                continue
            if rule.where is not None and not self._reader.holds(record, rule.where, self._day):
                continue
            value = getattr(record, rule.each) if rule.each else record.id
            if value is None:
                continue
            counted = self._snapshot.person(value) if rule.each == "person" else str(value)
            place = self._snapshot.tree.place(home, self._day)
            above = self._snapshot.ancestors(place, self._day) if place is not None and rule.below else ()
            for at in (*((place,) if place is not None else ()), *above):
                found.setdefault(at, set()).add(counted)
        return found

    def _out_of_size(self, rule: FormationRule, unit: Unit, size: int, band: Size, small: list[Unit]) -> Proposed:
        details: dict[str, Any] = {
            "size": size,
            "band": band.phrase,
            "become": self._snapshot.charter.named("unit", band.become),
        }
        if band.join:
            details |= {"near": self._near(unit, band, small), "most": band.most_units or "—"}
            return self._propose("join", rule, unit, "unit-too-small", band.source, **details)
        code = "unit-may-become" if band.may else "unit-should-become"
        return self._propose("upgrade", rule, unit, code, band.source, **details)

    def _near(self, unit: Unit, band: Size, small: list[Unit]) -> tuple[str, ...]:
        """Other units that are too small, under the same unit: those of the same sector first."""
        above = self._snapshot.tree_on(self._day).parent(unit.id)
        beside = [
            one for one in small if one.id != unit.id and self._snapshot.tree_on(self._day).parent(one.id) == above is not None
        ]
        beside.sort(key=lambda one: (one.sector != unit.sector or one.sector is None, one.id))
        return tuple(one.name for one in beside[: band.most_units - 1 if band.most_units else None])

    def joined(self, unit: Unit, band: Size) -> bool:
        """Whether a unit that is too small takes part in a joint one already, by the link that makes such units."""
        links = {rule.joint.link for rule in self.rules if rule.joint is not None and band.become in rule.kinds}
        return band.join and any(
            link.kind in links and self._snapshot.counts_on(link, self._day)
            for link in self._snapshot.referrers(Link, "holder", ("unit", unit.id))
        )

    def leaders(self, unit: Unit, body: Body) -> frozenset[str]:
        """The persons who hold one of the posts that lead a unit."""
        return frozenset(
            one.person
            for post in self._posts(unit, body)
            for one in self._snapshot.referrers(Tenure, "post", ("post", post))
            if self._snapshot.counts_on(one, self._day)
        )

    def _posts(self, unit: Unit, body: Body) -> set[str]:
        """The posts that lead a unit, as far as any is recorded."""
        return {one.id for one in self._snapshot.referrers(Post, "unit", ("unit", unit.id)) if one.kind in body.posts}

    def _body(self, rule: FormationRule, unit: Unit, size: int, body: Body) -> Iterator[Proposed]:
        held = self.leaders(unit, body)
        if not self._posts(unit, body) or body.least <= len(held) <= body.limit:
            return  # Of a unit no post of which is recorded nobody knows who leads it.
        yield self._propose(
            "body",
            rule,
            unit,
            "unit-body-size",
            body.source,
            size=size,
            have=len(held),
            least=body.least,
            most=body.most,
            posts=tuple(self._snapshot.charter.named("post", post) for post in body.posts),
        )

    def _joint(self, rule: FormationRule, unit: Unit, joint: Joint) -> Iterator[Proposed]:
        joined = {
            one.holder
            for one in self._snapshot.referrers(Link, "target", ("unit", unit.id))
            if one.kind == joint.link and self._snapshot.counts_on(one, self._day)
        }
        if len(joined) < joint.least or (joint.most and len(joined) > joint.most):
            yield self._propose(
                "joint",
                rule,
                unit,
                "joint-out-of-size",
                joint.source,
                have=len(joined),
                least=joint.least,
                most=joint.most or "—",
            )

    def _sites(self, rule: FormationRule, site: Site) -> Iterator[Proposed]:
        kind = {"kind": self._snapshot.charter.named("unit", site.kind)}
        alive: set[str] = set()
        for project in self._snapshot.all(Project).values():
            units = self._set_up(project, site)
            status = self._reader.status(project, self._day)
            running = status is not None and status.state_kind in (StateKind.OPEN, StateKind.WAITING)
            if running:
                alive.update(units)
            if not running or units or not self._is_in_scope(project.unit):
                continue
            if site.where is not None and not self._reader.holds(project, site.where, self._day):
                continue
            start = self._begun(project, site)
            if start is not None and self._lasts(site, start, status.due if status else None):
                yield self._propose("form", rule, project, "project-without-unit", site.source, day=start, **kind)
        for unit in self._snapshot.all(Unit).values():
            if unit.kind != site.kind or unit.id in alive:
                continue
            if not self._snapshot.tree.stands(unit.id, self._day) or not self._is_in_scope(unit.id):
                continue
            linked = [
                one
                for one in self._snapshot.referrers(Link, "holder", ("unit", unit.id))
                if one.kind == site.link and self._snapshot.counts_on(one, self._day)
            ]
            if linked:
                yield self._propose("end", rule, unit, "unit-outlives-project", site.source, **kind)

    def _begun(self, project: Project, site: Site) -> date | None:
        begun = self._reader.event(project, site.since, self._day) if site.since else self._snapshot.begins(project)
        return begun if begun is not None and begun <= self._day else None

    def _lasts(self, site: Site, start: date, due: date | None) -> bool:
        """Whether the project lasts as long as the rule asks: by its due day, or as long as it has lasted already."""
        if site.shorter is not None and (due is None or due >= site.shorter.after(start)):
            return False
        last = max(due, self._day) if due is not None else self._day
        return site.lasting is None or last >= site.lasting.after(start)

    def _set_up(self, project: Project, site: Site) -> frozenset[str]:
        return frozenset(
            one.holder.id
            for one in self._snapshot.referrers(Link, "target", ("project", project.id))
            if one.kind == site.link
            and one.holder.noun == "unit"
            and self._snapshot.counts_on(one, self._day)
            and self._snapshot.tree.stands(UnitId(one.holder.id), self._day)
        )

    def _propose(self, what: str, rule: FormationRule, record: Record, code: str, source: str, **details: Any) -> Proposed:
        named = {
            "rule": rule.title,
            "source": source or rule.source or "—",
            "name": getattr(record, "name", "") or record.id,
        }
        reason = Problem(code, source=self._snapshot.sources.get(key_of(record)), value=record.id, details={**named, **details})
        return Proposed.by(rule, record, self._at, what, reason, source=source or rule.source)


_NEEDS: Mapping[str, type[Noun]] = {"body": Tenure, "joint": Link, "form": Link}
"""What must be kept for a proposal to be more than a sign that it is not."""


def _proposals(rule: FormationRule, at: At) -> Iterator[Proposed]:
    for one in Formation(at).proposals_by(rule):
        # Of an office that keeps no members nobody knows how large its units are.
        needs = rule.count if one.what in ("join", "upgrade", "body") else None
        if all(at.snapshot.all(noun) for noun in (needs, _NEEDS.get(one.what)) if noun is not None):
            yield one


def _to_dos(rule: FormationRule, at: At) -> Iterator[ToDo]:
    """What is proposed of a unit is put by the unit above it; what is proposed of a project, by the unit that carries it."""
    for one in _proposals(rule, at):
        noun, id = one.record
        above = at.snapshot.tree_on(at.day).parent(UnitId(id)) if noun == "unit" else None
        record = at.snapshot.all(noun)[id]
        yield ToDo.about(
            record,
            at,
            kind="formation",
            rule=rule,
            urgency=Urgency.DECIDE,
            reason=one.reason,
            day=one.day,
            source=one.source,
            **({"unit": above} if above is not None else {}),
        )


def _found(rule: FormationRule, at: At) -> Iterator[Problem]:
    """Units that are not what their size asks for, or not led as it asks: where they must be, not where they may."""
    yield from (one.reason for one in _proposals(rule, at) if one.reason.code != "unit-may-become")


def _sizes(rule: FormationRule, at: At) -> Iterator[UnitSize]:
    formation = Formation(at)
    for unit in formation.units(rule) if rule.sizes or rule.bodies else ():
        size = formation.size(unit.id, rule)
        band, body = rule.size_for(size), rule.body_for(size)
        yield UnitSize(
            id=f"{rule.known_as}:{unit.id}",
            unit=unit.id,
            rule=rule.known_as,
            size=size,
            become=(band.become if band and not formation.joined(unit, band) else "") or None,
            leaders=len(formation.leaders(unit, body)) if body else None,
        )


KIND = Kind(
    name="formation",
    form=FormationRule,
    sound=unsound_formation,
    derives=(Derivation(UnitSize, _sizes),),
    finds=_found,
    proposes=_proposals,
    todo=_to_dos,
    untyped="the size of a unit is counted, and typed nowhere; what it becomes is a change that people decide",
)

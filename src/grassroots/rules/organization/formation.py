"""Formation applied: how large units are, which of them the rule would have changed, and which projects have no unit yet.

Everything is proposed, with the rule and its source; people decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from grassroots.charter import StateKind
from grassroots.model import Link, Post, Project, Record, Tenure, Unit, key_of
from grassroots.problems import Problem
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.organization.formation_rule import Body, FormationRule, Site, Size, unsound_formation
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


def formation_rules(snapshot: Snapshot, day: date) -> tuple[FormationRule, ...]:
    """The rules on formation that are in force on a day, in the order of the charter."""
    known = snapshot.charter.rules.get("formation", {}).values()
    return tuple(rule for rule in known if isinstance(rule, FormationRule) and rule.holds_on(day))


class Formation:
    """The units of a snapshot against the rules on formation, at the end of a day."""

    def __init__(self, snapshot: Snapshot, day: date | None = None) -> None:
        self._snapshot = snapshot
        self._day = day or snapshot.as_of
        self._reader = Reader(snapshot)
        self._sizes: dict[str, dict[UnitId, set[str]]] = {}
        self.rules = formation_rules(snapshot, self._day)

    def units(self, rule: FormationRule, scope: UnitId | None = None) -> Iterator[Unit]:
        """The units that a rule is about, in the order of their ids."""
        under = None if scope is None else frozenset(self._snapshot.under(scope, self._day))
        for unit in self._snapshot.all("unit").values():
            if (
                isinstance(unit, Unit)
                and unit.kind in rule.kinds
                and self._snapshot.tree.stands(unit.id, self._day)
                and (under is None or unit.id in under)
                and (rule.only is None or self._reader.holds(unit, rule.only, self._day))
            ):
                yield unit

    def size(self, unit: UnitId, rule: FormationRule) -> int:
        """How large a unit is, as the rule counts; 0 or more."""
        if rule.name not in self._sizes:
            self._sizes[rule.name] = self._counted(rule)
        return len(self._sizes[rule.name].get(unit, ()))

    def proposals(self, scope: UnitId | None = None) -> tuple[Proposed, ...]:
        """All that the rules propose: units out of size, bodies out of size, joint units of too many, projects without a unit, units that
        outlive their project."""
        found: list[Proposed] = []
        for rule in self.rules:
            small = [unit for unit in self.units(rule) if (band := rule.size_for(self.size(unit.id, rule))) and band.join]
            for unit in self.units(rule, scope):
                size = self.size(unit.id, rule)
                band, body = rule.size_for(size), rule.body_for(size)
                if band is not None and band.become:
                    found.append(self._out_of_size(rule, unit, size, band, small))
                if body is not None:
                    found += self._body(rule, unit, size, body)
                if rule.joint is not None:
                    found += self._joint(rule, unit)
            for site in rule.sites:
                found += self._sites(rule, site, scope)
        return tuple(found)

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
            "band": band.text("en"),
            "band_zh": band.text("zh"),
            "become": self._kind(band.become, "en"),
            "become_zh": self._kind(band.become, "zh"),
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

    def _body(self, rule: FormationRule, unit: Unit, size: int, body: Body) -> Iterator[Proposed]:
        posts = {
            one.id
            for one in self._snapshot.referrers("post", "unit", ("unit", unit.id))
            if isinstance(one, Post) and one.kind in body.posts
        }
        held = {
            one.person
            for post in posts
            for one in self._snapshot.referrers("tenure", "post", ("post", post))
            if isinstance(one, Tenure) and self._snapshot.counts_on(one, self._day)
        }
        if body.least <= len(held) <= body.limit:
            return
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
            posts=tuple(self._snapshot.charter.label("post", post, "en") for post in body.posts),
            posts_zh=tuple(self._snapshot.charter.label("post", post, "zh") for post in body.posts),
        )

    def _joint(self, rule: FormationRule, unit: Unit) -> Iterator[Proposed]:
        assert rule.joint is not None
        joined = {
            one.holder
            for one in self._snapshot.referrers("link", "target", ("unit", unit.id))
            if isinstance(one, Link) and one.kind == rule.joint.link and self._snapshot.counts_on(one, self._day)
        }
        if len(joined) < rule.joint.least or (rule.joint.most and len(joined) > rule.joint.most):
            yield self._propose(
                "joint",
                rule,
                unit,
                "joint-out-of-size",
                rule.joint.source,
                have=len(joined),
                least=rule.joint.least,
                most=rule.joint.most or "—",
            )

    def _sites(self, rule: FormationRule, site: Site, scope: UnitId | None) -> Iterator[Proposed]:
        under = None if scope is None else frozenset(self._snapshot.under(scope, self._day))
        kind = {"kind": self._kind(site.kind, "en"), "kind_zh": self._kind(site.kind, "zh")}
        alive: set[str] = set()
        for project in self._snapshot.all("project").values():
            if not isinstance(project, Project):
                continue
            units = self._set_up(project, site)
            standing = self._reader.status(project, self._day)
            running = standing is not None and standing.state_kind in (StateKind.OPEN, StateKind.WAITING)
            if running:
                alive.update(units)
            if not running or units or (under is not None and project.unit not in under):
                continue
            if site.where is not None and not self._reader.holds(project, site.where, self._day):
                continue
            start = self._begun(project, site)
            if start is not None and self._lasts(site, start, standing.due if standing else None):
                yield self._propose("form", rule, project, "project-without-unit", site.source, day=start, **kind)
        for unit in self._snapshot.all("unit").values():
            if not isinstance(unit, Unit) or unit.kind != site.kind or unit.id in alive:
                continue
            if not self._snapshot.tree.stands(unit.id, self._day) or (under is not None and unit.id not in under):
                continue
            linked = [
                one
                for one in self._snapshot.referrers("link", "holder", ("unit", unit.id))
                if isinstance(one, Link) and one.kind == site.link and self._snapshot.counts_on(one, self._day)
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
            for one in self._snapshot.referrers("link", "target", ("project", project.id))
            if isinstance(one, Link)
            and one.kind == site.link
            and one.holder.noun == "unit"
            and self._snapshot.counts_on(one, self._day)
            and self._snapshot.tree.stands(UnitId(one.holder.id), self._day)
        )

    def _kind(self, kind: str, language: str) -> str:
        return self._snapshot.charter.label("unit", kind, language)

    def _propose(self, what: str, rule: FormationRule, record: Record, code: str, source: str, **details: Any) -> Proposed:
        named = {
            "rule": rule.labels.get("en", rule.name),
            "rule_zh": rule.labels.get("zh", rule.name),
            "source": source or rule.source or "—",
            "name": getattr(record, "name", "") or record.id,
        }
        reason = Problem(code, source=self._snapshot.sources.get(key_of(record)), value=record.id, details={**named, **details})
        return Proposed(
            what=what,
            record=key_of(record),
            day=self._day,
            reason=reason,
            rule=rule.name,
            source=source or rule.source,
            labels=rule.labels,
        )


def units_out_of_size(snapshot: Snapshot, day: date | None = None, scope: UnitId | None = None) -> tuple[Proposed, ...]:
    """The units whose size calls for another kind of unit, in the order of the rules and of the ids; `what` is `join` or `upgrade`."""
    return tuple(one for one in Formation(snapshot, day).proposals(scope) if one.what in ("join", "upgrade"))


def projects_without_unit(snapshot: Snapshot, day: date | None = None, scope: UnitId | None = None) -> tuple[Proposed, ...]:
    """The projects that last long enough and have no unit of their own."""
    return tuple(one for one in Formation(snapshot, day).proposals(scope) if one.what == "form")


KIND = Kind(name="formation", form=FormationRule, sound=unsound_formation, silent="TODO")

"""Ways to a post: whether whoever came to a post by a way of selection had gone that way first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.fields import described, public
from grassroots.model import Application, Derived, Tenure, derived_noun
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At
from grassroots.rules.members.pathways import course_of
from grassroots.rules.posts.posts import holds_on
from grassroots.rules.posts.staffing_rule import Selection, StaffingRule
from grassroots.rules.posts.worded import named, source_of
from grassroots.values import UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class Appointment(Derived):
    """A holding of a post by a way of selection, and whether that way was gone first.

    >>> Appointment(id="ways:t", tenure="t", unit=None, rule="ways", method="open_call", on=date(2024, 3, 1), went=True).went
    True
    """

    tenure: str = field(metadata=public("the holding of the post", ref="tenure"))
    unit: UnitId | None = field(metadata=public("the unit that has the post", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter that asks for a way"))
    method: str = field(metadata=public("how the post was come by", words="tenure_method"))
    on: date = field(metadata=public("the first day of the holding"))
    went: bool = field(metadata=public("whether the whole way was gone by then"))


def appointments(rule: StaffingRule, at: At) -> Iterator[Appointment]:
    """The holdings of posts by a way of selection that began by the day."""
    ways = {one.method: one for one in rule.selections}
    for one in at.snapshot.all(Tenure).values():
        way = ways.get(one.method or "")
        if way is not None and one.start <= at.day:
            yield Appointment(
                id=f"{rule.known_as}:{one.id}",
                tenure=one.id,
                unit=at.snapshot.home(one),
                rule=rule.known_as,
                method=way.method,
                on=one.start,
                went=_went(one, way, at),
            )


def unselected_holders(rule: StaffingRule, at: At) -> Iterator[Problem]:
    """Terms of office that stand on the day and began under the rule by a way of selection that was not gone: no application of the person that had taken
    the step the rule asks for by the first day (for that post, where the application names one). A way of which no application is kept at all, or in view, is not asked about."""
    kept = set() if "application" in at.snapshot.withheld else {one.kind for one in at.snapshot.all(Application).values()}
    ways = {one.method: one for one in rule.selections}
    for one in at.snapshot.all(Tenure).values():
        way = ways.get(one.method or "")
        if way is None or _went(one, way, at):
            continue
        if way.pathway in kept and holds_on(one, at.day) and rule.holds_on(one.start):
            yield _problem(one, way, rule, at)


def _problem(tenure: Tenure, way: Selection, rule: StaffingRule, at: At) -> Problem:
    pathway = _called(at.snapshot.charter, way.pathway)
    details = {"id": tenure.id, "day": tenure.start, "pathway": pathway, "source": source_of(rule, way)}
    return Problem("selection-missing", source=at.snapshot.sources.get(("tenure", tenure.id)), details=details)


def _went(tenure: Tenure, way: Selection, at: At) -> bool:
    person = at.snapshot.person(tenure.person)
    for one in at.snapshot.all(Application).values():
        if one.kind != way.pathway or at.snapshot.person(one.person) != person or one.post not in (None, tenure.post):
            continue
        course = course_of(one, At(at.snapshot, tenure.start))
        # Under a pathway a step counts only if the steps before it, the waiting times and the approvals are there.
        if course is not None:
            if any(step.name == way.step and step.counts for step in course.taken):
                return True
        elif any(step.state == way.step and step.on <= tenure.start for step in one.steps):
            return True
    return False


def _called(charter: Charter, pathway: str) -> Named:
    rules = charter.rules.get("pathway", {}).values()
    return next((named(rule) for rule in rules if rule.known_as == pathway), Named(pathway, {}))

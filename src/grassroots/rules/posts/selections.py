"""Ways to a post: whether whoever came to a post by a way of selection had gone that way first."""

from __future__ import annotations

from grassroots.charter.charter import Charter
from grassroots.model import Application, Tenure
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At
from grassroots.rules.members.pathways import course_of
from grassroots.rules.posts.staffing_rule import Selection, StaffingRule
from grassroots.rules.posts.worded import named, source_of
from grassroots.values import Period


def unselected(rule: StaffingRule, period: Period, at: At) -> tuple[Problem, ...]:
    """Terms of office that began in a period by a way of selection, with no such way on record: no application of the person that had taken the step
    the rule asks for by the first day (for that post, where the application names one)."""
    ways = {one.method: one for one in rule.selections}
    return tuple(
        Problem(
            "selection-missing",
            source=at.snapshot.sources.get(("tenure", one.id)),
            details={
                "id": one.id,
                "day": one.start,
                "pathway": _called(at.snapshot.charter, way.pathway),
                "source": source_of(rule, way),
            },
        )
        for one in at.snapshot.all(Tenure).values()
        if one.start in period and (way := ways.get(one.method or "")) is not None and not _went(one, way, at)
    )


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

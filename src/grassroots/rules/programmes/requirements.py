"""Requirements: what must hold of every record of a sort, whichever it is: a reply has four parts, an opinion belongs where the visit was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.measure import Condition
from grassroots.charter.paths import leaves
from grassroots.charter.rule import Rule, needed, noun, of_noun
from grassroots.model import Record
from grassroots.model.labels import noun_label
from grassroots.problems import Named, Problem
from grassroots.rules.kind import At, Kind, ToDo, Urgency
from grassroots.rules.worded import problem_by
from grassroots.texts import languages
from grassroots.values import UnitId

OF_PEOPLE = ("person", "household", "contact", "circumstance", "membership")
"""The nouns whose ids lead to people: what is told of one is for the office's own list."""


@frozen(kw_only=True)
class RequirementRule(Rule):
    """What must hold of every record of `noun` for which `where` holds.

    `must`: the condition. `same`: paths that lead to the same, each to another, wherever both lead somewhere (`unit = "contact.unit"`). `owner`: the path to
    the unit that has to mend it; then it is told as a thing to be done, too.

    >>> RequirementRule(name="parts", noun="reply").owner
    ''
    """

    noun: str = field(metadata=noun() | needed())
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    must: Condition | None = field(default=None, metadata=of_noun("noun"))
    same: Mapping[str, str] = field(factory=dict, hash=False)
    owner: str = ""


def unmet(rule: RequirementRule, at: At) -> Iterator[tuple[Record, str]]:
    """The records that do not meet a requirement on a day, in the order of their ids, each with what differs."""
    for record in at.snapshot.all(rule.noun).values():
        begins = at.snapshot.begins(record)
        if begins is not None and begins > at.day:
            continue
        if rule.where is not None and not at.reader.holds(record, rule.where, at.day):
            continue
        differs = []
        for ours, theirs in rule.same.items():
            found = [at.reader.value(record, path, at.day) for path in (ours, theirs)]
            if None not in found and found[0] != found[1]:
                differs.append(f"{found[0]} ≠ {found[1]}")
        if differs or (rule.must is not None and not at.reader.holds(record, rule.must, at.day)):
            yield record, ", ".join(differs)


def _told(record: Record, differs: str, rule: RequirementRule, at: At) -> Problem:
    labels = {language: noun_label(rule.noun, language) for language in languages()}
    code = "requirement-differs" if differs else "requirement"
    told = problem_by(rule, record, at, code, record.id, noun=Named(labels["en"], labels), differs=differs or "—")
    return Problem(told.code, source=told.source, value=told.value, details=told.details, masked=rule.noun in OF_PEOPLE)


def _problems(rule: RequirementRule, at: At) -> Iterator[Problem]:
    for record, differs in unmet(rule, at):
        yield _told(record, differs, rule, at)


def _to_dos(rule: RequirementRule, at: At) -> Iterator[ToDo]:
    for record, differs in unmet(rule, at) if rule.owner else ():
        owner = at.reader.value(record, rule.owner, at.day)
        unit = UnitId(str(owner)) if owner is not None else at.snapshot.home(record)
        reason = _told(record, differs, rule, at)
        yield ToDo.about(record, at, kind="requirement", rule=rule, urgency=Urgency.LACKING, reason=reason, unit=unit)


def unsound_requirement(rule: RequirementRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a requirement: nothing required, paths that lead nowhere or to what may be erased."""
    if rule.must is None and not rule.same:
        yield (), "charter-missing", "", {"key": "must"}
    paths = [(("same", ours), one) for ours, theirs in rule.same.items() for one in (ours, theirs)]
    for here, path in [*paths, *([(("owner",), rule.owner)] if rule.owner else [])]:
        ends = leaves(charter, rule.noun, path)
        if not ends:
            yield here, "charter-path", path, {"noun": rule.noun, "known": ()}
        elif any(leaf.private for leaf in ends):
            yield here, "charter-erasable", path, {}
    if rule.owner and not any("unit" in leaf.refs for leaf in leaves(charter, rule.noun, rule.owner)):
        yield ("owner",), "charter-requirement-owner", rule.owner, {}


KIND = Kind(name="requirement", form=RequirementRule, sound=unsound_requirement, finds=_problems, todo=_to_dos)

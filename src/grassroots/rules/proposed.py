"""What a rule proposes to people: an end of membership, a transfer, a call. Nothing here changes a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, fields, frozen

from grassroots.charter import StateKind
from grassroots.charter.rule import Rule
from grassroots.model import NOUNS, Record, Step, key_of
from grassroots.problems import Named, Problem
from grassroots.reading.at import At
from grassroots.rules.worded import headed
from grassroots.texts import catalogue


@frozen(kw_only=True)
class Carried:
    """What carrying a proposal out changes in a record: fields, and a step that its life goes on by. The rest of a stored record stays as it is.

    `new`: whether the record is added by it. `decided`: the field that takes who decided, by name; people say that when they carry it out.

    >>> Carried(noun="case", id="c-2", fields={"merged_into": "c-1"}, step=Step(state="merged", on=date(2024, 3, 1))).step.state
    'merged'
    """

    noun: str
    id: str
    fields: Mapping[str, Any] = field(factory=dict, hash=False)
    step: Step | None = None
    new: bool = False
    decided: str = ""

    @classmethod
    def adds(cls, record: Record) -> Carried:
        """That a record is added as it is."""
        noun, id = key_of(record)
        return cls(
            noun=noun,
            id=id,
            fields={one.name: getattr(record, one.name) for one in fields(type(record)) if one.name != "id"},
            new=True,
        )

    @property
    def made(self) -> Record | None:
        """The record that is added; None where one is changed, or somebody has to be named first."""
        return NOUNS[self.noun](id=self.id, **self.fields) if self.new and not self.decided else None


@frozen(kw_only=True)
class Proposed:
    """Something that a rule proposes about a record, and that a body must decide: the rule with its source, the reason, who decides.

    `what`: lapse, transfer, contact, report, duplicate, grade, plan, level, result, renew, close, pair; of units: join, upgrade, body, joint, form, end. `record`: the record (noun, id).
    `reason`: why, as a sentence. `body`: the kinds of unit whose body decides; none: the unit of the record. `changes`: what follows in the records
    once it is decided, for `office.act`; empty where people write that down themselves.
    """

    what: str
    record: tuple[str, str]
    day: date
    reason: Problem
    rule: str
    source: str | Named = ""
    body: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(factory=dict, hash=False)
    changes: tuple[Carried, ...] = ()

    @classmethod
    def by(
        cls, rule: Rule, record: Record, at: At, what: str, reason: Problem, changes: tuple[Carried, ...] = (), **more: Any
    ) -> Proposed:
        """What a rule proposes about a record on a day; `more`: what is not as the rule has it."""
        told = {"day": at.day, "source": rule.source, "labels": rule.labels, **more}
        return cls(what=what, record=key_of(record), reason=reason, rule=rule.name, changes=changes, **told)

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The proposal in lines: what and on what ground, the rule and its source, and that it holds only once it is decided."""
        said = catalogue("grassroots.rules").say
        head = headed(self.labels.get(language, self.rule), self.source, language)
        closing = "decided-for-unit" if self.record[0] in ("unit", "project") else "decided-for-person"
        return said("proposed", language, head=head), self.reason.text(language), said(closing, language)


def step_to(record: Record, kind: StateKind, at: At) -> tuple[Carried, ...]:
    """That a life goes on to the first state of a kind that may follow; nothing where none may, or a later step is on record."""
    status, workflow = at.reader.status(record, at.day), at.snapshot.charter.workflow_of(record)
    steps: tuple[Step, ...] = getattr(record, "steps", ())
    if status is None or workflow is None or status.state not in workflow.states or any(step.on > at.day for step in steps):
        return ()
    following = (workflow.states[name] for name in workflow.states[status.state].next if name in workflow.states)
    state = next((one.name for one in following if one.kind is kind), None)
    noun, id = key_of(record)
    return () if state is None else (Carried(noun=noun, id=id, step=Step(state=state, on=at.day)),)

"""Answers to cases: those that were given, the texts that an office has for them, and the one that a step brings."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from grassroots.charter.workflow import StateKind
from grassroots.errors import HasProblems, NotFound
from grassroots.ledgers.cells import fold
from grassroots.ledgers.over.spells import later_id
from grassroots.model import Case, Reply, Step, key_of
from grassroots.problems import Named, Problem, nearest
from grassroots.reading import At
from grassroots.rules.casework.replies import ReplyRule, answered
from grassroots.values import Language
from grassroots.workspace.desk.browsing import Browsing
from grassroots.workspace.desk.rows import ledger_of, named_ledger, number_of, record_of, records_of

UNCHANGED = "Nothing was changed."

OF_STEP = ("outcome", "rating", "handler", "due", "ground")
"""What is said of a case with the step that answers it."""


@frozen(kw_only=True)
class ReplyText:
    """A text of an answer as it would be given: `parts`, by the four parts of an answer; what the step will say (`[outcome]`) stands in brackets.
    `lacking`: why it cannot be given, where it cannot."""

    name: str
    title: Named
    parts: Mapping[str, str] = field(factory=dict, hash=False)
    lacking: Problem | None = None


class Replying(Browsing):
    """What is answered."""

    def replies(self, ledger: str, number: str) -> tuple[Reply, ...]:
        """The answers that were given to a case, the first one first; what the reader may not see of them is empty.

        Raises:
            NotFound: no such ledger, or it has no such number in view.
        """
        found = self._kept().referrers(Reply, "case", key_of(self._case(ledger, number)[0]))
        return tuple(sorted(found, key=lambda one: one.on))

    def reply_texts(self, ledger: str, number: str, *, on: date, language: Language = "") -> tuple[ReplyText, ...]:
        """The texts of the charter (`[reply.NAME]`) that may answer a case, as they would read, each with the first step that may follow for which it is.

        Args:
            ledger: its name, or what it is called.
            number: the number of the case.
            on: the day of the answer.
            language: of the text; without one, the first of the charter.

        Raises:
            NotFound: no such ledger, or it has no such number in view.
        """
        case, shown = self._case(ledger, number)
        flow = self.charter.workflow_of(case)
        following = () if flow is None else flow.states[case.steps[-1].state].next if case.steps else flow.starts
        found: dict[str, ReplyText] = {}
        for step in (Step(state=one, on=on) for one in following):
            for rule in (one for one in self._texts(case, step) if one.name not in found):
                made = ReplyText(name=rule.name, title=rule.title)
                try:
                    found[rule.name] = evolve(made, parts=self._filled(rule, case, step, shown, language, OF_STEP))
                except HasProblems as error:
                    found[rule.name] = evolve(made, lacking=error.problems[0])
        return tuple(found[one] for one in self.charter.rules.get("reply", {}) if one in found)

    def _answer(self, case: Any, step: Step, text: str, shown: str, language: Language) -> Reply:
        """The answer that a step brings, by the name of a text or what it is called."""
        rule = self._called(text, list(self._texts(case, step)))
        known = {one.id: one for one in self._kept().referrers(Reply, "case", key_of(case))}
        id = later_id(case.id, step.on) if case.id in known else case.id
        if id in known or any(one.on == step.on for one in known.values()):
            raise HasProblems(UNCHANGED, [Problem("reply-several", value=shown, details={"day": step.on})])
        said: Any = self._filled(rule, case, step, shown, language)
        return Reply(id=id, case=case.id, on=step.on, handler=step.by, **said)

    def _called(self, text: str, texts: list[ReplyRule]) -> ReplyRule:
        """The text that is meant by a name, or by what it is called."""
        words = {one.name: (one.name, *one.labels.values()) for one in texts}
        found = [one for one in texts if one.name == text] or [one for one in texts if fold(text) in map(fold, words[one.name])]
        if len(found) != 1:
            code = "reply-of-several" if found else "no-such-reply"
            near = tuple(one.name for one in found) or nearest(text, sum(words.values(), ()))
            raise NotFound.of(Problem(code, value=text, details={"near": near}))
        return found[0]

    def _filled(
        self, rule: ReplyRule, case: Case, step: Step, shown: str, language: Language, later: Container[str] = ()
    ) -> Mapping[str, str]:
        after = evolve(case, steps=(*case.steps, step))
        return answered(rule, after, At.of(self._kept(), step.on), language or self.charter.languages[0], shown, later)

    def _texts(self, case: Any, step: Step) -> Iterator[ReplyRule]:
        """The texts in force on the day of a step that may answer a case by it."""
        at, flow = At.of(self._kept(), step.on), self.charter.workflow_of(case)
        closing = flow.states_of(StateKind.DONE) if flow else ()
        fitting = (one for one in self.charter.rules_of(ReplyRule, step.on) if isinstance(case, Case) and one.fits(case, at))
        return (one for one in fitting if step.state in (one.states or closing))

    def _case(self, ledger: str, number: str) -> tuple[Case, str]:
        rule, snapshot = ledger_of(self.charter, ledger), self._kept()
        id = record_of(rule, self.charter, snapshot, number)
        found = next((one for one in records_of(rule, snapshot, id) if isinstance(one, Case)), None)
        if found is None:
            raise HasProblems(UNCHANGED, [Problem("no-steps-in-ledger", details={"ledger": named_ledger(rule)})])
        return found, number_of(rule, id)

"""Publication: which notices may be about what, whom they need to ask first, and how they come to an end.

No charter can make a public list of persons for anything but praise: a notice about a natural person is a recognition to which that person has agreed,
and `unsound_publication` refuses every other rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from attrs import frozen

from grassroots.charter.length import Length
from grassroots.charter.rule import Rule
from grassroots.charter.toml import Path
from grassroots.charter.workflow import StateKind
from grassroots.fields import field_named
from grassroots.model import Notice
from grassroots.problems import nearest
from grassroots.rules.appraisal.rubric_rule import Rubric
from grassroots.rules.decisions.decision_rule import DecisionRule

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]

NATURAL = ("person", "household", "case")
"""The nouns by which a notice is about natural persons: themselves, those who live at an address, or whoever raised a matter."""


class Tone(StrEnum):
    """What a notice does to those whom it is about."""

    RECOGNITION = "recognition"
    """It praises. The only one that may be about natural persons."""
    INFORMATION = "information"
    """It makes known: a convention, a result, what is to be decided."""
    WARNING = "warning"
    """It hurts: a star taken away, an enterprise that is behind. Never about natural persons."""


@frozen(kw_only=True)
class After:
    """The judgement that must come first: under which rubric, with one of which grades."""

    rubric: str
    grades: tuple[str, ...]


@frozen(kw_only=True)
class PublicationRule(Rule):
    """What a kind of notice needs. It is known by the word of the list `notice` that it is the rule for.

    `about`: the nouns that it may be about. `consent`: the word of the list `consent` to which those whom it is about must have agreed.
    `objection_days`: how many days it must be announced before it is published. `basis`: whether it must name its legal basis.
    `longest`: how long it may be shown. `review`: how often it is looked at again while it is. `decision`: the rule by which a body must have voted for it.
    `after`: the judgement that it must rest on.

    >>> PublicationRule(name="star_household", tone=Tone.RECOGNITION, about=("household",), consent="recognition").objection_days
    0
    """

    tone: Tone
    about: tuple[str, ...]
    consent: str = ""
    objection_days: int = 0
    basis: bool = False
    longest: Length | None = None
    review: Length | None = None
    decision: str = ""
    after: After | None = None

    @property
    def needs_basis(self) -> bool:
        """Whether a notice must name its legal basis: one that hurts always must."""
        return self.basis or self.tone is Tone.WARNING


def unsound_publication(rule: PublicationRule, charter: Any) -> Faults:
    """What is unsound: above all a notice about persons that is no praise, or that they need not agree to."""
    yield from _word(charter, "notice", rule.known_as, ())
    allowed = field_named(Notice, "about")
    for noun in rule.about:
        if allowed is None or noun not in allowed.refs:
            yield ("about",), "charter-noun", noun, {"known": nearest(noun, allowed.refs if allowed else ())}
    if not rule.about:
        yield ("about",), "charter-missing", "", {"key": "about"}
    persons = [noun for noun in rule.about if noun in NATURAL]
    if persons and rule.tone is not Tone.RECOGNITION:
        yield ("tone",), "publication-persons", rule.tone.value, {"nouns": persons}
    if persons and not rule.consent:
        yield ("about",), "publication-no-consent", ", ".join(persons), {}
    if rule.consent:
        yield from _word(charter, "consent", rule.consent, ("consent",))
    if rule.objection_days < 0:
        yield ("objection_days",), "charter-not-whole", str(rule.objection_days), {}
    for key in ("longest", "review"):
        length = getattr(rule, key)
        if length is not None and not length.sound:
            yield (key,), "charter-path-length", str(length), {}
    if rule.tone is Tone.WARNING:
        for key, given in (("objection_days", rule.objection_days > 0), ("longest", rule.longest is not None)):
            if not given:
                yield (), "publication-warning", key, {}
    if rule.longest and rule.review and rule.review.least_days >= rule.longest.most_days:
        yield ("review",), "publication-late-review", str(rule.review), {"longest": str(rule.longest)}
    if rule.needs_basis and not charter.words.get("legal_basis"):
        yield (), "charter-no-words", "legal_basis", {"words": "legal_basis"}
    yield from _before(rule, charter)
    yield from _life(rule, charter)


def _word(charter: Any, words: str, word: str, keys: Path) -> Faults:
    known = charter.words.get(words, {})
    if word not in known:
        yield keys, "charter-word" if known else "charter-no-words", word, {"words": words, "known": nearest(word, known)}


def _before(rule: PublicationRule, charter: Any) -> Faults:
    if rule.decision:
        known = [one.known_as for one in charter.rules.get("decision", {}).values() if isinstance(one, DecisionRule)]
        if rule.decision not in known:
            yield ("decision",), "publication-rule", rule.decision, {"known": nearest(rule.decision, known)}
    if rule.after is None:
        return
    rubrics = [one for one in charter.rules.get("rubric", {}).values() if isinstance(one, Rubric)]
    found = [one for one in rubrics if one.known_as == rule.after.rubric]
    if not found:
        known = [one.known_as for one in rubrics]
        yield ("after", "rubric"), "publication-rule", rule.after.rubric, {"known": nearest(rule.after.rubric, known)}
    if not rule.after.grades:
        yield ("after",), "charter-missing", "", {"key": "grades"}
    for rubric in found:
        if rubric.subject not in rule.about:
            yield ("after", "rubric"), "publication-other-subject", rubric.subject, {"nouns": rule.about}
        for grade in rule.after.grades:
            if rubric.band(grade) is None:
                yield ("after", "grades"), "rubric-grade", grade, {"known": tuple(one.grade for one in rubric.grade)}


def _life(rule: PublicationRule, charter: Any) -> Faults:
    """What is published can be corrected and taken down again; what must be announced first has a state for it."""
    word = charter.word("notice", rule.known_as)
    workflow = charter.workflows.get(word.workflow if word and word.workflow else "notice")
    if workflow is None:
        yield (), "charter-no-workflow-for", "notice", {}
        return
    kinds = {name: state.kind for name, state in workflow.states.items()}
    if rule.objection_days and StateKind.WAITING not in kinds.values():
        yield ("objection_days",), "publication-no-announcement", workflow.name, {}
    for name, state in workflow.states.items():
        if state.kind is not StateKind.DONE:
            continue
        reached = {kinds.get(after) for after in state.next}
        if StateKind.DROPPED not in reached:
            yield (), "publication-no-removal", name, {"workflow": workflow.name}
        corrects = any(name in other.next for other in workflow.states.values() if other.kind is StateKind.DONE)
        corrected = any(after != name and kinds.get(after) is StateKind.DONE for after in state.next)
        if rule.tone is Tone.WARNING and not (corrected or corrects):
            yield (), "publication-no-correction", name, {"workflow": workflow.name}

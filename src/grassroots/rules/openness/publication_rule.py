"""Publication: which notices may be about what, whom they need to ask first, and how they come to an end.

No charter can make a public list of persons for anything but praise: a notice about a natural person is a recognition to which that person has agreed,
and `unsound_publication` refuses every other rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, between, length, names, needed, noun, word
from grassroots.charter.workflow import StateKind
from grassroots.fields import field_named
from grassroots.model import Notice
from grassroots.problems import nearest
from grassroots.rules.appraisal.rubric_rule import Rubric

NATURAL = ("person", "household", "case")
"""The nouns by which a notice is about natural persons: themselves, those who live at an address, or whoever raised a matter."""


_about = field_named(Notice, "about")
ABOUT = _about.refs if _about else ()
"""The nouns that a notice can be about at all."""


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

    rubric: str = field(metadata=names("rubric") | needed())
    grades: tuple[str, ...] = field(metadata=needed())


@frozen(kw_only=True)
class PublicationRule(Rule):
    """What a kind of notice needs. It is known by the word of the list `notice` that it is the rule for.

    `about`: the nouns that it may be about. `consent`: the word of the list `consent` to which those whom it is about must have agreed.
    `objection_days`: how many days it must be announced before it is published. `basis`: whether it must name its legal basis.
    `longest`: how long it may be shown. `review`: how often it is looked at again while it is. `decision`: the rule by which a body must have voted for it.
    `after`: the judgement that it must rest on. `tone`: what such a notice does to those whom it is about.

    >>> PublicationRule(name="star_household", tone=Tone.RECOGNITION, about=("household",), consent="recognition").objection_days
    0
    """

    tone: Tone
    about: tuple[str, ...] = field(metadata=noun(*ABOUT) | needed())
    consent: str = field(default="", metadata=word("consent"))
    objection_days: int = field(default=0, metadata=between(0, 3660))
    basis: bool = False
    longest: Length | None = field(default=None, metadata=length())
    review: Length | None = field(default=None, metadata=length())
    decision: str = field(default="", metadata=names("decision"))
    after: After | None = None

    @property
    def needs_basis(self) -> bool:
        """Whether a notice must name its legal basis: one that hurts always must."""
        return self.basis or self.tone is Tone.WARNING


def unsound_publication(rule: PublicationRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: above all a notice about persons that is no praise, or that they need not agree to."""
    known = charter.words.get("notice", {})
    if rule.known_as not in known:
        near = nearest(rule.known_as, known)
        yield (), "charter-word" if known else "charter-no-words", rule.known_as, {"words": "notice", "known": near}
    persons = [one for one in rule.about if one in NATURAL]
    if persons and rule.tone is not Tone.RECOGNITION:
        yield ("tone",), "publication-persons", rule.tone.value, {"nouns": persons}
    if persons and not rule.consent:
        yield ("about",), "publication-no-consent", ", ".join(persons), {}
    if rule.tone is Tone.WARNING:
        for key, given in (("objection_days", rule.objection_days > 0), ("longest", rule.longest is not None)):
            if not given:
                yield (), "publication-warning", key, {}
    if rule.longest and rule.review and rule.review.least_days >= rule.longest.most_days:
        yield ("review",), "publication-late-review", str(rule.review), {"longest": str(rule.longest)}
    if rule.needs_basis and not charter.words.get("legal_basis"):
        yield (), "charter-no-words", "legal_basis", {"words": "legal_basis"}
    yield from _judged(rule, charter)
    yield from _states(rule, charter)


def _judged(rule: PublicationRule, charter: Charter) -> Iterator[Fault]:
    """A judgement that must come first is about what the notice is about, and has these grades."""
    for rubric in charter.rules_of(Rubric) if rule.after else ():
        if rule.after is None or rubric.known_as != rule.after.rubric:
            continue
        if rubric.subject not in rule.about:
            yield ("after", "rubric"), "publication-other-subject", rubric.subject, {"nouns": rule.about}
        for grade in rule.after.grades:
            if rubric.band(grade) is None:
                yield ("after", "grades"), "rubric-grade", grade, {"known": tuple(one.grade for one in rubric.grade)}


def _states(rule: PublicationRule, charter: Charter) -> Iterator[Fault]:
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

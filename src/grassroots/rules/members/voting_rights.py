"""Rights of members: to vote, to stand, to be helped. Derived on a day from stage, time, arrears and registration, or set by a recorded decision; never stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.kind import Fault
from grassroots.charter.leaf import Leaf
from grassroots.charter.length import Length
from grassroots.charter.paths import leaves
from grassroots.charter.rule import Rule, between, length, names, needed, of_noun, word
from grassroots.fields import Column
from grassroots.model import Membership, Override, Person, Record, key_of
from grassroots.problems import Named, Problem, nearest
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Derivation, DerivedPath, Kind, ToDo, Urgency
from grassroots.rules.members.dues import account_on
from grassroots.rules.members.dues_rule import DuesRule
from grassroots.rules.members.pathway_rule import PathwayRule
from grassroots.rules.members.pathways import course_of
from grassroots.rules.members.right import MemberRight
from grassroots.rules.members.walk import override_of
from grassroots.rules.typed import decisions_on
from grassroots.rules.worded import headed, rule_details
from grassroots.texts import catalogue
from grassroots.values import Language

R = TypeVar("R", bound=Rule)


@frozen(kw_only=True)
class AgeLimit:
    """The whole years that a member must have; only those for whom `where` (over memberships) holds."""

    least: int = field(metadata=between(1, 119))
    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))


@frozen(kw_only=True)
class VotingRightRule(Rule):
    """A right that a membership gives.

    `where`: what must hold of the membership. `registration`: the ways of being registered that give it; others never do.
    `stages`: the stages that give it (by the pathway of memberships); none: any. `states`: likewise for the state of the membership.
    `tenure`: how long the stage (or, without stages, the membership) must have lasted.
    `dues`, `arrears`: the dues rule, and how many periods may be in arrears; without a rule arrears do not matter.
    `ages`: the least ages.
    `one_per`: a path; of several members with the same value there (a dwelling) together one has the right.

    >>> VotingRightRule(name="vote", stages=("full",)).registration
    ('home',)
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))
    registration: tuple[str, ...] = field(default=("home",), metadata=word("registration") | needed())
    stages: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    tenure: Length | None = field(default=None, metadata=length())
    dues: str = field(default="", metadata=names("dues"))
    arrears: int = 0
    ages: tuple[AgeLimit, ...] = ()
    one_per: str = ""


def unsound_right(rule: VotingRightRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a right: a stage or a state that there is not; a right that anybody has."""
    reached = [name for path in charter.rules_of(PathwayRule) if path.noun == "membership" for name in path.stage_names]
    for name in rule.stages:
        if name not in reached:
            yield ("stages",), "charter-path-stage", name, {"known": nearest(name, reached)}
    workflow = charter.workflows.get("membership")
    states = tuple(workflow.states) if workflow else ()
    for name in rule.states:
        if name not in states:
            yield ("states",), "charter-path-state", name, {"known": nearest(name, states)}
    if not rule.stages and not rule.states:
        yield (), "charter-right-anybody", "", {}
    if rule.arrears < 0 or (rule.arrears and not rule.dues):
        yield ("arrears",), "charter-surplus", str(rule.arrears), {}
    if rule.one_per and not leaves(charter, "membership", rule.one_per):
        yield ("one_per",), "charter-right-per", rule.one_per, {}
    if rule.known_as not in charter.words.get("overridden", {}):
        words = charter.words.get("overridden", {})
        yield (), "charter-word", rule.known_as, {"words": "overridden", "known": nearest(rule.known_as, words)}


@frozen(kw_only=True)
class Right:
    """Whether a membership gives a right on a day: `held`, None where it cannot be said (an age that is not known); `why_not`: what is missing.

    `override`: the decision that sets it instead.
    """

    rule: VotingRightRule
    membership: str
    day: date
    held: bool | None
    why_not: tuple[Problem, ...] = ()
    override: str = ""

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The answer in lines: the rule and its source, and what is missing."""
        said = catalogue("grassroots.rules.members").say
        answer = said({True: "right-yes", False: "right-no", None: "right-not-known"}[self.held], language)
        by = said("by-decision", language, decision=self.override) if self.override else ""
        return (
            headed(self.rule.title, self.rule.source, language),
            said("right-answer", language, day=self.day, answer=answer, by=by),
            *(problem.text(language) for problem in self.why_not),
        )


def right_on(membership: Membership, rule: VotingRightRule, at: At) -> Right:
    """Whether a membership gives a right at the end of a day. Only what happened until then counts."""
    decision = override_of(membership, rule.known_as, at)
    held = None if decision is None else _answered(decision)
    if decision is not None and held is not None:
        return Right(rule=rule, membership=membership.id, day=at.day, held=held, override=decision.id)
    faults = tuple(_faults(membership, rule, at))
    unsure = all(fault.code == "right-age-unknown" for fault in faults)
    held = True if not faults else None if unsure else False
    if decision is not None:
        details = {"id": decision.id, "what": rule.title, "known": _answers()}
        faults = (*faults, Problem("override-unknown", value=decision.set_to, details=details))
    return Right(rule=rule, membership=membership.id, day=at.day, held=held, why_not=faults)


def _answers() -> tuple[Named, Named]:
    """What a decision may say of a right, as an office writes it: yes or no."""
    own = catalogue("grassroots.rules.members")
    return Named("yes", own.labels("right-yes")), Named("no", own.labels("right-no"))


def _answered(decision: Override) -> bool | None:
    """Whether a decision gives a right, written in any language; None where it says neither."""
    told, own = decision.set_to.strip().casefold(), catalogue("grassroots.rules.members")
    yes, no = ({one, *own.labels(f"right-{one}").values(), *own.labels(f"said-{one}").values()} for one in ("yes", "no"))
    return True if told in yes else False if told in no else None


def right_of(record: Record, name: str, at: At) -> bool | None:
    """Whether a record gives a right of the charter on a day; None where it cannot be said, or there is no such right then."""
    rule = _named(VotingRightRule, name, at)
    return right_on(record, rule, at).held if isinstance(record, Membership) and rule is not None else None


def _named(form: type[R], name: str, at: At) -> R | None:
    """The rule in force that bears a name."""
    found = [rule for rule in at.snapshot.charter.rules_of(form, at.day) if name in (rule.name, rule.known_as)]
    return found[-1] if found else None


def _faults(membership: Membership, rule: VotingRightRule, at: At) -> Iterator[Problem]:
    charter, reader, day = at.snapshot.charter, at.reader, at.day

    def problem(code: str, **details: object) -> Problem:
        source = at.snapshot.sources.get(key_of(membership))
        return Problem(code, source=source, value=membership.id, details={**rule_details(rule), "day": day, **details})

    if membership.registration not in rule.registration:
        yield problem("right-registration", registration=charter.named("registration", membership.registration))
    status = status_on(membership.steps, charter.workflow_of(membership), day)
    since = status.since if status else None
    if status is None or (rule.states and status.state not in rule.states):
        yield problem("right-state", known=rule.states or "—")
    if rule.stages:
        course = course_of(membership, at)
        stage, since = (course.stage, course.since) if course else (None, None)
        if stage not in rule.stages:
            yield problem("right-stage", known=[charter.named("stage", one) for one in rule.stages])
    if rule.tenure is not None and since is not None and rule.tenure.after(since) > day:
        yield problem("right-tenure", earliest=rule.tenure.after(since))
    dues = _named(DuesRule, rule.dues, at) if rule.dues else None
    if dues is not None:
        owed = account_on(membership, dues, at).arrears
        if len(owed) > rule.arrears:
            yield problem("right-arrears", periods=len(owed), most=rule.arrears)
    if rule.where is not ALWAYS and not reader.holds(membership, rule.where, day):
        yield problem("right-where")
    for limit in rule.ages:
        if limit.where is ALWAYS or reader.holds(membership, limit.where, day):
            code = _age(membership, limit.least, at)
            if code:
                yield problem(code, age=limit.least)


def _age(membership: Membership, least: int, at: At) -> str:
    person = at.snapshot.get(Person, membership.person)
    birth = person.birth if person else None
    if birth is None:
        return "right-age-unknown"
    if Length(years=least).after(birth.latest) <= at.day:
        return ""
    return "right-age" if Length(years=least).after(birth.earliest) > at.day else "right-age-unknown"


def _rights(rule: VotingRightRule, at: At) -> Iterator[MemberRight]:
    for membership in at.snapshot.all(Membership).values():
        one = right_on(membership, rule, at)
        yield MemberRight(
            id=f"{rule.name}:{membership.id}",
            membership=membership.id,
            rule=rule.known_as,
            held=one.held,
            lacks=one.why_not[0].code if one.why_not else None,
            decision=one.override or None,
        )


def _decisions(rule: VotingRightRule, at: At) -> Iterator[tuple[Membership, list[Override]]]:
    """The members of whom decisions in force set the right, each with them."""
    for membership in at.snapshot.all(Membership).values():
        mine = [one for one in decisions_on(*key_of(membership), at) if one.what == rule.known_as]
        if mine:
            yield membership, mine


def _found(rule: VotingRightRule, at: At) -> Iterator[Problem]:
    """Decisions about a right that say neither yes nor no, contradict one another, or were taken by the member."""
    for membership, decisions in _decisions(rule, at):
        for one in decisions:
            told = {**rule_details(rule), "id": one.id, "member": membership.id}
            place = at.snapshot.sources.get(key_of(one))
            if _answered(one) is None:
                details = {"id": one.id, "what": rule.title, "known": _answers()}
                yield Problem("override-unknown", source=place, value=one.set_to, details=details)
            if at.snapshot.person(one.decided_by) == at.snapshot.person(membership.person):
                yield Problem("override-own", source=place, value=one.decided_by, details=told)
        if len({said if (said := _answered(one)) is not None else one.set_to for one in decisions}) > 1:
            told = {**rule_details(rule), "id": membership.id, "decisions": tuple(one.id for one in decisions)}
            yield Problem("override-both", source=at.snapshot.sources.get(key_of(decisions[0])), details=told)


def _to_dos(rule: VotingRightRule, at: At) -> Iterator[ToDo]:
    """Decisions about a right that end: to be taken anew, or to be let go."""
    for membership, decisions in _decisions(rule, at):
        one = max(decisions, key=lambda one: (one.end, one.id))
        told = {**rule_details(rule), "id": one.id, "member": membership.id, "end": one.end}
        yield ToDo.by(
            rule,
            kind="voting_right",
            urgency=Urgency.DUE,
            record=key_of(membership),
            unit=one.unit,
            day=one.end,
            reason=Problem("override-ends", source=at.snapshot.sources.get(key_of(one)), details=told),
        )


def _right(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> bool | None:
    return right_of(record, ".".join(rest), At.read_by(reader, day))


def _leaves(charter: Charter, noun: str, rest: str) -> Iterator[Leaf]:
    if noun == "membership" and rest in charter.rules.get("voting_right", {}):
        yield Leaf(kind=Column.FLAG)


KIND = Kind(
    name="voting_right",
    form=VotingRightRule,
    sound=unsound_right,
    paths=(
        DerivedPath(
            head="right",
            rests=lambda charter, noun: charter.rules.get("voting_right", {}) if noun == "membership" else (),
            leaves=_leaves,
            value=_right,
        ),
    ),
    derives=(Derivation(MemberRight, _rights),),
    finds=_found,
    todo=_to_dos,
    untyped="a right is typed only as a decision that sets the rule aside; how many may vote is held to it by `decision`",
)

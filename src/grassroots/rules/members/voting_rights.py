"""Rights of members on a day: derived from what was known to have happened by then, or set by a recorded decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from grassroots.charter import ALWAYS
from grassroots.charter.charter import Charter
from grassroots.charter.leaf import Leaf
from grassroots.charter.length import Length
from grassroots.errors import NotFound
from grassroots.fields import Column
from grassroots.model import Membership, Person, Record, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.kind import DerivedPath, Kind
from grassroots.rules.members.dues import account_on
from grassroots.rules.members.dues_rule import DuesRule
from grassroots.rules.members.pathways import course_of, override_of
from grassroots.rules.members.voting_right_rule import VotingRightRule, unsound_right
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


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

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The answer in lines: the rule and its source, and what is missing."""
        zh = language == "zh"
        source = self.rule.source or ("未注明" if zh else "not stated")
        named = self.rule.labels.get(language, self.rule.name)
        answers = {True: ("yes", "有"), False: ("no", "无"), None: ("not known", "不能确定")}[self.held]
        by = (f"，依特别决定{self.override}" if zh else f", by the decision {self.override}") if self.override else ""
        head = f"{named}（依据：{source}）" if zh else f"{named} (source: {source})"
        answer = f"{self.day}：{answers[1]}{by}" if zh else f"on {self.day}: {answers[0]}{by}"
        return head, answer, *(problem.text(language) for problem in self.why_not)


def right_on(
    membership: Membership, rule: VotingRightRule, snapshot: Snapshot, day: date, *, reader: Reader | None = None
) -> Right:
    """Whether a membership gives a right at the end of a day. Only what happened until then counts."""
    read = reader or Reader(snapshot)
    decision = override_of(membership, rule.known_as, snapshot, day)
    if decision is not None and decision.set_to in ("yes", "no"):
        held: bool | None = decision.set_to == "yes"
        return Right(rule=rule, membership=membership.id, day=day, held=held, override=decision.id)
    faults = tuple(_faults(membership, rule, snapshot, day, read))
    unsure = all(fault.code == "right-age-unknown" for fault in faults)
    held = True if not faults else None if unsure else False
    if decision is not None:
        told = {"id": decision.id, "what": rule.name, "known": ("yes", "no")}
        faults = (*faults, Problem("override-unknown", value=decision.set_to, details=told))
    return Right(rule=rule, membership=membership.id, day=day, held=held, why_not=faults)


def right_of(record: Record, name: str, snapshot: Snapshot, day: date, *, reader: Reader | None = None) -> bool | None:
    """Whether a record gives a right of the charter on a day; None where it cannot be said, or there is no such right then."""
    if not isinstance(record, Membership):
        return None
    try:
        rule = snapshot.charter.rule("voting_right", name, day)
    except NotFound:
        return None
    return right_on(record, rule, snapshot, day, reader=reader).held if isinstance(rule, VotingRightRule) else None


def _faults(membership: Membership, rule: VotingRightRule, snapshot: Snapshot, day: date, reader: Reader) -> Iterator[Problem]:
    charter = snapshot.charter

    def told(code: str, **details: object) -> Problem:
        named = {
            "rule": rule.labels.get("en", rule.name),
            "rule_zh": rule.labels.get("zh", rule.name),
            "source": rule.source or "—",
        }
        source = snapshot.sources.get(key_of(membership))
        return Problem(code, source=source, value=membership.id, details={**named, "day": day, **details})

    if membership.registration not in rule.registration:
        label, zh = (charter.label("registration", membership.registration, tag) for tag in ("en", "zh"))
        yield told("right-registration", registration=label, registration_zh=zh)
    standing = status_on(membership.steps, charter.workflow_of(membership), day)
    since = standing.since if standing else None
    if standing is None or (rule.states and standing.state not in rule.states):
        yield told("right-state", known=rule.states or "—")
    if rule.stages:
        course = course_of(membership, snapshot, day, reader=reader)
        stage, since = (course.stage, course.since) if course else (None, None)
        if stage not in rule.stages:
            known, zh_known = ([charter.label("stage", one, tag) for one in rule.stages] for tag in ("en", "zh"))
            yield told("right-stage", known=known, known_zh=zh_known)
    if rule.tenure is not None and since is not None and rule.tenure.after(since) > day:
        yield told("right-tenure", earliest=rule.tenure.after(since))
    if rule.dues:
        dues = _dues(rule.dues, snapshot, day)
        if dues is not None:
            owed = account_on(membership, dues, snapshot, day, reader=reader).arrears
            if len(owed) > rule.arrears:
                yield told("right-arrears", periods=len(owed), most=rule.arrears)
    if rule.where is not ALWAYS and not reader.holds(membership, rule.where, day):
        yield told("right-where")
    for limit in rule.ages:
        if limit.where is ALWAYS or reader.holds(membership, limit.where, day):
            code = _age(membership, limit.least, snapshot, day)
            if code:
                yield told(code, age=limit.least)


def _dues(name: str, snapshot: Snapshot, day: date) -> DuesRule | None:
    try:
        rule = snapshot.charter.rule("dues", name, day)
    except NotFound:
        return None
    return rule if isinstance(rule, DuesRule) else None


def _age(membership: Membership, least: int, snapshot: Snapshot, day: date) -> str:
    person = snapshot.get("person", membership.person)
    birth = person.birth if isinstance(person, Person) else None
    if birth is None:
        return "right-age-unknown"
    if Length(years=least).after(birth.latest) <= day:
        return ""
    return "right-age" if Length(years=least).after(birth.earliest) > day else "right-age-unknown"


@frozen(kw_only=True)
class VoterList:
    """Who has a right in a unit on a day. `members`: the memberships that give it; `votes`: how many votes that makes, where several share one.

    `shared`: what they share (a dwelling) → the memberships, of which one votes. `unsure`: those of whom it cannot be said.
    """

    rule: VotingRightRule
    unit: UnitId | None
    day: date
    members: tuple[str, ...]
    shared: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def votes(self) -> int:
        """The number of votes: what a quorum of those who should attend is a share of."""
        together = {member for _, members in self.shared for member in members}
        return len([one for one in self.members if one not in together]) + len(self.shared)


def voters_on(rule: VotingRightRule, snapshot: Snapshot, unit: UnitId | None, day: date, *, below: bool = True) -> VoterList:
    """Who has a right in a unit (None: anywhere) on a day; of persons whose records are known to be one, the first membership alone."""
    reader = Reader(snapshot)
    within = None if unit is None else set(snapshot.under(unit, day)) if below else {unit}
    members, unsure, seen = [], [], set()
    groups: dict[str, list[str]] = {}
    for one in snapshot.all("membership").values():
        if not isinstance(one, Membership) or (within is not None and one.unit not in within):
            continue
        held = right_on(one, rule, snapshot, day, reader=reader).held
        person = snapshot.person(one.person)
        if held is False or person in seen:
            continue
        if held is None:
            unsure.append(one.id)
            continue
        seen.add(person)
        members.append(one.id)
        place = reader.value(one, rule.one_per, day) if rule.one_per else None
        if place is not None:
            groups.setdefault(str(place), []).append(one.id)
    shared = tuple((place, tuple(found)) for place, found in sorted(groups.items()))
    return VoterList(rule=rule, unit=unit, day=day, members=tuple(members), shared=shared, unsure=tuple(unsure))


def _right(reader: Reader, record: Record, rest: tuple[str, ...], day: date) -> bool | None:
    return right_of(record, ".".join(rest), reader.snapshot, day, reader=reader)


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
    silent="TODO",
)

"""Notices: what hangs out on a day, until when anybody can object, and what is to be taken down. Nothing here publishes or removes anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from grassroots.charter import StateKind
from grassroots.errors import NotFound
from grassroots.model import Assessment, Consent, Household, Notice, Partner, Person, Unit, Vote, key_of
from grassroots.problems import Problem
from grassroots.reading.lifecycle import status_on
from grassroots.rules.decisions.decision_rule import DecisionRule
from grassroots.rules.decisions.decisions import decide
from grassroots.rules.kind import At, Kind
from grassroots.rules.openness.notice_checks import agreed_on, notice_faults, notice_problems, publication_of, steps_of_kind
from grassroots.rules.openness.publication_rule import PublicationRule, Tone, unsound_publication
from grassroots.rules.proposed import Proposed
from grassroots.snapshot import Snapshot
from grassroots.values import UnitId


@frozen(kw_only=True)
class NoticeStatus:
    """A notice at the end of a day.

    `in_force`: published, sound, agreed to still, resting on what still holds, not at its end, and no later one in its place.
    `published`: the first day on which it was shown. `objections_until`: while it is announced, the last day for objections.
    `earliest`: the first day on which it may be published. `review`: the day by which it is looked at again.
    `reasons`: why it is not, or is no longer, in force although nobody has taken it down.
    """

    notice: str
    state: str
    in_force: bool
    published: date | None = None
    objections_until: date | None = None
    earliest: date | None = None
    ends: date | None = None
    review: date | None = None
    replaced_by: str | None = None
    reasons: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class Posted:
    """A notice as it hangs on the board: its kind, and whom or what it is about by name; a person only where praised with consent."""

    notice: str
    kind: str
    named: str
    rule: PublicationRule
    since: date
    until: date | None
    kind_labels: tuple[tuple[str, str], ...]
    basis_labels: tuple[tuple[str, str], ...] = ()

    def text(self, language: str = "en") -> str:
        """One line for the board."""
        kind = dict(self.kind_labels).get(language, self.kind)
        basis = dict(self.basis_labels).get(language, "")
        if language == "zh":
            until = f"，至{self.until - timedelta(days=1)}" if self.until else ""
            return f"{kind}：{self.named}（{self.since}起{until}{f'；依据：{basis}' if basis else ''}）"
        until = f" to {self.until - timedelta(days=1)}" if self.until else ""
        return f"{kind}: {self.named} (from {self.since}{until}{f'; basis: {basis}' if basis else ''})"


def status_of_notice(notice: Notice, snapshot: Snapshot, day: date | None = None) -> NoticeStatus | None:
    """Where a notice stands at the end of a day (the as-of day without one); None if it has not begun, or no rule allows it."""
    read = day or snapshot.as_of
    rule = publication_of(notice, snapshot)
    standing = status_on(notice.steps, snapshot.charter.workflow_of(notice), read)
    if rule is None or standing is None:
        return None
    published = [step.on for step in steps_of_kind(notice, snapshot, StateKind.DONE) if step.on <= read]
    out = standing.state_kind is StateKind.DONE
    later = _replaced(notice, snapshot, read)
    reasons = tuple(_reasons(notice, rule, snapshot, published[0], read)) if out and published else ()
    until = earliest = review = None
    if not published and rule.objection_days:
        announced = [step for step in steps_of_kind(notice, snapshot, StateKind.WAITING) if step.on <= read]
        if announced:
            earliest = announced[-1].on + timedelta(days=rule.objection_days)
            until = announced[-1].due or earliest - timedelta(days=1)
    if out and published and rule.review:
        looked = [step.on for step in notice.steps if step.on <= read]
        review = rule.review.after(looked[-1])
    return NoticeStatus(
        notice=notice.id,
        state=standing.state,
        in_force=out and not reasons and later is None and not any(notice_faults(notice, snapshot)),
        published=published[0] if published else None,
        objections_until=until,
        earliest=earliest,
        ends=notice.end,
        review=review,
        replaced_by=later,
        reasons=reasons,
    )


def board(snapshot: Snapshot, day: date | None = None, unit: UnitId | None = None) -> tuple[Posted, ...]:
    """What hangs out on a day, at a unit and those under it: notices in force, in the order of their ids. The only way to render one."""
    read = day or snapshot.as_of
    here = None if unit is None else snapshot.under(unit, read)
    found = []
    for notice in _notices(snapshot):
        rule = publication_of(notice, snapshot)
        standing = status_of_notice(notice, snapshot, read)
        if rule is None or standing is None or not standing.in_force or standing.published is None:
            continue
        if here is None or notice.unit in here:
            found.append(
                Posted(
                    notice=notice.id,
                    kind=notice.kind,
                    named=_named(notice, snapshot),
                    rule=rule,
                    since=standing.published,
                    until=notice.end,
                    kind_labels=_labels(snapshot, "notice", notice.kind),
                    basis_labels=_labels(snapshot, "legal_basis", notice.legal_basis) if notice.legal_basis else (),
                )
            )
    return tuple(found)


def notice_proposals(snapshot: Snapshot, day: date | None = None) -> tuple[Proposed, ...]:
    """What is proposed on a day: to take down what may no longer be shown, and to look again at what is due for it. People do it, or do not."""
    read = day or snapshot.as_of
    found = []
    for notice in _notices(snapshot):
        rule = publication_of(notice, snapshot)
        standing = status_of_notice(notice, snapshot, read)
        if rule is None or standing is None:
            continue
        found += [_propose("take_down", notice, rule, read, reason) for reason in standing.reasons]
        if standing.in_force and standing.review is not None and read > standing.review:
            reason = _told("notice-review", notice, rule, snapshot, standing.review)
            found.append(_propose("review", notice, rule, read, reason))
    return tuple(found)


def _notices(snapshot: Snapshot) -> Iterator[Notice]:
    return (one for one in snapshot.all("notice").values() if isinstance(one, Notice))


def _reasons(notice: Notice, rule: PublicationRule, snapshot: Snapshot, first: date, day: date) -> Iterator[Problem]:
    if notice.by_consent is not None:
        consent = snapshot.get("consent", notice.by_consent)
        if isinstance(consent, Consent) and not agreed_on(consent, snapshot, day):
            yield _told("notice-remove-consent", notice, rule, snapshot, consent.id, since=consent.end or consent.start)
    if notice.end is not None and notice.end <= day:
        yield _told("notice-remove-end", notice, rule, snapshot, notice.end)
    if notice.assessment is not None:
        judged = snapshot.get("assessment", notice.assessment)
        if isinstance(judged, Assessment) and not _holds(judged, snapshot, day):
            yield _told("notice-remove-grade", notice, rule, snapshot, judged.id, since=day)
    if rule.decision and not _adopted(notice, rule, snapshot, first):
        yield _told("notice-remove-vote", notice, rule, snapshot, notice.motion or "—", decision=rule.decision)


def _holds(judged: Assessment, snapshot: Snapshot, day: date) -> bool:
    """Whether a judgement is decided, not appealed, not ended, and no later one is decided in its place."""

    def done(one: Assessment) -> bool:
        standing = status_on(one.steps, snapshot.charter.workflow_of(one), day)
        return standing is not None and standing.state_kind is StateKind.DONE

    if not done(judged) or (judged.expires is not None and judged.expires <= day):
        return False
    later = snapshot.referrers("assessment", "supersedes", ("assessment", judged.id))
    return not any(isinstance(one, Assessment) and done(one) for one in later)


def _adopted(notice: Notice, rule: PublicationRule, snapshot: Snapshot, by: date) -> bool:
    """Whether a body carried the motion of a notice by the rule that this asks for, no later than on a day."""
    if notice.motion is None:
        return False
    for vote in snapshot.referrers("vote", "motion", ("motion", notice.motion)):
        if not isinstance(vote, Vote) or vote.on > by:
            continue
        try:
            under = snapshot.charter.rule("decision", rule.decision, vote.on)
        except NotFound:
            continue
        if vote.rule == rule.decision and isinstance(under, DecisionRule) and decide(vote, At.of(snapshot), under).passed:
            return True
    return False


def _replaced(notice: Notice, snapshot: Snapshot, day: date) -> str | None:
    for one in snapshot.referrers("notice", "replaces", ("notice", notice.id)):
        if isinstance(one, Notice) and any(step.on <= day for step in steps_of_kind(one, snapshot, StateKind.DONE)):
            return one.id
    return None


def _named(notice: Notice, snapshot: Snapshot) -> str:
    found = snapshot.get(notice.about.noun, notice.about.id)
    if isinstance(found, Person):
        rule = publication_of(notice, snapshot)
        return found.name or "—" if rule and rule.tone is Tone.RECOGNITION else "—"
    if isinstance(found, Household):
        return found.address or "—"
    if isinstance(found, Unit | Partner):
        return found.name
    return str(getattr(found, "title", "") or getattr(found, "name", "") or "—")


def _labels(snapshot: Snapshot, words: str, word: str) -> tuple[tuple[str, str], ...]:
    return tuple((tag, snapshot.charter.label(words, word, tag)) for tag in snapshot.charter.languages)


def _told(code: str, notice: Notice, rule: PublicationRule, snapshot: Snapshot, value: object, **details: object) -> Problem:
    return Problem(
        code,
        source=snapshot.sources.get(key_of(notice)),
        value=str(value),
        details={"id": notice.id, "rule": rule.name, "source": rule.source or "—", **details},
    )


def _propose(what: str, notice: Notice, rule: PublicationRule, day: date, reason: Problem) -> Proposed:
    return Proposed(
        what=what, record=key_of(notice), day=day, reason=reason, rule=rule.name, source=rule.source, labels=rule.labels
    )


KIND = Kind(
    name="publication",
    form=PublicationRule,
    sound=unsound_publication,
    checks={"notice": notice_problems},
    silent="its checks hold each time a record comes in",
)

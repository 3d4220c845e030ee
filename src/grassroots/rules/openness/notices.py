"""Notices: what hangs out on a day, until when anybody can object, and what is to be taken down. Nothing here publishes or removes anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import field, frozen

from grassroots.charter import StateKind
from grassroots.errors import NotFound
from grassroots.fields import described, public
from grassroots.model import Assessment, Consent, Derived, Household, Notice, Partner, Person, Unit, Vote, derived_noun
from grassroots.problems import Named, Problem
from grassroots.rules.decisions.decision_rule import DecisionRule
from grassroots.rules.decisions.decisions import decide
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.openness.notice_checks import agreed_on, notice_faults, notice_problems, publication_of, steps_of_kind
from grassroots.rules.openness.publication_rule import PublicationRule, Tone, unsound_publication
from grassroots.rules.proposed import Proposed, step_to
from grassroots.rules.todo import ToDo, Urgency, by_day
from grassroots.rules.worded import problem_by, rule_title, unit_name
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue
from grassroots.values import Language, NoticeId


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
    title: Named
    named: str
    rule: PublicationRule
    since: date
    until: date | None
    basis: Named | None = None

    def text(self, language: Language = "en") -> str:
        """One line for the board."""
        said = catalogue("grassroots.rules.openness").say
        return said(
            "posted",
            language,
            kind=self.title,
            named=self.named,
            since=self.since,
            until=said("posted-until", language, day=self.until - timedelta(days=1)) if self.until else "",
            basis=said("posted-basis", language, basis=self.basis) if self.basis else "",
        )


def status_of_notice(notice: Notice, at: At) -> NoticeStatus | None:
    """Where a notice stands at the end of a day; None if it has not begun, or no rule allows it."""
    rule = publication_of(notice, at.snapshot)
    status = at.reader.status(notice, at.day)
    if rule is None or status is None:
        return None
    published = [step.on for step in steps_of_kind(notice, at.snapshot, StateKind.DONE) if step.on <= at.day]
    out = status.state_kind is StateKind.DONE
    later = _replaced(notice, at)
    reasons = tuple(_reasons(notice, rule, at, published[0])) if out and published else ()
    until = earliest = review = None
    if not published and rule.objection_days:
        announced = [step for step in steps_of_kind(notice, at.snapshot, StateKind.WAITING) if step.on <= at.day]
        if announced:
            earliest = announced[-1].on + timedelta(days=rule.objection_days)
            until = announced[-1].due or earliest - timedelta(days=1)
    if out and published and rule.review:
        looked = [step.on for step in notice.steps if step.on <= at.day]
        review = rule.review.after(looked[-1])
    return NoticeStatus(
        notice=notice.id,
        state=status.state,
        in_force=out and not reasons and later is None and not any(notice_faults(notice, at.snapshot)),
        published=published[0] if published else None,
        objections_until=until,
        earliest=earliest,
        ends=notice.end,
        review=review,
        replaced_by=later,
        reasons=reasons,
    )


def board(at: At) -> tuple[Posted, ...]:
    """What hangs out on a day, at a unit and those under it: notices in force, in the order of their ids. The only way to render one."""
    here = None if at.scope is None else at.snapshot.under(at.scope, at.day)
    found = []
    for notice in at.snapshot.all(Notice).values():
        rule, status = publication_of(notice, at.snapshot), status_of_notice(notice, at)
        if rule is None or status is None or not status.in_force or status.published is None:
            continue
        if here is None or notice.unit in here:
            found.append(
                Posted(
                    notice=notice.id,
                    kind=notice.kind,
                    title=_label(at, "notice", notice.kind),
                    named=_named(notice, rule, at),
                    rule=rule,
                    since=status.published,
                    until=notice.end,
                    basis=_label(at, "legal_basis", notice.legal_basis) if notice.legal_basis else None,
                )
            )
    return tuple(found)


def notice_proposals(rule: PublicationRule, at: At) -> Iterator[Proposed]:
    """What is proposed on a day: to take down what may no longer be shown, and to look again at what is due for it. People do it, or do not."""
    for notice in at.snapshot.all(Notice).values():
        status = status_of_notice(notice, at) if publication_of(notice, at.snapshot) == rule else None
        if status is None:
            continue
        for reason in status.reasons:
            yield Proposed.by(rule, notice, at, "take_down", reason, step_to(notice, StateKind.DROPPED, at))
        if status.in_force and status.review is not None and at.day > status.review:
            yield Proposed.by(rule, notice, at, "review", _problem("notice-review", notice, rule, at, status.review))
        if status.earliest is not None and status.earliest <= at.day and _waits(notice, at):
            reason = _problem("notice-publish", notice, rule, at, status.earliest)
            yield Proposed.by(rule, notice, at, "publish", reason, step_to(notice, StateKind.DONE, at))


def _waits(notice: Notice, at: At) -> bool:
    """Whether a notice is announced, and nobody objected."""
    status = at.reader.status(notice, at.day)
    return status is not None and status.state_kind is StateKind.WAITING


def notice_findings(rule: PublicationRule, at: At) -> Iterator[Problem]:
    """Notices that are shown and may not be, and such as were not looked at again in time."""
    for one in notice_proposals(rule, at):
        if one.what != "publish":
            yield one.reason


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class NoticeState(Derived):
    """A notice at the end of a day, by its rule of publication.

    >>> NoticeState(id="n-1", notice=NoticeId("n-1"), rule="rating", state="drafted").in_force
    False
    """

    notice: NoticeId = field(metadata=public("the notice", ref="notice", home=True))
    rule: str = field(metadata=public("the rule of publication"))
    state: str = field(metadata=public("where its life stands, a state of the workflow"))
    in_force: bool = field(default=False, metadata=public("whether it is shown, and rightly"))
    published: date | None = field(default=None, metadata=public("the first day on which it was shown"))
    objections_until: date | None = field(default=None, metadata=public("the last day for objections, while it is announced"))
    earliest: date | None = field(default=None, metadata=public("the first day on which it may be shown"))
    ends: date | None = field(default=None, metadata=public("the first day on which it is no longer shown"))
    review: date | None = field(default=None, metadata=public("the day by which it is looked at again"))
    wrong: int = field(default=0, metadata=public("how many reasons there are to take it down; 0 or more"))


def _stood(rule: PublicationRule, at: At) -> Iterator[tuple[Notice, NoticeStatus]]:
    for notice in at.snapshot.all(Notice).values():
        found = status_of_notice(notice, at) if publication_of(notice, at.snapshot) == rule else None
        if found is not None:
            yield notice, found


def _states(rule: PublicationRule, at: At) -> Iterator[NoticeState]:
    for notice, one in _stood(rule, at):
        yield NoticeState(
            id=f"{rule.name}:{notice.id}",
            notice=notice.id,
            rule=rule.known_as,
            state=one.state,
            in_force=one.in_force,
            published=one.published,
            objections_until=one.objections_until,
            earliest=one.earliest,
            ends=one.ends,
            review=one.review,
            wrong=len(one.reasons),
        )


def _to_dos(rule: PublicationRule, at: At) -> Iterator[ToDo]:
    """What is to be published when the time for objections is over, taken down when its own is, looked at again by a day."""
    proposed = {(one.record[1], one.what): one.reason for one in notice_proposals(rule, at)}
    for notice, one in _stood(rule, at):
        told: dict[str, tuple[str, date]] = {}
        if one.earliest is not None and _waits(notice, at):
            told["publish"] = ("notice-publish", one.earliest)
        if one.in_force and one.review is not None:
            told["review"] = ("notice-review", one.review)
        if one.in_force and one.ends is not None:
            told["take_down"] = ("notice-ends", one.ends)
        for what, (code, day) in told.items():
            reason = proposed.get((notice.id, what)) or _problem(code, notice, rule, at, day)
            # Nobody is late who publishes after the first day on which it may be.
            urgency = Urgency.DUE if what == "publish" else by_day(day, at.day)
            yield ToDo.about(notice, at, kind="publication", rule=rule, urgency=urgency, reason=reason, day=day)


def _reasons(notice: Notice, rule: PublicationRule, at: At, first: date) -> Iterator[Problem]:
    if notice.by_consent is not None:
        consent = at.snapshot.get(Consent, notice.by_consent)
        if consent is not None and not agreed_on(consent, at.snapshot, at.day):
            yield _problem("notice-remove-consent", notice, rule, at, consent.id, since=consent.end or consent.start)
    if notice.end is not None and notice.end <= at.day:
        yield _problem("notice-remove-end", notice, rule, at, notice.end)
    if notice.assessment is not None:
        judged = at.snapshot.get(Assessment, notice.assessment)
        if judged is not None and not _holds(judged, at):
            yield _problem("notice-remove-grade", notice, rule, at, judged.id, since=at.day)
    if rule.decision and not _adopted(notice, rule, at.snapshot, first):
        decision = rule_title(at.snapshot.charter, "decision", rule.decision)
        yield _problem("notice-remove-vote", notice, rule, at, notice.motion or "—", decision=decision)


def _holds(judged: Assessment, at: At) -> bool:
    """Whether a judgement is decided, not appealed, not ended, and no later one is decided in its place."""

    def done(one: Assessment) -> bool:
        status = at.reader.status(one, at.day)
        return status is not None and status.state_kind is StateKind.DONE

    if not done(judged) or (judged.expires is not None and judged.expires <= at.day):
        return False
    return not any(map(done, at.snapshot.referrers(Assessment, "supersedes", ("assessment", judged.id))))


def _adopted(notice: Notice, rule: PublicationRule, snapshot: Snapshot, by: date) -> bool:
    """Whether a body carried the motion of a notice by the rule that this asks for, no later than on a day."""
    if notice.motion is None:
        return False
    for vote in snapshot.referrers(Vote, "motion", ("motion", notice.motion)):
        if vote.on > by:
            continue
        try:
            under = snapshot.charter.rule("decision", rule.decision, vote.on)
        except NotFound:
            continue
        if vote.rule == rule.decision and isinstance(under, DecisionRule) and decide(vote, At.of(snapshot), under).passed:
            return True
    return False


def _replaced(notice: Notice, at: At) -> str | None:
    for one in at.snapshot.referrers(Notice, "replaces", ("notice", notice.id)):
        if any(step.on <= at.day for step in steps_of_kind(one, at.snapshot, StateKind.DONE)):
            return one.id
    return None


def _named(notice: Notice, rule: PublicationRule, at: At) -> str:
    found = at.snapshot.get(notice.about.noun, notice.about.id)
    if isinstance(found, Person):
        return found.name or "—" if rule.tone is Tone.RECOGNITION else "—"
    if isinstance(found, Household):
        return found.address or "—"
    if isinstance(found, Unit | Partner):
        return found.name
    return str(getattr(found, "title", "") or getattr(found, "name", "") or "—")


def _label(at: At, words: str, name: str) -> Named:
    word = at.snapshot.charter.word(words, name)
    labels = word.labels if word else {}
    return Named(labels.get("en", name), labels)


def _problem(code: str, notice: Notice, rule: PublicationRule, at: At, value: object, **details: object) -> Problem:
    if code == "notice-publish":
        details["announced"] = max((step.on for step in notice.steps if step.on <= at.day), default="—")
    return problem_by(rule, notice, at, code, value, unit=unit_name(notice.unit, at), **details)


KIND = Kind(
    name="publication",
    form=PublicationRule,
    sound=unsound_publication,
    checks={"notice": notice_problems},
    derives=(Derivation(NoticeState, _states),),
    finds=notice_findings,
    proposes=notice_proposals,
    todo=_to_dos,
    judges_past=True,
    untyped="an end is typed within bounds, and one beyond them is told when the notice is taken in",
)

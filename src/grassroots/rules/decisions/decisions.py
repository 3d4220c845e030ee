"""Decisions: from the counts of a vote and the rule in force on its day to what came of it, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve, field, frozen

from grassroots.charter.words import Labels
from grassroots.errors import InvalidArgument
from grassroots.model import Count, Motion, Vote
from grassroots.problems import Problem
from grassroots.rules.decisions.decision_rule import CHOICES, Base, DecisionRule, Tie, unsound_decision
from grassroots.rules.decisions.declared import adopted_by, motion_declared, outcomes_held, with_outcome
from grassroots.rules.decisions.entering import again, outcome_to_enter
from grassroots.rules.decisions.numbers import Numbers, no_quorum, numbers_of, quorum_lacks, quorum_line, quorum_met
from grassroots.rules.decisions.outcome import VoteOutcome
from grassroots.rules.decisions.votes import (
    ROOM,
    Result,
    counts_of,
    headed,
    impossible,
    limit_text,
    motion_of,
    rule_of,
    say,
    trouble,
    untimely,
    votes_under,
)
from grassroots.rules.kind import At, Derivation, Held, Kind, Typed
from grassroots.rules.proposed import Proposed
from grassroots.texts import Phrase, languages
from grassroots.values import Language, Ref, VoteId


@frozen(kw_only=True)
class Tallied:
    """What a group of voters said (`group` is empty where all vote together).

    `whole`: the number of the base; `needed`: how many yes carry; `carried`: whether they were reached. None where it cannot be said.
    """

    group: str
    labels: Labels = field(factory=dict, hash=False)
    yes: int
    no: int
    abstain: int
    blank: int
    void: int
    whole: int | None
    needed: int | None
    carried: bool | None

    @property
    def papers(self) -> int:
        """All that was counted."""
        return self.yes + self.no + self.abstain + self.blank + self.void


@frozen(kw_only=True)
class Decision:
    """What came of a vote under a rule. `failed`: what was not met, of `quorum`, `threshold` and `group:NAME`."""

    vote: VoteId
    option: Ref | None
    rule: DecisionRule
    result: Result
    numbers: Numbers
    quorum_met: bool | None
    tallied: tuple[Tallied, ...]
    casting: str | None
    failed: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the motion is carried."""
        return self.result is Result.PASSED

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule, each of its conditions with the numbers, and the result: enough to work it out again."""
        return (
            headed(self.rule, language),
            quorum_line(self.rule.quorum, self.numbers, language),
            *(self._tally_line(one, language) for one in self.tallied),
            *self._casting_line(language),
            say("decision-result", language, result=say(f"result-{self.result}", language)),
        )

    def _tally_line(self, one: Tallied, language: Language) -> str:
        threshold = self.rule.threshold
        counts = {"yes": one.yes, "no": one.no, "abstain": one.abstain, "blank": one.blank, "void": one.void}
        return say(
            "tally-unknown" if one.whole is None else "tally-reached" if one.carried else "tally-missed",
            language,
            group=say("tally-group", language, group=one.labels.get(language, one.group)) if one.group else "",
            tally=say("tally", language, **counts),
            limit=limit_text(threshold, language),
            base=say(f"base-{threshold.base}", language),
            whole=one.whole,
            needed=one.needed,
        )

    def _casting_line(self, language: Language) -> tuple[str, ...]:
        if self.rule.tie is not Tie.CASTING_VOTE or all(one.yes != one.no for one in self.tallied):
            return ()
        given = self.casting if self.casting in ("yes", "no") else "none"
        return (say("casting", language, casting=say(f"casting-{given}", language)),)


def decide(vote: Vote, at: At, rule: DecisionRule | None = None, *, option: Ref | None = None) -> Decision:
    """What came of a vote.

    Args:
        vote: the vote; its numbers and counts are facts, the result is not.
        at: the day, and the records: its counts, the members who may vote, the attendance list.
        rule: the rule; the one that the vote names, as in force on its day, without one.
        option: for a vote on several things at once, which of them (see `decide_each`).

    Raises:
        NotFound: no rule was given, and the charter has none that the vote names and that is in force on its day.
        InvalidArgument: the rule that the vote names is one for elections or for projects.

    A number that is missing or impossible, or one that hangs on voters whose right cannot be told, leaves the result open, with a problem that
    names the rule and its source.
    """
    found = rule_of(vote, at) if rule is None else rule
    if not isinstance(found, DecisionRule):
        raise InvalidArgument(f"{found.known_as!r} is no rule for decisions; use elect or count_vote")
    numbers = numbers_of(vote, found, at)
    counts = [one for one in counts_of(vote, at) if one.option == option]
    problems = [*untimely(vote, found, at), *numbers.problems]
    blocking = [
        *numbers.unsure,
        *_lacking(vote, found, numbers, counts),
        *_impossible(vote, found, numbers, counts),
        *_unreadable(vote, found, counts),
    ]
    groups = found.groups or ("",)
    tallied = tuple(_tally(found, numbers, counts, group, at) for group in groups)
    met = quorum_met(found.quorum, numbers)
    if found.tie is Tie.CASTING_VOTE and tallied[0].yes == tallied[0].no:
        tallied, undecided = _cast(found, vote.casting, tallied[0])
        if undecided:
            problems.append(trouble(vote, found, "vote-casting"))
    failed = [*(["quorum"] if met is False else [])]
    for one in tallied:
        if one.carried is False:
            failed.append(f"group:{one.group}" if one.group else "threshold")
    if blocking:
        result = Result.OPEN
    elif failed:
        result = Result.FAILED
    elif met and all(one.carried for one in tallied):
        result = Result.PASSED
    else:
        result = Result.OPEN
    return Decision(
        vote=vote.id,
        option=option,
        rule=found,
        result=result,
        numbers=numbers,
        quorum_met=met,
        tallied=tallied,
        casting=vote.casting,
        failed=tuple(failed),
        problems=(*problems, *blocking),
    )


def decide_each(vote: Vote, at: At, rule: DecisionRule | None = None) -> tuple[Decision, ...]:
    """What came of each option of a vote on several things at once (each project of a list, say), in the order of their references."""
    options = sorted({one.option for one in counts_of(vote, at) if one.option is not None}, key=str)
    return tuple(decide(vote, at, rule, option=option) for option in options)


def undeclared(decision: Decision, at: At) -> tuple[Problem, ...]:
    """A problem for each count whose `adopted` says something else than the decision."""
    vote = at.snapshot.get(Vote, decision.vote)
    if vote is None or decision.result is Result.OPEN:
        return ()
    counts = [one for one in counts_of(vote, at) if one.option == decision.option and one.choice in (None, "yes")]
    result = Phrase(ROOM, f"result-{decision.result}")
    return tuple(
        trouble(vote, decision.rule, "vote-declared", one.id, result=result)
        for one in counts
        if one.adopted != decision.passed and (one.adopted or decision.option is not None)
    )


def _of(counts: list[Count], group: str, choice: str) -> int:
    return sum(one.votes for one in counts if (not group or one.group == group) and (one.choice or "yes") == choice)


def _tally(rule: DecisionRule, numbers: Numbers, counts: list[Count], group: str, at: At) -> Tallied:
    yes, no, abstain, blank, void = (_of(counts, group, choice) for choice in CHOICES)
    whole: int | None
    if rule.threshold.base is Base.CAST:
        whole = yes + no
    elif group:
        # Who was there in a group is known from its counts alone.
        whole = yes + no + abstain + blank + void
    else:
        whole = numbers.of(rule.threshold.base)
    needed = None if whole is None else rule.threshold.least(whole)
    carried = None if needed is None else yes >= needed
    labels = {language: at.snapshot.charter.label("voting_group", group, language) for language in languages()} if group else {}
    return Tallied(
        group=group,
        labels=labels,
        yes=yes,
        no=no,
        abstain=abstain,
        blank=blank,
        void=void,
        whole=whole,
        needed=needed,
        carried=carried,
    )


def _cast(rule: DecisionRule, casting: str | None, tied: Tallied) -> tuple[tuple[Tallied, ...], bool]:
    """A tie with the casting vote as one more vote; and whether it would decide, but was not given."""

    def carried(more: str) -> bool | None:
        if tied.whole is None:
            return None
        whole = tied.whole + 1 if rule.threshold.base is Base.CAST else tied.whole
        return tied.yes + (more == "yes") >= rule.threshold.least(whole)

    if casting in ("yes", "no"):
        return (evolve(tied, carried=carried(casting)),), False
    either = {carried("yes"), carried("no")}
    return (evolve(tied, carried=either.pop() if len(either) == 1 else None),), len(either) > 1


def _lacking(vote: Vote, rule: DecisionRule, numbers: Numbers, counts: list[Count]) -> Iterator[Problem]:
    lacks = quorum_lacks(rule.quorum, numbers)
    base = {Base.SHOULD_ATTEND: "eligible", Base.PRESENT: "present"}.get(rule.threshold.base, "")
    if base and not rule.groups and numbers.of(rule.threshold.base) is None:
        lacks.append(base)
    # Of an option whose row says only how many were for it, nobody knows how many were against it.
    silent = rule.threshold.base is Base.CAST and all(one.option and one.choice is None for one in counts)
    if not counts or silent:
        lacks.append("counts")
    for name in dict.fromkeys(lacks):
        yield trouble(vote, rule, "vote-lacks", "", name)


def _impossible(vote: Vote, rule: DecisionRule, numbers: Numbers, counts: list[Count]) -> Iterator[Problem]:
    counted = sum(one.votes for one in counts)
    yield from impossible(
        vote,
        rule,
        [
            ("present", numbers.present, "eligible", numbers.should_attend),
            ("ballots", numbers.ballots, "present", numbers.present),
            ("ballots", numbers.ballots, "issued", numbers.issued),
            *([("ballots", numbers.ballots, "eligible", numbers.should_attend)] if numbers.present is None else []),
            ("counts", counted, "ballots", numbers.ballots),
            *([] if numbers.ballots is not None else [("counts", counted, "present", numbers.present)]),
            *([("counts", counted, "eligible", numbers.should_attend)] if numbers.ballots is numbers.present is None else []),
            *([("counts", min(one.votes for one in counts), "present", None)] if counts else []),
        ],
    )


def _unreadable(vote: Vote, rule: DecisionRule, counts: list[Count]) -> Iterator[Problem]:
    for one in counts:
        if (one.choice or "yes") not in CHOICES:
            yield trouble(vote, rule, "vote-choice", one.choice, known=CHOICES)
        if rule.groups and one.group not in rule.groups:
            yield trouble(vote, rule, "vote-group", one.group or "—", known=rule.groups)


def _decisions(rule: DecisionRule, at: At) -> Iterator[Decision]:
    """What came of each vote under a rule, option by option where it was on several things."""
    for vote in votes_under(rule, at):
        yield from decide_each(vote, at, rule) or (decide(vote, at, rule),)


def _problems(rule: DecisionRule, at: At) -> Iterator[Problem]:
    for one in _decisions(rule, at):
        yield from (*one.problems, *undeclared(one, at))
        vote = at.snapshot.get(Vote, one.vote)
        if vote is not None and one.option is None:
            # No quorum, or too few in favour: the motion was not carried, whatever else is wrong with the numbers.
            yield from motion_declared(vote, Result.FAILED if one.failed else one.result, rule, at)
            if one.quorum_met is False and not again(vote, at) and not _dropped(vote, rule, at):
                yield no_quorum(vote, rule, one.numbers)


def _dropped(vote: Vote, rule: DecisionRule, at: At) -> bool:
    """Whether the motion was entered as not carried, so that nothing rests on the vote."""
    motion = motion_of(vote, at)
    outcomes = [step.outcome for step in motion.steps if step.outcome and step.on <= at.day] if motion else []
    return bool(outcomes) and not set(outcomes) & set(adopted_by(rule, at))


def _proposals(rule: DecisionRule, at: At) -> Iterator[Proposed]:
    for one in _decisions(rule, at):
        vote = at.snapshot.get(Vote, one.vote)
        if vote is not None and one.option is None:
            yield from outcome_to_enter(vote, one.result, rule, at)


def _typed(vote: Vote | None, at: At) -> str | None:
    motion = motion_of(vote, at) if vote is not None else None
    outcomes = [step.outcome for step in motion.steps if step.outcome and step.on <= at.day] if motion else []
    return outcomes[-1] if outcomes else None


def _outcomes(rule: DecisionRule, at: At) -> Iterator[VoteOutcome]:
    for one in _decisions(rule, at):
        yield VoteOutcome(
            id=one.vote if one.option is None else f"{one.vote}:{one.option}",
            vote=one.vote,
            option=one.option,
            rule=rule.known_as,
            result=one.result,
            quorum=one.quorum_met,
            typed=_typed(at.snapshot.get(Vote, one.vote), at),
            eligible=one.numbers.should_attend,
            present=one.numbers.present,
            needed=one.tallied[0].needed if len(one.tallied) == 1 else None,
        )


def _declared(rule: DecisionRule, at: At) -> Iterator[Held]:
    """What was declared of each count. Where one thing was put, only a motion that was not carried can be declared wrongly."""
    for one in _decisions(rule, at):
        vote = at.snapshot.get(Vote, one.vote)
        if vote is not None and one.result is not Result.OPEN and (one.option is not None or not one.passed):
            counts = [count for count in counts_of(vote, at) if count.option == one.option and count.choice in (None, "yes")]
            yield from (Held(record=count, gives=one.passed, other=not one.passed) for count in counts)


def _entered(rule: DecisionRule, at: At) -> Iterator[Held]:
    for one in _decisions(rule, at):
        vote = at.snapshot.get(Vote, one.vote)
        if vote is not None and one.option is None:
            yield from outcomes_held(vote, Result.FAILED if one.failed else one.result, rule, at)


def _numbers(name: str) -> Callable[[DecisionRule, At], Iterator[Held]]:
    """What a vote states of a number that its records give as well."""

    def held(rule: DecisionRule, at: At) -> Iterator[Held]:
        for vote in votes_under(rule, at) if name == "present" or rule.voters is not None else ():
            bare = numbers_of(evolve(vote, eligible=None) if name == "eligible" else evolve(vote, present=None), rule, at)
            number = bare.should_attend if name == "eligible" else bare.present
            if number is not None and not bare.unsure:
                yield Held(record=vote, gives=number, other=number + 1)

    return held


KIND = Kind(
    name="decision",
    form=DecisionRule,
    sound=unsound_decision,
    judges_past=True,
    derives=(Derivation(VoteOutcome, _outcomes),),
    finds=_problems,
    proposes=_proposals,
    typed=(
        Typed(noun=Count, field="adopted", told={"vote-declared": "value"}, of=_declared),
        Typed(noun=Motion, field="steps", told={"vote-motion": "motion"}, of=_entered, write=with_outcome),
        Typed(noun=Vote, field="eligible", told={"vote-differs": "id"}, of=_numbers("eligible")),
        Typed(noun=Vote, field="present", told={"vote-differs": "id"}, of=_numbers("present")),
    ),
)

"""Decisions: from the counts of a vote and the rule in force on its day to what came of it, with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, field, frozen

from grassroots.charter.words import Labels
from grassroots.errors import InvalidArgument
from grassroots.model import Count, Vote
from grassroots.problems import Problem
from grassroots.rules.decisions.decision_rule import CHOICES, Base, DecisionRule, Tie, unsound_decision
from grassroots.rules.decisions.outcome import VoteOutcome
from grassroots.rules.decisions.votes import (
    BASES,
    RESULTS,
    Numbers,
    Result,
    counts_of,
    headed,
    impossible,
    limit_text,
    numbers_of,
    quorum_lacks,
    quorum_line,
    quorum_met,
    rule_of,
    trouble,
    untimely,
    votes_under,
)
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.snapshot import Snapshot
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
            *(self._tallied(one, language) for one in self.tallied),
            *self._casting(language),
            f"结果：{RESULTS[self.result]['zh']}。" if language == "zh" else f"Result: {RESULTS[self.result]['en']}.",
        )

    def _tallied(self, one: Tallied, language: Language) -> str:
        threshold = self.rule.threshold
        base, limit = BASES[threshold.base].get(language, BASES[threshold.base]["en"]), limit_text(threshold, language)
        if language == "zh":
            head = f"{one.labels.get(language, one.group)}：" if one.group else ""
            said = f"赞成{one.yes}、反对{one.no}、弃权{one.abstain}、空白{one.blank}、废票{one.void}"
            if one.whole is None:
                return f"{head}{said}；通过须{base}的{limit}，该人数不详。"
            met = "已达到" if one.carried else "未达到"
            return f"{head}{said}；通过须{base}（{one.whole}）的{limit}，至少{one.needed}票赞成：{met}。"
        head = f"Group {one.labels.get(language, one.group)}: " if one.group else ""
        said = f"{one.yes} yes, {one.no} no, {one.abstain} abstained, {one.blank} blank, {one.void} void"
        if one.whole is None:
            return f"{head}{said}; {limit} of {base} carry, but their number is not known."
        met = "reached" if one.carried else "not reached"
        return f"{head}{said}; {limit} of {base} ({one.whole}), that is {one.needed}, carry: {met}."

    def _casting(self, language: Language) -> tuple[str, ...]:
        tied = any(one.yes == one.no for one in self.tallied)
        if self.rule.tie is not Tie.CASTING_VOTE or not tied:
            return ()
        if language == "zh":
            said = {"yes": "赞成", "no": "反对"}.get(self.casting or "", "未投")
            return (f"赞成与反对票数相等，由主持人决定票决定：{said}。",)
        return (f"As many for as against; the casting vote of the chair: {self.casting or 'not given'}.",)


def decide(vote: Vote, snapshot: Snapshot, rule: DecisionRule | None = None, *, option: Ref | None = None) -> Decision:
    """What came of a vote.

    Args:
        vote: the vote; its numbers and counts are facts, the result is not.
        snapshot: for its counts, the members who may vote and the attendance list.
        rule: the rule; the one that the vote names, as in force on its day, without one.
        option: for a vote on several things at once, which of them (see `decide_each`).

    Raises:
        NotFound: no rule was given, and the charter has none that the vote names and that is in force on its day.
        InvalidArgument: the rule that the vote names is one for elections or for projects.

    A number that is missing or impossible, or one that hangs on voters whose right cannot be told, leaves the result open, with a problem that
    names the rule and its source.
    """
    found = rule_of(vote, snapshot) if rule is None else rule
    if not isinstance(found, DecisionRule):
        raise InvalidArgument(f"{found.known_as!r} is no rule for decisions; use elect or count_vote")
    numbers = numbers_of(vote, snapshot, found)
    counts = [one for one in counts_of(vote, snapshot) if one.option == option]
    problems = [*untimely(vote, found, snapshot), *numbers.problems]
    blocking = [
        *numbers.unsure,
        *_lacking(vote, found, numbers, counts),
        *_impossible(vote, found, numbers, counts),
        *_unreadable(vote, found, counts),
    ]
    groups = found.groups or ("",)
    tallied = tuple(evolve(_tally(found, numbers, counts, group), labels=_labels(snapshot, group)) for group in groups)
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


def decide_each(vote: Vote, snapshot: Snapshot, rule: DecisionRule | None = None) -> tuple[Decision, ...]:
    """What came of each option of a vote on several things at once (each project of a list, say), in the order of their references.

    With each comes a problem where the meeting declared something else than the rule says.
    """
    options = sorted({one.option for one in counts_of(vote, snapshot) if one.option is not None}, key=str)
    return tuple(decide(vote, snapshot, rule, option=option) for option in options)


def undeclared(decision: Decision, snapshot: Snapshot) -> tuple[Problem, ...]:
    """A problem for each count whose `adopted` says something else than the decision."""
    vote = snapshot.get("vote", decision.vote)
    if not isinstance(vote, Vote) or decision.result is Result.OPEN:
        return ()
    counts = [one for one in counts_of(vote, snapshot) if one.option == decision.option and one.choice in (None, "yes")]
    return tuple(
        trouble(
            vote,
            decision.rule,
            "vote-declared",
            one.id,
            result=RESULTS[decision.result]["en"],
            result_zh=RESULTS[decision.result]["zh"],
        )
        for one in counts
        if one.adopted != decision.passed and (one.adopted or decision.option is not None)
    )


def _labels(snapshot: Snapshot, group: str) -> Labels:
    return {language: snapshot.charter.label("voting_group", group, language) for language in ("en", "zh")} if group else {}


def _of(counts: list[Count], group: str, choice: str) -> int:
    return sum(one.votes for one in counts if (not group or one.group == group) and (one.choice or "yes") == choice)


def _tally(rule: DecisionRule, numbers: Numbers, counts: list[Count], group: str) -> Tallied:
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
    return Tallied(
        group=group, yes=yes, no=no, abstain=abstain, blank=blank, void=void, whole=whole, needed=needed, carried=carried
    )


def _cast(rule: DecisionRule, casting: str | None, tied: Tallied) -> tuple[tuple[Tallied, ...], bool]:
    """A tie with the casting vote as one more vote; and whether it would decide, but was not given."""

    def carried(more: str) -> bool | None:
        if tied.whole is None:
            return None
        whole = tied.whole + 1 if rule.threshold.base is Base.CAST else tied.whole
        return tied.yes + (more == "yes") >= rule.threshold.least(whole)

    if casting in ("yes", "no"):
        return (_evolved(tied, carried(casting)),), False
    either = {carried("yes"), carried("no")}
    return (_evolved(tied, either.pop() if len(either) == 1 else None),), len(either) > 1


def _evolved(tied: Tallied, carried: bool | None) -> Tallied:
    return evolve(tied, carried=carried)


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


def _problems(rule: DecisionRule, at: At) -> Iterator[Problem]:
    for vote in votes_under(rule, at):
        yield from decide(vote, at.snapshot, rule).problems


def _outcomes(rule: DecisionRule, at: At) -> Iterator[VoteOutcome]:
    for vote in votes_under(rule, at):
        options = {one.option for one in counts_of(vote, at.snapshot)} or {None}
        for option in options:
            one = decide(vote, at.snapshot, rule, option=option)
            yield VoteOutcome(
                id=vote.id if option is None else f"{vote.id}:{option}",
                vote=vote.id,
                option=option,
                rule=rule.known_as,
                result=one.result,
                eligible=one.numbers.should_attend,
                present=one.numbers.present,
                needed=one.tallied[0].needed if len(one.tallied) == 1 else None,
            )


KIND = Kind(
    name="decision",
    form=DecisionRule,
    sound=unsound_decision,
    judges_past=True,
    derives=(Derivation(VoteOutcome, _outcomes),),
    finds=_problems,
)

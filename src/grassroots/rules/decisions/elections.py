"""Elections: from the papers or counts of a vote and the rule in force on its day to who is elected, and what has to follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from grassroots.errors import InvalidArgument
from grassroots.model import Ballot, Vote
from grassroots.problems import Problem
from grassroots.rules.decisions.decision_rule import Base
from grassroots.rules.decisions.election_rule import ElectionRule, ElectionTie, Shortfall, unsound_election
from grassroots.rules.decisions.outcome import VoteOutcome
from grassroots.rules.decisions.votes import (
    BASES,
    RESULTS,
    Numbers,
    Result,
    candidacies_of,
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
from grassroots.values import Language, PersonId, VoteId


class Reason(StrEnum):
    """Why an election is void."""

    QUORUM = "quorum"
    MORE_PAPERS = "more_papers"


@frozen(kw_only=True)
class Stood:
    """What one person got. `reached`: whether the votes are enough to be elected; None where it cannot be said."""

    person: PersonId
    votes: int
    reached: bool | None


@frozen(kw_only=True)
class Election:
    """What came of an election. The library says what the rule says; whom to declare elected, and what to do next, people decide.

    `elected`: in the order of their votes. `tied`: those among whom a second vote or the lot has to decide, for `open_seats` seats.
    `unfilled`: seats for which too few reached what is needed; `next`: what the rule allows for them.
    """

    vote: VoteId
    rule: ElectionRule
    result: Result
    numbers: Numbers
    seats: int | None
    candidates: int
    stood: tuple[Stood, ...]
    whole: int | None
    needed: int | None
    void_papers: int
    elected: tuple[PersonId, ...] = ()
    tied: tuple[PersonId, ...] = ()
    open_seats: int = 0
    unfilled: int = 0
    next: tuple[Shortfall, ...] = ()
    why_void: tuple[Reason, ...] = ()
    problems: tuple[Problem, ...] = ()

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule, each of its conditions with the numbers, and the result. Persons are told by their ids."""
        return tuple(_chinese(self) if language == "zh" else _english(self))


def elect(vote: Vote, snapshot: Snapshot, rule: ElectionRule | None = None) -> Election:
    """What came of an election.

    Where the papers are recorded (`Ballot`), they are counted, and one that names more than there are seats is void; else the counts stand.

    Args:
        vote: the election, with its `seats`.
        snapshot: for papers, counts, candidates, the members who may vote and the attendance list.
        rule: the rule; the one that the vote names, as in force on its day, without one.

    Raises:
        NotFound: no rule was given, and the charter has none that the vote names and that is in force on its day.
        InvalidArgument: the rule that the vote names is one for decisions or for projects.
    """
    found = rule_of(vote, snapshot) if rule is None else rule
    if not isinstance(found, ElectionRule):
        raise InvalidArgument(f"{found.known_as!r} is no rule for elections; use decide or count_vote")
    numbers = numbers_of(vote, snapshot, found)
    papers = [one for one in snapshot.referrers("ballot", "vote", ("vote", vote.id)) if isinstance(one, Ballot)]
    if papers and numbers.ballots is None:
        # Where nobody wrote down how many papers came back, the papers themselves say it.
        numbers = evolve(numbers, ballots=sum(one.papers for one in papers))
    votes, void = _votes(vote, snapshot, found, papers)
    standing = {one.person for one in candidacies_of(vote, snapshot)}
    for person in standing:
        votes.setdefault(person, 0)
    candidates = len(standing) or len(votes)
    problems = [
        *untimely(vote, found, snapshot),
        *numbers.problems,
        *(_recount(vote, snapshot, found, votes) if papers else ()),
    ]
    least = None if vote.seats is None else found.candidates(vote.seats)
    if least is not None and candidates < least:
        problems.append(trouble(vote, found, "vote-few-candidates", candidates, seats=vote.seats, least=least))
    blocking = [*numbers.unsure, *_blocking(vote, found, numbers, votes, papers)]
    void_papers = void + sum(one.votes for one in counts_of(vote, snapshot) if one.choice == "void" and not papers)
    blank = sum(one.votes for one in counts_of(vote, snapshot) if one.choice == "blank" and not papers)
    blank += sum(one.papers for one in papers if not one.marks)
    whole = _whole(found, numbers, void_papers + blank)
    needed = None if whole is None else found.elected.least(whole)
    stood = tuple(
        Stood(person=person, votes=number, reached=None if needed is None else number >= needed)
        for person, number in sorted(votes.items(), key=lambda one: (-one[1], one[0]))
    )
    why: list[Reason] = []
    if quorum_met(found.quorum, numbers) is False:
        why.append(Reason.QUORUM)
    back = numbers.ballots
    if found.more_papers_void and back is not None and numbers.issued is not None and back > numbers.issued:
        why.append(Reason.MORE_PAPERS)
    base = Election(
        vote=vote.id,
        rule=found,
        result=Result.VOID if why else Result.OPEN,
        numbers=numbers,
        seats=vote.seats,
        candidates=candidates,
        stood=stood,
        whole=whole,
        needed=needed,
        void_papers=void_papers,
        why_void=tuple(why),
        problems=(*problems, *blocking),
    )
    if why or blocking or vote.seats is None or needed is None:
        return base
    return _filled(base, vote.seats)


def _filled(base: Election, seats: int) -> Election:
    """The seats filled from the first on; those with equal votes who do not all fit are tied."""
    reached = [one for one in base.stood if one.reached]
    elected = [one.person for one in reached[:seats]]
    tied: list[PersonId] = []
    if len(reached) > seats and reached[seats - 1].votes == reached[seats].votes:
        level = reached[seats].votes
        elected = [one.person for one in reached if one.votes > level]
        tied = [one.person for one in reached if one.votes == level]
    open_seats = seats - len(elected) if tied else 0
    unfilled = seats - len(elected) - open_seats
    return evolve(
        base,
        result=Result.OPEN if tied else Result.FAILED if unfilled else Result.PASSED,
        elected=tuple(elected),
        tied=tuple(tied),
        open_seats=open_seats,
        unfilled=unfilled,
        next=base.rule.shortfall if unfilled else (),
    )


def _whole(rule: ElectionRule, numbers: Numbers, not_cast: int) -> int | None:
    if rule.elected.base is Base.CAST:
        return None if numbers.ballots is None else max(0, numbers.ballots - not_cast)
    return numbers.of(rule.elected.base)


def _votes(vote: Vote, snapshot: Snapshot, rule: ElectionRule, papers: list[Ballot]) -> tuple[dict[PersonId, int], int]:
    """The votes of each person, and how many papers are void for naming too many."""
    votes: dict[PersonId, int] = {}
    void = 0
    for paper in papers:
        named = {PersonId(mark.option.id) for mark in paper.marks if mark.option.noun == "person"}
        if rule.more_names_void and vote.seats is not None and len(named) > vote.seats:
            void += paper.papers
            continue
        for person in named:
            votes[person] = votes.get(person, 0) + paper.papers
    if papers:
        return votes, void
    return _counted(vote, snapshot), 0


def _counted(vote: Vote, snapshot: Snapshot) -> dict[PersonId, int]:
    votes: dict[PersonId, int] = {}
    for one in counts_of(vote, snapshot):
        if one.option is not None and one.option.noun == "person" and one.choice in (None, "yes"):
            person = PersonId(one.option.id)
            votes[person] = votes.get(person, 0) + one.votes
    return votes


def _recount(vote: Vote, snapshot: Snapshot, rule: ElectionRule, votes: Mapping[PersonId, int]) -> Iterator[Problem]:
    for person, number in sorted(_counted(vote, snapshot).items()):
        if votes.get(person, 0) != number:
            yield trouble(vote, rule, "vote-recount", votes.get(person, 0), option=f"person:{person}", known=number)


def _blocking(
    vote: Vote, rule: ElectionRule, numbers: Numbers, votes: Mapping[PersonId, int], papers: list[Ballot]
) -> Iterator[Problem]:
    lacks = quorum_lacks(rule.quorum, numbers)
    base = {Base.SHOULD_ATTEND: "eligible", Base.PRESENT: "present", Base.CAST: "ballots"}[rule.elected.base]
    known = {"eligible": numbers.should_attend, "present": numbers.present, "ballots": numbers.ballots}
    if known[base] is None:
        lacks.append(base)
    if vote.seats is None:
        lacks.append("seats")
    if not votes and not papers:
        lacks.append("counts")
    for name in dict.fromkeys(lacks):
        yield trouble(vote, rule, "vote-lacks", "", name)
    most = max(votes.values(), default=0)
    returned = sum(one.papers for one in papers)
    yield from impossible(
        vote,
        rule,
        [
            ("present", numbers.present, "eligible", numbers.should_attend),
            ("counts", most, "ballots", numbers.ballots),
            ("counts", min(votes.values(), default=0), "ballots", None),
            *([("counts", returned, "ballots", numbers.ballots)] if papers and numbers.ballots is not None else []),
            *([] if rule.proxy else [("issued", numbers.issued, "present", numbers.present)]),
            *([] if rule.more_papers_void else [("ballots", numbers.ballots, "issued", numbers.issued)]),
        ],
    )
    if vote.seats is not None and vote.seats < 1:
        yield trouble(vote, rule, "vote-negative", vote.seats, "seats")


def _english(one: Election) -> Iterator[str]:
    yield headed(one.rule, "en")
    yield quorum_line(one.rule.quorum, one.numbers, "en")
    if one.numbers.issued is not None and one.numbers.ballots is not None:
        yield f"{one.numbers.issued} papers were given out and {one.numbers.ballots} came back; {one.void_papers} are void."
    if one.seats is not None:
        yield f"{one.candidates} stood for {one.seats} seats; the rule asks for {one.rule.candidates(one.seats)} candidates or more."
    base = BASES[one.rule.elected.base]["en"]
    if one.whole is None:
        yield f"To be elected: {limit_text(one.rule.elected, 'en')} of {base}; their number is not known."
    else:
        yield f"To be elected: {limit_text(one.rule.elected, 'en')} of {base} ({one.whole}), that is {one.needed} votes."
    for stood in one.stood:
        told = "not known" if stood.reached is None else "enough" if stood.reached else "not enough"
        yield f"{stood.person}: {stood.votes} votes, {told}."
    if one.tied:
        how = "a second vote among them decides" if one.rule.tie is ElectionTie.REVOTE else "the lot decides"
        yield f"Equal votes for {one.open_seats} seats: {', '.join(one.tied)}; {how}."
    if one.unfilled:
        share = f" (if {one.rule.agreement} of the voters agree)" if one.rule.agreement is not None else ""
        ways = {
            Shortfall.SEPARATE_ELECTION: "a separate election",
            Shortfall.FEWER_SEATS: f"fewer seats{share}",
        }
        yield f"{one.unfilled} seats are not filled; the rule allows: {' or '.join(ways[way] for way in one.next) or 'nothing'}."
    whys = {
        Reason.QUORUM: "there was no quorum",
        Reason.MORE_PAPERS: "more papers came back than were given out",
    }
    for why in one.why_void:
        yield f"The election is void: {whys[why]}."
    yield f"Elected: {', '.join(one.elected) or 'nobody'}. Result: {RESULTS[one.result]['en']}."


def _chinese(one: Election) -> Iterator[str]:
    yield headed(one.rule, "zh")
    yield quorum_line(one.rule.quorum, one.numbers, "zh")
    if one.numbers.issued is not None and one.numbers.ballots is not None:
        yield f"发出选票{one.numbers.issued}张，收回{one.numbers.ballots}张，其中废票{one.void_papers}张。"
    if one.seats is not None:
        yield f"应选{one.seats}名，候选人{one.candidates}名；规则要求候选人不少于{one.rule.candidates(one.seats)}名。"
    base = BASES[one.rule.elected.base]["zh"]
    if one.whole is None:
        yield f"当选须得票为{base}的{limit_text(one.rule.elected, 'zh')}，该人数不详。"
    else:
        yield f"当选须得票为{base}（{one.whole}）的{limit_text(one.rule.elected, 'zh')}，至少{one.needed}票。"
    for stood in one.stood:
        told = "能否达到不详" if stood.reached is None else "已达到" if stood.reached else "未达到"
        yield f"{stood.person}：{stood.votes}票，{told}。"
    if one.tied:
        how = "在他们之间再次投票" if one.rule.tie is ElectionTie.REVOTE else "抽签决定"
        yield f"得票相等，尚有{one.open_seats}个名额：{'、'.join(one.tied)}；{how}。"
    if one.unfilled:
        share = f"（须{one.rule.agreement}的选举人同意）" if one.rule.agreement is not None else ""
        ways = {Shortfall.SEPARATE_ELECTION: "另行选举", Shortfall.FEWER_SEATS: f"减少名额{share}"}
        yield f"尚缺{one.unfilled}名；规则允许：{'或'.join(ways[way] for way in one.next) or '无'}。"
    whys = {Reason.QUORUM: "到会人数不足", Reason.MORE_PAPERS: "收回选票多于发出选票"}
    for why in one.why_void:
        yield f"选举无效：{whys[why]}。"
    yield f"当选：{'、'.join(one.elected) or '无'}。结果：{RESULTS[one.result]['zh']}。"


def _problems(rule: ElectionRule, at: At) -> Iterator[Problem]:
    for vote in votes_under(rule, at):
        yield from elect(vote, at.snapshot, rule).problems


def _outcomes(rule: ElectionRule, at: At) -> Iterator[VoteOutcome]:
    for vote in votes_under(rule, at):
        one = elect(vote, at.snapshot, rule)
        yield VoteOutcome(
            id=vote.id,
            vote=vote.id,
            rule=rule.known_as,
            result=one.result,
            eligible=one.numbers.should_attend,
            present=one.numbers.present,
            needed=one.needed,
            unfilled=one.unfilled,
        )


KIND = Kind(
    name="election",
    form=ElectionRule,
    sound=unsound_election,
    judges_past=True,
    derives=(Derivation(VoteOutcome, _outcomes),),
    finds=_problems,
)

"""Elections: from the papers or counts of a vote and the rule in force on its day to who is elected, and what has to follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import evolve, frozen

from grassroots.errors import InvalidArgument
from grassroots.model import Ballot, Count, Tenure, Vote
from grassroots.problems import Problem
from grassroots.rules.decisions.decision_rule import Base
from grassroots.rules.decisions.declared import counts_declared, counts_held, entered, entered_since, next_vote
from grassroots.rules.decisions.election_rule import ElectionRule, Shortfall, unsound_election
from grassroots.rules.decisions.entering import again, chosen_to_enter, to_hold_again
from grassroots.rules.decisions.numbers import Numbers, no_quorum, numbers_of, quorum_lacks, quorum_line, quorum_met
from grassroots.rules.decisions.outcome import CandidateResult, VoteOutcome
from grassroots.rules.decisions.votes import (
    Result,
    candidacies_of,
    counts_of,
    headed,
    impossible,
    limit_text,
    papers_of,
    rule_of,
    say,
    trouble,
    untimely,
    votes_under,
)
from grassroots.rules.kind import At, Derivation, Held, Kind, ToDo, Typed
from grassroots.rules.proposed import Proposed
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

    def elects(self, person: PersonId) -> bool | None:
        """Whether somebody is elected; None where that is open: among those who are tied, and of all where a number is missing."""
        if person in self.elected:
            return True
        return None if self.result is Result.OPEN and (not self.tied or person in self.tied) else False

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule, each of its conditions with the numbers, and the result. Persons are told by their ids."""
        return tuple(self._lines(language))

    def _lines(self, language: Language) -> Iterator[str]:
        rule, numbers = self.rule, self.numbers
        yield headed(rule, language)
        yield quorum_line(rule.quorum, numbers, language)
        if numbers.issued is not None and numbers.ballots is not None:
            back = {"issued": numbers.issued, "ballots": numbers.ballots, "void": self.void_papers}
            yield say("election-papers", language, **back)
        if self.seats is not None:
            least = rule.candidates(self.seats)
            yield say("election-candidates", language, candidates=self.candidates, seats=self.seats, least=least)
        yield say(
            "election-unknown" if self.whole is None else "election-needed",
            language,
            limit=limit_text(rule.elected, language),
            base=say(f"base-{rule.elected.base}", language),
            whole=self.whole,
            needed=self.needed,
        )
        for one in self.stood:
            code = "stood-unknown" if one.reached is None else "stood-reached" if one.reached else "stood-missed"
            yield say(code, language, person=one.person, votes=one.votes)
        if self.tied:
            yield say(f"tied-{rule.tie}", language, seats=self.open_seats, persons=self.tied)
        if self.unfilled:
            ways = say("or", language).join(self._way(way, language) for way in self.next)
            yield say("unfilled", language, unfilled=self.unfilled, ways=ways or say("nothing", language))
        for why in self.why_void:
            yield say(f"void-{why}", language)
        elected = self.elected or say("nobody", language)
        yield say("election-result", language, elected=elected, result=say(f"result-{self.result}", language))

    def _way(self, way: Shortfall, language: Language) -> str:
        agreed = way is Shortfall.FEWER_SEATS and self.rule.agreement is not None
        return say(f"next-{way}{'-agreed' if agreed else ''}", language, share=self.rule.agreement)


def elect(vote: Vote, at: At, rule: ElectionRule | None = None) -> Election:
    """What came of an election.

    Where the papers are recorded (`Ballot`), they are counted, and one that names more than there are seats is void; else the counts stand.

    Args:
        vote: the election, with its `seats`.
        at: the day, and the records: papers, counts, candidates, the members who may vote, the attendance list.
        rule: the rule; the one that the vote names, as in force on its day, without one.

    Raises:
        NotFound: no rule was given, and the charter has none that the vote names and that is in force on its day.
        InvalidArgument: the rule that the vote names is one for decisions or for projects.
    """
    found = rule_of(vote, at) if rule is None else rule
    if not isinstance(found, ElectionRule):
        raise InvalidArgument(f"{found.known_as!r} is no rule for elections; use decide or count_vote")
    numbers, papers = numbers_of(vote, found, at), papers_of(vote, at)
    if papers and numbers.ballots is None:
        # Where nobody wrote down how many papers came back, the papers themselves say it.
        numbers = evolve(numbers, ballots=sum(one.papers for one in papers))
    votes, void = _votes(vote, found, papers, at)
    candidates = {one.person for one in candidacies_of(vote, at)}
    for person in candidates:
        votes.setdefault(person, 0)
    stand = len(candidates) or len(votes)
    problems = [
        *untimely(vote, found, at),
        *numbers.problems,
        *(_recount(vote, found, votes, at) if papers else ()),
    ]
    least = None if vote.seats is None else found.candidates(vote.seats)
    if least is not None and stand < least:
        problems.append(trouble(vote, found, "vote-few-candidates", stand, seats=vote.seats, least=least))
    blocking = [*numbers.unsure, *_blocking(vote, found, numbers, votes, papers)]
    counts = [] if papers else counts_of(vote, at)
    void_papers = void + sum(one.votes for one in counts if one.choice == "void")
    blank = sum(one.votes for one in counts if one.choice == "blank")
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
        candidates=stand,
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


def _votes(vote: Vote, rule: ElectionRule, papers: list[Ballot], at: At) -> tuple[dict[PersonId, int], int]:
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
    return (votes, void) if papers else (_counted(vote, at), 0)


def _counted(vote: Vote, at: At) -> dict[PersonId, int]:
    votes: dict[PersonId, int] = {}
    for one in counts_of(vote, at):
        if one.option is not None and one.option.noun == "person" and one.choice in (None, "yes"):
            person = PersonId(one.option.id)
            votes[person] = votes.get(person, 0) + one.votes
    return votes


def _recount(vote: Vote, rule: ElectionRule, votes: Mapping[PersonId, int], at: At) -> Iterator[Problem]:
    for person, number in sorted(_counted(vote, at).items()):
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
            ("issued", numbers.issued, "eligible", numbers.should_attend),
            *([("ballots", numbers.ballots, "eligible", numbers.should_attend)] if numbers.issued is None else []),
            *([] if rule.more_papers_void else [("ballots", numbers.ballots, "issued", numbers.issued)]),
        ],
    )
    if vote.seats is not None and vote.seats < 1:
        yield trouble(vote, rule, "vote-negative", vote.seats, "seats")


def _problems(rule: ElectionRule, at: At) -> Iterator[Problem]:
    for vote in votes_under(rule, at):
        election = elect(vote, at, rule)
        yield from election.problems
        # Where a tie is open, or a number is missing, nobody knows who is elected.
        if election.result is not Result.OPEN:
            yield from counts_declared(vote, rule, election.elected, "person", at)
            yield from entered(vote, rule, election.elected, rule.method, at)
        if Reason.QUORUM in election.why_void and not again(vote, at):
            yield no_quorum(vote, rule, election.numbers)


def _proposals(rule: ElectionRule, at: At) -> Iterator[Proposed]:
    for vote in votes_under(rule, at):
        election = elect(vote, at, rule)
        if election.elected and election.result in (Result.PASSED, Result.FAILED):
            yield from chosen_to_enter(vote, rule, election.elected, "person", rule.method, at)


def _to_dos(rule: ElectionRule, at: At) -> Iterator[ToDo]:
    for vote in votes_under(rule, at):
        election = elect(vote, at, rule)
        yield from to_hold_again(vote, rule, election.result, election.unfilled, at)


def _results(rule: ElectionRule, at: At) -> Iterator[CandidateResult]:
    for vote in votes_under(rule, at):
        election = elect(vote, at, rule)
        stood = {one.person: one for one in candidacies_of(vote, at)}
        declared = {one.option.id for one in counts_of(vote, at) if one.adopted and one.option is not None}
        entries = entered_since(vote, rule.method, at)
        for one in election.stood:
            yield CandidateResult(
                id=f"{vote.id}:{one.person}",
                vote=vote.id,
                rule=rule.known_as,
                person=one.person,
                post=stood[one.person].post if one.person in stood else None,
                votes=one.votes,
                elected=election.elects(one.person),
                tied=one.person in election.tied,
                declared=one.person in declared,
                entered=entries.pop(at.snapshot.person(one.person), None) is not None,
            )
        # Whoever was entered and did not stand got no vote.
        for person, post in sorted(entries.items()):
            yield CandidateResult(
                id=f"{vote.id}:{person}",
                vote=vote.id,
                rule=rule.known_as,
                person=PersonId(person),
                post=post,
                votes=0,
                elected=election.elects(PersonId(person)),
                entered=True,
            )


def _outcomes(rule: ElectionRule, at: At) -> Iterator[VoteOutcome]:
    for vote in votes_under(rule, at):
        one = elect(vote, at, rule)
        yield VoteOutcome(
            id=vote.id,
            vote=vote.id,
            rule=rule.known_as,
            result=one.result,
            quorum=quorum_met(rule.quorum, one.numbers),
            eligible=one.numbers.should_attend,
            present=one.numbers.present,
            needed=one.needed,
            unfilled=one.unfilled,
        )


def _declared(rule: ElectionRule, at: At) -> Iterator[Held]:
    for vote in votes_under(rule, at):
        election = elect(vote, at, rule)
        if election.result is not Result.OPEN:
            counts = [one for one in counts_of(vote, at) if one.option is not None and one.option.noun == "person"]
            yield from counts_held(counts, election.elected)


def _holders(rule: ElectionRule, at: At) -> Iterator[Held]:
    """Who holds the post since the vote, where one was elected to it and one term began."""
    if at.snapshot.withheld & {"tenure", "candidacy", "person"}:
        return
    for vote in votes_under(rule, at):
        election = elect(vote, at, rule)
        stood = candidacies_of(vote, at) if election.result is not Result.OPEN else []
        for post in {one.post for one in stood if one.post is not None}:
            mine = [one for one in stood if one.post == post]
            won = [one for one in mine if one.person in election.elected]
            lost = [one for one in mine if one.person not in election.elected]
            until = next_vote(vote, post, at)
            began = [
                one
                for one in at.snapshot.referrers(Tenure, "post", ("post", post))
                if vote.on <= one.start < until and one.start <= at.day and (not rule.method or one.method in rule.method)
            ]
            open_seat = any(one.withdrawn for one in mine) or any(one.end is not None for one in began)
            if len(won) == len(began) == len(election.elected) == 1 and lost and not open_seat:
                yield Held(record=began[0], gives=won[0].person, other=lost[0].person)


KIND = Kind(
    name="election",
    form=ElectionRule,
    sound=unsound_election,
    judges_past=True,
    derives=(Derivation(VoteOutcome, _outcomes), Derivation(CandidateResult, _results)),
    finds=_problems,
    proposes=_proposals,
    todo=_to_dos,
    typed=(
        Typed(noun=Count, field="adopted", told={"vote-not-chosen": "value", "vote-passed-over": "value"}, of=_declared),
        Typed(noun=Tenure, field="person", told={"vote-not-elected": "value", "vote-not-entered": "tenures"}, of=_holders),
    ),
)

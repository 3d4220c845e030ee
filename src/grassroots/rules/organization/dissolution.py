"""Mergers, splits and dissolutions: whether each unit that ends or gives decided it before, and whether all that an ended unit had and owed is
settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from grassroots.charter.length import Length
from grassroots.model import Activity, Asset, ChangeEvent, Motion, Record, Unit, Vote, key_of
from grassroots.problems import Problem
from grassroots.rules.decisions.decisions import decide
from grassroots.rules.decisions.votes import ROOM as DECISIONS
from grassroots.rules.decisions.votes import Result
from grassroots.rules.kind import At, Derivation, Held, Kind, ToDo, Typed, Urgency
from grassroots.rules.organization.formation_rule import ROOM, Ending, FormationRule
from grassroots.rules.organization.unit_settlement import UnitSettlement
from grassroots.rules.worded import rule_title
from grassroots.snapshot import Snapshot
from grassroots.texts import Phrase, catalogue
from grassroots.values import Language, Quantity, UnitId


@frozen(kw_only=True)
class Taken:
    """A part of a line of the register that an heir takes over. `share`: which part; None where what is written is no share."""

    heir: UnitId
    line: str
    share: Fraction | None


@frozen(kw_only=True)
class SettledLine:
    """What became of a line of the register of an ended unit. `disposal` is None while it is open; `settled`: nothing is left to do about it."""

    asset: Asset
    disposal: str | None
    taken: tuple[Taken, ...]
    settled: bool


@frozen(kw_only=True)
class Settlement:
    """A change of units and one of the units that it ends or takes from, at the end of a day.

    `decided_on`: when a motion of the unit about the change was adopted; `ended`: whether the unit no longer stands; `lines`: what it had and owed
    on its last day (of a unit that goes on, nothing has to be settled).
    """

    change: ChangeEvent
    unit: Unit
    rule: FormationRule
    day: date
    decided_on: date | None
    ended: bool
    lines: tuple[SettledLine, ...]
    problems: tuple[Problem, ...]

    @property
    def settled(self) -> bool:
        """Whether the decision is there and every line is settled."""
        return not self.problems and all(line.settled for line in self.lines)

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule, the decision, and each line with what became of it."""
        say, rule = catalogue(ROOM).say, self.rule
        source = (rule.ending and rule.ending.source) or rule.source or say("not-stated", language)
        lines = [say("settlement", language, name=rule.labels.get(language, rule.name), source=source)]
        if self.decided_on is None:
            lines.append(say("undecided", language, unit=self.unit.name))
        else:
            lines.append(say("decided", language, unit=self.unit.name, decided=self.decided_on, on=self.change.on))
        for line in self.lines:
            became = line.disposal or say("line-open", language)
            heirs = ", ".join(f"{one.heir} {one.share if one.share is not None else '?'}" for one in line.taken)
            code = "line-heirs" if heirs else "line"
            lines.append(say(code, language, line=line.asset.name or line.asset.id, became=became, heirs=heirs))
        lines += [problem.text(language) for problem in self.problems]
        return tuple(lines)


def settlements(at: At) -> tuple[Settlement, ...]:
    """Every change of units for which the charter has a rule, with each unit that it ends or takes from, in the order of the ids."""
    found = []
    for change in at.snapshot.all(ChangeEvent).values():
        if change.on > at.day:
            continue
        for origin in change.before:
            unit = at.snapshot.get(Unit, origin.unit)
            if unit is not None and (made := settlement_of(change, unit, at)) is not None:
                found.append(made)
    return tuple(found)


def dissolution_problems(at: At) -> tuple[Problem, ...]:
    """All that is wrong with the changes of units by a day: no decision before, no vote, lines that are not settled, shares that do not add up."""
    return (*(problem for one in settlements(at) for problem in one.problems), *_ended_alone(at))


def _ended_alone(at: At) -> Iterator[Problem]:
    """Units of a kind whose end takes a decision that simply have a last day: no change on record ends them or takes from them."""
    changed = {origin.unit for change in at.snapshot.all(ChangeEvent).values() for origin in change.before}
    for unit in at.snapshot.all(Unit).values():
        if unit.end is None or unit.end > at.day or unit.id in changed or "change_event" in at.snapshot.withheld:
            continue
        eve = unit.end - timedelta(days=1)
        for rule in at.snapshot.charter.rules_of(FormationRule, unit.end):
            if rule.ending and unit.kind in rule.kinds and (rule.only is None or at.reader.holds(unit, rule.only, eve)):
                details = {"unit": unit.name or unit.id, "rule": rule.title, "source": rule.ending.source or rule.source or "—"}
                place = at.snapshot.sources.get(key_of(unit))
                yield Problem("unit-ended-undecided", source=place, value=unit.end, details=details)
                break


def settlement_of(change: ChangeEvent, unit: Unit, at: At) -> Settlement | None:
    """How a change stands for one of the units that it ends or takes from; None if no rule asks anything of it."""
    snapshot = at.snapshot
    eve = change.on - timedelta(days=1)
    rule = next(
        (
            one
            for one in snapshot.charter.rules_of(FormationRule, change.on)
            if one.ending is not None
            and change.kind in one.ending.changes
            and unit.kind in one.kinds
            and (one.only is None or at.reader.holds(unit, one.only, eve))
        ),
        None,
    )
    if rule is None or rule.ending is None:
        return None
    work = _Work(at=at, change=change, unit=unit, rule=rule, ending=rule.ending)
    decided_on, problems = work.decision()
    ended = not snapshot.tree.stands(unit.id, change.on)
    lines = []
    if ended:
        for asset in snapshot.referrers(Asset, "unit", ("unit", unit.id)):
            if snapshot.counts_on(asset, eve):
                line, more = work.line(asset)
                lines.append(line)
                problems += more
    return Settlement(
        change=change,
        unit=unit,
        rule=rule,
        day=at.day,
        decided_on=decided_on,
        ended=ended,
        lines=tuple(lines),
        problems=tuple(problems),
    )


@frozen(kw_only=True)
class _Work:
    at: At
    change: ChangeEvent
    unit: Unit
    rule: FormationRule
    ending: Ending

    @property
    def snapshot(self) -> Snapshot:
        return self.at.snapshot

    def decision(self) -> tuple[date | None, list[Problem]]:
        """When the unit decided, and what is wrong with it."""
        adopted = [
            (step.on, motion)
            for motion in self.snapshot.referrers(Motion, "change", ("change_event", self.change.id))
            if motion.unit == self.unit.id
            for step in motion.steps
            if step.outcome in self.ending.adopted and step.on <= self.at.day
        ]
        if not adopted:
            return None, [self._problem("change-without-decision", self.change)]
        decided, motion = min(adopted, key=lambda one: (one[0], one[1].id))
        problems = []
        ahead = self.ending.ahead
        latest = ahead.after(decided) if ahead else decided + timedelta(days=1)
        if latest > self.change.on:
            least = ahead or Length(days=1)
            problems.append(self._problem("change-decided-late", motion, decided=decided, ahead=least))
        votes = [one for one in self.snapshot.referrers(Vote, "motion", ("motion", motion.id)) if one.on <= decided]
        problems += self._votes(motion, votes)
        problems += self._meeting(motion, votes, decided)
        # What was typed as adopted, and was lost by the votes counted, decides nothing.
        lost = (decide(vote, self.at).result in (Result.FAILED, Result.VOID) for vote in self._last(votes))
        return (None if any(lost) else decided), problems

    def _last(self, votes: list[Vote]) -> list[Vote]:
        """The last vote under the decision that is asked for, which counts: a motion that failed may be put again."""
        ruled = [one for one in votes if self.ending.decision and one.rule == self.ending.decision]
        return sorted(ruled, key=lambda one: (one.on, one.id))[-1:]

    def _votes(self, motion: Motion, votes: list[Vote]) -> Iterator[Problem]:
        if not self.ending.decision:
            return
        last = self._last(votes)
        if not last:
            yield self._problem(
                "change-without-vote", motion, decision=rule_title(self.at.snapshot.charter, "decision", self.ending.decision)
            )
        for vote in last:
            result = decide(vote, self.at).result
            if result is not Result.PASSED:
                told = Phrase(DECISIONS, f"result-{result}")
                yield self._problem("change-vote-failed", vote, vote=vote.id, result=told)

    def _meeting(self, motion: Motion, votes: list[Vote], decided: date) -> Iterator[Problem]:
        if not self.ending.meetings:
            return
        ids = [motion.activity, *(vote.activity for vote in votes)]
        held = [self.snapshot.get(Activity, id) for id in ids if id is not None]
        if not any(one and one.kind in self.ending.meetings and one.on <= decided for one in held):
            meetings = tuple(self.snapshot.charter.named("activity", one) for one in self.ending.meetings)
            yield self._problem("change-without-meeting", motion, meetings=meetings)

    def line(self, asset: Asset) -> tuple[SettledLine, list[Problem]]:
        """What became of a line by the day, and what is wrong with it."""
        heirs = [
            one
            for one in self.snapshot.referrers(Asset, "came_from", ("asset", asset.id))
            if one.start is None or one.start <= self.at.day
        ]
        problems: list[Problem] = []
        taken = tuple(Taken(heir=one.unit, line=one.id, share=_share(one, alone=len(heirs) == 1)) for one in heirs)
        ended = asset.end is not None and asset.end <= self.at.day
        disposal = asset.disposal if ended else None
        name = asset.name or asset.id
        if not ended:
            due = self.ending.within.after(self.change.on) if self.ending.within else self.change.on
            if self.at.day >= due:
                problems.append(self._problem("asset-unsettled", asset, name=name, day=due))
        elif asset.disposal is None:
            problems.append(self._problem("asset-no-disposal", asset, name=name, day=asset.end))
        elif asset.disposal in self.ending.transferred:
            problems += self._heirs(asset, name, heirs, taken)
        elif heirs:
            disposed = self.snapshot.charter.named("disposal", asset.disposal)
            problems.append(self._problem("asset-given-twice", asset, name=name, disposal=disposed))
        settled = disposal is not None and not problems
        return SettledLine(asset=asset, disposal=disposal, taken=taken, settled=settled), problems

    def _heirs(self, asset: Asset, name: str, heirs: list[Asset], taken: tuple[Taken, ...]) -> Iterator[Problem]:
        after = {one.unit for one in self.change.after}
        for line, part in zip(heirs, taken, strict=True):
            if part.share is None:
                numbers = {"share": _shown(line.share), "share_of": _shown(line.share_of)}
                yield self._problem("asset-share-wrong", line, value=line.id, name=name, **numbers)
            if line.unit not in after:
                heir = self.snapshot.get(Unit, line.unit)
                yield self._problem("asset-wrong-heir", line, name=name, heir=heir.name if heir else line.unit)
        shares = [part.share for part in taken if part.share is not None]
        if len(shares) == len(taken) and sum(shares) != 1:
            yield self._problem("asset-shares", asset, name=name, taken=str(sum(shares)), heirs=tuple(one.id for one in heirs))
        values = [line.value for line in heirs]
        worth = asset.value
        if worth is None or worth.value is None or not values:
            return
        known = [
            value.value for value in values if value and value.value is not None and value.measured_in == worth.measured_in
        ]
        if len(known) == len(values) and sum(known, Decimal(0)) != worth.value:
            told: dict[str, Any] = {
                "worth": str(worth.value),
                "taken": str(sum(known, Decimal(0))),
                "heirs": tuple(one.id for one in heirs),
            }
            yield self._problem("asset-values", asset, name=name, **told)

    def _problem(self, code: str, record: Record, *, value: str = "", **details: Any) -> Problem:
        named = {
            "rule": self.rule.title,
            "source": self.ending.source or self.rule.source or "—",
            "name": self.unit.name,
            "unit": self.unit.name,
            "day": self.change.on,
        }
        source = self.snapshot.sources.get(key_of(record))
        return Problem(code, source=source, value=value or self.change.id, details={**named, **details})


def _share(line: Asset, *, alone: bool) -> Fraction | None:
    """Which part of the old line an heir takes; the whole where it is alone and nothing is written."""
    if line.share is None and line.share_of is None:
        return Fraction(1) if alone else None
    if line.share is None or line.share_of is None or line.share < 0 or line.share_of < 1 or line.share > line.share_of:
        return None
    return Fraction(line.share, line.share_of)


def _shown(number: int | None) -> str:
    return "—" if number is None else str(number)


def _derived(_: None, at: At) -> Iterator[UnitSettlement]:
    for one in settlements(at):
        yield UnitSettlement(
            id=f"{one.change.id}:{one.unit.id}",
            change=one.change.id,
            unit=one.unit.id,
            rule=one.rule.known_as,
            decided_on=one.decided_on,
            ended=one.ended,
            lines=len(one.lines),
            open_lines=sum(not line.settled for line in one.lines),
            settled=one.settled,
        )


def _to_dos(_: None, at: At) -> Iterator[ToDo]:
    """Lines of registers of units that ended, to be settled by the day that the rule sets."""
    for one in settlements(at):
        left = [line for line in one.lines if not line.settled]
        ending = one.rule.ending
        if not left or ending is None:
            continue
        day = ending.within.after(one.change.on) if ending.within else one.change.on
        source = ending.source or one.rule.source or "—"
        details = {
            "unit": one.unit.name or one.unit.id,
            "number": len(left),
            "day": day,
            "rule": one.rule.title,
            "source": source,
        }
        yield ToDo.by(
            one.rule,
            kind="dissolution",
            urgency=Urgency.OVERDUE if day <= at.day else Urgency.DUE,
            record=("unit_settlement", f"{one.change.id}:{one.unit.id}"),
            unit=at.snapshot.home(one.change),
            day=day,
            reason=Problem("assets-to-settle", value=one.unit.id, details=details),
            source=ending.source or one.rule.source,
        )


def _alone(at: At) -> Iterator[tuple[Asset, Asset]]:
    """The lines that went over, each with the one that took it over, where one alone did."""
    for one in settlements(at):
        for line in one.lines:
            ending = one.rule.ending
            if ending is not None and line.disposal in ending.transferred and len(line.taken) == 1:
                yield line.asset, at.snapshot.all(Asset)[line.taken[0].line]


def _worth(_: None, at: At) -> Iterator[Held]:
    for asset, heir in _alone(at):
        if asset.value is not None and asset.value.value is not None:
            more = Quantity.of(asset.value.value + 1, asset.value.measured_in)
            yield Held(record=heir, gives=asset.value, other=more)


def _whole(_: None, at: At) -> Iterator[Held]:
    for _asset, heir in _alone(at):
        if heir.share_of is not None and heir.share_of > 1:
            yield Held(record=heir, gives=heir.share_of, other=heir.share_of - 1)


KIND: Kind[None] = Kind(
    name="dissolution",
    form=None,
    derives=(Derivation(UnitSettlement, _derived),),
    finds=lambda _, at: dissolution_problems(at),
    todo=_to_dos,
    typed=(
        Typed(noun=Asset, field="value", told={"asset-values": "heirs"}, of=_worth),
        Typed(noun=Asset, field="share", told={"asset-shares": "heirs"}, of=_whole),
    ),
)

"""Checking again: a sample of records that anybody can draw anew, and what units are told of the cases whose requesters were not satisfied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from grassroots.errors import InvalidArgument
from grassroots.model import Case, Finding, Step
from grassroots.reading.reader import Reader
from grassroots.rules.kind import Kind
from grassroots.rules.openness.supervision_rule import RecheckRule, unsound_recheck
from grassroots.snapshot import Snapshot
from grassroots.values import Ref, UnitId

Key = tuple[str, str]

NEVER = ("person", "membership", "household", "circumstance", "application")
"""Nouns of which no sample is drawn: matters are checked again, never people."""


@frozen(kw_only=True)
class Sample:
    """Records that were drawn: `chosen`, in the order of their lots, from `of` records, by a seed that is named in public before."""

    seed: str
    of: int
    chosen: tuple[Key, ...]

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """How it was drawn, so that anybody can draw it again."""
        if language == "zh":
            return (
                f"从{self.of}条记录中抽取{len(self.chosen)}条，公开种子为“{self.seed}”。",
                "按“种子、换行、名词:编号”的SHA-256值由小到大排序，取最前者；与记录顺序无关，任何人可以重做。",
            )
        return (
            f"{len(self.chosen)} of {self.of} records, drawn by the public seed “{self.seed}”.",
            "Those with the smallest SHA-256 of the seed, a line break and noun:id; whatever their order, anybody can draw it again.",
        )


def sample(records: Iterable[Key], *, seed: str, size: int) -> Sample:
    """Draws records to be checked again. The same records, seed and size give the same sample; of a larger size, the same and more.

    Args:
        records: what is drawn from, (noun, id): the hits of a figure, as a rule. A record given twice has one lot.
        seed: what was named in public before: a date with the numbers of a lottery, a sentence in the minutes.
        size: how many; fewer where there are not so many.

    Raises:
        InvalidArgument: no seed, a negative size, or a sample of people.

    >>> sample([("case", str(number)) for number in range(9)], seed="minutes of 3 March", size=2).chosen
    (('case', '0'), ('case', '7'))
    """
    keys = set(records)
    people = sorted({noun for noun, _ in keys if noun in NEVER})
    if people:
        raise InvalidArgument(f"no sample of {', '.join(people)} is drawn: check matters again, not people")
    if not seed.strip() or size < 0:
        raise InvalidArgument("a sample needs a seed that is named in public before, and a size of 0 or more")
    lots = sorted(keys, key=lambda key: (hashlib.sha256(f"{seed}\n{key[0]}:{key[1]}".encode()).hexdigest(), key))
    return Sample(seed=seed, of=len(keys), chosen=tuple(lots[:size]))


def feedback(cases: Iterable[Key], snapshot: Snapshot, on: date, *, due: date | None = None) -> tuple[Finding, ...]:
    """What units are to be told of cases: a finding for each case that has none yet, at the unit that handled it, as a record to be added.

    Its kind, the cause, is left open: people look into it. It says nothing of who asked or what was said.

    Args:
        cases: the misses of a figure on satisfaction, as a rule; other nouns are passed over.
        snapshot: the records.
        on: the day on which the unit is told.
        due: until when it is to be put right.
    """
    reader, workflow = Reader(snapshot), snapshot.charter.workflows.get("finding")
    state = workflow.start if workflow else "found"
    found: list[Finding] = []
    for noun, id in sorted(set(cases)):
        case = snapshot.get(noun, id)
        if not isinstance(case, Case) or snapshot.referrers("finding", "subject", (noun, id)):
            continue
        handler = reader.value(case, "handler", on)
        found.append(
            Finding(
                id=f"feedback:{id}",
                unit=UnitId(str(handler)) if handler else case.unit,
                subject=Ref("case", id),
                steps=(Step(state=state, on=on, due=due),),
            )
        )
    return tuple(found)


KIND = Kind(name="recheck", form=RecheckRule, sound=unsound_recheck, silent="TODO")

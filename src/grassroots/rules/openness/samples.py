"""Drawing a sample of records to be checked again, so that anybody can draw it anew, and what units are told of the cases in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from grassroots.errors import InvalidArgument
from grassroots.model import Case, Finding, Step
from grassroots.rules.kind import At
from grassroots.texts import catalogue
from grassroots.values import Language, Ref, UnitId

Key = tuple[str, str]

NEVER = ("person", "membership", "household", "circumstance", "application")
"""Nouns of which no sample is drawn: matters are checked again, never people."""


@frozen(kw_only=True)
class Sample:
    """Records that were drawn: `chosen`, in the order of their lots, from `of` records, by a seed that is named in public before."""

    seed: str
    of: int
    chosen: tuple[Key, ...]

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """How it was drawn, so that anybody can draw it again."""
        said = catalogue("grassroots.rules.openness").say
        drawn = said("sample", language, of=self.of, count=len(self.chosen), seed=self.seed)
        return drawn, said("sample-how", language)


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


def feedback(cases: Iterable[Key], at: At, *, due: date | None = None) -> tuple[Finding, ...]:
    """What units are to be told of cases on a day: a finding for each case that has none yet, at the unit that handled it, as a record to be added.

    Its kind, the cause, is left open: people look into it. It says nothing of who asked or what was said.

    Args:
        cases: the misses of a figure on satisfaction, as a rule; other nouns are passed over.
        at: the records, and the day on which the unit is told.
        due: until when it is to be put right.
    """
    workflow = at.snapshot.charter.workflows.get("finding")
    state = workflow.start if workflow else "found"
    found: list[Finding] = []
    for noun, id in sorted(set(cases)):
        case = at.snapshot.get(noun, id)
        if not isinstance(case, Case) or at.snapshot.referrers(Finding, "subject", (noun, id)):
            continue
        handler = at.reader.value(case, "handler", at.day)
        found.append(
            Finding(
                id=f"feedback:{id}",
                unit=UnitId(str(handler)) if handler else case.unit,
                subject=Ref("case", id),
                steps=(Step(state=state, on=at.day, due=due),),
            )
        )
    return tuple(found)

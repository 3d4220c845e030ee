"""Promotion: who meets a published profile. Criteria are facts, or findings of named bodies on record; nothing about a person is computed beyond them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.length import Length
from grassroots.charter.rule import Rule, free, length, needed, noun, of_noun, word
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.rules.posts.worded import Faults, named_twice, unsound_grades, unsound_step

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter

PROFILED = ("tenure", "candidacy", "application", "seat")
"""What can be held against a profile: records that name a person and what he or she holds or stands for."""


@frozen(kw_only=True)
class Served:
    """So long in posts of these kinds, all terms together."""

    post: tuple[str, ...] = field(metadata=needed() | word("post"))
    length: Length = field(metadata=length())


@frozen(kw_only=True)
class Graded:
    """One of these `grades` under a rubric, at least so many `times` among the `last` judgements that were decided (0: all)."""

    rubric: str
    grades: tuple[str, ...] = field(metadata=needed())
    times: int = 1
    last: int = 0


@frozen(kw_only=True)
class Found:
    """What a body has found and put on record: an application of the kind `pathway` on which the step `step` was taken, by a unit of one of the kinds `by`."""

    pathway: str = field(metadata=needed() | word("pathway"))
    step: str
    by: tuple[str, ...] = field(metadata=needed() | word("unit"))


@frozen(kw_only=True)
class Criterion:
    """One criterion of a profile; exactly one of: `where` (a fact of the record), `served`, `graded`, `found`."""

    name: str
    labels: Labels = field(factory=dict, hash=False)
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    served: Served | None = None
    graded: Graded | None = None
    found: Found | None = None
    source: str = ""


@frozen(kw_only=True)
class PromotionRule(Rule):
    """A profile: the criteria that records of `noun` for which `where` holds must all meet; what it opens is `to`, kinds of post (empty: what they stand for).

    `published`: where it was made known to those whom it is about; no other is ever applied. `criteria`: what must be met, each by itself.

    >>> PromotionRule(name="deputies", noun="tenure", to=("deputy",), criteria=(), published="notice board").noun
    'tenure'
    """

    noun: str = field(default="tenure", metadata=noun(*PROFILED))
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    to: tuple[str, ...] = field(default=(), metadata=word("post"))
    criteria: tuple[Criterion, ...] = field(metadata=needed())
    published: str = field(default="", metadata=needed() | free())


def unsound_promotion(rule: PromotionRule, charter: Charter) -> Faults:
    """What is unsound in a profile: nobody can know from when it holds, or a criterion that is none or that nobody can meet."""
    for key in ("source", "valid_from"):
        if not getattr(rule, key):
            yield (), "charter-missing", "", {"key": key}
    yield from named_twice(rule.criteria, "criteria")
    for at, one in enumerate(rule.criteria):
        keys: Path = ("criteria", at)
        if sum(part is not None for part in (one.where, one.served, one.graded, one.found)) != 1:
            yield keys, "charter-criterion", one.name, {}
        if one.graded is not None:
            graded = one.graded
            yield from unsound_grades(graded.rubric, graded.grades, (*keys, "graded"), charter)
            if graded.times < 1 or graded.last < 0 or 0 < graded.last < graded.times:
                yield (*keys, "graded", "times"), "charter-graded", str(graded.times), {"last": graded.last}
        if one.found is not None:
            yield from unsound_step(one.found.pathway, one.found.step, (*keys, "found"), charter)

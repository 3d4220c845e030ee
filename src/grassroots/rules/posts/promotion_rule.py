"""Promotion: who meets a published profile. Criteria are facts, or findings of named bodies on record; nothing about a person is computed beyond them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from grassroots.charter.length import Length
from grassroots.charter.measure import Condition
from grassroots.charter.rule import Rule, free, of_noun
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.problems import nearest

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]

PROFILED = ("tenure", "candidacy", "application", "seat")
"""What can be held against a profile: records that name a person and what he or she holds or stands for."""


@frozen(kw_only=True)
class Served:
    """So long in posts of these kinds, all terms together."""

    post: tuple[str, ...]
    length: Length


@frozen(kw_only=True)
class Graded:
    """One of these `grades` under a rubric, at least so many `times` among the `last` judgements that were decided (0: all)."""

    rubric: str
    grades: tuple[str, ...]
    times: int = 1
    last: int = 0


@frozen(kw_only=True)
class Found:
    """What a body has found and put on record: an application of the kind `pathway` on which the step `step` was taken, by a unit of one of the kinds `by`."""

    pathway: str
    step: str
    by: tuple[str, ...]


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

    `published`: where it was made known to those whom it is about; no other is ever applied.

    >>> PromotionRule(name="deputies", noun="tenure", to=("deputy",), criteria=(), published="notice board").noun
    'tenure'
    """

    noun: str = "tenure"
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    to: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...]
    published: str = field(default="", metadata=free())


def unsound_promotion(rule: PromotionRule, charter: Charter) -> Faults:
    """What is unsound in a profile: nobody was told of it, no criterion, or one that is none or that nobody can meet."""
    if rule.noun not in PROFILED:
        yield ("noun",), "charter-choice", rule.noun, {"known": PROFILED}
    for key in ("published", "source"):
        if not getattr(rule, key):
            yield (), "charter-missing", "", {"key": key}
    if rule.valid_from is None:
        yield (), "charter-missing", "", {"key": "valid_from"}
    if not rule.criteria:
        yield (), "charter-missing", "", {"key": "criteria"}
    yield from _words(charter, "post", rule.to, ("to",))
    names = [one.name for one in rule.criteria]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield ("criteria",), "charter-path-twice", name, {}
    for at, one in enumerate(rule.criteria):
        keys: Path = ("criteria", at)
        if sum(part is not None for part in (one.where, one.served, one.graded, one.found)) != 1:
            yield keys, "charter-criterion", one.name, {}
        if one.served is not None:
            yield from _words(charter, "post", one.served.post, (*keys, "served", "post"))
            if not one.served.post:
                yield (*keys, "served"), "charter-missing", "", {"key": "post"}
            if not one.served.length.sound:
                yield (*keys, "served", "length"), "charter-path-length", str(one.served.length), {}
        if one.graded is not None:
            yield from _graded(one.graded, (*keys, "graded"), charter)
        if one.found is not None:
            yield from _found(one.found, (*keys, "found"), charter)


def _graded(graded: Graded, keys: Path, charter: Charter) -> Faults:
    yield from unsound_grades(graded.rubric, graded.grades, keys, charter)
    if not graded.grades:
        yield keys, "charter-missing", "", {"key": "grades"}
    if graded.times < 1 or graded.last < 0 or 0 < graded.last < graded.times:
        yield (*keys, "times"), "charter-graded", str(graded.times), {"last": graded.last}


def unsound_grades(rubric: str, grades: tuple[str, ...], keys: Path, charter: Charter) -> Faults:
    """Grades that a rubric about persons does not give, or a rubric that there is not."""
    known = {one.known_as: one for one in charter.rules.get("rubric", {}).values() if getattr(one, "about_persons", False)}
    found = known.get(rubric)
    if found is None:
        yield (*keys, "rubric"), "charter-rubric-named", rubric, {"known": nearest(rubric, known)}
        return
    given = tuple(band.grade for band in getattr(found, "grade", ()))
    for grade in grades:
        if grade not in given:
            yield (*keys, "grades"), "charter-choice", grade, {"known": given}


def _found(found: Found, keys: Path, charter: Charter) -> Faults:
    yield from _words(charter, "pathway", (found.pathway,), (*keys, "pathway"))
    yield from _words(charter, "unit", found.by, (*keys, "by"))
    if not found.by:
        yield keys, "charter-missing", "", {"key": "by"}
    word = charter.word("pathway", found.pathway)
    flow = charter.workflows.get(word.workflow or "application") if word else None
    if flow is not None and found.step not in flow.states:
        yield (*keys, "step"), "charter-path-state", found.step, {"known": nearest(found.step, flow.states)}


def _words(charter: Charter, words: str, names: tuple[str, ...], keys: Path) -> Faults:
    known = charter.words.get(words, {})
    for name in names:
        if name not in known:
            yield keys, "charter-word", name, {"words": words, "known": nearest(name, known)}

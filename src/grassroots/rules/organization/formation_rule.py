"""Formation: from what size a unit of a kind is formed and to what size it stays one, who leads it, what is set up with a project, and what a
change of units takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import field, frozen

from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.paths import workflows_of
from grassroots.charter.rule import Rule, length, names, needed, not_below, of_noun, word
from grassroots.fields import Column, field_named, fields_of
from grassroots.model import NOUNS, home_field
from grassroots.problems import nearest
from grassroots.texts import Phrase
from grassroots.values import Language

ROOM = "grassroots.rules.organization"
"""The room whose catalogue says what is told of units."""

Faults = Iterator[Fault]


@frozen(kw_only=True)
class Band:
    """Sizes from a bound to a bound, whole numbers: `at_least` or `over`, `at_most` or `under`; without a lower one from 0, without an upper one
    without end."""

    at_least: int | None = None
    over: int | None = None
    at_most: int | None = None
    under: int | None = None

    @property
    def low(self) -> int:
        """The least size in it."""
        return max(self.at_least or 0, 0 if self.over is None else self.over + 1)

    @property
    def high(self) -> int | None:
        """The greatest size in it; None without end."""
        bounds = [bound for bound in (self.at_most, None if self.under is None else self.under - 1) if bound is not None]
        return min(bounds, default=None)

    def __contains__(self, size: object) -> bool:
        return isinstance(size, int) and self.low <= size and (self.high is None or size <= self.high)

    def text(self, language: Language) -> str:
        """The band in words.

        >>> Band(over=50, under=100).text("en"), Band(at_least=3).text("zh")
        ('51 to 99', '3以上（含）')
        """
        return self.phrase.text(language)

    @property
    def phrase(self) -> Phrase:
        """The band as a detail of a message."""
        return Phrase(ROOM, "band-open" if self.high is None else "band", low=self.low, high=self.high)


@frozen(kw_only=True)
class Size(Band):
    """What holds of units of a size. Without `become` they stay what they are.

    `become`: the kind of unit that they become; `may`: they are allowed to, not bound to. `join`: several together make one unit of that kind, of
    `most_units` units at most (0: as many as there are).
    """

    become: str = field(default="", metadata=word("unit"))
    may: bool = False
    join: bool = False
    most_units: int = field(default=0, metadata=not_below(0))
    source: str = ""


@frozen(kw_only=True)
class Body(Band):
    """Who leads units of a size: from `least` to `most` holders of these `posts` together. `most_ever`: more than `most`, up to so many, is not the
    general case, but allowed (0: it is not)."""

    posts: tuple[str, ...] = field(metadata=word("post") | needed())
    least: int
    most: int
    most_ever: int = 0
    source: str = ""

    @property
    def limit(self) -> int:
        """The most that are allowed at all."""
        return max(self.most, self.most_ever)


@frozen(kw_only=True)
class Joint:
    """Units of the kind that serve several others: a `link` of that kind leads from each of them (unit or partner) to the joint unit. `least` to `most`."""

    link: str = field(metadata=word("link") | needed())
    least: int = field(default=2, metadata=not_below(1))
    most: int = 0
    source: str = ""


@frozen(kw_only=True)
class Site:
    """A unit of the kind `kind` is set up with each project for which `where` holds, that lasts `lasting` or longer (if given) and less than
    `shorter` (if given). A project begins on the day `since` (a state or date; its first step without one). A `link` of that kind from the unit to
    the project says that it was set up."""

    kind: str = field(metadata=word("unit") | needed())
    link: str = field(metadata=word("link") | needed())
    where: Condition | None = field(default=None, metadata=of_noun("=project"))
    since: str = ""
    lasting: Length | None = field(default=None, metadata=length())
    shorter: Length | None = field(default=None, metadata=length())
    source: str = ""


@frozen(kw_only=True)
class Ending:
    """What a change by which a unit of the kind ends or gives (`changes`: the kinds of change) takes.

    `adopted`: the outcomes of a motion by which each such unit decides it, before the change. `decision`: the rule under which the motion is voted on.
    `meetings`: the kinds of activity at which it is put. `ahead`: how long before the change it is decided, at least.
    `transferred`: the disposals by which heirs take over a line of the register of assets; all others settle it without them. `within`: how long
    after the change every line is settled; none: on the day of the change.
    """

    changes: tuple[str, ...] = field(metadata=word("unit_change") | needed())
    adopted: tuple[str, ...] = field(default=("adopted",), metadata=word("outcome"))
    decision: str = field(default="", metadata=names("decision"))
    meetings: tuple[str, ...] = field(default=(), metadata=word("activity"))
    ahead: Length | None = field(default=None, metadata=length())
    transferred: tuple[str, ...] = field(default=("transferred",), metadata=word("disposal"))
    within: Length | None = field(default=None, metadata=length())
    source: str = ""


@frozen(kw_only=True)
class FormationRule(Rule):
    """How units of certain kinds are formed, grow, and end.

    `kinds`: the kinds of unit that it is about; `only`: which units of these kinds. The size of a unit is how many records of `count` for which
    `where` holds are at home in it (`below`: or in a unit under it), each value of the field `each` once (persons; empty: each record). `sizes`: what a unit of some size should become or join. `bodies`: what leads it by its size.
    `joint`: when small ones form one together. `sites`: where one is to be formed at all. `ending`: what it takes to end one.

    >>> rule = FormationRule(name="club", kinds=("club",), sizes=(Size(under=3, become="circle"), Size(at_least=3)))
    >>> rule.size_for(2).become, rule.size_for(3).become
    ('circle', '')
    """

    kinds: tuple[str, ...] = field(metadata=word("unit") | needed())
    only: Condition | None = field(default=None, metadata=of_noun("=unit"))
    count: str = "membership"
    where: Condition | None = field(default=None, metadata=of_noun("count"))
    each: str = "person"
    below: bool = False
    sizes: tuple[Size, ...] = ()
    bodies: tuple[Body, ...] = ()
    joint: Joint | None = None
    sites: tuple[Site, ...] = ()
    ending: Ending | None = None

    def size_for(self, size: int) -> Size | None:
        """What holds of a unit of this size; None if the rule says nothing of it."""
        return next((one for one in self.sizes if size in one), None)

    def body_for(self, size: int) -> Body | None:
        """Who leads a unit of this size; None if the rule says nothing of it."""
        return next((one for one in self.bodies if size in one), None)


def unsound_formation(rule: FormationRule, charter: Any) -> Faults:
    """What is unsound: sizes for which two bands hold or none, a change back and forth, numbers that contradict themselves."""
    if not (rule.sizes or rule.bodies or rule.joint or rule.sites or rule.ending):
        yield (), "charter-formation-nothing", rule.name, {}
    counted = NOUNS.get(rule.count)
    if counted is None or home_field(rule.count) is None:
        yield ("count",), "charter-noun", rule.count, {"known": nearest(rule.count, [one for one in NOUNS if home_field(one)])}
    elif rule.each and field_named(counted, rule.each) is None:
        yield ("each",), "charter-path", rule.each, {"noun": rule.count, "known": nearest(rule.each, ["person"])}
    yield from _bands("sizes", rule.sizes)
    yield from _bands("bodies", rule.bodies)
    for at, size in enumerate(rule.sizes):
        if size.become:
            if size.become in rule.kinds:
                yield ("sizes", at, "become"), "charter-formation-itself", size.become, {}
            yield from _back(rule, at, size, charter)
        elif size.may or size.join or size.most_units:
            yield ("sizes", at), "charter-missing", "", {"key": "become"}
        if size.most_units == 1:
            yield ("sizes", at, "most_units"), "charter-formation-numbers", str(size.most_units), {"least": 2}
    for at, body in enumerate(rule.bodies):
        if not 0 <= body.least <= body.most or (body.most_ever and body.most_ever < body.most):
            yield ("bodies", at), "charter-formation-numbers", str(body.limit), {"least": body.least}
    if rule.joint is not None and rule.joint.most and rule.joint.most < rule.joint.least:
        yield ("joint",), "charter-formation-numbers", str(rule.joint.most), {"least": rule.joint.least}
    for at, site in enumerate(rule.sites):
        days = {name for flow in workflows_of(charter, "project") for name in flow.states}
        days |= {info.name for info in fields_of(NOUNS["project"]) if info.kind is Column.DATE}
        if site.since and site.since not in days:
            yield ("sites", at, "since"), "charter-dated", site.since, {"noun": "project", "known": nearest(site.since, days)}
        if site.lasting and site.shorter and site.shorter.most_days <= site.lasting.least_days:
            yield ("sites", at), "charter-formation-length", str(site.shorter), {"lasting": str(site.lasting)}


def _bands(key: str, bands: Sequence[Band]) -> Faults:
    """Every size from 0 on lies in exactly one band."""
    ordered = sorted(enumerate(bands), key=lambda one: (one[1].low, one[0]))
    reached = 0
    last: int | None = -1
    for at, band in ordered:
        if band.low < 0 or (band.high is not None and band.high < band.low):
            yield (key, at), "charter-formation-empty", band.text("en"), {}
            continue
        if last is None or band.low < reached:
            yield (key, at), "charter-formation-overlap", str(band.low), {}
        elif band.low > reached:
            yield (key, at), "charter-formation-gap", f"{reached}–{band.low - 1}", {}
        last = None if band.high is None or last is None else max(last, band.high)
        reached = reached if last is None else last + 1
    if bands and last is not None:
        yield (key,), "charter-formation-gap", f"{reached}–", {}


def _back(rule: FormationRule, at: int, size: Size, charter: Any) -> Faults:
    """A kind that must become another at a size at which that other must become the first again."""
    if size.may or size.join:
        return
    for other in charter.rules.get("formation", {}).values():
        for back in other.sizes:
            shared = max(size.low, back.low)
            ends = [high for high in (size.high, back.high) if high is not None]
            if (
                size.become in other.kinds
                and back.become in rule.kinds
                and not (back.may or back.join)
                and shared <= min(ends, default=shared)
            ):
                yield ("sizes", at), "charter-formation-circle", size.become, {"size": shared, "other": other.name}

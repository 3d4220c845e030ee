"""Requirements: what records of a kind must have, be or keep to, as a charter may write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition, Stretch
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.paths import leaves, paths_of, workflows_of
from grassroots.charter.rule import Rule, length, needed, not_below, noun, of_noun
from grassroots.charter.toml import Path
from grassroots.fields import Column
from grassroots.model import known_noun
from grassroots.problems import nearest

ITSELF = "id"
"""In `match`, the record itself; in `owner`, the unit itself."""


@frozen(kw_only=True)
class Having:
    """Records of `noun` that a record is to have, or not to have too many of.

    `match`: path from such a record → path from the record that is judged, which lead to the same (`id`: the record itself); the first is a field that
    refers. `where`: which of them. `at_least`, `at_most`: how many; `value`: a number of theirs that is summed instead (sessions). `each`: a path at which each
    of the `words` must stand in one of them. `since`: a day of the record that is judged, before which none counts; `before`: one on or after which
    none counts; `same`: the period of the calendar around that day in which it must lie.
    """

    noun: str = field(metadata=needed() | noun())
    match: Mapping[str, str]
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    at_least: int = field(default=1, metadata=not_below(0))
    at_most: int | None = field(default=None, metadata=not_below(0))
    value: str = ""
    each: str = ""
    words: tuple[str, ...] = ()
    dated: str = ""
    since: str = ""
    before: str = ""
    same: Stretch | None = None

    @property
    def need(self) -> int:
        """How many it takes."""
        return len(self.words) if self.each else self.at_least


@frozen(kw_only=True)
class RequirementRule(Rule):
    """What records of `noun` for which `where` holds must have, be, and keep to: `[requirement.NAME]`. All that it says must hold.

    `must`: what must hold of the record. `has`: what it must have. `once`: paths; no two records of which `where` holds on one day, be it long past, have the same there.
    `on`: a day of the record (a path or a state), as of which it is judged, for what happens on a day. `eve_of`: a day of the record; it is judged as things stood at the end of the day before. `every`: it is asked anew in each month, quarter, half-year or
    year; `opening`: of each only the first part counts, so long. `since`: the day (a path or a state) from which on it is asked; `within`: how
    long after that, or after the period, it is in time.
    `owed`: somebody has to do it, and it is a to-do, for the unit at `owner` (without one, that of the record); else it is wrong as it stands, whenever it
    was. `tells`: paths of what is told beside the record.

    >>> RequirementRule(name="bureaus", noun="unit").owed
    True
    """

    noun: str = field(metadata=needed() | noun())
    where: Condition | None = field(default=None, metadata=of_noun("noun"))
    must: Condition | None = field(default=None, metadata=of_noun("noun"))
    has: tuple[Having, ...] = ()
    once: tuple[str, ...] = ()
    on: str = ""
    eve_of: str = ""
    every: Stretch | None = None
    opening: Length | None = field(default=None, metadata=length())
    since: str = ""
    within: Length | None = field(default=None, metadata=length())
    owed: bool = True
    owner: str = ""
    tells: tuple[str, ...] = ()


def unsound_requirement(rule: RequirementRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a rule that asks nothing, paths that lead nowhere, days that are none, numbers that contradict one another."""
    if not known_noun(rule.noun):
        return
    if not (rule.must or rule.has or rule.once):
        yield (), "charter-missing", "", {"key": "must"}
    for key in ("once", "tells"):
        for at, path in enumerate(getattr(rule, key)):
            yield from _path(charter, rule.noun, path, (key, at))
    for key in ("since", "on"):
        if path := getattr(rule, key):
            yield from _path(charter, rule.noun, path, (key,), day=True)
    if rule.eve_of:
        yield from _path(charter, rule.noun, rule.eve_of, ("eve_of",), day=True)
    if rule.opening and not rule.every:
        yield ("opening",), "charter-missing", "", {"key": "every"}
    if rule.within and not (rule.since or rule.every):
        yield ("within",), "charter-missing", "", {"key": "since"}
    if rule.owner and not (rule.owner == ITSELF and rule.noun == "unit"):
        yield from _path(charter, rule.noun, rule.owner, ("owner",), refs="unit")
    for at, one in enumerate(rule.has):
        yield from _has(rule, one, ("has", at), charter)


def _has(rule: RequirementRule, one: Having, here: Path, charter: Charter) -> Iterator[Fault]:
    if not known_noun(one.noun):
        return
    if not one.match:
        yield here, "charter-missing", "", {"key": "match"}
    for theirs, ours in one.match.items():
        yield from _path(charter, one.noun, theirs, (*here, "match"))
        if ours != ITSELF:
            yield from _path(charter, rule.noun, ours, (*here, "match", theirs))
    if one.at_most is not None and one.at_most < one.at_least:
        yield (*here, "at_most"), "charter-formation-numbers", str(one.at_most), {"least": one.at_least}
    if bool(one.each) != bool(one.words):
        yield here, "charter-missing", "", {"key": "words" if one.each else "each"}
    for key in ("value", "each", "dated"):
        if path := getattr(one, key):
            yield from _path(charter, one.noun, path, (*here, key), day=key == "dated")
    lists = [leaf.words for leaf in leaves(charter, one.noun, one.each) if leaf.words] if one.each else []
    for number, word in enumerate(one.words):
        known = charter.words.get(lists[0], {}) if lists else {}
        if lists and word not in known:
            yield (*here, "words", number), "charter-word", word, {"words": lists[0], "known": nearest(word, known)}
    for key in ("since", "before"):
        if path := getattr(one, key):
            yield from _path(charter, rule.noun, path, (*here, key), day=True)
    if one.same is not None and not one.before:
        yield (*here, "same"), "charter-missing", "", {"key": "before"}


def _path(charter: Charter, noun: str, path: str, here: Path, *, day: bool = False, refs: str = "") -> Iterator[Fault]:
    ends = leaves(charter, noun, path)
    if day and any(path in workflow.states for workflow in workflows_of(charter, noun)):
        return
    if not ends:
        yield here, "charter-path", path, {"noun": noun, "known": nearest(path, paths_of(charter, noun))}
    elif day and not any(leaf.kind is Column.DATE for leaf in ends):
        yield here, "charter-dated", path, {"noun": noun, "known": nearest(path, paths_of(charter, noun))}
    elif refs and not any(refs in leaf.refs for leaf in ends):
        yield here, "charter-path", path, {"noun": noun, "known": nearest(path, paths_of(charter, noun))}

"""How long what tells of persons is kept, as a charter may write it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.paths import leaves, paths_of, workflows_of
from grassroots.charter.rule import Rule, length, needed, noun, of_noun
from grassroots.fields import Column
from grassroots.model import NOUNS, has_steps
from grassroots.problems import nearest


@frozen(kw_only=True)
class RetentionRule(Rule):
    """How long the personal part of records is kept once they are over: `[retention.NAME]`.

    `noun`, `where`: of which records. `keep`: how long. `since`: the day from which it is counted, a path or a state of the record; without it the day on
    which it was over: done or dropped, at its end, on its day. A person, a household, a partner is over when all is that names it. What a hold
    keeps is kept until the hold ends.

    >>> RetentionRule(name="cases", noun="case", keep=Length(years=3)).since
    ''
    """

    noun: str = field(metadata=needed() | noun(*NOUNS))
    where: Condition = field(default=ALWAYS, metadata=of_noun("noun"))
    since: str = ""
    keep: Length = field(metadata=length())


def unsound_retention(rule: RetentionRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a day that the records do not have."""
    if not rule.since or any(rule.since in flow.states for flow in workflows_of(charter, rule.noun)):
        return
    if has_steps(rule.noun) and rule.since == "done":
        return
    if not any(leaf.kind is Column.DATE for leaf in leaves(charter, rule.noun, rule.since)):
        known = nearest(rule.since, paths_of(charter, rule.noun))
        yield ("since",), "charter-dated", rule.since, {"noun": rule.noun, "known": known}

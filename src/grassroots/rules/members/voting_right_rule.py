"""Rights of members: to vote, to stand, to be helped. Derived on a day from stage, time, arrears and registration, and never stored."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.measure import ALWAYS, Condition
from grassroots.charter.rule import Rule, between, length, names, needed, of_noun, word
from grassroots.problems import nearest
from grassroots.rules.members.pathway_rule import PathwayRule

Faults = Iterator[Fault]


@frozen(kw_only=True)
class AgeLimit:
    """The whole years that a member must have; only those for whom `where` (over memberships) holds."""

    least: int = field(metadata=between(1, 119))
    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))


@frozen(kw_only=True)
class VotingRightRule(Rule):
    """A right that a membership gives.

    `where`: what must hold of the membership. `registration`: the ways of being registered that give it; others never do.
    `stages`: the stages that give it (by the pathway of memberships); none: any. `states`: likewise for the state of the membership.
    `tenure`: how long the stage (or, without stages, the membership) must have lasted.
    `dues`, `arrears`: the dues rule, and how many periods may be in arrears; without a rule arrears do not matter.
    `ages`: the least ages.
    `one_per`: a path; of several members with the same value there (a dwelling) together one has the right.

    >>> VotingRightRule(name="vote", stages=("full",)).registration
    ('home',)
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=membership"))
    registration: tuple[str, ...] = field(default=("home",), metadata=word("registration") | needed())
    stages: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    tenure: Length | None = field(default=None, metadata=length())
    dues: str = field(default="", metadata=names("dues"))
    arrears: int = 0
    ages: tuple[AgeLimit, ...] = ()
    one_per: str = ""


def unsound_right(rule: VotingRightRule, charter: Charter) -> Faults:
    """What is unsound in a right: a stage or a state that there is not; a right that anybody has."""
    from grassroots.charter.paths import leaves

    reached = [name for path in charter.rules_of(PathwayRule) if path.noun == "membership" for name in path.stage_names]
    for name in rule.stages:
        if name not in reached:
            yield ("stages",), "charter-path-stage", name, {"known": nearest(name, reached)}
    workflow = charter.workflows.get("membership")
    states = tuple(workflow.states) if workflow else ()
    for name in rule.states:
        if name not in states:
            yield ("states",), "charter-path-state", name, {"known": nearest(name, states)}
    if not rule.stages and not rule.states:
        yield (), "charter-right-anybody", "", {}
    if rule.arrears < 0 or (rule.arrears and not rule.dues):
        yield ("arrears",), "charter-surplus", str(rule.arrears), {}
    if rule.one_per and not leaves(charter, "membership", rule.one_per):
        yield ("one_per",), "charter-right-per", rule.one_per, {}
    if rule.known_as not in charter.words.get("overridden", {}):
        words = charter.words.get("overridden", {})
        yield (), "charter-word", rule.known_as, {"words": "overridden", "known": nearest(rule.known_as, words)}

"""Supervision: checks that are not announced, which only service points may meet, and the checks again of what was put right."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Condition
from grassroots.charter.kind import Fault
from grassroots.charter.length import Length
from grassroots.charter.paths import workflows_of
from grassroots.charter.rule import Rule, between, length, of_noun, word
from grassroots.charter.workflow import StateKind
from grassroots.problems import nearest


@frozen(kw_only=True)
class CovertCheckRule(Rule):
    """On what terms a service point may be checked without notice.

    `targets`: the kinds of unit that are service points. `ordered_by`: the kinds of post that may order it. `longest`: how long a mandate may run.
    `disclosed_within`: how soon after its last day those who were checked are told. `challenge_days`: how long they may then challenge it.

    >>> rule = CovertCheckRule(name="desks", targets=("desk",), ordered_by=("secretary",), longest=Length(days=14),
    ...                        disclosed_within=Length(days=30), challenge_days=10)
    >>> rule.targets
    ('desk',)
    """

    targets: tuple[str, ...] = field(metadata=word("unit"))
    ordered_by: tuple[str, ...] = field(metadata=word("post"))
    longest: Length = field(metadata=length())
    disclosed_within: Length = field(metadata=length())
    challenge_days: int = field(metadata=between(0, 36500))


@frozen(kw_only=True)
class RecheckRule(Rule):
    """How often what was put right is looked at again.

    `where`: of which findings. `state`: the state in which a finding is while it is looked at again; a check again is another step in it.
    `every`: how often. `times`: how many times it must be found in order before it can be closed (0: it is looked at for good).

    >>> RecheckRule(name="fire", state="watched", every=Length(months=3), times=2).times
    2
    """

    where: Condition = field(default=ALWAYS, metadata=of_noun("=finding"))
    state: str
    every: Length = field(metadata=length())
    times: int = field(default=0, metadata=between(0, 1000))


def unsound_covert_check(rule: CovertCheckRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: no target (a kind of unit; a person never is one), nobody who may order it, no disclosure, no challenge."""
    for key in ("targets", "ordered_by"):
        if not getattr(rule, key):
            yield (key,), "covert-check-open", key, {}
    if rule.challenge_days < 1:
        yield ("challenge_days",), "covert-check-open", "challenge_days", {}
    workflow = charter.workflows.get("mandate")
    if workflow is None:
        yield (), "charter-no-workflow-for", "mandate", {}
    elif StateKind.DONE not in {state.kind for state in workflow.states.values()}:
        yield (), "covert-check-open", "done", {}


def unsound_recheck(rule: RecheckRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a state that findings do not have, or are done in."""
    states = {name: state for workflow in workflows_of(charter, "finding") for name, state in workflow.states.items()}
    if rule.state not in states:
        yield ("state",), "charter-path-state", rule.state, {"known": nearest(rule.state, states)}
    elif states[rule.state].ended:
        # What is done has kept its promise for good: nothing would ever be overdue.
        yield ("state",), "recheck-ended", rule.state, {}

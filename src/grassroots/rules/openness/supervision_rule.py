"""Supervision: checks that are not announced, which only service points may meet, and the checks again of what was put right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from grassroots.charter.length import Length
from grassroots.charter.measure import ALWAYS, Condition
from grassroots.charter.paths import workflows_of
from grassroots.charter.rule import Rule, of_noun
from grassroots.charter.toml import Path
from grassroots.charter.workflow import StateKind
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


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

    targets: tuple[str, ...]
    ordered_by: tuple[str, ...]
    longest: Length
    disclosed_within: Length
    challenge_days: int


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
    every: Length
    times: int = 0


def unsound_covert_check(rule: CovertCheckRule, charter: Any) -> Faults:
    """What is unsound: a target that is no kind of unit (a person never is one), nobody who may order it, no limit, no disclosure, no challenge."""
    for key, words in (("targets", "unit"), ("ordered_by", "post")):
        if not getattr(rule, key):
            yield (key,), "covert-check-open", key, {}
        for word in getattr(rule, key):
            known = charter.words.get(words, {})
            if word not in known:
                yield (key,), "charter-word", word, {"words": words, "known": nearest(word, known)}
    for key in ("longest", "disclosed_within"):
        if not getattr(rule, key).sound:
            yield (key,), "charter-path-length", str(getattr(rule, key)), {}
    if rule.challenge_days < 1:
        yield ("challenge_days",), "covert-check-open", "challenge_days", {}
    workflow = charter.workflows.get("mandate")
    if workflow is None:
        yield (), "charter-no-workflow-for", "mandate", {}
    elif StateKind.DONE not in {state.kind for state in workflow.states.values()}:
        yield (), "covert-check-open", "done", {}


def unsound_recheck(rule: RecheckRule, charter: Any) -> Faults:
    """What is unsound: a state that findings do not have, or are done in; no length."""
    states = {name: state for workflow in workflows_of(charter, "finding") for name, state in workflow.states.items()}
    if rule.state not in states:
        yield ("state",), "charter-path-state", rule.state, {"known": nearest(rule.state, states)}
    elif states[rule.state].ended:
        # What is done has kept its promise for good: nothing would ever be overdue.
        yield ("state",), "recheck-ended", rule.state, {}
    if not rule.every.sound:
        yield ("every",), "charter-path-length", str(rule.every), {}
    if rule.times < 0:
        yield ("times",), "charter-not-whole", str(rule.times), {}

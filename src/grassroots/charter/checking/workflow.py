"""Whether a workflow is sound: every state can be reached and left, what is over stays over, and somebody can act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, check_name, finding
from grassroots.charter.toml import Path
from grassroots.charter.workflow import ROLES, State, StateKind, Workflow
from grassroots.model import NOUNS, has_steps
from grassroots.problems import nearest

Faults = Iterator[tuple[Path, str, str, dict[str, Any]]]


def check_workflow(charter: Charter, workflow: Workflow) -> Iterator[Finding]:
    """All that is wrong with one workflow."""
    path: Path = ("workflow", workflow.name)
    yield from check_name(path)
    for state in workflow.states.values():
        if state.name.strip():
            yield from check_name((*path, "state", state.name))
        yield from check_labels(charter, (*path, "state", state.name), state.labels)
        for number, move in enumerate(state.moves):
            if move.labels:
                yield from check_labels(charter, (*path, "state", state.name, "moves", number), move.labels)
    for keys, code, value, details in unsound_workflow(workflow, charter):
        yield finding((*path, *keys), code, value, **details)


def unsound_workflow(workflow: Workflow, charter: Charter) -> Faults:
    """What is unsound in a workflow."""
    yield from _words(workflow, charter)
    if not workflow.states:
        yield (), "charter-no-states", workflow.name, {}
        return
    states = workflow.states
    if not any(state.kind is StateKind.DONE for state in states.values()):
        yield (), "charter-no-done", workflow.name, {}
    reached, ends = _closure(workflow, list(workflow.starts)), _ending(workflow)
    for state in states.values():
        here: Path = ("state", state.name)
        if not state.name.strip():
            yield here, "charter-unnamed-state", workflow.name, {}
        if state.name == "as_of":
            yield here, "charter-reserved", state.name, {}
        yield from _leads(workflow, state, here)
        if state.name not in reached:
            yield here, "charter-unreachable", state.name, {"start": tuple(name or "—" for name in workflow.starts)}
        elif state.name not in ends:
            yield here, "charter-stuck", state.name, {}
        yield from _roles(charter, state, here)
    yield from _contrary(workflow)


def _words(workflow: Workflow, charter: Charter) -> Faults:
    named = {word.workflow for words in charter.words.values() for word in words.values()}
    nouns = tuple(noun for noun in NOUNS if has_steps(noun))
    if workflow.name not in named and workflow.name not in nouns:
        yield (), "charter-workflow-idle", workflow.name, {"known": nouns}
    for listed, values in (("outcome", workflow.outcomes), ("rating", workflow.ratings)):
        known = charter.words.get(listed, {})
        for value in values:
            if not known:
                yield (f"{listed}s",), "charter-no-words", value, {"words": listed}
            elif value not in known:
                yield (f"{listed}s",), "charter-word", value, {"words": listed, "known": nearest(value, known)}


def _leads(workflow: Workflow, state: State, here: Path) -> Faults:
    """Where a state leads. A move is listed in `next` as well: it is told once, where it is written."""
    moved = [move.to for move in state.moves]
    for following in state.next:
        if following not in workflow.states:
            keys = (*here, "moves", moved.index(following)) if following in moved else (*here, "next")
            known = nearest(following, workflow.states)
            yield keys, "charter-state", following, {"workflow": workflow.name, "known": known}
    if state.final and state.next:
        moves = tuple(_called(state, name) for name in state.next)
        yield here, "charter-final-left", state.name, {"moves": moves}
    if state.final and not state.ended:
        yield (*here, "final"), "charter-final-open", state.name, {"kind": state.kind.value}


def _called(state: State, to: str) -> str:
    """A move by its name and where it leads."""
    name = "/".join(next(iter(move.labels.values())) for move in state.moves if move.to == to and move.labels)
    return f"{name} → {to}" if name else to


def _roles(charter: Charter, state: State, here: Path) -> Faults:
    known = {word for listed in ROLES for word in charter.words.get(listed, {})}
    for number, move in enumerate(state.moves):
        for role in move.by:
            if role not in known:
                yield (*here, "moves", number, "by"), "charter-role", role, {"lists": ROLES, "known": nearest(role, known)}


def _contrary(workflow: Workflow) -> Faults:
    """What was done cannot end as dropped, nor the other way round, by a way that is there for the others.

    One end may take in both kinds of life only if it says of neither what became of it; a state that is over and of one kind, to which states of its own
    kind lead, is their end.
    """
    states = workflow.states
    for end in states.values():
        if not end.ended or (end.next and not end.final):
            continue
        before = [state for state in states.values() if state.ended and end.name in state.next and state is not end]
        if {state.kind for state in before} != {StateKind.DONE, StateKind.DROPPED}:
            continue
        for state in before:
            if state.kind is not end.kind:
                others = tuple(one.name for one in before if one.kind is end.kind)
                yield (
                    ("state", state.name),
                    "charter-contrary-end",
                    state.name,
                    {"move": _called(state, end.name), "end": end.name, "others": others},
                )


def _closure(workflow: Workflow, start: list[str]) -> set[str]:
    reached: set[str] = set()
    while start:
        name = start.pop()
        if name not in reached and name in workflow.states:
            reached.add(name)
            start.extend(workflow.states[name].next)
    return reached


def _ending(workflow: Workflow) -> set[str]:
    """The states from which one that is done or dropped can be reached."""
    final = {name for name, state in workflow.states.items() if state.ended}
    return {name for name in workflow.states if _closure(workflow, [name]) & final}

"""Reads a workflow of the DIGIT platform (JSON, `BusinessServices`) as a charter: its states, actions, roles and limits in our words.

What comes out is TOML, to be checked, mended and kept. The platform says of a state only if it ends the life; whether it ends as done or as dropped follows
from its name. Moves may name a state or its `uuid`, and may stay where they are. A start without a name is the platform's own way, and is called START; only
where a definition has to be mended anyway, that is told as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grassroots.errors import CharterInvalid, InvalidValue
from grassroots.hooks import CharterFiles, hookimpl

_DROPPED = re.compile(r"REJECT|DECLIN|CANCEL|WITHDR|DENIED|INVALID", re.IGNORECASE)
_MINUTE = 60_000
"""A minute in milliseconds, in which the platform counts its limits."""


@hookimpl
def grassroots_open_charter(address: str, options: Mapping[str, Any]) -> CharterFiles | None:
    """Reads a JSON file of business services, by its path; None for anything else.

    >>> grassroots_open_charter("association", {}) is None
    True
    """
    path = Path(address)
    if path.suffix != ".json" or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8-sig")
    return CharterFiles(name=path.stem, place=address, files=read_digit(text)) if '"BusinessServices"' in text else None


def read_digit(text: str) -> dict[str, str]:
    """The files of a charter that says what the JSON says: name → TOML.

    Limits become clocks in minutes, what is left of a minute counted as one; those of states lie inside that of the whole.

    Raises:
        InvalidValue: it is no JSON, or holds no business services.

    >>> state = {"state": "NEW", "isStartState": True, "actions": [{"action": "CLOSE", "nextState": "SHUT", "roles": ["CLERK"]}]}
    >>> services = [{"businessService": "PGR", "states": [state, {"state": "SHUT", "isTerminateState": True}]}]
    >>> print(read_digit(json.dumps({"BusinessServices": services}))["workflow.toml"].splitlines()[-1])
    kind = "done"
    """
    try:
        services = [_resolved(one) for one in json.loads(text)["BusinessServices"]]
        if not services:
            raise InvalidValue("the file holds no business service")
        files = _files([_named(one) for one in services])
        return files if _is_sound(files) else _files(services)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidValue(f"this is no file of business services ({type(error).__name__}: {error})") from error


def _resolved(service: dict[str, Any]) -> dict[str, Any]:
    """A service whose moves lead to states by their names."""
    names = {one["uuid"]: one.get("state") for one in service["states"] if one.get("uuid")}
    states = [
        {**one, "actions": [{**move, "nextState": _next(move, one, names)} for move in one.get("actions") or ()]}
        for one in service["states"]
    ]
    return {**service, "states": states}


def _next(move: Mapping[str, Any], state: Mapping[str, Any], names: Mapping[str, Any]) -> Any:
    to = move.get("nextState")
    return names.get(to, to) if to else state.get("state")


def _named(service: dict[str, Any]) -> dict[str, Any]:
    """A service whose nameless start has a name that no other state has."""
    taken = {one.get("state") for one in service["states"]}
    name = next(one for one in (f"START{'_' * more}" for more in range(len(taken) + 1)) if one not in taken)

    def known(state: Any, is_start: bool) -> Any:
        return name if is_start and not state else state

    nameless = any(one.get("isStartState") and not one.get("state") for one in service["states"])
    states = [
        {
            **one,
            "state": known(one.get("state"), bool(one.get("isStartState"))),
            "actions": [{**move, "nextState": known(move["nextState"], nameless)} for move in one["actions"]],
        }
        for one in service["states"]
    ]
    return {**service, "states": states}


def _is_sound(files: Mapping[str, str]) -> bool:
    from grassroots.charter.loading import load
    from grassroots.rules.registry import KINDS

    try:
        load(files, kinds=KINDS)
    except CharterInvalid:
        return False
    return True


def _files(services: list[dict[str, Any]]) -> dict[str, str]:
    words = {_name(one["businessService"]): one["businessService"] for one in services}
    roles = sorted({role for one in services for _, _, by in _actions(one) for role in by})
    lines = [line for one in services for line in (*_workflow(one), *_clocks(one))]
    name = next(iter(words))
    head = [
        f"id = {_text(name.lower())}",
        'languages = ["en"]',
        f"label = {{ en = {_text(words[name])} }}",
        "[words.category]",
        *(f"{_text(word)} = {{ en = {_text(label)}, workflow = {_text(word)} }}" for word, label in words.items()),
        "[words.role]",
        *(f"{_text(_name(role))} = {{ en = {_text(role)} }}" for role in roles),
    ]
    return {"charter.toml": "\n".join(head) + "\n", "workflow.toml": "\n".join(lines) + "\n"}


def _actions(service: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for state in service["states"]:
        yield from _moves(state)


def _moves(state: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for one in state.get("actions") or ():
        yield str(one["action"]), _name(one.get("nextState")), [str(role) for role in one.get("roles") or ()]


def _workflow(service: Mapping[str, Any]) -> Iterator[str]:
    path = f"workflow.{_text(_name(service['businessService']))}"
    ends = [_name(one.get("state")) for one in service["states"] if one.get("isTerminateState")]
    dropped = {name for name in ends if _DROPPED.search(name)}
    dropped = set() if len(dropped) == len(ends) else dropped
    begun = False
    # Ours begins with its first state.
    for state in sorted(service["states"], key=lambda one: not one.get("isStartState")):
        name = _name(state.get("state"))
        yield f"[{path}.state.{_text(name)}]"
        yield f"en = {_text(str(state.get('state') or 'no name'))}"
        moves = [
            f"{{ to = {_text(to)}, en = {_text(action)}, by = {_list([_name(role) for role in by])} }}"
            for action, to, by in _moves(state)
            # What is over and stays where it is goes on being over.
            if to != name or not state.get("isTerminateState")
        ]
        if moves:
            yield f"moves = [{', '.join(moves)}]"
        if state.get("isStartState") and begun:
            yield "start = true"
        begun = True
        final = bool(state.get("isTerminateState"))
        kind = "open" if not final else "dropped" if name in dropped else "done"
        yield f"final = {'true' if final else 'false'}"
        yield f"kind = {_text(kind)}"


def _clocks(service: Mapping[str, Any]) -> Iterator[str]:
    """The limit of the whole, and those of its states, which lie inside it."""
    name, states = _name(service["businessService"]), service["states"]
    starts = [_name(one.get("state")) for one in states if one.get("isStartState")] or [_name(states[0].get("state"))]
    whole = service.get("businessServiceSla")
    if whole:
        yield from _clock(name, name, starts, [], whole)
        yield "whole = true"
    for state in states:
        if state.get("sla"):
            at = _name(state.get("state"))
            yield from _clock(f"{name}_{at}", name, [at], [to for _, to, _ in _moves(state) if to != at], state["sla"])
            if whole:
                yield f"inside = {_text(name)}"


def _clock(name: str, category: str, start: list[str], end: list[str], milliseconds: int) -> Iterator[str]:
    yield f"[clock.{_text(name)}]"
    yield f"en = {_text(name)}"
    yield f"where = {{ category = {_text(category)} }}"
    yield f"from = {_list(start)}"
    if end:
        yield f"to = {_list(list(dict.fromkeys(end)))}"
    yield f'limit = [{{ minutes = "{-(-milliseconds // _MINUTE)}" }}]'


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _name(text: str | None) -> str:
    return re.sub(r"[^\w-]", "_", text or "")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""Requests of change: steps that somebody asked for, taken or refused by whoever may."""

from __future__ import annotations

from starlette.responses import Response

from grassroots.errors import NotFound
from grassroots.model import ChangeRequest
from grassroots.problems import Problem
from grassroots.rules.proposed import Proposed
from grassroots_serve.asked import Asked

KIND = "change_requests"


def show(asked: Asked) -> Response:
    """The requests that nobody has decided, with what others changed meanwhile."""
    names = asked.office.names(asked.today)
    rows = []
    for one in _open(asked):
        request = asked.office.get("change_request", one.record[1])
        assert isinstance(request, ChangeRequest)
        target = (request.target.noun, request.target.id)
        record = next(iter(asked.office.look_up([target], asked.language)), None)
        text = names.told(one.reason, reveal=True).text(asked.language, reveal=True)
        fields = [field.text(asked.language) for field in asked.office.meanwhile(request.id)]
        rows.append((request, text, record, target, fields))
    done = asked.text("done")
    return asked.page(
        "requests",
        title=asked.say("requests"),
        rows=rows,
        done=asked.say(f"done-{done}") if done in ("asked", "accepted", "refused") else "",
    )


def decided(asked: Asked) -> Response:
    """Takes the step that is asked for, or refuses it with a reason."""
    id, reason = asked.text("request"), asked.text("reason")
    wanted = next((one for one in _open(asked) if one.record[1] == id), None)
    if wanted is None:
        raise NotFound.of(Problem("grassroots_serve:decided-already"))
    if asked.text("how") == "refuse":
        asked.office.refuse_request(id, on=asked.today, reason=reason)
        return asked.go("requests", done="refused")
    asked.office.act(wanted, reason=reason or asked.say("reason-accept"))
    return asked.go("requests", done="accepted")


def _open(asked: Asked) -> list[Proposed]:
    found = asked.office.run(KIND, asked.today)
    return [one for said in found for one in said.proposals if one.record[0] == "change_request"]

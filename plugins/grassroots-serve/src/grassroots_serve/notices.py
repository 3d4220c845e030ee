"""Notices: what waits, what was sent, reminders of today, and the texts of the office filled in."""

from __future__ import annotations

import os

from starlette.responses import Response

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.store import Message
from grassroots.workspace.mail import MADE, NoticePlan, given_fields
from grassroots_serve.asked import Asked

MOST = 50
"""So many messages are shown, the last ones."""


def show(asked: Asked) -> Response:
    """The outbox, and what can be sent."""
    plan = asked.plan
    texts = []
    for name, wording in plan.text.items() if plan else ():
        if name not in MADE:
            spoken = sorted(set(wording.subject) & set(wording.body), key=lambda one: one != asked.language)
            texts.append((name, given_fields(wording, spoken[0]) if spoken else ()))
    box = asked.office.outbox(asked.language)
    return asked.page(
        "notices",
        title=asked.say("notices"),
        plan=plan,
        texts=texts,
        units=asked.units(),
        rows=[(message, asked.say(f"state-{state}"), error) for message, state, _, error in box[::-1][:MOST]],
        waits=sum(state in ("new", "leased") for _, state, *_ in box),
        done=_done(asked),
    )


def _done(asked: Asked) -> str:
    if asked.text("done") not in ("sent", "quiet"):
        return ""
    made, sent = asked.number("made"), asked.number("sent")
    return asked.say(f"done-{asked.text('done')}", made=made, sent=sent, rest=asked.number("rest"))


def reminded(asked: Asked) -> Response:
    """Puts the reminders of today into the outbox, and sends what waits."""
    return _sent(asked, asked.office.remind_by(_plan(asked), asked.today, reason=asked.say("reason-remind")))


def notified(asked: Asked) -> Response:
    """Fills in a text of the office, and sends it."""
    name = asked.text("name")
    values = {one.removeprefix("field:"): text.strip() for one, text in asked.fields.items() if one.startswith("field:")}
    units = [asked.text("unit")] if asked.text("unit") else []
    if empty := next((one for one, text in values.items() if not text), ""):
        raise InvalidArgument.of(Problem("grassroots_serve:field-empty", value=empty))
    reason = asked.say("reason-notify", name=name)
    return _sent(asked, asked.office.notify_by(_plan(asked), name, values, asked.today, units=units, reason=reason))


def sent(asked: Asked) -> Response:
    """Sends what waits."""
    return _sent(asked, ())


def _sent(asked: Asked, made: tuple[Message, ...]) -> Response:
    plan = _plan(asked)
    done = asked.office.send(quiet=plan.hours(), settings=plan.settings(os.environ))
    rest = len(done.waiting) + len(done.dead)
    how = "quiet" if done.quiet else "sent"
    return asked.go("notices", done=how, made=str(len(made)), sent=str(len(done.sent)), rest=str(rest))


def _plan(asked: Asked) -> NoticePlan:
    if asked.plan is None:
        raise InvalidArgument.of(Problem("grassroots_serve:no-plan"))
    return asked.plan

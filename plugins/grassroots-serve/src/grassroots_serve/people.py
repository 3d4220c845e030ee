"""What is kept of a person: told to whoever asks, and erased."""

from __future__ import annotations

from starlette.responses import Response

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots_serve.asked import Asked


def about(asked: Asked) -> Response:
    """All that is kept of a person, and what would go if it were erased."""
    person = asked.text("person")
    office = asked.office
    parts = office.personal(person, asked.language) if person and asked.changes else {}
    return asked.page(
        "about",
        title=asked.say("about-person"),
        person=person,
        found=office.about(person, asked.language) if person else (),
        beside=office.traces_of(person) if person else None,
        parts=[(office.called(key, asked.language), cells) for key, cells in parts.items()],
        done=asked.say("done-erased") if asked.text("done") == "erased" else "",
    )


def erased(asked: Asked) -> Response:
    """Erases what identifies a person, once whoever asks has looked at it and said so."""
    person = asked.text("person")
    if asked.text("sure") != "yes":
        raise InvalidArgument.of(Problem("grassroots_serve:not-sure"))
    parts = asked.office.personal(person, asked.language)
    if parts:
        asked.office.erase(*parts, reason=asked.text("reason") or asked.say("reason-erase"))
    return asked.go("about", done="erased")

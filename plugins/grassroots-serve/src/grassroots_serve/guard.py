"""Who may ask: the host that was typed, the session, the forms that this page made; and what a browser may do with an answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from hmac import compare_digest
from threading import Lock
from urllib.parse import parse_qsl

from attrs import field, frozen
from starlette.requests import ClientDisconnect, Request

from grassroots.access import Actor
from grassroots.errors import InvalidArgument, Refused
from grassroots.problems import Problem

COOKIE = "grassroots_session"
LANGUAGE = "grassroots_language"
LARGEST = 1_000_000
"""So many bytes a form may have."""
MOST_FIELDS = 500
MOST_SESSIONS = 200

HEADS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer tells the browser: no script at all, nothing from elsewhere, in no frame, kept nowhere."""


@frozen
class Session:
    """Somebody who has shown a token. `form`: what every form of this session carries, and no other page can know."""

    actor: Actor
    id: str = field(factory=lambda: secrets.token_urlsafe(32), repr=False)
    form: str = field(factory=lambda: secrets.token_urlsafe(32), repr=False)


class Guard:
    """The tokens, and the sessions that they opened."""

    def __init__(self, keys: Mapping[str, Actor], hosts: frozenset[str]) -> None:
        self._keys = dict(keys)
        self._hosts = hosts
        self._sessions: dict[str, Session] = {}
        self._lock = Lock()

    def enter(self, token: str) -> Session | None:
        """A session for whoever has a token."""
        found = [actor for key, actor in self._keys.items() if compare_digest(key.encode(), token.encode())]
        if not found:
            return None
        session = Session(found[0])
        with self._lock:
            while len(self._sessions) >= MOST_SESSIONS:
                del self._sessions[next(iter(self._sessions))]
            self._sessions[session.id] = session
        return session

    def leave(self, session: Session) -> None:
        """Ends a session."""
        with self._lock:
            self._sessions.pop(session.id, None)

    def session(self, request: Request) -> Session | None:
        """Whose request it is."""
        return self._sessions.get(request.cookies.get(COOKIE, ""))

    def check_host(self, request: Request) -> None:
        """Only by the names of this machine: a name that somebody turned to it (DNS rebinding) is none.

        Raises:
            Refused: it came by another name.
        """
        if request.headers.get("host", "").lower() not in self._hosts:
            raise refused("other-host")

    def check_form(self, request: Request, session: Session, fields: Mapping[str, str]) -> None:
        """A change comes from a form of this page and this session.

        Raises:
            Refused: it does not.
        """
        origin = request.headers.get("origin")
        own = origin is None or origin.lower().partition("://")[2] in self._hosts
        if not own or not compare_digest(fields.get("form", "").encode(), session.form.encode()):
            raise refused("other-form")


def refused(code: str) -> Refused:
    """A refusal that is told in the language of whoever is refused."""
    problem = Problem(f"grassroots_serve:{code}")
    return Refused(problem.text(), problem)


async def fields_of(request: Request) -> dict[str, str]:
    """What was filled in: field → text.

    Raises:
        InvalidArgument: it is no form, or too large a one.
    """
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                break
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if len(body) > LARGEST or (body and kind != "application/x-www-form-urlencoded"):
            raise ValueError
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=MOST_FIELDS))
    except (ValueError, ClientDisconnect):
        raise InvalidArgument.of(Problem("grassroots_serve:no-form")) from None

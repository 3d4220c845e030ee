"""The pages put together: addresses, what stands before each of them, and what becomes of errors."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from traceback import format_tb
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from grassroots import Actor, Office
from grassroots.access import Verb
from grassroots.errors import (
    Conflict,
    GrassrootsError,
    HasProblems,
    InvalidArgument,
    InvalidValue,
    NotFound,
    Refused,
)
from grassroots.problems import Problem
from grassroots.texts import faults_of
from grassroots.workspace.mail import NoticePlan
from grassroots_serve import figures, notices, papers, people, records, requests
from grassroots_serve import today as days
from grassroots_serve.asked import Asked, Show, entrance, spoken
from grassroots_serve.guard import COOKIE, HEADS, LANGUAGE, Guard, Session, fields_of, refused

log = logging.getLogger("grassroots.serve")

ADDRESSES: Sequence[tuple[str, str, Show]] = (
    ("/", "GET", days.show),
    ("/today", "GET", days.show),
    ("/today/list", "GET", days.download),
    ("/why", "GET", days.why),
    ("/changes", "GET", days.changes),
    ("/find", "GET", records.find),
    ("/ledgers", "GET", records.ledgers),
    ("/ledgers/{ledger}", "GET", records.ledger),
    ("/ledgers/{ledger}/file", "GET", records.download),
    ("/ledgers/{ledger}/add", "GET", records.add),
    ("/ledgers/{ledger}/add", "POST", records.added),
    ("/ledgers/{ledger}/rows/{number}", "GET", records.record),
    ("/ledgers/{ledger}/rows/{number}/step", "POST", records.led),
    ("/ledgers/{ledger}/rows/{number}/move", "POST", records.moved),
    ("/ledgers/{ledger}/rows/{number}/correct", "GET", records.correct),
    ("/ledgers/{ledger}/rows/{number}/correct", "POST", records.corrected),
    ("/figures", "GET", figures.listed),
    ("/figures/{measure}", "GET", figures.figure),
    ("/compare", "GET", figures.compared),
    ("/compare/{measure}", "GET", figures.difference),
    ("/about", "GET", people.about),
    ("/about/erase", "POST", people.erased),
    ("/requests", "GET", requests.show),
    ("/requests", "POST", requests.decided),
    ("/notices", "GET", notices.show),
    ("/notices/remind", "POST", notices.reminded),
    ("/notices/notify", "POST", notices.notified),
    ("/notices/send", "POST", notices.sent),
    ("/papers", "GET", papers.show),
    ("/papers/file", "GET", papers.download),
)
STATUSES: Sequence[tuple[type[GrassrootsError], int]] = (
    (Refused, 403),
    (NotFound, 404),
    (HasProblems, 422),
    (Conflict, 409),
    (InvalidArgument, 400),
    (InvalidValue, 400),
)


class Site:
    """An office on the web."""

    def __init__(
        self, office: Office, guard: Guard, language: str, today: Callable[[], date], look_only: bool, plan: NoticePlan | None
    ) -> None:
        self.plan = plan
        self.office = office
        self.guard = guard
        self.language = language
        self.today = today
        self.look_only = look_only

    def route(self, place: str, method: str, show: Show) -> Route:
        """A page at an address."""

        async def run(request: Request) -> Response:
            return await self._answered(request, show, changes=method == "POST")

        return Route(place, run, methods=[method], name=f"{method} {place}")

    async def _answered(self, request: Request, show: Show, *, changes: bool = False) -> Response:
        language = self._language(request)
        session = self.guard.session(request)
        if session is None:
            return entrance(language)
        asked = None
        try:
            asked = self._asked(request, session, language, dict(request.query_params))
            if changes:
                fields = await fields_of(request)
                self.guard.check_form(request, session, fields)
                asked = self._asked(request, session, language, fields)
                if self.look_only:
                    raise refused("look-only")
            return await run_in_threadpool(show, asked)
        except Exception as error:
            return await self._failed(asked, language, error)

    async def _failed(self, asked: Asked | None, language: str, error: Exception) -> Response:
        """What is told of an error: on a page of the office; at the door where there is none, or none can be made."""
        problems, status = _answer(error, language)
        if asked is not None:
            try:
                return await run_in_threadpool(asked.page, "failed", status, title=asked.say("not-done"), problems=problems)
            except Exception as another:
                if not isinstance(another, GrassrootsError):
                    _note(another)
        return entrance(language, " ".join(problems), status)

    def _asked(self, request: Request, session: Session, language: str, fields: Mapping[str, str]) -> Asked:
        office = self.office.seen_by(session.actor, scope=self.office.view.scope, purpose=self.office.view.purpose)
        changes = not self.look_only and office.view.acting().may(Verb.CHANGE)
        return Asked(request, office, session, language, self.today(), fields, changes, self.plan)

    def _language(self, request: Request) -> str:
        wanted = (request.query_params.get("language"), request.cookies.get(LANGUAGE), self.language)
        return next((one for one in wanted if one in spoken() and not faults_of(str(one))), "en") or "en"

    async def enter(self, request: Request) -> Response:
        """Takes a token, from the link that the command wrote or from the form."""
        language = self._language(request)
        fields: Mapping[str, str] = request.query_params
        if request.method == "POST":
            try:
                fields = await fields_of(request)
            except InvalidArgument as error:
                return entrance(language, error.text(language))
        session = self.guard.enter(fields.get("token", "").strip())
        if session is None:
            wrong = Problem("grassroots_serve:wrong-token").text(language) if fields.get("token") else ""
            return entrance(language, wrong)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, session.id, httponly=True, samesite="strict")
        return answer

    async def leave(self, request: Request) -> Response:
        """Ends the session."""
        session = self.guard.session(request)
        if session is not None:
            try:
                self.guard.check_form(request, session, await fields_of(request))
            except GrassrootsError as error:
                return await self._failed(None, self._language(request), error)
            self.guard.leave(session)
        answer = RedirectResponse("/enter", 303)
        answer.delete_cookie(COOKIE)
        return answer

    async def missing(self, request: Request, error: Exception) -> Response:
        """What is told of an address that there is not."""

        def show(asked: Asked) -> Response:
            status = error.status_code if isinstance(error, HTTPException) else 404
            wrong = [Problem("grassroots_serve:no-page").text(asked.language)]
            return asked.page("failed", status, title=asked.say("not-done"), problems=wrong)

        return await self._answered(request, show)


def _answer(error: Exception, language: str) -> tuple[list[str], int]:
    """What is told of an error, and its status. Of what nobody foresaw the kind and the place are noted."""
    if isinstance(error, GrassrootsError):
        return told(error, language), next((code for kind, code in STATUSES if isinstance(error, kind)), 500)
    _note(error)
    return [Problem("grassroots_serve:went-wrong").text(language)], 500


def _note(error: Exception) -> None:
    """Notes of which kind an error is and where it came from, never its words: a value may stand in them."""
    log.error("a page could not be shown: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))


def told(error: GrassrootsError, language: str) -> list[str]:
    """What went wrong, line by line, in a language. Somebody who enters a row may see what they typed."""
    if isinstance(error, HasProblems) and error.problems:
        return [one.text(language, reveal=True) if isinstance(one, Problem) else one.text(language) for one in error.problems]
    return [error.text(language)]


class Heads:
    """Around everything: the host that was typed, and what a browser may do with an answer."""

    def __init__(self, app: Any, guard: Guard, language: Callable[[Request], str]) -> None:
        self.app, self.guard, self.language = app, guard, language

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def with_heads(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), text.encode()) for name, text in HEADS.items()]
                wanted = request.query_params.get("language", "")
                if wanted in spoken():
                    own.append((b"set-cookie", f"{LANGUAGE}={wanted}; Path=/; SameSite=Strict; HttpOnly".encode()))
                message["headers"] = [*message["headers"], *own]
            await send(message)

        try:
            self.guard.check_host(request)
        except Refused as error:
            answer = Response(error.text(self.language(request)), 421, media_type="text/plain; charset=utf-8")
            await answer(scope, receive, with_heads)
            return
        await self.app(scope, receive, with_heads)


def page(
    office: Office,
    keys: Mapping[str, str | Actor],
    *,
    language: str = "en",
    hosts: Sequence[str] = ("127.0.0.1", "localhost"),
    today: Callable[[], date],
    look_only: bool = False,
    plan: NoticePlan | None = None,
) -> Starlette:
    """A page over an office, as an ASGI application.

    Args:
        office: the office. It is seen by the actor of whoever asks, within the office's own scope and for its purpose.
        keys: token → the actor who is let in by it: a name (may do everything), or an actor with grants. A token is long and random.
        language: of the page until somebody chooses another.
        hosts: the names, with the port where there is one, by which the page may be asked for.
        today: gives today.
        look_only: nothing can be changed through it.
        plan: who is told what (`grassroots.workspace.mail.notice_plan`); without one, nothing is sent from the page.

    Raises:
        InvalidArgument: there is no token, or a short one.
    """
    if not keys or any(len(key) < SHORTEST for key in keys):
        raise InvalidArgument(f"a token of a page has {SHORTEST} signs or more; make it with secrets.token_urlsafe()")
    actors = {key: Actor.everywhere(who) if isinstance(who, str) else who for key, who in keys.items()}
    guard = Guard(actors, frozenset(one.lower() for one in hosts))
    site = Site(office, guard, language, today, look_only, plan)

    async def style(request: Request) -> Response:
        text = files("grassroots_serve").joinpath("style.css").read_text(encoding="utf-8")
        return Response(text, media_type="text/css; charset=utf-8")

    async def no_picture(request: Request) -> Response:
        return Response(status_code=204)

    routes = [
        *(site.route(place, method, show) for place, method, show in ADDRESSES),
        Route("/enter", site.enter, methods=["GET", "POST"]),
        Route("/leave", site.leave, methods=["POST"]),
        Route("/style.css", style, methods=["GET"]),
        Route("/favicon.ico", no_picture, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={404: site.missing, 405: site.missing})
    app.add_middleware(Heads, guard=guard, language=site._language)
    return app


SHORTEST = 16
"""So many signs a token has at least."""

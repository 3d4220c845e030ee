"""The command `grassroots serve`."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import click

from grassroots.cli.clock import today
from grassroots.cli.console import Console
from grassroots.cli.group import OK, opened, shared
from grassroots.cli.help import Command
from grassroots.cli.settings import Settings
from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.texts import catalogue

HOST = "127.0.0.1"
log = logging.getLogger("grassroots.serve")


@click.command("serve", cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=0)
@click.option("--unit", default="", metavar="UNIT")
@click.option("--person", default="", metavar="PERSON")
@click.option("--look-only", is_flag=True)
@click.option("--browser/--no-browser", default=True)
@shared()
def serve(console: Console, settings: Settings, port: int, unit: str, person: str, look_only: bool, browser: bool) -> int:
    """Opens a page over the office, for this computer only."""
    import secrets
    import webbrowser

    import uvicorn

    from grassroots import Actor
    from grassroots.values import PersonId
    from grassroots.workspace.mail import FILE, read_plan
    from grassroots_serve import page

    def say(code: str, **details: str) -> str:
        return catalogue("grassroots_serve").say(code, console.language, **details)

    with opened(settings) as whole, _door(port) as door:
        office = whole.seen_by(whole.view.actor, scope=whole.unit(unit)) if unit else whole
        who = Actor(settings.actor, (), PersonId(office.person(person))) if person else office.view.actor
        place = f"{HOST}:{door.getsockname()[1]}"
        hosts = [f"{one}:{place.rpartition(':')[2]}" for one in (HOST, "localhost")]
        token = secrets.token_urlsafe(24)
        plan = read_plan(Path(FILE), console.language) if Path(FILE).exists() else None
        app = page(office, {token: who}, language=console.language, hosts=hosts, today=today, look_only=look_only, plan=plan)
        link = f"http://{place}/enter?token={token}"
        console.line(say("serving", name=office.charter.labels.get(console.language, office.charter.id)))
        console.line(f"  {link}")
        console.line(say("serving-stop"))
        console.answer({"address": link})
        if browser:
            webbrowser.open(link)
        noted = logging.StreamHandler()  # what went wrong inside is told in this window, by its kind and place
        log.addHandler(noted)
        try:
            uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[door])
        finally:
            log.removeHandler(noted)
    return OK


def _door(port: int) -> socket.socket:
    """Where the page listens.

    Raises:
        InvalidArgument: another program has the port, or it may not be opened.
    """
    try:
        return socket.create_server((HOST, port), backlog=50)
    except OSError:
        raise InvalidArgument.of(Problem("grassroots_serve:port", value=str(port))) from None

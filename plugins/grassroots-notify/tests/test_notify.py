"""Notices through Apprise: by a real mail server and a real web server of this machine; the laws of channels; nothing secret is told."""

from __future__ import annotations

import email
import email.policy
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from grassroots.errors import InvalidArgument, InvalidValue, PluginError
from grassroots.plugins import Plugins
from grassroots.testing.channel_kit import Arrived, check_channel, notice
from grassroots_notify import AppriseChannel, grassroots_open_channel

PASSWORD = "hunter2-secret"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Inbox:
    """Keeps what a mail server is given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.receivers: list[list[str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.receivers.append(list(envelope.rcpt_tos))
        return "250 OK"

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(
                key=str(letter["X-Idempotency-Key"]),
                to=str(letter["To"]),
                subject=str(letter["Subject"]),
                body=letter.get_body(("plain",)).get_content(),  # type: ignore[union-attr]
                heads=tuple(letter.keys()),
            )
            for letter in self.letters
        ]


@contextmanager
def mail_server() -> Iterator[tuple[Inbox, int]]:
    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, authenticator=known, auth_require_tls=False)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


@contextmanager
def web_server(status: int = 200) -> Iterator[tuple[list[tuple[str, dict[str, str], Any]], int]]:
    """A service that takes JSON, such as the robot of a group; what it was posted, with address and heads."""
    posts: list[tuple[str, dict[str, str], Any]] = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.path, dict(self.headers.items()), json.loads(body)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b'{"errcode": 0}')

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield posts, server.server_port
    finally:
        server.shutdown()
        server.server_close()


def by_mail(port: int, password: str = PASSWORD) -> AppriseChannel:
    url = f"mailto://office:{password}@127.0.0.1:{port}?from=office@example.org&to={{to}}"
    return AppriseChannel(name="mail", url=url, timeout=5)


def test_mail_by_apprise_keeps_the_laws_of_channels() -> None:
    with mail_server() as (inbox, port):

        def make() -> tuple[AppriseChannel, Callable[[], Sequence[Arrived]]]:
            inbox.letters.clear()
            return by_mail(port), inbox.arrived

        outcomes = check_channel(make, down=lambda: by_mail(free_port()), secrets=[PASSWORD])
    assert {one.result for one in outcomes} == {"kept"}


def test_posts_by_apprise_keep_the_laws_of_channels() -> None:
    with web_server() as (posts, port):

        def arrived() -> list[Arrived]:
            return [
                Arrived(
                    key=heads.get("X-Idempotency-Key", ""),
                    to=path.removeprefix("/").replace("%40", "@"),
                    subject=said["title"],
                    body=said["message"],
                    heads=tuple(heads),
                )
                for path, heads, said in posts
            ]

        def make() -> tuple[AppriseChannel, Callable[[], Sequence[Arrived]]]:
            posts.clear()
            return AppriseChannel(name="desk", url=f"json://office:{PASSWORD}@127.0.0.1:{port}/{{to}}", timeout=5), arrived

        down = AppriseChannel(name="desk", url=f"json://office:{PASSWORD}@127.0.0.1:{free_port()}/{{to}}", timeout=5)
        outcomes = check_channel(make, down=lambda: down, secrets=[PASSWORD])
    assert {one.result for one in outcomes} == {"kept"}


def test_a_receiver_is_one_receiver() -> None:
    with mail_server() as (inbox, port):
        for several in ("a@example.org,eve@example.org", "a@example.org eve@example.org", "Ann <a@example.org>", ""):
            with pytest.raises(InvalidValue):
                by_mail(port).send(notice(to=several))
        by_mail(port).send(notice(to="a&cc=eve@example.org"))
        assert all(len(one) == 1 for one in inbox.receivers)
        assert not any(letter["Cc"] for letter in inbox.letters)


def test_a_service_that_refuses_is_told_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), web_server(status=403) as (_, port):
        channel = AppriseChannel(name="desk", url=f"json://127.0.0.1:{port}/{PASSWORD}", timeout=5)
        with pytest.raises(PluginError, match="did not take") as caught:
            channel.send(notice(body="PRIVATE TEXT"))
    assert "desk" in caught.value.text("zh")
    assert "稍后会重试" in caught.value.text("zh")
    assert PASSWORD not in caplog.text
    assert "PRIVATE" not in caplog.text


def test_groups_and_mail_are_opened_by_a_name_and_show_no_key() -> None:
    for url in (
        "wecombot://secret-key",
        "dingtalk://secretkey/",
        "feishu://secretkey",
        "mailtos://office:secret@mail.example.org?to={to}",
    ):
        channel = Plugins.of(__import__("grassroots_notify")).open_channel("apprise:group", url=url)
        assert "secret" not in repr(channel)


@pytest.mark.parametrize("url", ["", "nothing", "ftp://example.org", "exec://id", "syslog://", "dbus://"])
def test_what_is_no_service_is_refused_with_its_cure(url: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        grassroots_open_channel("apprise:group", {"url": url})
    assert "wecombot" in str(caught.value)
    assert "请" in caught.value.text("zh")


@pytest.mark.parametrize("address", ["apprise:", "apprise:wecombot://key", "apprise:a b"])
def test_a_key_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        grassroots_open_channel(address, {"url": "wecombot://key"})
    assert "key" not in str(caught.value).replace("keys", "")
    assert grassroots_open_channel("smtp://mail.example.org", {}) is None

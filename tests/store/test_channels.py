"""Notices leave at least once, with their key, by a real mail server and a real web server; nothing can be forged."""

from __future__ import annotations

import email
import email.policy
import io
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from grassroots.builtin import console, smtp, webhook
from grassroots.builtin.console import ConsoleChannel
from grassroots.builtin.memory import MemoryStore
from grassroots.builtin.smtp import SmtpChannel
from grassroots.builtin.webhook import WebhookChannel, may_be_reached, signature
from grassroots.errors import InvalidArgument, InvalidValue, NoPlugin, PluginError
from grassroots.outbox import Quiet, Sending, drain, wait_after
from grassroots.plugins import Plugins
from grassroots.store import Batch, Leased, Message
from grassroots.testing.channel_kit import BROKEN, LAWS, Arrived, Postbox, check_channel, notice, postbox
from grassroots.testing.laws import LawBroken

NOW = datetime(2014, 6, 30, 9, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def at_nine() -> datetime:
    return NOW


# -- a mail server --


class Inbox:
    """Keeps what a mail server is given; refuses receivers that begin with `no`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.receivers: list[list[str]] = []

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if address.startswith("no"):
            return f"550 5.1.1 <{address}> unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

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
                body=letter.get_content(),
                heads=tuple(letter.keys()),
            )
            for letter in self.letters
        ]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Inbox, int]]:
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


def by_mail(port: int, **more: Any) -> SmtpChannel:
    return SmtpChannel(host="127.0.0.1", port=port, sender="office@example.org", tls="none", clock=at_nine, timeout=5, **more)


def test_the_mail_channel_keeps_the_laws() -> None:
    with mail_server() as (inbox, port):

        def make() -> tuple[SmtpChannel, Callable[[], Sequence[Arrived]]]:
            inbox.letters.clear()
            return by_mail(port, username="", password="hunter2"), inbox.arrived

        outcomes = check_channel(make, down=lambda: by_mail(free_port(), password="hunter2"), secrets=["hunter2"])
    assert {one.result for one in outcomes} == {"kept"}


def test_a_mail_has_its_heads() -> None:
    with mail_server() as (inbox, port):
        by_mail(port).send(notice(key="reminder-17", subject="关于路灯", body="已修好。\n谢谢"))
    (letter,) = inbox.letters
    assert inbox.receivers == [["ann@example.org"]]
    assert str(letter["Subject"]) == "关于路灯"
    assert letter.get_content() == "已修好。\r\n谢谢\r\n"
    assert letter["Date"].datetime == NOW
    assert letter["From"] == "office@example.org"
    assert letter["X-Idempotency-Key"] == "reminder-17"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(letter["Message-ID"]).endswith("@example.org>")


def test_a_mail_server_that_refuses_is_told_by_its_code_without_the_receiver() -> None:
    with mail_server() as (inbox, port), pytest.raises(PluginError, match="SMTPRecipientsRefused 550") as caught:
        by_mail(port).send(notice(to="nobody@example.org"))
    assert "nobody" not in str(caught.value)
    assert inbox.letters == []


def test_a_mail_server_that_wants_a_password_gets_it() -> None:
    def known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.login == b"office" and data.password == b"hunter2", handled=False)

    with mail_server(authenticator=known, auth_require_tls=False) as (inbox, port):
        by_mail(port, username="office", password="hunter2").send(notice())
        with pytest.raises(PluginError, match="SMTPAuthenticationError 535") as caught:
            by_mail(port, username="office", password="wrong-secret").send(notice())
    assert len(inbox.letters) == 1
    assert "wrong-secret" not in repr(caught.value)


def test_mail_to_another_machine_is_never_sent_in_the_clear() -> None:
    with pytest.raises(InvalidArgument, match="must be encrypted"):
        SmtpChannel(host="mail.example.org", port=25, sender="office@example.org", tls="none")
    with mail_server() as (inbox, port), pytest.raises(PluginError):  # the server knows no STARTTLS
        SmtpChannel(host="127.0.0.1", port=port, sender="office@example.org", tls="starttls", timeout=5).send(notice())
    assert inbox.letters == []


@pytest.mark.parametrize(
    "to", ["", "ann", "ann@", "@example.org", "ann@example.org, eve@example.org", "Ann <ann@example.org>", "a b@c.org"]
)
def test_what_is_not_one_plain_address_is_refused(to: str) -> None:
    with pytest.raises(InvalidValue, match="not one plain e-mail address"):
        by_mail(1).mail(notice(to=to))


def test_the_mail_door_reads_its_address() -> None:
    opened = smtp.grassroots_open_channel(
        "smtp://office%40x@mail.example.org", {"sender": "a@b.org", "password": "p", "other": 1}
    )
    assert isinstance(opened, SmtpChannel)
    assert (opened.host, opened.port, opened.tls, opened.username, opened.password) == (
        "mail.example.org",
        587,
        "starttls",
        "office@x",
        "p",
    )
    wrapped = smtp.grassroots_open_channel("smtps://mail.example.org", {"sender": "a@b.org"})
    assert isinstance(wrapped, SmtpChannel)
    assert (wrapped.port, wrapped.tls) == (465, "wrapped")
    assert smtp.grassroots_open_channel("https://example.org", {}) is None
    for address, options in {
        "smtp://user:password@mail.example.org": {"sender": "a@b.org"},
        "smtp://mail.example.org": {},
        "smtp://": {"sender": "a@b.org"},
        "smtp://mail.example.org:port": {"sender": "a@b.org"},
    }.items():
        with pytest.raises(InvalidArgument):
            smtp.grassroots_open_channel(address, options)


# -- a web server --


class Receiver(BaseHTTPRequestHandler):
    server: WebServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class WebServer(ThreadingHTTPServer):
    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.posts: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/notices?office=7"

    def arrived(self) -> list[Arrived]:
        found = []
        for heads, body in self.posts:
            content = json.loads(body)
            found.append(
                Arrived(
                    key=heads["webhook-id"],
                    to=content["to"],
                    subject=content["subject"],
                    body=content["body"],
                    heads=tuple(heads),
                )
            )
        return found


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


def test_the_webhook_keeps_the_laws(web: WebServer) -> None:
    def make() -> tuple[WebhookChannel, Callable[[], Sequence[Arrived]]]:
        web.posts.clear()
        return WebhookChannel(url=web.url, secret=SECRET, clock=at_nine), web.arrived

    down = WebhookChannel(url=f"http://127.0.0.1:{free_port()}/", secret=SECRET, clock=at_nine, timeout=5)
    outcomes = check_channel(make, down=lambda: down, secrets=[SECRET, SECRET.removeprefix("whsec_")])
    assert {one.result for one in outcomes} == {"kept"}


def test_a_post_is_signed_so_that_its_receiver_can_check_it(web: WebServer) -> None:
    WebhookChannel(url=web.url, secret=SECRET, clock=at_nine).send(notice(key="m-17", subject="路灯"))
    heads, body = web.posts[0]
    assert (heads["webhook-id"], heads["webhook-timestamp"]) == ("m-17", str(int(NOW.timestamp())))
    assert heads["webhook-signature"] == signature(SECRET, "m-17", heads["webhook-timestamp"], body)
    assert json.loads(body) == {"key": "m-17", "to": "ann@example.org", "subject": "路灯", "body": "The lamp is mended."}


def test_the_signature_is_that_of_the_published_example() -> None:
    # the example of the Standard Webhooks specification
    found = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("status", [301, 307, 400, 410, 429, 500, 503])
def test_an_answer_other_than_success_is_a_failure_and_no_redirect_is_followed(web: WebServer, status: int) -> None:
    web.status = status
    with pytest.raises(PluginError, match=f"answered {status}"):
        WebhookChannel(url=web.url).send(notice())
    assert len(web.posts) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "2002:a00:1::", "2001:db8::1", "64:ff9b:1::1", "64:ff9b::a00:1", "no address",
    ],
)  # fmt: skip
def test_a_webhook_does_not_reach_into_the_network(address: str) -> None:
    assert not may_be_reached(address, secure=True)


def test_a_host_that_has_an_inner_address_too_is_not_posted_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_up(*args: Any, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "169.254.169.254")]

    def never(*args: Any, **more: Any) -> socket.socket:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(PluginError, match="only hosts with public addresses"):
        WebhookChannel(url="https://example.org/").send(notice())
    with pytest.raises(PluginError, match="http is for localhost only"):
        WebhookChannel(url="http://example.org/").send(notice())


@pytest.mark.parametrize(
    "url", ["https://2130706433/", "https://0x7f000001/", "https://127.1/", "https://017700000001/", "https://[::1]/"]
)
def test_an_inner_address_in_another_spelling_is_not_posted_to(url: str) -> None:
    with pytest.raises(PluginError, match=r"is not posted to|cannot be reached"):
        WebhookChannel(url=url, timeout=1).send(notice())


@pytest.mark.parametrize(
    "url",
    ["https://", "https:///x", "ftp://example.org", "https://a b.org/", "https://a.org/\r\nx", "https://user:pw@a.org/", "https://a.org:99999/", "https://例.org/"],
)  # fmt: skip
def test_what_is_no_sound_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(InvalidArgument):
        WebhookChannel(url=url)


def test_a_secret_that_is_none_and_a_signature_without_a_clock_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="whsec_ and base64"):
        WebhookChannel(url="https://example.org/", secret="hunter2!", clock=at_nine)
    with pytest.raises(InvalidArgument, match="give the option clock"):
        WebhookChannel(url="https://example.org/", secret=SECRET)


def test_the_web_door_takes_addresses_of_the_web_only() -> None:
    assert isinstance(
        webhook.grassroots_open_channel("https://example.org/x", {"secret": SECRET, "clock": at_nine}), WebhookChannel
    )
    assert webhook.grassroots_open_channel("console:", {}) is None


# -- the screen --


def test_the_screen_shows_control_characters_as_signs() -> None:
    screen = io.StringIO()
    channel = console.grassroots_open_channel("console:", {"stream": screen})
    assert isinstance(channel, ConsoleChannel)
    channel.send(notice(subject="a\x1b[31m\r\nTo: eve", body="one\r\ntwo\x07\u202e三\tend"))
    assert screen.getvalue() == "To: ann@example.org\nSubject: a�[31m��To: eve\nKey: m-1\n\none\ntwo��三\tend\n\n"
    assert console.grassroots_open_channel("smtp://x", {}) is None


# -- the kit --


def test_a_sound_channel_keeps_the_laws() -> None:
    outcomes = check_channel(postbox, down=lambda: Postbox(is_down=True), secrets=["hunter2"])
    assert {one.result for one in outcomes} == {"kept"}
    assert {one.law: one.result for one in check_channel(postbox)}["failure_is_loud"] == "not tried"


def test_every_law_has_a_broken_channel_and_says_what_it_demands() -> None:
    assert list(BROKEN) == list(LAWS)
    assert all(law.__doc__ for law in LAWS.values())


@pytest.mark.parametrize(("law", "number"), [(law, number) for law, twins in BROKEN.items() for number in range(len(twins))])
def test_the_kit_rejects_the_broken_channel(law: str, number: int) -> None:
    make, down = BROKEN[law][number]
    with pytest.raises(LawBroken, match=f"broken +{law.replace('_', ' ')}"):
        check_channel(make, down=down, secrets=["hunter2"], laws=[law])


# -- the outbox --


def stored(*messages: Message) -> MemoryStore:
    store = MemoryStore()
    store.append(Batch(id="one", outbox=messages))
    return store


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def letter(key: str, channel: str = "box:", **more: Any) -> Message:
    return notice(key=key, channel=channel, **more)


def test_what_is_due_is_sent_once_and_marked() -> None:
    box, store = Postbox(), stored(letter("a"), letter("b"))
    assert drain(store, lambda address, **options: box, at_nine) == Sending(sent=("a", "b"))
    assert [one.key for one in box.letters] == ["a", "b"]
    assert [state for _, state, _, _ in store.outbox()] == ["sent", "sent"]
    assert drain(store, lambda address, **options: box, at_nine) == Sending()
    assert len(box.letters) == 2


def test_one_bad_receiver_delays_nobody_and_is_tried_again_until_it_is_given_up() -> None:
    box, clock = Postbox(), Clock()

    class Picky:
        def send(self, message: Message) -> None:
            if message.key == "bad":
                raise ConnectionError(f"{message.to} does not answer")
            box.send(message)

    store = stored(letter("bad"), *(letter(f"m-{number}") for number in range(30)))
    first = drain(store, lambda address, **options: Picky(), clock)
    assert (len(first.sent), first.waiting, first.dead) == (30, ("bad",), ())
    (_, state, attempts, error) = store.outbox()[0]
    assert (state, attempts, error) == ("new", 1, "ConnectionError: *** does not answer")
    outcomes = []
    for _ in range(200):
        clock.now += timedelta(minutes=30)
        outcomes.append(drain(store, lambda address, **options: Picky(), clock, tries=4))
    assert [one for one in outcomes if one != Sending()] == [
        Sending(waiting=("bad",)),
        Sending(waiting=("bad",)),
        Sending(dead=("bad",)),
    ]
    assert store.outbox()[0][1:3] == ("dead", 4)


def test_a_receiver_that_never_answers_delays_no_other_and_is_tried_again() -> None:
    box, clock, over = Postbox(), Clock(), Event()

    class Endless:
        def send(self, message: Message) -> None:
            if message.key == "slow-0":
                over.wait(60)
            box.send(message)

    slow = [letter(f"slow-{number}", "slow:") for number in range(12)]
    store = stored(*slow, *(letter(f"m-{number}") for number in range(20)))

    def open_channel(address: str, **options: Any) -> Any:
        return Endless() if address == "slow:" else box

    try:
        found = drain(store, open_channel, clock, seconds=0.2)
    finally:
        over.set()
    assert found.sent == tuple(f"m-{number}" for number in range(20))
    assert found.waiting == tuple(f"slow-{number}" for number in range(12))
    assert not found.dead
    told = {message.key: (state, error) for message, state, _, error in store.outbox()}
    assert told["slow-0"] == ("new", '{"code": "channel-slow", "value": "", "details": {"seconds": "0.2"}}')
    clock.now += timedelta(hours=1)
    assert sorted(drain(store, lambda address, **options: box, clock).sent) == sorted(one.key for one in slow)


def test_a_channel_that_is_opened_for_ever_delays_no_other() -> None:
    box, over = Postbox(), Event()

    def open_channel(address: str, **options: Any) -> Any:
        return box if address == "box:" else over.wait(60)

    store = stored(letter("a", "slow:"), letter("b"))
    try:
        assert drain(store, open_channel, at_nine, seconds=0.2) == Sending(sent=("b",), waiting=("a",))
    finally:
        over.set()


def test_what_waited_until_its_lease_would_run_out_is_leased_anew() -> None:
    clock, box = Clock(), Postbox()

    class Long:
        def send(self, message: Message) -> None:
            clock.now += timedelta(seconds=100)
            box.send(message)

    store = stored(*(letter(f"m-{number}") for number in range(6)))
    taken = []
    lease = store.lease

    def noted(limit: int, now: datetime, seconds: int = 300) -> list[Leased]:
        found = lease(limit, now, seconds)
        taken.extend((one.message.key, now + timedelta(seconds=seconds)) for one in found)
        return found

    store.lease = noted  # type: ignore[method-assign]
    assert len(drain(store, lambda address, **options: Long(), clock).sent) == 6
    assert [one.key for one in box.letters] == [f"m-{number}" for number in range(6)]
    until = dict(taken)
    for at, one in enumerate(box.letters, 1):
        assert until[one.key] >= NOW + timedelta(seconds=100 * at)


def test_a_notice_that_can_never_be_sent_is_given_up_at_once() -> None:
    store = stored(letter("bad", subject="a\r\nb"), letter("good"))
    assert drain(store, lambda address, **options: Postbox(), at_nine) == Sending(sent=("good",), dead=("bad",))


def test_a_channel_that_nobody_knows_fails_its_own_notices_only() -> None:
    box, asked = Postbox(), []

    def open_channel(address: str, **options: Any) -> Postbox:
        asked.append(address)
        if address == "pigeon:":
            raise NoPlugin("no plugin takes pigeon:")
        if address == "box://broken":
            raise InvalidValue("not an address")
        return box

    store = stored(letter("a", "pigeon:"), letter("b"), letter("c", "pigeon:"), letter("d", "box://broken"))
    assert drain(store, open_channel, at_nine) == Sending(sent=("b",), waiting=("a", "c", "d"))
    assert sorted(asked) == ["box:", "box://broken", "pigeon:"]
    assert store.outbox()[0][3] == "NoPlugin: no plugin takes pigeon:"


def test_a_sender_that_dies_leaves_the_notice_to_the_next_with_the_same_key() -> None:
    box, clock = Postbox(), Clock()

    class Dying:
        def send(self, message: Message) -> None:
            box.send(message)
            raise KeyboardInterrupt

    store = stored(letter("a"))
    with pytest.raises(KeyboardInterrupt):
        drain(store, lambda address, **options: Dying(), clock)
    assert drain(store, lambda address, **options: box, clock) == Sending()
    clock.now += timedelta(seconds=300)
    assert drain(store, lambda address, **options: box, clock) == Sending(sent=("a",))
    assert [one.key for one in box.letters] == ["a", "a"]


def test_no_more_are_sent_than_asked_for_and_settings_reach_their_channel_only() -> None:
    given: dict[str, Any] = {}

    def open_channel(address: str, **options: Any) -> Postbox:
        given[address] = options
        return Postbox()

    store = stored(letter("a"), letter("b", "smtp://x"), letter("c"))
    assert drain(store, open_channel, at_nine, most=2, settings={"smtp://x": {"password": "p"}}).sent == ("a", "b")
    assert given == {"box:": {"clock": at_nine}, "smtp://x": {"clock": at_nine, "password": "p"}}
    assert drain(store, open_channel, at_nine, most=0) == Sending()


def test_waits_grow_and_differ_from_message_to_message() -> None:
    waits = [wait_after("m", attempt) for attempt in range(1, 9)]
    assert waits == sorted(waits)
    assert timedelta(hours=10) < sum(waits, timedelta()) < timedelta(days=2)
    assert len({wait_after(f"m-{number}", 1) for number in range(100)}) > 20
    assert wait_after("m", 10**6) <= timedelta(hours=7, minutes=30)


def test_notices_leave_by_mail_and_by_webhook_in_one_go(web: WebServer) -> None:
    with mail_server() as (inbox, port):

        def open_channel(address: str, **options: Any) -> Any:
            return smtp.grassroots_open_channel(address, options) or webhook.grassroots_open_channel(address, options)

        mail = f"smtp://127.0.0.1:{port}"
        store = stored(letter("a", mail), letter("b", mail, to="nobody@example.org"), letter("c", web.url))
        outcome = drain(store, open_channel, at_nine, settings={mail: {"sender": "office@example.org"}})
    assert outcome == Sending(sent=("a", "c"), waiting=("b",))
    assert [one.key for one in inbox.arrived()] == ["a"]
    assert [one.key for one in web.arrived()] == ["c"]
    assert "nobody" not in store.outbox()[1][3]


def test_a_channel_that_nobody_sends_by_is_told_with_what_to_install_or_write() -> None:
    for address, en, zh in (
        ("apprise:group", "pip install grassroots-notify", "pip install grassroots-notify"),
        ("mailto:a@example.org", "smtp://HOST", "邮件写smtp://服务器"),
    ):
        with pytest.raises(NoPlugin) as caught:
            Plugins.of(smtp).open_channel(address)
        assert en in caught.value.problem.text("en")
        assert zh in caught.value.text("zh")


@pytest.mark.parametrize(
    ("zone", "eve", "hours", "lasts"),
    [
        ("Europe/Berlin", "2026-03-28T12", ("21:00", "08:00"), 600),
        ("Europe/Berlin", "2026-10-24T12", ("21:00", "08:00"), 720),
        ("Europe/Berlin", "2026-03-28T12", ("02:15", "02:45"), 0),
        ("Europe/Berlin", "2026-10-24T12", ("02:15", "02:45"), 60),
        ("America/New_York", "2026-03-07T12", ("21:00", "02:30"), 300),
        ("Australia/Lord_Howe", "2026-04-04T12", ("21:00", "08:00"), 690),
        ("Asia/Shanghai", "2026-03-28T12", ("21:00", "08:00"), 660),
    ],
)
def test_quiet_hours_go_by_the_clock_on_the_wall_in_the_night_of_its_change(
    zone: str, eve: str, hours: tuple[str, str], lasts: int
) -> None:
    """From noon on, in each quarter of an hour that passes in a day: in how many minutes nothing is sent."""
    quiet = Quiet(*map(time.fromisoformat, hours))
    noon = datetime.fromisoformat(eve).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    walls = [(noon + timedelta(minutes=15 * number)).astimezone(ZoneInfo(zone)) for number in range(96)]
    store, box = MemoryStore(), Postbox()
    hushed = [drain(store, lambda address, **options: box, Clock(now), quiet=quiet).quiet for now in walls]
    assert hushed.count(True) * 15 == lasts

"""The laws of a channel, for whoever writes one. One line in a test suite:

    check_channel(lambda: (MyChannel(server.address), server.arrived), down=lambda: MyChannel("nobody:1"))

Each law is a function of `LAWS` that says in its first line what it demands; `BROKEN` has a channel for each law that breaks it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field, frozen

from grassroots.errors import InvalidValue, PluginError
from grassroots.hooks import Channel
from grassroots.store import Message
from grassroots.testing.laws import NotTried, Outcome, by_name, same, try_laws


@frozen(kw_only=True)
class Arrived:
    """What came out at the other end: the texts of a notice, and the names of the heads that it had (none where there are no heads)."""

    key: str
    to: str
    subject: str
    body: str
    heads: tuple[str, ...] = ()


MakeChannel = Callable[[], tuple[Channel, Callable[[], Sequence[Arrived]]]]
"""Makes a fresh channel, and a way to see what arrived by it so far."""


@frozen(kw_only=True)
class Setting:
    """What the laws are tried on."""

    make: MakeChannel
    down: Callable[[], Channel] | None = None
    secrets: tuple[str, ...] = ()
    seconds: float = 60.0


def check_channel(
    make_channel: MakeChannel,
    *,
    down: Callable[[], Channel] | None = None,
    secrets: Iterable[str] = (),
    seconds: float = 60.0,
    laws: Iterable[str] = (),
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        make_channel: makes a fresh channel, and a way to see what arrived by it so far.
        down: makes a channel whose other end does not answer; without it, some laws are not tried.
        secrets: texts that the channels were given and that must never be shown: passwords, keys.
        seconds: how long a channel may try before it must give up.
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how.

    >>> print(*check_channel(postbox, laws=["a_notice_arrives_whole"]))
    kept       a notice arrives whole
    """
    setting = Setting(make=make_channel, down=down, secrets=tuple(secrets), seconds=seconds)
    return try_laws(LAWS, lambda law: law(setting), laws)


def notice(**more: Any) -> Message:
    """A notice, invented."""
    texts = {"key": "m-1", "channel": "", "to": "ann@example.org", "subject": "The lamp", "body": "The lamp is mended."}
    return Message(**{**texts, **more})


def _texts(arrived: Arrived) -> tuple[str, str, str]:
    """What a reader reads, whatever the format made of ends of lines."""
    return arrived.to, arrived.subject, "\n".join(arrived.body.splitlines()).rstrip("\n")


# -- the laws --


def a_notice_arrives_whole(setting: Setting) -> None:
    """Receiver, subject and text arrive to the character: Chinese, rare characters, quotes, many lines, long lines."""
    bodies = (
        "The lamp is mended.",
        "您反映的一号楼路灯问题已处理完毕。𠮷 “好”",
        "first\n\nthird\n.\n..leading dot\nFrom here",
        "<b>&amp;</b> \"quoted\" 'single' \\n {name} %s",
        "word " * 2_000,
        "一" * 3_000,
    )
    channel, arrived = setting.make()
    for number, body in enumerate(bodies):
        channel.send(notice(key=f"m-{number}", subject=f"路灯已修好 {number} é", body=body))
        wanted = ("ann@example.org", f"路灯已修好 {number} é", body.rstrip("\n"))
        found = arrived()
        same(len(found), number + 1, "how many arrived")
        same(_texts(found[-1]), wanted, f"notice {number}")


def the_key_travels_along(setting: Setting) -> None:
    """The same notice sent twice arrives with the same key, another with another: by that a receiver drops second copies."""
    channel, arrived = setting.make()
    first, other = notice(), notice(key="m-2")
    for message in (first, first, other):
        channel.send(message)
    keys = [one.key for one in arrived()]
    same(len(keys), 3, "how many of three arrived")
    same((keys[0] == keys[1], keys[1] == keys[2], all(keys)), (True, False, True), "the keys")
    again, arrived_there = setting.make()
    again.send(first)
    same(arrived_there()[-1].key, keys[0], "the key by another channel object")


def a_head_cannot_be_forged(setting: Setting) -> None:
    """A line break in receiver, subject or key makes no head of its own: the notice is refused, or the break is taken out."""
    for place in ("to", "subject", "key"):
        for text in (
            "a\r\nBcc: eve@example.org",
            "a\nX-Forged: 1",
            "a\rX-Forged: 1",
            "a\r\n\r\nforged body",
            "a\0b",
            "a\u2028X-Forged: 1",
        ):
            channel, arrived = setting.make()
            before = len(arrived())
            try:
                channel.send(notice(**{place: f"ann@example.org{text}" if place == "to" else text}))
            except Exception:
                same(len(arrived()), before, f"what arrived although the {place} was refused")
                continue
            (one,) = arrived()[before:]
            heads = {head.lower() for head in one.heads}
            same(heads & {"bcc", "x-forged"}, set(), f"heads forged by the {place}")
            same(_texts(one)[2], "The lamp is mended.", f"the text after a forged {place}")


def a_refusal_stops_nobody(setting: Setting) -> None:
    """After a notice that was refused, the next one arrives by the same channel."""
    channel, arrived = setting.make()
    for bad in (notice(key="b-1", subject="a\r\nb"), notice(key="b-2", to="")):
        try:
            channel.send(bad)
        except Exception:
            continue
    channel.send(notice(key="good", subject="After"))
    same(arrived()[-1].subject, "After", "the last that arrived")


def failure_is_loud(setting: Setting) -> None:
    """When the other end does not answer, `send` raises an `Exception` before the time is over; it never returns as if all were well."""
    channel = _down(setting)
    raised: list[BaseException | None] = []

    def send() -> None:
        try:
            channel.send(notice())
            raised.append(None)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    thread.join(setting.seconds)
    same(len(raised), 1, f"answers within {setting.seconds} seconds")
    same(isinstance(raised[0], Exception), True, f"whether {raised[0]!r} is an Exception")


def nothing_private_is_told(setting: Setting) -> None:
    """Neither the channel's repr nor its errors show a secret, the receiver or the text."""
    private = [*setting.secrets, "ann.private@example.org", "PRIVATE TEXT"]
    channel = _down(setting)
    told = [repr(channel), str(channel), repr(setting.make()[0])]
    for message in (notice(), notice(subject="PRIVATE TEXT\r\nx"), notice(to="ann.private@example.org\r\n")):
        try:
            channel.send(evolve(message, body="PRIVATE TEXT", to=message.to.replace("ann@", "ann.private@")))
        except Exception as error:
            told += [str(error), repr(error)]
    shown = [text for text in private if any(text in one for one in told)]
    same(shown, [], "what was shown")


def _down(setting: Setting) -> Channel:
    if setting.down is None:
        raise NotTried("without a channel whose other end does not answer")
    return setting.down()


LAWS = by_name(
    a_notice_arrives_whole,
    the_key_travels_along,
    a_head_cannot_be_forged,
    a_refusal_stops_nobody,
    failure_is_loud,
    nothing_private_is_told,
)
"""Law → its check."""


# -- channels that keep the laws, and that break one each --


@define
class Postbox:
    """A channel that ends in a list: keeps every law. `broken`: the fault to have; `is_down`: whether nobody answers."""

    broken: str = ""
    is_down: bool = False
    password: str = field(default="hunter2", repr=False)
    letters: list[Arrived] = field(factory=list, repr=False)
    _stopped: bool = field(default=False, repr=False)
    _count: int = field(default=0, repr=False)

    def send(self, message: Message) -> None:
        """Puts it in the list."""
        self._count += 1
        if self._stopped:
            raise PluginError("the channel is closed", "postbox")
        lines = "\n".join([message.to, message.subject, message.key])
        heads: tuple[str, ...] = ("To", "Subject")
        if len(f"{lines}.".splitlines()) > 3 or "\0" in lines or not message.to:
            self._stopped = self.broken == "stops"
            if self.broken != "forges":
                told = message.subject if self.broken == "tells" else "a head"
                raise InvalidValue(f"{told} holds a line break")
            heads += ("X-Forged", "Bcc")
        if self.is_down:
            if self.broken == "silent":
                return
            if self.broken == "exits":
                raise SystemExit(1)
            raise PluginError(f"{message.to if self.broken == 'tells' else 'the postbox'} does not answer", "postbox")
        body = message.body.encode("gbk", "replace").decode("gbk") if self.broken == "garbles" else message.body
        key = f"{message.key}/{self._count}" if self.broken == "fresh keys" else message.key
        self.letters.append(Arrived(key=key, to=message.to, subject=message.subject, body=body, heads=heads))


@define
class _Telltale(Postbox):
    """Shows its password."""

    password: str = field(default="hunter2", repr=True)


def postbox(broken: str = "") -> tuple[Postbox, Callable[[], Sequence[Arrived]]]:
    """A postbox and what is in it; `broken` is the fault that it has."""
    box = Postbox(broken)
    return box, lambda: list(box.letters)


BROKEN: Mapping[str, tuple[tuple[MakeChannel, Callable[[], Channel]], ...]] = {
    "a_notice_arrives_whole": ((lambda: postbox("garbles"), lambda: Postbox("garbles", True)),),
    "the_key_travels_along": ((lambda: postbox("fresh keys"), lambda: Postbox("fresh keys", True)),),
    "a_head_cannot_be_forged": ((lambda: postbox("forges"), lambda: Postbox("forges", True)),),
    "a_refusal_stops_nobody": ((lambda: postbox("stops"), lambda: Postbox("stops", True)),),
    "failure_is_loud": (
        (lambda: postbox("silent"), lambda: Postbox("silent", True)),
        (lambda: postbox("exits"), lambda: Postbox("exits", True)),
    ),
    "nothing_private_is_told": (
        (lambda: postbox("tells"), lambda: Postbox("tells", True)),
        (lambda: (_Telltale(), list), lambda: _Telltale("", True)),
    ),
}
"""For each law, channels that break it: how to make one, and how to make one whose other end is down."""

"""Notices on their way out: taken from the store, sent by a channel, marked. At least once, never for certain just once.

A message is stored in the batch that causes it, so none is lost. If the sender dies between sending and marking, the message is sent again
when its lease runs out, with the same key: by that a receiver can drop the second copy. Sending exactly once cannot be promised by anybody.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Protocol

from attrs import frozen

from grassroots.errors import GrassrootsError, InvalidValue, PluginError
from grassroots.fields import html_filled
from grassroots.problems import Problem
from grassroots.store import Leased, Message
from grassroots.values import Language

__all__ = [
    "TRIES",
    "OpenChannel",
    "Outgoing",
    "Quiet",
    "Sender",
    "Sending",
    "drain",
    "wait_after",
    "why_not",
]

TRIES = 8
"""How often a message is tried before it is listed as dead: over about a day, with the waits of `wait_after`."""

_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=6)


class Sender(Protocol):
    """What a channel does; see `grassroots.hooks.Channel`."""

    def send(self, message: Message) -> None:
        """Hands the message over, or raises."""
        ...  # pragma: no cover


class Outgoing(Protocol):
    """Where messages wait: a store, or the part of it that an office hands to who may send."""

    def lease(self, limit: int, now: datetime, seconds: int = 300, /) -> list[Leased]:
        """Takes up to `limit` messages that are due, for `seconds`."""
        ...  # pragma: no cover

    def sent(self, key: str, now: datetime, /) -> None:
        """The message left."""
        ...  # pragma: no cover

    def failed(self, key: str, now: datetime, error: str, retry_at: datetime | None, /) -> None:
        """The message did not leave."""
        ...  # pragma: no cover


class OpenChannel(Protocol):
    """Opens the channel of an address: `Plugins.open_channel`."""

    def __call__(self, address: str, **options: Any) -> Sender:
        """The channel, or raises."""
        ...  # pragma: no cover


@frozen
class Sending:
    """What became of the messages that were due, by their keys: sent, to be tried again, given up. `quiet`: nothing more was sent, since quiet hours began.

    >>> print(Sending(sent=("a", "b"), waiting=("c",)))
    2 sent, 1 to be tried again, 0 given up
    """

    sent: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    quiet: bool = False

    _repr_html_ = html_filled

    def __str__(self) -> str:
        return f"{len(self.sent)} sent, {len(self.waiting)} to be tried again, {len(self.dead)} given up"


@frozen
class Quiet:
    """Hours in which nothing is sent, from a time of day until another, also over midnight: what is due then waits, and no attempt is counted.

    >>> night = Quiet(time(21), time(7, 30))
    >>> [night.holds(datetime(2014, 6, 30, hour)) for hour in (7, 8, 20, 21)]
    [True, False, False, True]
    """

    start: time
    end: time

    def holds(self, now: datetime) -> bool:
        """Whether a time, as the clock on the wall shows it, lies in them."""
        at = now.time()
        return self.start <= at < self.end if self.start <= self.end else at >= self.start or at < self.end


def wait_after(key: str, attempt: int) -> timedelta:
    """How long to wait after a failed attempt, counted from 1: five minutes, doubled each time, six hours at most.

    Up to a quarter more, by key and attempt, so that messages that failed together do not come back together.

    >>> minutes = [wait_after("m-1", attempt) // timedelta(minutes=1) for attempt in (1, 2, 3, 20)]
    >>> 5 <= minutes[0] < 7, 10 <= minutes[1] < 13, 20 <= minutes[2] <= 25, 360 <= minutes[3] <= 450
    (True, True, True, True)
    """
    wait: timedelta = min(_FIRST_WAIT * 2 ** min(attempt - 1, 20), _LONGEST_WAIT)
    spread = sha256(f"{attempt}:{key}".encode()).digest()[0]
    return wait + wait * spread / 1024


def drain(
    store: Outgoing,
    open_channel: OpenChannel,
    clock: Callable[[], datetime],
    *,
    most: int = 1000,
    tries: int = TRIES,
    lease_seconds: int = 300,
    seconds: float = 60,
    quiet: Quiet | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Sending:
    """Sends the messages that are due, those of each channel one after another, the channels beside one another: neither one that fails nor a slow one delays
    the others.

    A message that a channel refuses as such (`InvalidValue`: a line break in its subject) is given up at once, since trying
    again would not help. Any other failure, also that of opening the channel, is tried again later, `tries` times in all. So is a message that was not
    sent after `seconds`; nothing more is sent by its channel then, this time.

    Args:
        store: where the messages are.
        open_channel: opens a channel by its address; each address is opened once.
        clock: the time, with a time zone; asked before each step. Channels get it too, as the option `clock`.
        most: how many messages at most.
        tries: how many attempts a message has, 1 or more.
        lease_seconds: for how long nobody else takes what is being sent. What waited for its turn so long that it would run out is leased anew.
        seconds: how long the sending of a message may take in all; half of `lease_seconds` at most.
        quiet: hours in which nothing is sent, in the time zone of the clock.
        settings: options of channels by address, such as their passwords, which must not lie in the store.

    Returns:
        What became of each message, by its key.
    """
    return _Drain(store, open_channel, clock, tries, lease_seconds, seconds, settings or {}).run(most, quiet)


_HANDFUL = 8
"""How many messages are leased at a time: few, so that what waits for its turn waits in the store."""

_MOST_HELD = 64
"""How many are leased at once at most: what waits for a slow channel leaves room for the others."""

_Sent = tuple["_Way", Leased, BaseException | None]


class _Way:
    """A channel in use: what waits for it, and what it sends now. `slow`: it did not come back in time, and is waited for no longer."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.channel: Sender | Exception | None = None
        self.waiting: deque[tuple[Leased, datetime]] = deque()
        self.sends: Leased | None = None
        self.until = 0.0
        self.slow = False


class _Drain:
    """One round of sending. What is slow runs in threads; the store is asked and told by the one that called."""

    def __init__(
        self,
        store: Outgoing,
        open_channel: OpenChannel,
        clock: Callable[[], datetime],
        tries: int,
        lease_seconds: int,
        seconds: float,
        settings: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._store = store
        self._open = open_channel
        self._clock = clock
        self._tries = tries
        self._lease_seconds = lease_seconds
        self._seconds = min(seconds, lease_seconds / 2)
        self._settings = settings
        self._ways: dict[str, _Way] = {}
        self._done: SimpleQueue[_Sent] = SimpleQueue()
        self._order: list[str] = []
        self._empty = False
        self._became: dict[str, str] = {}

    def run(self, most: int, quiet: Quiet | None) -> Sending:
        hushed = False
        while True:
            room = most - len(self._order)
            open_ = [way for way in self._ways.values() if way.sends or way.waiting]
            if not (hushed or self._empty) and room > 0 and sum(len(way.waiting) + 1 for way in open_) < _MOST_HELD:
                if hushed := quiet is not None and quiet.holds(self._clock()):
                    continue
                self._empty = not self._leased(min(room, _HANDFUL))
                open_ = [way for way in self._ways.values() if way.sends or way.waiting]
            if not open_:
                if hushed or self._empty or room <= 0:
                    break
                continue
            for way in open_:
                self._next(way)
            self._heard(way for way in open_ if way.sends)
        keys = dict.fromkeys(self._order)
        sent, waiting, dead = (
            tuple(key for key in keys if self._became.get(key) == how) for how in ("sent", "waiting", "dead")
        )
        return Sending(sent, waiting, dead, hushed)

    def _leased(self, most: int) -> bool:
        now = self._clock()
        leased = self._store.lease(most, now, self._lease_seconds)
        for one in leased:
            self._order.append(one.message.key)
            way = self._ways.setdefault(one.message.channel, _Way(one.message.channel))
            way.waiting.append((one, now))
        return bool(leased)

    def _next(self, way: _Way) -> None:
        """Has a channel that is free send what waits for it."""
        while way.waiting and not way.sends:
            one, since = way.waiting.popleft()
            if way.slow:
                self._failed(one, _slow(self._seconds))
            elif (self._clock() - since).total_seconds() + self._seconds > self._lease_seconds:
                # Its lease would run out while it is sent, and somebody else would send it, too.
                self._store.failed(one.message.key, self._clock(), "", self._clock())
                self._order.remove(one.message.key)
                self._empty = False
            else:
                way.sends, way.until = one, monotonic() + self._seconds
                Thread(target=self._send, args=(way, one), daemon=True).start()

    def _send(self, way: _Way, one: Leased) -> None:
        try:
            if way.channel is None:
                way.channel = self._opened(way.address)
            if isinstance(way.channel, Exception):
                raise way.channel
            way.channel.send(one.message)
        except BaseException as error:
            self._done.put((way, one, error))
        else:
            self._done.put((way, one, None))

    def _opened(self, address: str) -> Sender | Exception:
        try:
            return self._open(address, **{"clock": self._clock, **self._settings.get(address, {})})
        except MemoryError:
            raise
        except Exception as error:
            # InvalidValue would mean that the message is at fault, and it is not
            return PluginError(str(error), problem=error.problem) if isinstance(error, InvalidValue) else error

    def _heard(self, sending: Iterable[_Way]) -> None:
        """Waits for the next that was sent, or did not leave, or is slow."""
        ways = list(sending)
        if not ways:
            return
        try:
            way, one, error = self._done.get(timeout=max(0.0, min(way.until for way in ways) - monotonic()))
        except Empty:
            for way in ways:
                if way.sends is not None and way.until <= monotonic():
                    way.slow, one, way.sends = True, way.sends, None
                    self._failed(one, _slow(self._seconds))
            return
        if way.slow:
            return  # told already
        way.sends = None
        if error is None:
            self._store.sent(one.message.key, self._clock())
            self._became[one.message.key] = "sent"
        elif isinstance(error, Exception) and not isinstance(error, MemoryError):
            self._failed(one, error)
        else:
            raise error

    def _failed(self, one: Leased, error: Exception) -> None:
        key = one.message.key
        hopeless = isinstance(error, InvalidValue) or one.attempt >= self._tries
        retry_at = None if hopeless else self._clock() + wait_after(key, one.attempt)
        self._store.failed(key, self._clock(), _said(error, one), retry_at)
        self._became[key] = "dead" if hopeless else "waiting"


def _slow(seconds: float) -> PluginError:
    problem = Problem("channel-slow", details={"seconds": f"{seconds:g}"})
    return PluginError(problem.text(), problem=problem)


def why_not(kept: str, language: Language = "en") -> str:
    """Why a message did not leave, as the store keeps it, told in a language.

    >>> why_not('{"code": "channel-slow", "details": {"seconds": "60"}}', "zh")
    '60秒内没有发完。请检查网络；该消息稍后会重试。'
    >>> why_not("RuntimeError: no")
    'RuntimeError: no'
    """
    try:
        told = json.loads(kept)
        return Problem(told["code"], value=told.get("value", ""), details=told["details"]).text(language)
    except (ValueError, KeyError, TypeError, GrassrootsError):
        return kept


def _said(error: Exception, leased: Leased) -> str:
    """What went wrong, in one line that the store can keep and that does not repeat the receiver: a problem as its code and details, so that `why_not` tells
    it in any language."""
    problem = getattr(error, "problem", None)
    text = " ".join(f"{type(error).__name__}: {error}".replace("\0", " ").split())
    if isinstance(problem, Problem) and all(isinstance(one, str | int) for one in problem.details.values()):
        kept = {"code": problem.code, "value": str(problem.value), "details": dict(problem.details)}
        whole = json.dumps(kept, ensure_ascii=False)
        text = whole if len(whole) <= 300 else text
    if leased.message.to:
        text = text.replace(leased.message.to, "***")
    return text.encode(errors="replace").decode()[:300]

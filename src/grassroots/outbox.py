"""Notices on their way out: taken from the store, sent by a channel, marked. At least once, never for certain just once.

A message is stored in the batch that causes it, so none is lost. If the sender dies between sending and marking, the message is sent again
when its lease runs out, with the same key: by that a receiver can drop the second copy. Sending exactly once cannot be promised by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Protocol

from attrs import frozen

from grassroots.errors import InvalidValue
from grassroots.store import Leased, Message

__all__ = [
    "TRIES",
    "OpenChannel",
    "Outgoing",
    "Quiet",
    "Sender",
    "Sending",
    "drain",
    "wait_after",
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
    quiet: Quiet | None = None,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Sending:
    """Sends the messages that are due, one after another; one that fails delays none of the others.

    A message that a channel refuses as such (`InvalidValue`: a line break in its subject) is given up at once, since trying
    again would not help. Any other failure, also that of opening the channel, is tried again later, `tries` times in all.

    Args:
        store: where the messages are.
        open_channel: opens a channel by its address; each address is opened once.
        clock: the time, with a time zone; asked before each step. Channels get it too, as the option `clock`.
        most: how many messages at most.
        tries: how many attempts a message has, 1 or more.
        lease_seconds: for how long nobody else takes what is being sent; longer than the channels' timeouts for a handful of messages.
        quiet: hours in which nothing is sent.
        settings: options of channels by address, such as their passwords, which must not lie in the store.

    Returns:
        What became of each message, by its key.
    """
    channels = _Channels(open_channel, clock, settings or {})
    sent: list[str] = []
    waiting: list[str] = []
    dead: list[str] = []
    hushed = False
    while (room := most - len(sent) - len(waiting) - len(dead)) > 0:
        if hushed := quiet is not None and quiet.holds(clock()):
            break
        leased = store.lease(min(room, _HANDFUL), clock(), lease_seconds)
        if not leased:
            break
        for one in leased:
            key = one.message.key
            error = channels.send(one.message)
            if error is None:
                store.sent(key, clock())
                sent.append(key)
                continue
            hopeless = isinstance(error, InvalidValue) or one.attempt >= tries
            retry_at = None if hopeless else clock() + wait_after(key, one.attempt)
            store.failed(key, clock(), _said(error, one), retry_at)
            (dead if hopeless else waiting).append(key)
    return Sending(tuple(sent), tuple(waiting), tuple(dead), hushed)


_HANDFUL = 8
"""How many messages are leased at a time: few, so that a slow channel does not outlast the lease."""


class _Channels:
    """Channels by address, each opened once; one that cannot be opened fails each of its messages."""

    def __init__(
        self, open_channel: OpenChannel, clock: Callable[[], datetime], settings: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._open = open_channel
        self._clock = clock
        self._settings = settings
        self._opened: dict[str, Sender | Exception] = {}

    def send(self, message: Message) -> Exception | None:
        """Sends it; the error if that failed."""
        address = message.channel
        if address not in self._opened:
            try:
                self._opened[address] = self._open(address, **{"clock": self._clock, **self._settings.get(address, {})})
            except MemoryError:
                raise
            except Exception as error:
                # InvalidValue would mean that the message is at fault, and it is not
                self._opened[address] = RuntimeError(str(error)) if isinstance(error, InvalidValue) else error
        channel = self._opened[address]
        if isinstance(channel, Exception):
            return channel
        try:
            channel.send(message)
        except MemoryError:
            raise
        except Exception as error:
            return error
        return None


def _said(error: Exception, leased: Leased) -> str:
    """What went wrong, in one line that the store can keep and that does not repeat the receiver."""
    text = " ".join(f"{type(error).__name__}: {error}".replace("\0", " ").split())
    if leased.message.to:
        text = text.replace(leased.message.to, "***")
    return text.encode(errors="replace").decode()[:300]

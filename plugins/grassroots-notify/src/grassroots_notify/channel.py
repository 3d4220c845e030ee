"""The channel: one notice to one service."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

from grassroots.errors import InvalidArgument, InvalidValue, PluginError
from grassroots.problems import Problem
from grassroots.store import Message

REFUSED = frozenset({"syslog", "rsyslog", "dbus", "qt", "kde", "glib", "gnome", "windows", "macosx"})
"""Services of Apprise that would show or write the notice on this machine, where nobody reads it."""

WITH_HEADS = ("json", "xml", "form", "mailto")
"""The services that take heads along."""


@frozen(kw_only=True)
class AppriseChannel:
    """Hands each notice to one service, by its URL. `{to}` in the URL stands for the receiver; a URL without it (the robot of a group) has one receiver only.

    The text goes as plain text, never as HTML or Markdown, no attachment with it, and nothing is fetched. What the service or Apprise says of a failure
    may hold keys and texts, so only that it failed is told. `timeout`: seconds for each step. The key of a notice goes along as the head
    `X-Idempotency-Key` (hashed) where the service has heads: mail, JSON, XML, form; the robots of groups have none, so a notice that is
    sent again after a crash is read there twice.
    """

    name: str
    url: str = field(repr=False)
    timeout: float = field(default=20.0, repr=False)
    service: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "service", self.url.partition("://")[0].lower())
        if self.service in REFUSED or self._made("somebody@example.org", "key") is None:
            raise InvalidArgument.of(Problem("grassroots_notify:url", value=self.name))

    def send(self, message: Message) -> None:
        """Hands it over.

        Raises:
            InvalidValue: a control character in the receiver or the subject, or no receiver where the URL wants one.
            PluginError: the service did not take it.
        """
        for text, what in ((message.to, "receiver"), (message.subject, "subject"), (message.key, "key")):
            if len(f"{text}.".splitlines()) > 1 or any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
                raise InvalidValue(f"the {what} of a message holds a line break or a control character; take it out")
        if "{to}" in self.url and (not message.to or set(message.to) & set(' ,;<>"')):
            raise InvalidValue("the message has not just one receiver; give one address, without a name")
        service = self._made(message.to, sha256(message.key.encode()).hexdigest()[:40])
        try:
            with hushed():
                taken = _handed_over(service, message.subject, message.body)
        except MemoryError:
            raise
        except Exception as error:
            raise self._failed(type(error).__name__) from None
        if not taken:
            raise self._failed("")

    def _failed(self, how: str) -> PluginError:
        said = Problem("grassroots_notify:not-taken", value=self.name, details={"how": how})
        return PluginError(said.text(), "notify", "grassroots_open_channel", said)

    def _made(self, to: str, key: str) -> Any:
        """The service of Apprise that sends to a receiver; None where the URL is none that it knows."""
        url = self.url.replace("{to}", quote(to, safe=""))
        url += f"{'&' if '?' in url else '?'}format=text&overflow=split&rto={self.timeout}&cto={self.timeout}"
        if self.service.startswith(WITH_HEADS):
            url += f"&+X-Idempotency-Key={key}"
        with hushed():
            return _apprise().instantiate(url, asset=_asset(), suppress_exceptions=True)


_HUSHED: ContextVar[bool] = ContextVar("hushed", default=False)


@contextmanager
def hushed() -> Iterator[None]:
    """While something is handed over: what is logged on the way tells addresses, keys and texts, and is dropped, in this thread alone."""
    for name in ("apprise", "urllib3.connectionpool"):
        log = logging.getLogger(name)
        if _aloud not in log.filters:
            log.addFilter(_aloud)
    before = _HUSHED.set(True)
    try:
        yield
    finally:
        _HUSHED.reset(before)


def _aloud(record: logging.LogRecord) -> bool:
    return not _HUSHED.get()


def _handed_over(service: Any, subject: str, body: str) -> bool:
    """Whether the service took it. What is longer than it takes at once goes in parts; else to the character, also the spaces at its end."""
    from apprise import NotifyFormat, NotifyType

    if service is None:
        return False
    if len(subject) <= service.title_maxlen and len(body) <= service.body_maxlen and not service.body_max_line_count:
        return bool(service.send(body=body, title=subject, notify_type=NotifyType.INFO))
    return bool(service.notify(body=body, title=subject, body_format=NotifyFormat.TEXT))


@cache
def _apprise() -> Any:
    """Apprise, with all its services loaded: some of them warn of what is theirs to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from apprise import Apprise

        Apprise.instantiate("json://127.0.0.1")
    return Apprise


@cache
def _asset() -> Any:
    from apprise import AppriseAsset

    return AppriseAsset(app_id="grassroots", plugin_paths=[], secure_logging=True)

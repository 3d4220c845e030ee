"""Notices by e-mail, through the office's own mail server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from grassroots.errors import InvalidArgument, InvalidValue, PluginError
from grassroots.hooks import Channel, hookimpl
from grassroots.problems import Problem
from grassroots.store import Message

if TYPE_CHECKING:
    import smtplib
    from email.message import EmailMessage

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""The hosts to which a message may go unencrypted."""


@frozen(kw_only=True)
class SmtpChannel:
    """Sends each notice as one e-mail to one receiver.

    `sender`: the address it comes from. `tls`: `wrapped` from the first byte (smtps), `starttls` (demanded, not just tried), or `none`, for
    a server on the same machine only. `timeout`: seconds. `clock`: gives the time for the head `Date`; without one, the server adds it.

    The key of a message is its `Message-ID` (hashed) and stands in `X-Idempotency-Key`, so a second copy can be told.

    >>> SmtpChannel(host="mail.example.org", port=587, sender="office@example.org", username="office", password="secret")
    SmtpChannel(host='mail.example.org', port=587, sender='office@example.org', tls='starttls')
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    timeout: float = field(default=20.0, repr=False)
    clock: Callable[[], datetime] | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.tls not in ("wrapped", "starttls", "none"):
            raise InvalidArgument(f"tls={self.tls!r}; choose wrapped, starttls or none")
        if self.tls == "none" and self.host not in LOOPBACK:
            raise InvalidArgument.of(Problem("mail-unencrypted", value=self.host))
        _address(self.sender, "sender")

    def send(self, message: Message) -> None:
        """Hands it to the mail server.

        Raises:
            InvalidValue: a line break where it would make a head of its own, or no address to send to.
            PluginError: the server did not take it.
        """
        import smtplib
        from email.policy import SMTP

        mail = self.mail(message)
        try:
            with self._connected() as server:
                if self.username:
                    server.login(self.username, self.password)
                # not send_message: it writes ">From" for a line that begins with "From"
                abroad = not f"{self.sender}{message.to}".isascii()
                server.sendmail(
                    self.sender,
                    [message.to],
                    mail.as_bytes(policy=SMTP.clone(utf8=abroad)),
                    ["SMTPUTF8", "BODY=8BITMIME"] if abroad else [],
                )
        except (OSError, smtplib.SMTPException) as error:
            # the server's own words may hold the receiver or the text, so only the codes are told
            code = getattr(error, "smtp_code", "") or _refusal(error)
            how = " ".join(filter(None, (type(error).__name__, str(code))))
            said = Problem("mail-not-taken", value=f"{self.host}:{self.port}", details={"how": how})
            raise PluginError(said.text(), "smtp", "grassroots_open_channel", said) from None

    def _connected(self) -> smtplib.SMTP:
        import smtplib
        import ssl

        domain = self.sender.rpartition("@")[2]
        if self.tls == "wrapped":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, local_hostname=domain, timeout=self.timeout, context=context)
        server = smtplib.SMTP(self.host, self.port, local_hostname=domain, timeout=self.timeout)
        if self.tls == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server

    def mail(self, message: Message) -> EmailMessage:
        """The e-mail that a notice makes.

        Raises:
            InvalidValue: a line break where it would make a head of its own, or no address to send to.
        """
        from email.message import EmailMessage
        from email.policy import SMTP
        from email.utils import format_datetime

        mail = EmailMessage(policy=SMTP)
        mail["From"] = _address(self.sender, "sender")
        mail["To"] = _address(message.to, "receiver")
        mail["Subject"] = _line(message.subject, "subject")
        if self.clock is not None:
            mail["Date"] = format_datetime(self.clock())
        mail["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()[:40]}@{self.sender.rpartition('@')[2]}>"
        mail["X-Idempotency-Key"] = _line(message.key, "key")
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.body, charset="utf-8")
        return mail


def _refusal(error: Exception) -> str:
    """The codes with which a server refused its receivers."""
    recipients = getattr(error, "recipients", None) or {}
    return ", ".join(sorted({str(code) for code, _ in recipients.values()}))


def _line(text: str, what: str) -> str:
    """The text, if it is one line.

    Raises:
        InvalidValue: it has a line break or another control character, which could begin a head of its own.
    """
    if len(f"{text}.".splitlines()) > 1 or any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise InvalidValue(f"the {what} of a message holds a line break or a control character; take it out")
    return text


def _address(text: str, what: str) -> str:
    """The text, if it is one plain e-mail address.

    Raises:
        InvalidValue: it is none, or several.
    """
    from email.errors import HeaderParseError
    from email.headerregistry import Address

    _line(text, what)
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        address = Address()
    if not address.username or not address.domain or address.addr_spec != text or any(sign in text for sign in "<>, ;"):
        raise InvalidValue.of(Problem(f"mail-{what}"))
    return text


@hookimpl
def grassroots_open_channel(address: str, options: Mapping[str, Any]) -> Channel | None:
    """Opens `smtp://[USER@]HOST[:PORT]` or `smtps://...`.

    Options: `sender` (needed), `password`, `username`, `tls`, `timeout`, `clock`. A password does not belong into the address, which is
    stored with each message.

    >>> grassroots_open_channel("smtp://localhost:2525", {"sender": "office@example.org"})
    SmtpChannel(host='localhost', port=2525, sender='office@example.org', tls='none')
    """
    if not address.startswith(("smtp://", "smtps://")):
        return None
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host:
        raise InvalidArgument.of(Problem("mail-server"))
    if parts.password is not None:
        raise InvalidArgument.of(Problem("mail-password"))
    if "sender" not in options:
        raise InvalidArgument.of(Problem("mail-no-sender"))
    wrapped = parts.scheme == "smtps"
    tls = "wrapped" if wrapped else "none" if host in LOOPBACK else "starttls"
    username = unquote(parts.username or "")
    known = {name: options[name] for name in ("sender", "username", "password", "tls", "timeout", "clock") if name in options}
    return SmtpChannel(host=host, port=port or (465 if wrapped else 587), **{"tls": tls, "username": username, **known})

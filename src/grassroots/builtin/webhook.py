"""Notices to another program, by HTTPS, signed as https://www.standardwebhooks.com describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import field, frozen

from grassroots.errors import InvalidArgument, PluginError
from grassroots.hooks import Channel, hookimpl
from grassroots.problems import Problem
from grassroots.store import Message

if TYPE_CHECKING:
    from http.client import HTTPConnection

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,120}", re.ASCII)
_LARGEST_ANSWER = 65_536


@frozen(kw_only=True)
class WebhookChannel:
    """Posts each notice as JSON (`key`, `to`, `subject`, `body`) to one address.

    Only `https`, and only to hosts with public addresses; the host is looked up once and that address is connected to, so a name cannot be
    turned to the inside of the network in between. `http` is for a program on the same machine (`localhost`). Redirects are not followed.

    `secret` (`whsec_` and base64) signs each post, for which `clock` must give the time. `timeout`: seconds for each step.

    The head `webhook-id` names the message: its key, or a digest of it where the key has other signs than letters, digits, `-`, `_`.

    >>> WebhookChannel(url="https://example.org/notices", secret="whsec_c2VjcmV0", clock=datetime.now)
    WebhookChannel(url='https://example.org/notices')
    """

    url: str
    secret: str = field(default="", repr=False)
    timeout: float = field(default=20.0, repr=False)
    clock: Callable[[], datetime] | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            sound = bool(parts.hostname) and parts.port != 0 and parts.scheme in ("http", "https") and self.url.isascii()
        except ValueError:
            sound = False
        if not sound or any(ord(sign) <= 32 or ord(sign) == 127 for sign in self.url):
            raise InvalidArgument.of(Problem("web-address"))
        if parts.username is not None or parts.password is not None:
            raise InvalidArgument(
                "a name or password does not belong into an address, which is stored; sign with the option secret"
            )
        if self.secret:
            _key_of(self.secret)
            if self.clock is None:
                raise InvalidArgument("a signature holds the time; give the option clock")

    def send(self, message: Message) -> None:
        """Posts it.

        Raises:
            PluginError: the address may not be reached, or the receiver did not take it.
        """
        from http.client import HTTPException

        content = {"key": message.key, "to": message.to, "subject": message.subject, "body": message.body}
        body = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        parts = urlsplit(self.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection = self._connected()
            try:
                connection.request("POST", target, body, self.heads(message, body))
                answer = connection.getresponse()
                answer.read(_LARGEST_ANSWER)
            finally:
                connection.close()
        except (OSError, HTTPException) as error:
            raise _failed("web-unreachable", self.url, type(error).__name__) from None
        if not 200 <= answer.status < 300:
            raise _failed("web-answered", self.url, str(answer.status))

    def heads(self, message: Message, body: bytes) -> dict[str, str]:
        """The heads of the post that carries `body`: what it is, which message, when, and the signature."""
        id = message.key if _PLAIN_KEY.fullmatch(message.key) else f"msg_{sha256(message.key.encode()).hexdigest()[:40]}"
        heads = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "grassroots", "webhook-id": id}
        if self.clock is not None:
            heads["webhook-timestamp"] = str(int(self.clock().timestamp()))
        if self.secret:
            heads["webhook-signature"] = signature(self.secret, id, heads["webhook-timestamp"], body)
        return heads

    def _connected(self) -> HTTPConnection:
        """A connection to an address of the host that was looked at."""
        import socket
        import ssl
        from http.client import HTTPConnection

        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = _looked_up(host, port, secure)
        plain = socket.create_connection((address, port), self.timeout)
        connection = HTTPConnection(host, port, timeout=self.timeout)
        try:
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        except BaseException:
            plain.close()
            raise
        return connection


def _looked_up(host: str, port: int, secure: bool) -> str:
    """An address of the host, if all that it has may be connected to.

    Raises:
        PluginError: an address inside the network, or for `http` one of another machine.
    """
    import socket

    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    wrong = [address for address in found if not may_be_reached(address, secure)]
    if wrong or not found:
        raise _failed("web-inside" if secure else "web-plain", host)
    return found[0]


def may_be_reached(address: str, secure: bool) -> bool:
    """Whether a post may go to this IP address: by `https` a public one, by `http` one of this machine.

    >>> may_be_reached("8.8.8.8", True), may_be_reached("10.0.0.1", True), may_be_reached("::ffff:127.0.0.1", True)
    (True, False, False)
    >>> may_be_reached("127.0.0.1", False), may_be_reached("8.8.8.8", False)
    (True, False)
    """
    from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ip_network("64:ff9b::/96"):  # the way of IPv6 networks to IPv4 hosts
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if ip in ip_network("64:ff9b:1::/48"):
            return False
        if inner is not None:
            return may_be_reached(str(inner), secure)
    return (ip.is_global and not ip.is_multicast) if secure else ip.is_loopback


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    """The signature of a post: HMAC-SHA256 over id, time and body, in base64, after `v1,`.

    >>> signature("whsec_c2VjcmV0", "m-1", "1404118800", b"{}")
    'v1,tVc1Vd0IPqiW8BTHzf2fstEc/k9o1/NbI+4dZyOtzKg='
    """
    import hmac
    from base64 import b64encode

    signed = hmac.digest(_key_of(secret), f"{id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{b64encode(signed).decode()}"


def _key_of(secret: str) -> bytes:
    from base64 import b64decode

    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise InvalidArgument("the secret of a webhook is whsec_ and base64; copy it from the receiver")
    return key


def _failed(code: str, value: str, how: str = "") -> PluginError:
    said = Problem(code, value=value, details={"how": how})
    return PluginError(said.text(), "webhook", "grassroots_open_channel", said)


@hookimpl
def grassroots_open_channel(address: str, options: Mapping[str, Any]) -> Channel | None:
    """Opens `https://...`, or `http://localhost...`. Options: `secret`, `timeout`, `clock`.

    >>> grassroots_open_channel("https://example.org/notices", {})
    WebhookChannel(url='https://example.org/notices')
    """
    if not address.startswith(("https://", "http://")):
        return None
    known = {name: options[name] for name in ("secret", "timeout", "clock") if name in options}
    return WebhookChannel(url=address, **known)

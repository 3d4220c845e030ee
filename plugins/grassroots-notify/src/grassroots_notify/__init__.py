"""Notices by whatever Apprise knows: mail, WeCom, DingTalk, Feishu and a hundred other services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from grassroots.errors import InvalidArgument
from grassroots.hooks import Channel, hookimpl
from grassroots.problems import Problem

if TYPE_CHECKING:
    from grassroots_notify.channel import AppriseChannel

__all__ = ["AppriseChannel", "grassroots_open_channel"]


@hookimpl
def grassroots_open_channel(address: str, options: Mapping[str, Any]) -> Channel | None:
    """Opens `apprise:NAME`; the name is the office's own. Option: `url` (needed), the address of the service as Apprise writes it.

    The address is stored with each message, so the URL, which holds keys and passwords, is an option and never a part of it.

    >>> grassroots_open_channel("apprise:group", {"url": "wecombot://a-secret-key"})
    AppriseChannel(name='group', service='wecombot')
    """
    if not address.startswith("apprise:"):
        return None
    from grassroots_notify.channel import AppriseChannel

    name = address.removeprefix("apprise:")
    if not name or not name.replace("-", "").replace("_", "").isalnum():
        raise InvalidArgument.of(Problem("grassroots_notify:name", value="***"))
    url = options.get("url")
    if not isinstance(url, str) or not url.strip():
        raise InvalidArgument.of(Problem("grassroots_notify:no-url", value=name))
    known = {one: options[one] for one in ("timeout",) if one in options}
    return AppriseChannel(name=name, url=url, **known)


def __getattr__(name: str) -> Any:
    # Apprise is loaded when something is sent, not when plugins are listed.
    if name != "AppriseChannel":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grassroots_notify.channel import AppriseChannel

    return AppriseChannel

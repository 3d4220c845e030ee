"""Notices on the screen: for trying things out, and for offices that copy them by hand."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from typing import Any, TextIO

from attrs import frozen

from grassroots.hooks import Channel, hookimpl
from grassroots.store import Message


@frozen
class ConsoleChannel:
    """Prints each notice, to standard output unless another stream is given.

    What would move the cursor or change colours is shown as a sign, so that a text cannot pass for something else.

    >>> ConsoleChannel().send(Message(key="m-1", channel="console:", to="ann@example.org", subject="Hello", body="The lamp is mended."))
    To: ann@example.org
    Subject: Hello
    Key: m-1
    <BLANKLINE>
    The lamp is mended.
    <BLANKLINE>
    """

    stream: TextIO | None = None

    def send(self, message: Message) -> None:
        """Prints it."""
        heads = [("To", message.to), ("Subject", message.subject), ("Key", message.key)]
        lines = [f"{name}: {_shown(text)}" for name, text in heads]
        body = message.body.replace("\r\n", "\n").split("\n")
        stream = self.stream or sys.stdout
        stream.write("\n".join([*lines, "", *(_shown(line, keep="\t") for line in body), "", ""]))
        stream.flush()


def _shown(text: str, keep: str = "") -> str:
    """The text with a sign for every character that has no shape of its own."""
    return "".join("�" if unicodedata.category(sign) in _SHAPELESS and sign not in keep else sign for sign in text)


_SHAPELESS = ("Cc", "Cf", "Cs", "Zl", "Zp")


@hookimpl
def grassroots_open_channel(address: str, options: Mapping[str, Any]) -> Channel | None:
    """Opens `console:`. Option `stream`: where to print.

    >>> grassroots_open_channel("console:", {})
    ConsoleChannel(stream=None)
    """
    return ConsoleChannel(options.get("stream")) if address == "console:" else None

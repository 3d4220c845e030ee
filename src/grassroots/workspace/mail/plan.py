"""Who is told what and how: channels, receivers, quiet hours and texts, as an office writes them into `notices.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from attrs import field, frozen

from grassroots.charter.toml import parse
from grassroots.charter.trouble import Trouble
from grassroots.convert import Misfits, strict_converter
from grassroots.errors import HasProblems, InvalidArgument, NotFound
from grassroots.outbox import Quiet
from grassroots.problems import Named, Problem
from grassroots.texts import catalogue, languages
from grassroots.values import Source
from grassroots.workspace.mail.wording import Wording, broken, unknown_fields

FILE = "notices.toml"
"""What the file of an office is called."""

MADE: Mapping[str, tuple[str, ...]] = {
    "digest": ("place", "day", "overdue", "due", "list"),
    "reminder": ("name", "place", "day", "list"),
}
"""The texts that reminders are made with, where an office writes its own, and the fields that they may have."""

_QUIET = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—~]\s*(\d{1,2}):(\d{2})\s*")


@frozen(kw_only=True)
class Receiver:
    """Somebody who is told: of which units (names or ids) and all under them, by which channel, and where. `segment`: of those alone that are in a segment of
    the charter on the day; without `units`, of all in it. `digest`: one message a day, else one for each thing."""

    channel: str
    units: tuple[str, ...] = ()
    segment: str = ""
    to: str = ""
    language: str = ""
    digest: bool = True


@frozen(kw_only=True)
class NoticePlan:
    """What `notices.toml` says. Made by `notice_plan`.

    `channel`: name → its `address` and its options; an option may be `{ env = "NAME" }`, then its value stands in the environment. `text`: the texts
    of notices by name; `digest` and `reminder` take the place of those that the library has.
    """

    language: str = "en"
    ahead: int = 7
    quiet: str = ""
    channel: Mapping[str, Mapping[str, Any]] = field(factory=dict, hash=False, repr=False)
    receiver: Mapping[str, Receiver] = field(factory=dict, hash=False)
    text: Mapping[str, Wording] = field(factory=dict, hash=False)

    def hours(self) -> Quiet | None:
        """The hours in which nothing is sent."""
        found = _QUIET.fullmatch(normalize("NFKC", self.quiet))
        if found is None:
            return None
        a, b, c, d = (int(one) for one in found.groups())
        return Quiet(time(a, b), time(c, d))

    def address(self, receiver: Receiver) -> str:
        """The address of the channel by which somebody is told."""
        return str(self.channel[receiver.channel]["address"])

    def settings(self, environment: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
        """The options of each channel by its address, for `office.send`. One that is to stand in the environment, and does not, is told
        when its channel is opened: the others send."""
        return {str(options["address"]): _Options(options, environment) for options in self.channel.values()}


class _Options(Mapping[str, Any]):
    """The options of a channel; what stands in the environment is looked up when it is asked for."""

    def __init__(self, options: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self._options = {name: one for name, one in options.items() if name != "address"}
        self._environment = environment

    def __getitem__(self, name: str) -> Any:
        return _out_of(self._options[name], self._environment)

    def __iter__(self) -> Iterator[str]:
        return iter(self._options)

    def __len__(self) -> int:
        return len(self._options)


def _wants_address(options: Mapping[str, Any]) -> bool:
    """Whether a channel sends to an address of each receiver: mail, and a service whose URL has a place for it."""
    return str(options.get("address", "")).startswith(("smtp:", "smtps:")) or "{to}" in str(options.get("url", ""))


def _called(name: str) -> Named:
    return Named(name, catalogue("grassroots.workspace").labels(f"field-{name}"))


def _out_of(option: Any, environment: Mapping[str, str]) -> Any:
    if not isinstance(option, Mapping):
        return option
    name = str(option["env"])
    if name not in environment:
        raise InvalidArgument.of(Problem("notice-environment", value=name))
    return environment[name]


@cache
def _structured() -> Any:
    return strict_converter().structure


def notice_plan(text: str, file: str = FILE, language: str = "en") -> NoticePlan:
    """Reads what an office wrote.

    Args:
        text: what stands in the file.
        file: its name, for what is told of it.
        language: the language of notices where the file names none.

    Raises:
        HasProblems: something in it does not fit; all of it is told, with its line.

    >>> plan = notice_plan('quiet = "21:00-08:00"')
    >>> plan.ahead, plan.hours()
    (7, Quiet(start=datetime.time(21, 0), end=datetime.time(8, 0)))
    """
    document = parse(file, text)
    if isinstance(document, Problem):
        raise HasProblems(f"{file} cannot be read", (document,))
    trouble = Trouble(lambda path: Source(file, row=document.line(path)))
    try:
        plan: NoticePlan = _structured()({"language": language, **document.data}, NoticePlan)
    except Misfits as wrong:
        trouble.take((), wrong)
    else:
        _check(plan, trouble)
    if trouble.problems:
        raise HasProblems(f"{file} cannot be used", tuple(trouble.problems))
    return plan


def read_plan(path: Path, language: str = "en") -> NoticePlan:
    """Reads the file of an office.

    Args:
        path: the file.
        language: the language of notices where it names none.

    Raises:
        NotFound: there is no such file.
        InvalidArgument: it is not saved as UTF-8.
        HasProblems: something in it does not fit.
    """
    try:
        return notice_plan(path.read_text(encoding="utf-8-sig"), str(path), language)
    except UnicodeDecodeError:
        raise InvalidArgument.of(Problem("settings-encoding", value=str(path))) from None
    except OSError:
        raise NotFound.of(Problem("no-plan", value=str(path))) from None


def _check(plan: NoticePlan, trouble: Trouble) -> None:
    if plan.ahead < 0:
        trouble.add(("ahead",), "notice-ahead", plan.ahead)
    try:
        right = not plan.quiet or plan.hours() is not None
    except ValueError:
        right = False
    if not right:
        trouble.add(("quiet",), "notice-quiet", plan.quiet)
    addresses: dict[str, str] = {}
    for name, options in plan.channel.items():
        address = options.get("address")
        if not isinstance(address, str) or not address.strip():
            trouble.add(("channel", name), "charter-missing", "", key="address")
        elif (other := addresses.setdefault(address, name)) != name:
            trouble.add(("channel", name, "address"), "notice-address-twice", address, other=other)
        for option, one in options.items():
            if isinstance(one, Mapping) and not (set(one) == {"env"} and isinstance(one["env"], str)):
                trouble.add(("channel", name, option), "notice-option", option)
    for name, receiver in plan.receiver.items():
        if receiver.channel not in plan.channel:
            trouble.add(("receiver", name, "channel"), "charter-choice", receiver.channel, known=tuple(plan.channel))
        elif _wants_address(plan.channel[receiver.channel]) and not receiver.to.strip():
            trouble.add(("receiver", name, "to"), "notice-no-to", name, channel=receiver.channel)
        if not receiver.units and not receiver.segment:
            trouble.add(("receiver", name, "units"), "notice-no-units", name)
    spoken = {"language": plan.language} | {name: one.language for name, one in plan.receiver.items() if one.language}
    for name, language in spoken.items():
        if language not in languages():
            path = ("language",) if name == "language" else ("receiver", name, "language")
            trouble.add(path, "charter-choice", language, known=languages())
    wanted = {one.language or plan.language for one in plan.receiver.values()} & set(languages())
    for name, wording in plan.text.items():
        for part, texts in (("subject", wording.subject), ("body", wording.body)):
            for language in sorted(wanted - set(texts)):
                trouble.add(("text", name, part), "charter-missing", "", key=language)
            for language, text in texts.items():
                if broken(text):
                    trouble.add(("text", name, part, language), "notice-brace", text)
        for part, language, unknown in unknown_fields(wording, MADE[name]) if name in MADE else ():
            trouble.add(("text", name, part, language), "notice-field", unknown, known=tuple(map(_called, MADE[name])))

"""The laws of a format."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from grassroots.access import OFFICE, PUBLICATION, STATISTICS, Actor
from grassroots.errors import NotFound
from grassroots.fields import Privacy
from grassroots.leaving import Entry, Leaving
from grassroots.snapshot import Snapshot
from grassroots.testing.export_kit.sample import DAY, sample_charter, sample_records
from grassroots.testing.export_kit.setting import OpenExport, Setting
from grassroots.testing.laws import Outcome, by_name, demand, try_laws
from grassroots.testing.writer_kit import HOSTILE
from grassroots.texts import OWN
from grassroots.workspace.exporting import leaving_of


def the_same_records_give_the_same_bytes(setting: Setting) -> None:
    """Two files of the same records are equal to the byte, in whatever order they were made."""
    with tempfile.TemporaryDirectory() as folder:
        records = sample_records()
        files = []
        for number, listed in enumerate((records, records[::-1])):
            leaving = leaving_of(Snapshot.of(listed, sample_charter(), as_of=DAY, check=False))
            files.append(setting.written(leaving, Path(folder), f"file{number}" if number else "file").read_bytes())
            for one in Path(folder).iterdir():
                one.unlink()
        demand(files[0] == files[1], "two files of the same records differ")


def it_is_sound_in_every_language(setting: Setting) -> None:
    """The judge reads the file in each language of the library, and finds the house in it."""
    for language in OWN:
        leaving = setting.seen(Actor.everywhere("office"), language=language, entries=lambda: _TO_DO)
        demand(
            any("House A" in text or "a-" in text for text in setting.texts(leaving)),
            f"nothing of house A is told in {language}",
        )


def what_is_closed_does_not_leave(setting: Setting) -> None:
    """Of a class that the purpose closes no text is in the file."""
    for purpose in (OFFICE, STATISTICS, PUBLICATION):
        closed = [privacy.value for privacy in Privacy if privacy not in purpose.opens]
        closed += ["special"] if purpose is STATISTICS else []
        told = [
            text
            for text in setting.texts(setting.seen(Actor.everywhere("office"), purpose))
            for one in closed
            if f"{one}~" in text
        ]
        demand(not told, f"told for {purpose.name}: {told[:3]}")


def what_is_out_of_scope_does_not_leave(setting: Setting) -> None:
    """Who may read one house alone exports nothing of another."""
    told = [
        text for text in setting.texts(setting.seen(Actor.at("ann", "a"))) if "~b~" in text or "House B" in text or "b-" in text
    ]
    demand(not told, f"told of house B: {told[:3]}")


def who_did_not_agree_does_not_leave(setting: Setting) -> None:
    """Where consent is asked for, nothing that names a person leaves of who did not agree."""
    texts = setting.texts(setting.seen(Actor.everywhere("office"), consent="promise"))
    told = [text for text in texts if "~name2" in text or ("-person2" in text and "~person~" in text)]
    demand(not told, f"told without consent: {told[:3]}")


def names_are_inert(setting: Setting) -> None:
    """A name that would like to be more is a text like any other: as many are found as of plain names, and its letters are among them."""
    names = [f"House {number}." for number in range(len(_HOSTILE))]
    plain, hostile = setting.texts(_named(names)), setting.texts(_named(_HOSTILE))
    demand(len(plain) == len(hostile), f"{len(hostile)} texts are found where {len(plain)} stand")
    where, told = "\n".join(map(_letters, plain)), "\n".join(map(_letters, hostile))
    pairs = zip(names, _HOSTILE, strict=True)
    lost = [name[:60] for one, name in pairs if _letters(one) in where and _letters(name) not in told]
    demand(not lost, f"lost or changed: {lost[:3]!r}")


def nothing_is_no_file(setting: Setting) -> None:
    """Where nothing leaves, that is told (`NotFound`), and no file is left."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            setting.written(leaving_of(Snapshot.of([], sample_charter(), as_of=DAY)), Path(folder))
        except NotFound:
            demand(not [*Path(folder).iterdir()], "a file is left though nothing was there to leave")
            return
        raise AssertionError("a file is written of nothing")


def _named(names: Sequence[str]) -> Leaving:
    return leaving_of(Snapshot.of(sample_records(*names), sample_charter(), as_of=DAY, check=False))


def _letters(text: str) -> str:
    """What of a text every format can hold: what is seen of it."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace() and letter not in "\ufffe\uffff")


_HOSTILE = tuple(name.replace("\0", "").encode("utf-8", "ignore").decode() for name in HOSTILE)
"""What a store keeps of such names: no NUL, and no half of a character."""

_TO_DO = (Entry(key="a", about=("case", "a-case"), day=date(2024, 7, 8), title="Reply, please; today", text="a-case"),)

LAWS = by_name(
    the_same_records_give_the_same_bytes, it_is_sound_in_every_language, what_is_closed_does_not_leave,
    what_is_out_of_scope_does_not_leave, who_did_not_agree_does_not_leave, names_are_inert, nothing_is_no_file,
)  # fmt: skip
"""What the kit checks, by name."""


def check_export(
    open: OpenExport,
    name: str,
    *,
    read: Callable[[Path], Iterable[str]],
    options: Mapping[str, Any] | None = None,
    laws: Iterable[str] = (),
) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        open: the door, `grassroots_open_export`.
        name: the format.
        read: the judge: raises where the file is not sound, and gives the texts in it; of another making than the format.
        options: options of the format.
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how.
    """
    setting = Setting(open=open, name=name, read=read, options=options or {})
    return try_laws(LAWS, lambda law: law(setting), laws)

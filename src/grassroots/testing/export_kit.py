"""The laws of a format in which records leave, for whoever brings one. One line in a test suite:

    check_export(grassroots_open_export, "vcard", read=texts_of_cards)

`read` is the judge: a reader of somebody else's making, which raises where a file is not sound, and gives the texts that it finds, in their order. Each law is
a function of `LAWS` that says in its first line what it demands. `BROKEN` has a twin for each law: a format that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import attrs
from attrs import evolve, frozen

from grassroots.access import OFFICE, PUBLICATION, STATISTICS, Actor, Purpose, View
from grassroots.builtin.memory import MemoryStore
from grassroots.charter import Charter
from grassroots.errors import NotFound
from grassroots.fields import Column, Privacy, fields_of
from grassroots.hooks import Export
from grassroots.leaving import Entry, Leaving
from grassroots.model import (
    Activity,
    Area,
    Ballot,
    Case,
    ChangeEvent,
    Consent,
    ContactPoint,
    Count,
    Due,
    Heir,
    Mark,
    Membership,
    Motion,
    Origin,
    Person,
    Placement,
    Post,
    Project,
    Record,
    Service,
    Step,
    Tenure,
    Unit,
    Vote,
    noun_of,
)
from grassroots.model.meetings.ballot import tallied
from grassroots.rules import ProjectVoteRule
from grassroots.snapshot import Snapshot
from grassroots.store import Batch, Change
from grassroots.testing.laws import LawBroken, demand
from grassroots.testing.writer_kit import HOSTILE
from grassroots.texts import OWN
from grassroots.values import Quantity, Ref, UnitId
from grassroots.workspace import open_charter
from grassroots.workspace.exporting import leaving_of

OpenExport = Callable[[str, Mapping[str, Any]], Export | None]
"""The door: `grassroots_open_export` of the plugin."""

DAY = date(2024, 6, 30)


@cache
def sample_charter() -> Charter:
    """The neutral charter, with a rule for votes on projects."""
    charter = open_charter("association")
    return evolve(charter, rules={**charter.rules, "project_vote": {"projects": ProjectVoteRule(name="projects")}})


def sample_records(*houses: str) -> list[Record]:
    """An association of two houses, `a` and `b` (or of those that are named), with records of all that formats tell of; every free text of them says its class and its house: `personal~a~...`."""
    made: list[Record] = [Unit(id=UnitId("all"), kind="association", name="All houses")]
    for place, name in enumerate(houses or ("House A", "House B")):
        house = "ab"[place] if place < 2 else f"x{place}"
        made += [_marked(record, house) for record in _of_house(house, name)]
    first, last = made[1].id, made[-1].id.partition("-")[0]
    event = ChangeEvent(
        id="merger", kind="merge", on=date(2020, 1, 1), before=(Origin(unit=UnitId(last)),), after=(Heir(unit=UnitId(first)),)
    )
    return [*made, event]


def _of_house(house: str, name: str) -> Iterator[Any]:
    def id(kind: str) -> Any:
        return f"{house}-{kind}"

    steps = (Step(state="received", on=date(2024, 3, 4), at=time(9), due=date(2024, 7, 8)),)
    yield Unit(id=UnitId(house), kind="house", name=name, parents=(Placement(since=date(2019, 1, 1), parent=UnitId("all")),))
    for number in (1, 2):
        yield Person(id=id(f"person{number}"), name=f"personal~{house}~name{number}")
        yield Membership(
            id=id(f"member{number}"), person=id(f"person{number}"), unit=UnitId(house), registration="home",
            steps=(Step(state="full", on=date(2020, 1, 1)),),
        )  # fmt: skip
    yield Post(id=id("post"), unit=UnitId(house), kind="chair", seats=1)
    yield Tenure(id=id("term"), post=id("post"), person=id("person1"), start=date(2020, 1, 1))
    yield Tenure(id=id("term2"), post=id("post"), person=id("person2"), start=date(2021, 1, 1))
    yield Consent(
        id=id("consent"), unit=UnitId(house), giver=Ref("person", id("person1")), purpose="promise", start=date(2020, 1, 1)
    )
    yield Activity(id=id("meeting"), unit=UnitId(house), kind="meeting", on=date(2024, 5, 6), at=time(19), until_at=time(21))
    yield Due(id=id("due"), unit=UnitId(house), duty="meeting", first=date(2024, 4, 1), last=date(2024, 6, 30), steps=steps)
    yield Area(id=id("area"), unit=UnitId(house), kind="territory", geometry='{"type": "Point", "coordinates": [1.50, 2]}')
    yield ContactPoint(id=id("phone"), unit=UnitId(house), kind="hotline", start=date(2020, 1, 1), end=date(2030, 1, 1))
    yield Service(id=id("service"), unit=UnitId(house), number="", name="Lamps")
    yield Case(
        id=id("case"), category="opinion", unit=UnitId(house), service=id("service"), requester=id("person2"), steps=steps
    )
    yield Motion(id=id("motion"), unit=UnitId(house), title="", mover=id("person1"), steps=steps)
    yield Vote(id=id("vote"), unit=UnitId(house), kind="decision", on=date(2024, 3, 4), motion=id("motion"), eligible=9)
    yield Count(id=id("yes"), vote=id("vote"), choice="yes", votes=5)
    if house == "a":  # one vote on projects: a format that tells of one need not be told which
        budget = Quantity(raw="100", value=Decimal(100), measured_in="CNY")
        yield Vote(id=id("projects"), unit=UnitId(house), kind="projects", on=date(2024, 3, 4), rule="projects", budget=budget)
        for number in (1, 2):
            cost = Quantity(raw="60", value=Decimal(60), measured_in="CNY")
            yield Project(id=id(f"project{number}"), unit=UnitId(house), kind="works", name="", budget=cost)
        marks = [Mark(option=Ref("project", id(f"project{number}"))) for number in (1, 2)]
        yield from tallied(id("projects"), [marks, marks[:1], marks[:1]])


def _marked(record: Any, house: str) -> Record:
    """The record with a mark in each free text that it has none in."""
    said = {
        info.name: f"{info.privacy.value}~{house}~{noun_of(record)}~{info.name}~{record.id}"
        for info in fields_of(type(record))
        if info.kind is Column.TEXT and not (info.refs or info.words or info.rules or info.enum or info.many)
        if info.name not in ("id", "rule", "duty", "set_to") and getattr(record, info.name) in ("", None)
    }
    marked: Record = record if isinstance(record, Ballot) else evolve(record, **said)
    return marked


@attrs.define(kw_only=True, slots=False)
class Setting:
    """What the laws are tried on."""

    open: OpenExport
    name: str
    read: Callable[[Path], Iterable[str]]
    options: Mapping[str, Any] = attrs.field(factory=dict)

    @cached_property
    def store(self) -> MemoryStore:
        """The records of the sample, stored."""
        store = MemoryStore()
        store.append(
            Batch(id="all", changes=tuple(Change(noun=noun_of(one), id=one.id, record=one) for one in sample_records()))
        )
        return store

    def seen(self, actor: Actor, purpose: Purpose = OFFICE, **more: Any) -> Leaving:
        """What leaves of the sample for one reader."""
        view = View(self.store, sample_charter(), actor, None, purpose)
        return leaving_of(view.snapshot(DAY), purpose=purpose.name, **more)

    def written(self, leaving: Leaving, folder: Path, name: str = "file") -> Path:
        """The file of it."""
        export = self.open(self.name, dict(self.options))
        demand(export is not None, f"nobody exports as {self.name!r}")
        assert export is not None
        target = folder / f"{name}{export.ending}"
        export.write(leaving, target)
        demand(
            [one.name for one in folder.iterdir() if one.stem != "file" and one != target] == [], "it leaves other files behind"
        )
        return target

    def texts(self, leaving: Leaving) -> list[str]:
        """The texts that the judge finds in the file; none where nothing leaves."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                return list(self.read(self.written(leaving, Path(folder))))
            except NotFound:
                return []


def check_export(
    open: OpenExport,
    name: str,
    *,
    read: Callable[[Path], Iterable[str]],
    options: Mapping[str, Any] | None = None,
    laws: Iterable[str] = (),
) -> None:
    """Proves that a format keeps every law.

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
    broken: dict[str, str] = {}
    for law in tuple(laws) or LAWS:
        try:
            LAWS[law](setting)
        except Exception as error:
            broken[law] = f"{type(error).__name__}: {error}"[:2000]
    if broken:
        raise LawBroken(broken)


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

LAWS: Mapping[str, Callable[[Setting], None]] = {
    law.__name__: law
    for law in (
        the_same_records_give_the_same_bytes,
        it_is_sound_in_every_language,
        what_is_closed_does_not_leave,
        what_is_out_of_scope_does_not_leave,
        who_did_not_agree_does_not_leave,
        names_are_inert,
        nothing_is_no_file,
    )
}
"""What the kit checks, by name."""


@frozen
class Sound:
    """A format that keeps every law: names as JSON. `fault`: the law that it breaks."""

    fault: str = ""
    ending = ".json"
    _count: list[int] = attrs.field(factory=list)

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the names."""
        told: list[str] = [one.name for one in leaving.all(Unit)]
        if self.fault == "who_did_not_agree_does_not_leave":
            told += [one.name for one in leaving.snapshot.all(Person).values() if one.name]
        told += [one.name for one in leaving.all(Person) if one.name]
        told += [str(one.person) for one in leaving.all(Tenure) if leaving.there(Person, one.person)]
        if self.fault == "what_is_closed_does_not_leave":
            told += ["special~a~1"] if told else []
        if self.fault == "what_is_out_of_scope_does_not_leave":
            told += ["b-secret"] if told else []
        if self.fault == "the_same_records_give_the_same_bytes":
            self._count.append(1)
            told += [f"written {len(self._count)}"] if told else []
        if self.fault != "nothing_is_no_file":
            leaving.some(told)
        text = json.dumps(told)
        if self.fault == "it_is_sound_in_every_language" and leaving.language == "zh":
            text = text[1:]
        if self.fault == "names_are_inert":
            text = text.replace("'; DROP TABLE x; --", '", "')
        target.write_text(text, encoding="utf-8")


def sound_texts(path: Path) -> Iterable[str]:
    """The judge of `Sound`."""
    found: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _twin(fault: str) -> OpenExport:
    made = Sound(fault)
    return lambda address, options: made if address == "twin" else None


BROKEN: Mapping[str, OpenExport] = {law: _twin(law) for law in LAWS}
"""A format for each law that breaks just this one."""

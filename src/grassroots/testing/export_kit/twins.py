"""A format that keeps every law, and one for each law that breaks just this one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs
from attrs import frozen

from grassroots.leaving import Leaving
from grassroots.model import Person, Tenure, Unit
from grassroots.testing.export_kit.laws import LAWS
from grassroots.testing.export_kit.setting import OpenExport


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

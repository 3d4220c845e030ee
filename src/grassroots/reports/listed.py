"""What a list tells of records: only what the profile opens, and of people who agreed to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from grassroots.charter import Charter, Literal
from grassroots.charter.paths import privacy_at
from grassroots.fields import Privacy, field_named
from grassroots.figures.figure import Evidence
from grassroots.figures.value import Key
from grassroots.figures.wording import Wording
from grassroots.model import DERIVED, Case, Consent, Derived, Record, noun_class
from grassroots.reading import reader_of
from grassroots.reports.filling import Filling
from grassroots.reports.words import word
from grassroots.snapshot import cases_of
from grassroots.texts import day_text
from grassroots.values import Language, rounded

_OPENS: Mapping[str, frozenset[Privacy]] = {
    "public": frozenset({Privacy.PUBLIC}),
    "internal": frozenset({Privacy.PUBLIC, Privacy.INTERNAL}),
    "named": frozenset(Privacy),
}
"""Which classes of fields a profile tells of single records."""


class Listed:
    """Reads records of a noun for a list. `kept_back`: how many are not told because they are confidential."""

    def __init__(self, filling: Filling, noun: str, consent: str) -> None:
        self.filling, self.noun, self.consent = filling, noun, consent
        self.snapshot, self.charter = filling.snapshot, filling.charter
        self.day = min(filling.period.last, filling.snapshot.as_of)
        self.reader = reader_of(filling.snapshot)
        self.kept_back = 0

    def opens(self, path: str) -> bool:
        """Whether the profile of the report tells what stands at a path."""
        return privacy_at(self.charter, self.noun, path) in _OPENS[self.filling.profile]

    def records(self, evidence: Evidence | None, of: str) -> list[Record | Derived]:
        """The records under a label, without confidential ones."""
        if evidence is None:
            return []
        chosen: Mapping[str, Iterable[Key]] = {"hit": evidence.hits, "miss": evidence.misses, **evidence.left_out}
        keys = [key for keys in chosen.values() for key in keys] if of == "all" else list(chosen.get(of, ()))
        found = [record for key in keys if (record := self._record(key)) is not None]
        told = [record for record in found if not self._confidential(record)]
        self.kept_back = len(found) - len(told)
        return told

    def ordered(self, records: list[Record | Derived], order: str) -> list[Record | Derived]:
        """The records in the order of a path; those without a value last."""
        if not order:
            return records
        path, down = order.removeprefix("-"), order.startswith("-")
        valued = [(value, record) for record in records if (value := self.reader.value(record, path, self.day)) is not None]
        known = {id(record) for _, record in valued}
        valued.sort(key=lambda one: (isinstance(one[0], str), one[0]), reverse=down)
        return [record for _, record in valued] + [record for record in records if id(record) not in known]

    def cell(self, record: Record | Derived, path: str) -> Mapping[Language, str]:
        """What stands at a path of a record, in every language of the charter; nothing where it is not open."""
        if not self.opens(path) and not (
            self._agreed(record) and privacy_at(self.charter, self.noun, path) is Privacy.PERSONAL
        ):
            return dict.fromkeys(self.charter.languages, "")
        value = self.reader.value(record, path, self.day)
        if isinstance(value, Decimal) and self._is_share(record, path):
            return {language: _share(path, value, language) for language in self.charter.languages}
        return {language: "" if value is None else self._text(path, value, language) for language in self.charter.languages}

    def _is_share(self, record: Record | Derived, path: str) -> bool:
        """Whether a number is that of a measure, named beside it or by the target that it is held against, which is a share."""
        before = path.rpartition(".")[0]
        for way in (f"{before}.measure" if before else "measure", "target.measure"):
            if any("measure" in rules for rules in _rules_at(self.noun, way)):
                name = self.reader.value(record, way, self.day)
                return name in self.charter.measures and self.charter.measures[str(name)].is_share
        return False

    def _text(self, path: str, value: Literal, language: Language) -> str:
        if isinstance(value, bool):
            return word("yes" if value else "no", language)
        if isinstance(value, date):
            return day_text(value, language)
        return Wording(language, self.charter).shown(self.snapshot, self.noun, path, value)

    def _record(self, key: Key) -> Record | Derived | None:
        noun, id = key
        return self.snapshot.derived(noun, self.day).get(id) if noun in DERIVED else self.snapshot.get(noun, id)

    def _confidential(self, record: Record | Derived) -> bool:
        cases = (self.snapshot.get(Case, id) for id in cases_of(record))
        return any(case is not None and case.confidential for case in cases)

    def _agreed(self, record: Record | Derived) -> bool:
        """Whether everybody whom the record is about agreed, for this purpose and on this day."""
        if not self.consent:
            return False
        about = set(_about(record, self.noun))
        agreed = {
            (one.giver.noun, one.giver.id)
            for one in self.snapshot.all(Consent).values()
            if one.purpose == self.consent and one.start <= self.day and (one.end is None or self.day < one.end)
        }
        return bool(about) and about <= agreed


def _rules_at(noun: str, path: str) -> Iterator[tuple[str, ...]]:
    """The tables of the charter that a field at the end of a path names rules of."""
    head, _, rest = path.partition(".")
    info = field_named(noun_class(noun), head)
    if info is not None and not rest:
        yield info.rules
    for other in info.refs if info is not None and rest else ():
        yield from _rules_at(other, rest)


def _share(path: str, value: Decimal, language: Language) -> str:
    """A number from 0 to 1 as a share of a hundred; what is lacking to one as its points."""
    if path.rpartition(".")[2] == "gap":
        return word("points", language, points=rounded(value * 100, 1))
    return rounded(value * 100, 1) + word("percent", language)


def column_label(charter: Charter, noun: str, path: str, language: Language) -> str:
    """What a column is called: what the end of its path is called, and where that alone says too little, the way to it."""
    told = Wording(language, charter).path(noun, path)
    return (
        told.rpartition(" › ")[2].strip("“”")
        if path.count(".") == 1 and not path.startswith("custom")
        else told.rpartition(" › ")[2]
    )


def _about(record: Record | Derived, noun: str) -> Iterator[Key]:
    """The persons, households and partners whom a record is or names."""
    if noun in ("person", "household", "partner"):
        yield noun, record.id
    for name in ("person", "requester", "household", "partner", "donor"):
        info = field_named(noun_class(noun), name)
        value = getattr(record, name, None)
        if info is not None and isinstance(value, str):
            for ref in info.refs:
                if ref in ("person", "household", "partner"):
                    yield ref, value
        elif value is not None and getattr(value, "noun", "") in ("person", "household", "partner"):
            yield value.noun, value.id

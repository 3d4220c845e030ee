"""The tables of a charter become attrs objects, by the strict converter: what a class of the language says of its fields is what may be written."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from grassroots.charter.charter import Charter
from grassroots.charter.condition import ALWAYS, Against, AllOf, AnyOf, Has, Is, NotOf, Within
from grassroots.charter.loading.conditions import read_condition
from grassroots.charter.paths import decimal
from grassroots.charter.words import Labels
from grassroots.convert import (
    Gathered,
    Hook,
    Misfit,
    Misfits,
    Shape,
    exactly,
    hints_of,
    key_of,
    shape_of,
    strict_converter,
    table,
    text,
)
from grassroots.problems import Named
from grassroots.texts import TYPED

_SHARE = re.compile(r"-?\d{1,9}(\.\d{1,9}|/0*[1-9]\d{0,8})?", re.ASCII)
_CONDITIONS = {Is, Within, Against, Has, AllOf, AnyOf, NotOf}

Special = Callable[["Tables", dict[str, Any], dict[str, Any]], Any]
"""(the tables, the raw table, what is known of its fields by where it stands) → the object: how a class is read that its fields alone do not tell."""


class Tables:
    """Reads the tables of one charter. What may stand in a table: text, whole number, exact decimal (quoted), share (quoted: "0.8" or "2/3"), flag, date, a
    word of an enumeration, a list of these or of tables, labels, a condition.

    `charter`: for the words and paths in conditions. `languages`: those in which labels are due. `lenient`: the first label that there is may stand for those
    of the languages that are missing. `specials`: class → how it is read beside its fields.
    """

    def __init__(self, charter: Charter, specials: Mapping[Any, Special]) -> None:
        self._specials = specials
        self._shapes: dict[Any, Shape] = {}
        self.begin(charter)
        self.converter = converter = strict_converter()
        converter.register_structure_hook(date, exactly(date, "charter-not-date"))
        converter.register_structure_hook(Decimal, _decimal)
        converter.register_structure_hook(Fraction, _share)
        converter.register_structure_hook_factory(attrs.has, lambda cls: lambda raw, _: self.read(cls, raw))
        converter.register_structure_hook_func(lambda hint: hint == Labels, lambda raw, _: self.labels(raw))

    def begin(self, charter: Charter) -> None:
        """Begins with a charter; nothing is left of what was read before."""
        self.charter = charter
        self.languages: tuple[str, ...] = ()
        self.lenient = False
        self._about: Callable[[str], str] = lambda field: ""

    def read(self, cls: Any, raw: Any, **given: Any) -> Any:
        """One table as an object of a class.

        Args:
            cls: the class.
            raw: the table.
            given: fields that are known by where the table stands, so that no key may write them.

        Raises:
            Misfits: what does not fit, with an object that stands in its place.
        """
        if type(raw) is not dict:
            raise Misfits([((), Misfit("not-table", raw))], self._empty(cls, given))
        special = self._specials.get(cls)
        return special(self, raw, given) if special else self.plain(cls, raw, given)

    def plain(
        self,
        cls: Any,
        raw: dict[str, Any],
        given: dict[str, Any],
        *,
        gathered: Gathered | None = None,
        known: Iterable[str] = (),
        noun: str = "",
        finish: Callable[[Any], Any] = lambda made: made,
    ) -> Any:
        """One table as an object of a class, by its fields alone.

        Args:
            cls: the class.
            raw: the table.
            given: fields that no key may write.
            gathered: what is known already not to fit.
            known: further keys of the table, which were read already.
            noun: the noun that its conditions are about, where the table itself does not say so.
            finish: what follows from the fields, whether or not all of them fit.
        """
        gathered = gathered or Gathered()
        fields, values = attrs.fields_dict(cls), dict(given)
        if "labels" in fields and "labels" not in given:
            known = (*self.languages, *known)
            due = not fields["labels"].metadata.get("if_any") or any(language in raw for language in self.languages)
            values["labels"] = self._spread(raw, gathered) if due else {}
        outer, self._about = self._about, self._asked(cls, raw, noun or self._about(""))
        shape = self._shape(cls, values)
        values |= shape.read(raw, gathered, known, harmless)
        self._about = outer
        for slot in shape.slots.values():
            if slot.required and slot.kind is str and isinstance(raw.get(slot.key), str) and not raw[slot.key].strip():
                gathered.add((), Misfit("missing", key=slot.key))
        made = finish(cls(**values))
        gathered.done(made)
        return made

    def changed(self, known: Any, raw: Any, without: Iterable[str] = ()) -> Any:
        """What is inherited, with what a table says otherwise of it. Of tables of tables, such as the items of a rubric, those that are written say
        only what is otherwise in those of the same name, or are added, and the others stay. Where it is written is no longer what was, unless the table says so, and a
        source of its own is confirmed.

        Args:
            known: the object that is inherited.
            raw: the table: the keys that say something else.
            without: the fields that no key may write, beside the name.
        """
        if type(raw) is not dict:
            raise Misfits([((), Misfit("not-table", raw))], known)
        cls, gathered = type(known), Gathered()
        fields = attrs.fields_dict(cls)
        stood = {key_of(one): getattr(known, name) for name, one in fields.items()}
        outer, self._about = self._about, self._asked(cls, stood | raw, getattr(known, "population", ""))
        shape = self._shape(cls, ("name", "labels", *without))
        free = Shape({key: attrs.evolve(slot, required=False) for key, slot in shape.slots.items()})
        inner = {
            key: self._below(getattr(known, name), raw.get(key))
            for key, name in ((key_of(one), name) for name, one in fields.items())
        }
        said = {
            key: {name: one for name, one in raw[key].items() if name not in inner[key]} if inner.get(key) else raw[key]
            for key in raw
        }
        values = free.read(said, gathered, self.languages if "labels" in fields else ())
        for key, below in inner.items():
            if below:
                name = shape.slots[key].name
                values[name] = {**values[name], **gathered.take(key, self._otherwise, (below, raw[key]), dict)}
        self._about = outer
        for name, value in values.items():
            by = fields[name].metadata.get("keyed")
            if by is not None or isinstance(value, Mapping):
                values[name] = _over(getattr(known, name), value, by or "")
        if "labels" in fields:
            said = {one: gathered.take(one, text, raw[one], str) for one in self.languages if one in raw}
            values["labels"] = {**known.labels, **{language: label for language, label in said.items() if label}}
        if raw and "source" in fields:
            values = {
                "source": "",
                **({"unconfirmed": False} if "source" in values and "unconfirmed" in fields else {}),
                **values,
            }
        made = attrs.evolve(known, **values)
        gathered.done(made)
        return made

    @staticmethod
    def _below(known: Any, raw: Any) -> dict[str, Any]:
        """The objects of a table of tables of which a table says something."""
        if not isinstance(known, Mapping) or type(raw) is not dict:
            return {}
        return {name: known[name] for name in raw if name in known and attrs.has(type(known[name]))}

    def _otherwise(self, pair: Any, _: Any) -> dict[str, Any]:
        """Objects by name, with what a table says otherwise of each."""
        (below, raw), gathered = pair, Gathered()
        found = {name: gathered.take(name, self.changed, one, raw[name]) or one for name, one in below.items()}
        gathered.done(found)
        return found

    def labels(self, raw: Any) -> Labels:
        """A table that is nothing but a text in each language."""
        if type(raw) is not dict:
            raise Misfits([((), Misfit("not-table", raw))], {})
        gathered = Gathered()
        found = self._spread(raw, gathered)
        Shape({}).read(raw, gathered, self.languages)
        gathered.done(found)
        return found

    def cited(self, raw: dict[str, Any]) -> Named:
        """Where something is written, in each language."""
        found = self.labels(raw) if self.languages else {language: text(label, str) for language, label in raw.items()}
        return Named(found.get(TYPED) or next(iter(found.values()), ""), found)

    def _spread(self, raw: dict[str, Any], gathered: Gathered) -> dict[str, str]:
        """The text in each language of the charter, whose tags are keys of the table. Of no language at all, none can stand for the others."""
        found = {one: gathered.take(one, text, raw[one], str) for one in self.languages if one in raw}
        given = {language: label for language, label in found.items() if label and label.strip()}
        for language in self.languages:
            if language not in given and not (self.lenient and given):
                gathered.add((), Misfit("charter-label", language=language))
        spare = next(iter(given.values()), "")
        return {language: given.get(language, spare) for language in self.languages}

    def _empty(self, cls: Any, given: dict[str, Any]) -> Any:
        try:
            return self.read(cls, {}, **given)
        except Misfits as wrong:
            return wrong.instead

    def _asked(self, cls: Any, raw: dict[str, Any], outer: str) -> Callable[[str], str]:
        """What the conditions of a table are about: the noun that a field of it names, or `=NOUN`, or its own noun, or that of the table around it."""
        fields = attrs.fields_dict(cls)

        def written(name: str) -> str:
            usual = fields[name].default if name in fields else ""
            found = raw.get(name.rstrip("_"), usual)
            return str(found) if isinstance(found, str) else ""

        return lambda field: field[1:] if field.startswith("=") else written(field) or written("noun") or outer

    def _shape(self, cls: Any, without: Iterable[str]) -> Shape:
        known = (cls, *without)
        if known not in self._shapes:
            self._shapes[known] = shape_of(cls, self._hook_of, without)
        return self._shapes[known]

    def _hook_of(self, attribute: Any, kind: Any) -> Hook:
        meta = attribute.metadata
        if "keyed" in meta:
            return self._keyed(meta, kind)
        if attribute.name == "source" and kind is str:
            return lambda raw, hint: self.cited(raw) if type(raw) is dict else text(raw, hint)
        if is_condition(kind):
            return lambda raw, _: read_condition(self.charter, self._about(meta.get("noun", "")), raw)
        return self.converter.get_structure_hook(kind)

    def _keyed(self, meta: Mapping[str, Any], kind: Any) -> Hook:
        """The hook of a table of tables."""
        origin, (first, second) = typing.get_origin(kind), typing.get_args(kind)
        inner, name = first if origin is tuple else second, meta["keyed"]

        def one(raw: Any, key: Any) -> Any:
            if name:
                return self.read(inner, raw, **{name: key})
            return read_condition(self.charter, self._about(meta.get("noun", "")), raw)

        def structure(raw: Any, hint: Any) -> Any:
            gathered = Gathered()
            found = {key: gathered.take(key, one, below, key) for key, below in table(raw).items()}
            made = tuple(found.values() if name else found.items()) if origin is tuple else found
            gathered.done(made)
            return made

        return structure


def _over(below: Any, above: Any, name: str) -> Any:
    """One table of tables over another, each entry by its key: the field `name` of it, or the key itself."""
    if not isinstance(below, tuple):
        return {**below, **above}
    if not name:
        return tuple((dict(below) | dict(above)).items())
    return tuple(({getattr(one, name): one for one in below} | {getattr(one, name): one for one in above}).values())


def is_condition(kind: Any) -> bool:
    """Whether a type is that of a condition, which may be missing."""
    return set(typing.get_args(kind)) - {type(None)} == _CONDITIONS


def harmless(kind: Any) -> Any:
    """What stands in place of a value that is missing or does not fit, so that the rest can be checked as well."""
    origin, arms = typing.get_origin(kind), typing.get_args(kind)
    if type(None) in arms:
        return None
    if is_condition(kind):
        return ALWAYS
    if origin is not None:
        return () if origin is tuple else {}
    if issubclass(kind, Enum):
        return next(iter(kind))
    if attrs.has(kind):
        hints = hints_of(kind)
        return kind(**{one.name: harmless(hints[one.name]) for one in attrs.fields(kind) if one.default is attrs.NOTHING})
    return date(2000, 1, 1) if kind is date else kind()


def _decimal(raw: Any, hint: Any) -> Decimal:
    value = decimal(raw)
    if value is None:
        raise Misfit("charter-not-decimal", raw)
    return value


def _share(raw: Any, hint: Any) -> Fraction:
    if type(raw) is not int and not (type(raw) is str and _SHARE.fullmatch(raw)):
        raise Misfit("charter-not-share", raw)
    return Fraction(raw)

"""What a record is called where people read of it: units, projects and the like by their names, persons by theirs where the reader may be shown them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from attrs import evolve

from grassroots.fields import fields_of
from grassroots.model import NOUNS, Person, Post, Record, Tenure, Unit
from grassroots.problems import Called, Named, Problem
from grassroots.snapshot import Snapshot
from grassroots.store import Key
from grassroots.texts import in_each
from grassroots.values import Language
from grassroots.workspace.desk.looking import Shelf

UNITS = ("unit", "subject", "goal", "origin", "lead", "handler", "payer", "right", "circle")
"""The details of a problem that may be units."""

SEVERAL = ("beside", "chosen")
"""The details that may be records of any kind: what stands beside one, who was chosen. Whom the record itself is about is not told again."""


class Names:
    """What the records of a snapshot are called: by their names, else by their ledger and number there, else by their ids.

    `reveal`: whether the reader may be shown names of persons at all.
    """

    def __init__(self, snapshot: Snapshot, reveal: bool) -> None:
        self._snapshot, self._reveal = snapshot, reveal
        self._units = {id: one.name for id, one in snapshot.all(Unit).items() if one.name}

    def __repr__(self) -> str:
        return f"<Names of {len(self._snapshot)} records, {'with' if self._reveal else 'without'} those of persons>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def called(self, noun: str, id: str, language: Language, *, reveal: bool = False) -> str:
        """What a record is called; names of persons only with `reveal`."""
        found = called(self._snapshot, noun, id, language, reveal=reveal and self._reveal)
        return self._snapshot.kept("shelf", Shelf).called((noun, id), language) if found == id else found

    def typed(self, key: Key, language: Language) -> str:
        """How a record is named where it may be typed again: as it is called by ledger and number, else as `case:12`. `key` reads either."""
        found = self._snapshot.kept("shelf", Shelf).called(key, language)
        return ":".join(key) if found == key[1] else found

    def told(self, problem: Problem, about: Key = ("", ""), *, reveal: bool = False) -> Problem:
        """The same problem, with the records that it names by what they are called.

        Args:
            problem: what is wrong, with ids.
            about: the record that it is about, where it does not say so itself.
            reveal: whether names of persons may be told.
        """

        def named(noun: str, id: str) -> str:
            labels = in_each(lambda language: self.called(noun, id, language, reveal=reveal))
            return id if set(labels.values()) == {id} else Called(labels["en"], labels)

        details: dict[str, Any] = dict(problem.details)
        noun, id = str(details.get("noun", about[0])), details.get("id")
        if isinstance(id, str) and not isinstance(id, Named):
            noun = noun if noun in NOUNS else self._noun(id)
            details["id"] = named(noun, id)
        if noun in NOUNS and isinstance(others := details.get("others"), list | tuple):
            details["others"] = tuple(named(noun, one) if type(one) is str else one for one in others)
        whose = getattr(self._snapshot.get(noun, problem.details.get("id", "")), "person", "") if noun in NOUNS else ""
        for name in SEVERAL:
            if isinstance(listed := details.get(name), list | tuple):
                details[name] = tuple(self._of_any(one, named) for one in listed if not whose or one != whose)
        for name, one in problem.details.items():
            if name in NOUNS and name not in ("person", "unit") and type(one) is str:
                details[name] = named(name, one)
        for name in UNITS:
            if name in details and not isinstance(details[name], Named):
                details[name] = self._of_units(details[name])
        value = problem.value
        if (reveal or not problem.masked) and not isinstance(value, Named):
            nouns = _referred(noun, problem.column) if problem.column else () if value.isdecimal() else (noun,)
            value = next((found for one in nouns if (found := named(one, value)) != value), value)
            if type(value) is str and not problem.column and "-" in value and (other := self._noun(value)):
                value = named(other, value)  # a number of another ledger
        return evolve(problem, details=details, value=value)

    def _noun(self, id: str) -> str:
        """The kind of the record that has an id, where a problem does not say it."""
        return next((noun for noun in NOUNS if self._snapshot.get(noun, id) is not None), "")

    def _of_any(self, one: Any, named: Callable[[str, str], str]) -> Any:
        """What may be the id of a record of any kind, by what it is called; a bare number may be anything."""
        if type(one) is not str or one.isdecimal() or one in self._units:
            return self._of_units(one)
        noun = self._noun(one)
        return named(noun, one) if noun else one

    def _of_units(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return tuple(self._of_units(one) for one in value)
        return self._units.get(value, value) if isinstance(value, str) else value

    def key(self, text: str) -> Key | None:
        """The record that is meant: `case:12`, or what a record is called in any language (`Cases 12`)."""
        noun, colon, id = text.partition(":")
        if colon and noun in NOUNS:
            return noun, id
        return self._snapshot.kept("shelf", Shelf).key(text)


def _referred(noun: str, column: str) -> Iterator[str]:
    """The nouns to which a column of a noun refers."""
    for info in fields_of(NOUNS[noun]) if noun in NOUNS else ():
        if info.name == column:
            yield from info.refs or (
                one
                for inner in (fields_of(info.kind) if info.many and isinstance(info.kind, type) else ())
                for one in inner.refs
            )


def called(snapshot: Snapshot, noun: str, id: str, language: Language, *, reveal: bool) -> str:
    """The name of a record; its id where it has none, or none that may be shown.

    Args:
        snapshot: the records in view.
        noun: the noun.
        id: the id.
        language: of the words of the charter in it.
        reveal: whether names of persons may be told.
    """
    record = snapshot.get(noun, id)
    if record is None:
        return id
    if isinstance(record, Tenure):
        return _holder(record, snapshot, language, reveal)
    whom = record.id if isinstance(record, Person) else getattr(record, "person", None)
    if whom is not None:
        person = snapshot.get(Person, whom)
        return person.name if reveal and person is not None and person.name else id
    return _plain(record)


def _holder(tenure: Tenure, snapshot: Snapshot, language: Language, reveal: bool) -> str:
    """Who holds a post: the kind of post and its unit, and the name where it may be told."""
    post, person = snapshot.get(Post, tenure.post), snapshot.get(Person, tenure.person)
    if post is None:
        return tenure.id
    unit = snapshot.get(Unit, post.unit)
    parts = [
        _plain(unit) if unit is not None else post.unit,
        snapshot.charter.label("post", post.kind, language),
        person.name if reveal and person is not None and person.name else tenure.id,
    ]
    return " ".join(parts)


def _plain(record: Record) -> str:
    return str(getattr(record, "name", "") or getattr(record, "title", "") or record.id)

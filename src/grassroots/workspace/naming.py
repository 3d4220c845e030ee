"""What a record is called where people read of it: units, projects and the like by their names, persons by theirs where the reader may be shown them."""

from __future__ import annotations

from grassroots.model import Person, Post, Record, Tenure, Unit
from grassroots.snapshot import Snapshot
from grassroots.values import Language


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

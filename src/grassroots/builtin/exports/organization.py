"""How an organization is built, as linked data: units, posts and who holds them, mergers and splits (the Organization Ontology of the W3C, as JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import frozen

from grassroots.leaving import Leaving
from grassroots.model import ChangeEvent, Person, Post, Tenure, Unit

_CONTEXT: Mapping[str, Any] = {
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@frozen
class Organization:
    """Units in the tree of the day, their posts, terms of office of persons who may be named, and changes of units.

    `base`: what the address of every record begins with; without it, they are addresses of this file alone.
    """

    base: str = "urn:grassroots:"
    ending = ".jsonld"

    def write(self, leaving: Leaving, target: Path) -> None:
        """Writes the graph."""
        parts = (self._units(leaving), self._posts(leaving), self._terms(leaving), self._changes(leaving))
        graph = leaving.some(
            {name: value for name, value in one.items() if value not in (None, [])} for part in parts for one in part
        )
        text = json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8", newline="\n")

    def _at(self, noun: str, id: str | None) -> Mapping[str, str] | None:
        return None if id is None else {"@id": f"{self.base}{noun}:{quote(id, safe='')}"}

    def _units(self, leaving: Leaving) -> Iterator[Mapping[str, Any]]:
        tree = leaving.snapshot.tree_on()
        for one in leaving.all(Unit):
            if not leaving.begun(one.start):
                continue
            above = leaving.there(Unit, tree.parent(one.id)) if one.id in tree else None
            names = [{"@value": name.text, "@language": name.language} for name in one.names]
            yield {
                **(self._at("unit", one.id) or {}),
                "@type": "org:Organization" if above is None else "org:OrganizationalUnit",
                "skos:prefLabel": one.name,
                "skos:altLabel": names,
                "org:classification": self._word(leaving, "unit", one.kind),
                "org:identifier": one.id,
                "org:subOrganizationOf": self._at("unit", above),
                "schema:foundingDate": one.start and _day(one.start),
                "schema:dissolutionDate": one.end and _day(one.end),
            }

    def _posts(self, leaving: Leaving) -> Iterator[Mapping[str, Any]]:
        held: dict[str, list[Any]] = {}
        for term in leaving.all(Tenure):
            if leaving.begun(term.start) and (term.end is None or term.end > leaving.day):
                held.setdefault(term.post, []).append(self._at("person", leaving.there(Person, term.person)))
        for one in leaving.all(Post):
            if leaving.begun(one.start):
                yield {
                    **(self._at("post", one.id) or {}),
                    "@type": "org:Post",
                    "skos:prefLabel": leaving.label("post", one.kind),
                    "org:role": self._word(leaving, "post", one.kind),
                    "org:postIn": self._at("unit", leaving.there(Unit, one.unit)),
                    "org:heldBy": [person for person in held.get(one.id, ()) if person],
                }

    def _terms(self, leaving: Leaving) -> Iterator[Mapping[str, Any]]:
        named: set[str] = set()
        for one in leaving.all(Tenure):
            person, post = leaving.there(Person, one.person), leaving.snapshot.get(Post, one.post)
            if person is None or post is None or not leaving.begun(one.start):
                continue
            named.add(person)
            yield {
                **(self._at("tenure", one.id) or {}),
                "@type": "org:Membership",
                "org:member": self._at("person", person),
                "org:organization": self._at("unit", leaving.there(Unit, post.unit)),
                "org:role": self._word(leaving, "post", post.kind),
                "org:memberDuring": {"@type": "time:Interval", **_interval(one.start, one.end)},
            }
        for whom in leaving.all(Person):
            if whom.id in named:
                yield {**(self._at("person", whom.id) or {}), "@type": "foaf:Person", "foaf:name": leaving.told(whom.name)}

    def _changes(self, leaving: Leaving) -> Iterator[Mapping[str, Any]]:
        for one in leaving.all(ChangeEvent):
            if leaving.begun(one.on):
                yield {
                    **(self._at("change_event", one.id) or {}),
                    "@type": "org:ChangeEvent",
                    "skos:prefLabel": leaving.label("unit_change", one.kind),
                    "prov:startedAtTime": {"@value": f"{one.on}T00:00:00", "@type": "xsd:dateTime"},
                    "org:originalOrganization": [
                        at for part in one.before if (at := self._at("unit", leaving.there(Unit, part.unit)))
                    ],
                    "org:resultingOrganization": [
                        at for part in one.after if (at := self._at("unit", leaving.there(Unit, part.unit)))
                    ],
                }

    def _word(self, leaving: Leaving, words: str, name: str) -> Mapping[str, Any]:
        """A word of the charter, with what it is called in each language."""
        word = leaving.charter.word(words, name)
        labels = word.labels if word else {}
        called = [{"@value": text, "@language": language} for language, text in labels.items()]
        return {**(self._at(f"word:{words}", name) or {}), "@type": "skos:Concept", "skos:prefLabel": called or name}


def _day(day: date) -> Mapping[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _interval(first: date, end: date | None) -> Mapping[str, Any]:
    told = {"time:hasBeginning": first, "time:hasEnd": end}
    return {name: {"@type": "time:Instant", "time:inXSDDate": _day(day)} for name, day in told.items() if day is not None}

"""About a person: what is kept, a copy of it, consent taken back; and what is kept no longer than the charter says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from grassroots.access.traces import Traces
from grassroots.errors import InvalidArgument
from grassroots.ledgers.cells import fold_name
from grassroots.model import Consent, Person, Record
from grassroots.problems import Problem
from grassroots.store import Key
from grassroots.texts import catalogue
from grassroots.values import Language
from grassroots.workspace.arguments import day_of
from grassroots.workspace.desk.desk import Desk
from grassroots.workspace.desk.looking import Found, about, in_rows, personal
from grassroots.workspace.opened import judged_whole

if TYPE_CHECKING:
    from grassroots.rules.openness.retention import RetentionState


class Persons(Desk):
    """What is asked of, and done for, one person; and what is due to be erased."""

    def about(self, person: str, language: Language = "en") -> tuple[Found, ...]:
        """All that is kept of a person in view: the person, then every record that names the person or a membership of theirs, and what came of dues; for whoever reads
        and may change everything then what was withdrawn. What tells of a person beside the records is told by `traces_of`. `person`: by number or name; one who was withdrawn by number or id.

        Raises:
            NotFound: there is none in view, or several.
        """
        standing, withdrawn = self._of_person(person)
        shelf = self._shelf()
        gone = (shelf.plainly(record, language, withdrawn=True) for record in withdrawn.values())
        return (*in_rows(shelf, tuple(standing), language), *gone)

    def personal(self, person: str, language: Language = "en") -> dict[Key, tuple[tuple[str, str], ...]]:
        """What of a person could be erased: record → (what it is called, what stands there). Of what was withdrawn, too, for whoever reads and may change
        everything. `person`: as for `about`.

        Raises:
            NotFound: there is none in view, or several.
        """
        standing, withdrawn = self._of_person(person)
        parts = {key: personal(record, language) for key, record in (standing | withdrawn).items()}
        return {key: part for key, part in parts.items() if part}

    def traces_of(self, person: str) -> Traces:
        """What tells of a person beside the records, and goes with them when they are erased: rows that wait for mending, messages. Nothing for who may not
        change everything. `person`: as for `about`.

        Raises:
            NotFound: there is none in view, or several.
        """
        standing, withdrawn = self._of_person(person)
        return self.view.traces([*standing, *withdrawn])

    def _of_person(self, person: str) -> tuple[dict[Key, Record], dict[Key, Record]]:
        """The records that are, or name, a person: those that stand, and those that were withdrawn as they were last."""
        snapshot, gone = self._kept(), self.view._withdrawn_person(person)
        keys = () if gone else about(snapshot, self.person(person))
        standing = {key: record for key in keys if (record := snapshot.get(*key)) is not None}
        return standing, self.view._withdrawn_about([("person", gone)] if gone else keys)

    def copy_for(self, person: str, language: Language = "en") -> dict[str, Any]:
        """What is kept of a person, as a copy for that person: plain texts, lists and mappings, to be written as JSON. Each record with its row, the row of
        the ledger that brought it, and when and why it was changed; then the rows that wait and the messages. Names of other people are left out.
        `person`: as for `about`.

        Raises:
            NotFound: there is none in view, or several.
        """
        found, beside = self.about(person, language), self.traces_of(person)
        mine = {id for noun, id in (one.key for one in found) if noun == "person"}
        others = {fold_name(one.name) for id, one in self._kept().all(Person).items() if one.name and id not in mine}
        own = {fold_name(one.name) for id, one in self._kept().all(Person).items() if one.name and id in mine}
        other = catalogue("grassroots.workspace.desk").say("other-person", language)

        def shown(cells: Mapping[str, str]) -> dict[str, str]:
            return {name: other if fold_name(cell) in others - own else cell for name, cell in cells.items()}

        return {
            "person": person,
            "head": str(self.view.head()),
            "records": [
                {
                    "ledger": one.ledger,
                    "number": one.number,
                    "record": ":".join(one.key),
                    "row": shown(dict(one.row)),
                    "withdrawn": one.withdrawn,
                    "changes": [
                        {
                            "at": entry.at.isoformat() if entry.at else None,
                            "reason": entry.reason,
                            "source": str(entry.source) if entry.source else None,
                        }
                        for entry in self.view.history(*one.key)
                    ],
                }
                for one in found
            ],
            "waiting": [
                {"ledger": one.ledger, "source": str(one.source), "row": shown(dict(one.cells))} for one in beside.bad_rows
            ],
            "messages": [
                {"message": one.key, "to": one.to, "subject": one.subject, "body": one.body} for one in beside.messages
            ],
        }

    @judged_whole
    def take_back(self, person: str, *, on: date, consent: str = "", reason: str, actor: str = "") -> tuple[Consent, ...]:
        """Takes back what a person agreed to, from a day on. What rests on it ends with it: notices come down, promises are not shown.

        Args:
            person: by number or name.
            on: the first day on which it is no longer in force.
            consent: to what the person agreed, a word of the charter; without one, all of it.
            reason: why, for the log.
            actor: in whose name; without one, that of this office.

        Returns:
            What was taken back; nothing where the person had agreed to nothing that was in force.

        Raises:
            NotFound: there is no such person in view, or no such word.
            Refused: the actor may not change it.
        """
        wanted = self._word("consent", consent, None)
        same = {id for noun, id in about(self._kept(), self.person(person)) if noun == "person"}
        given = [
            one
            for one in self._kept().all(Consent).values()
            if one.giver.noun == "person" and one.giver.id in same and wanted in (None, one.purpose)
        ]
        back = [one for one in given if one.end is None or one.end > on]
        for one in back:
            self.correct("consent", one.id, end=max(on, one.start), revoked=True, reason=reason, actor=actor)
        return tuple(found for one in back if isinstance(found := self.get("consent", one.id), Consent))

    def retention(self, as_of: date | str) -> tuple[RetentionState, ...]:
        """Until when what tells of persons is kept of the records that are over, by the rules of the charter; the earliest first.

        Raises:
            Refused: the purpose closes what the rules read.
        """
        from grassroots.rules.openness.retention import RetentionState

        day = day_of(as_of)
        found = self._for_rules(day).derived("retention_state", day).values()
        return tuple(sorted((one for one in found if isinstance(one, RetentionState)), key=lambda one: (one.due, one.id)))

    @judged_whole
    def erase_due(self, as_of: date | str, *, reason: str, actor: str = "") -> tuple[Key, ...]:
        """Erases what is kept no longer by the rules of the charter, for good; what a hold keeps stays.

        Args:
            as_of: the day, a date or `YYYY-MM-DD`.
            reason: why, for the log.
            actor: in whose name; without one, that of this office.

        Returns:
            The records of which the personal part was erased.

        Raises:
            Refused: the actor may not change one of them, or the purpose closes what the rules read.
        """
        day = day_of(as_of)
        if self._clock is not None and day > self.view.today():
            raise InvalidArgument.of(Problem("erase-ahead", value=str(day)))
        due = [one for one in self.retention(day) if one.due <= day and not one.held]
        keys = tuple(dict.fromkeys((one.record.noun, one.record.id) for one in due))
        if keys:
            self.erase(*keys, reason=reason, actor=actor)
        return keys


__all__ = ["Persons"]

"""Explaining: what the rules say of one record on a day, stored or derived, and why: by which rule and its source, from which records and rows, with which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, fields, frozen
from markupsafe import escape

from grassroots.charter import Charter
from grassroots.errors import InvalidArgument, NotFound
from grassroots.fields import fields_of
from grassroots.figures.plain import MOST_ROWS
from grassroots.model import DERIVED, NOUNS, Derived, Override, Record, key_of, noun_name
from grassroots.model.labels import named_noun, nouns_near
from grassroots.problems import Problem
from grassroots.reading import At
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue, shown
from grassroots.values import Language, Ref, Source
from grassroots.workspace.arguments import day_of
from grassroots.workspace.told.telling import RuleSaid, Telling

if TYPE_CHECKING:
    from grassroots.rules.proposed import Proposed
    from grassroots.rules.todo import ToDo
    from grassroots.workspace.desk.naming import Names

Key = tuple[str, str]


@frozen
class Words:
    """Words for derived records in one language: labels of fields and words, what records and the rule at hand are called."""

    language: Language
    charter: Charter
    names: Names
    said: RuleSaid

    def told(self, problem: Problem, about: Key = ("", ""), *, reveal: bool = False) -> str:
        """A problem as a text, with the records that it names by what they are called."""
        return self.names.told(problem, about, reveal=reveal).text(self.language, reveal=reveal)

    def values(self, record: Derived, noun: str) -> Iterator[tuple[str, str]]:
        """Each field of a derived record that says something: (label, value)."""
        from grassroots.model.labels import field_label

        for name, value in values_of(record).items():
            if text := self._value(noun, name, value):
                yield field_label(name, self.language, noun), text

    def record(self, record: Derived, noun: str) -> str:
        """A derived record in one line: what it is about, and each field that says something."""
        return "  ".join(f"{label}={text}" for label, text in self.values(record, noun)) or record.id

    def _value(self, noun: str, name: str, value: Any) -> str:
        from grassroots.figures.wording import Wording

        rule = self.said.rule
        if value is None or value is False or value == ():
            return ""
        if value is True:
            return "✓"
        if isinstance(value, Ref):
            called = self.names.called(value.noun, value.id, self.language)
            return shown(value, self.language) if called == value.id else called
        if referred := _refers(noun, name):
            return self.names.called(referred, value, self.language)
        if rule is not None and value in (rule.name, rule.known_as):
            return self.said.title(self.language)
        if isinstance(value, str):
            return Wording(self.language, self.charter).literal(noun, name, str(value)).strip("“”")
        return shown(value, self.language)


def _refers(noun: str, name: str) -> str:
    """The kind of record to which a field of a derived noun leads; empty where it leads to none, or to several."""
    info = next((one for one in fields_of(DERIVED[noun]) if one.name == name), None)
    return info.refs[0] if info is not None and len(info.refs) == 1 and not info.many else ""


def values_of(record: Derived) -> dict[str, Any]:
    """The fields of a derived record but its id."""
    return {one.name: getattr(record, one.name) for one in fields(type(record)) if one.name != "id"}


@frozen(kw_only=True)
class Explained:
    """What the rules say of one record on a day, and why. Made by `office.explain`.

    `said`: rule by rule. `decisions`: what in force sets aside what a rule gives of it. `records`: the records that it rests on, with the rows that brought them.
    """

    record: Key
    day: date
    said: tuple[RuleSaid, ...]
    decisions: tuple[Override, ...] = ()
    records: Mapping[Key, Source | None] = field(factory=dict, hash=False)
    _charter: Charter = field(repr=False, alias="charter")
    _names: Names = field(repr=False, eq=False, hash=False, alias="names")
    _at: At = field(repr=False, eq=False, hash=False, alias="at")
    _reveal: bool = field(default=False, alias="reveal")

    def __repr__(self) -> str:
        return f"<Explained {':'.join(self.record)} on {self.day}>"

    def _repr_html_(self) -> str:
        lines = self.lines(self._charter.languages[0])
        shown = "\n".join([*lines[:MOST_ROWS], *(["..."] if len(lines) > MOST_ROWS else [])])
        return f"<pre>{escape(shown)}</pre>"

    def lines(self, language: Language = "en", *, reveal: bool = False) -> tuple[str, ...]:
        """The explanation, line by line. `reveal`: with personal values, for the office's own list only."""
        return tuple(self._lines(language, reveal and self._reveal))

    def _lines(self, language: Language, reveal: bool) -> Iterator[str]:
        from grassroots.model.labels import noun_label
        from grassroots.rules.worded import headed, kind_label

        say = catalogue("grassroots.workspace").say
        yield say("explained", language, record=self._titled(self.record, language, reveal), day=self.day)
        for said in self.said:
            words = Words(language, self._charter, self._names, said)
            name = said.title(language) if said.rule else kind_label(said.kind, language)
            yield headed(name, said.rule.source, language) if said.rule else name
            for derived, records in said.derived.items():
                for record in records:
                    yield "  " + say(
                        "explained-derived",
                        language,
                        noun=noun_label(derived, language),
                        record=self._about(record, language, reveal) or record.id,
                    )
                    yield from (
                        "    " + say("explained-value", language, label=label, value=text)
                        for label, text in words.values(record, derived)
                    )
                    yield from ("    " + line for line in self._why(said, record, language))
            yield from ("  " + say("explained-found", language, text=words.told(one, reveal=reveal)) for one in said.problems)
            for task in said.to_dos:
                text, stands = words.told(task.reason, task.record, reveal=reveal), task.explain(language)[1]
                yield "  " + say("explained-todo", language, stands=stands, text=text)
            yield from (
                "  " + say("explained-proposed", language, text=words.told(one.reason, one.record, reveal=reveal))
                for one in said.proposals
            )
        for decision in self.decisions:
            what = self._charter.label("overridden", decision.what, language)
            named, last = self._titled(key_of(decision), language, reveal), decision.end - timedelta(days=1)
            yield say("explained-decision", language, record=named, what=what, start=decision.start, last=last)
        if not self.said and not self.decisions:
            yield say("explained-nothing", language)
        if self.records:
            yield say("explained-records", language)
        for key, source in self.records.items():
            place = source.text(language) if source is not None else ""
            yield "  " + say("explained-record", language, record=self._titled(key, language, reveal), place=place).rstrip()

    def _about(self, record: Derived, language: Language, reveal: bool) -> str:
        """What a derived record is about, by what that is called: its own id says it only to the library. Empty: about none that is stored."""
        stored = (one for one in _named(record) if one[0] in NOUNS and self._at.snapshot.get(*one) is not None)
        return next((self._titled(one, language, reveal) for one in stored), "")

    def _titled(self, key: Key, language: Language, reveal: bool) -> str:
        """What a record is called; its kind and id where nothing else is known."""
        from grassroots.model.labels import noun_label

        called = self._names.called(*key, language, reveal=reveal)
        if called != key[1]:
            return called
        if key[0] in DERIVED:
            about = next((one for said in self.said for one in said.derived.get(key[0], ()) if one.id == key[1]), None)
            if about is not None and (named := self._about(about, language, reveal)):
                return catalogue("grassroots.workspace").say(
                    "explained-derived", language, noun=noun_label(key[0], language), record=named
                )
        return catalogue("grassroots.workspace").say("explained-key", language, noun=noun_label(key[0], language), id=key[1])

    def _why(self, said: RuleSaid, record: Derived, language: Language) -> Iterator[str]:
        """The steps by which a rule came to a derived record, where its kind can tell them."""
        kind: Any = self._charter.kinds[said.kind]
        for one in kind.derives:
            if one.noun is type(record) and one.tells is not None:
                yield from one.tells(record, said.rule, self._at, language)


class Explaining(Telling):
    """What is said of one record, and why."""

    def explain(self, what: str | Key | Record | Derived | ToDo | Proposed | Problem, as_of: date | str) -> Explained:
        """What the rules say of one record on a day, and why; of a to-do, a proposal or a finding, what its rule says of the record that it is about.

        Args:
            what: `case:12` or `("case", "12")`, or what the record is called (`Cases 12`), or a stored or derived record, a to-do, a proposal, a finding.
            as_of: the day, a date or `YYYY-MM-DD`.

        Raises:
            InvalidArgument: no such noun.
            NotFound: there is no such record in view on the day.
        """
        from grassroots.rules.typed import decisions_on

        snapshot = self._view_checked(day_of(as_of))
        at = At.of(snapshot)
        kind, key = _asked(what, snapshot)
        if isinstance(what, str) and key[0] not in (*NOUNS, *DERIVED):
            key = self.names(at.day).key(what) or key
        noun, id = key
        if noun not in NOUNS and noun not in DERIVED:
            near = nouns_near(noun, (*NOUNS, *DERIVED))
            raise InvalidArgument.of(Problem("no-such-noun", value=noun, details={"near": near}))
        # Through the view: what is closed to its purpose is not found.
        about = next((one for one in self.records(noun, at.day) if one.id == id), None)
        if about is None:
            details = {"noun": named_noun(noun), "day": at.day}
            raise NotFound.of(Problem("no-such-record", value=id, details=details))
        keys = {key, *_named(about)} if isinstance(about, Derived) else {key}
        said = [
            self._of(one, rule, keys, key, at)
            for one, rules in self._kinds()
            for rule in rules
            if rule is None or rule in tuple(one.rules(at))
        ]
        told = tuple(one for one in said if _says(one) and kind in ("", one.kind))
        if isinstance(what, Problem):
            told = tuple(evolve(one, problems=(what,), to_dos=(), proposals=()) for one in told if what in one.problems) or told
        behind = {
            one: None for said in told for records in said.derived.values() for record in records for one in _named(record)
        }
        decisions = tuple(one for about in sorted(keys) for one in decisions_on(*about, at))
        rows = {
            one: snapshot.sources.get(one)
            for one in (*([key] if noun in NOUNS else []), *behind, *map(key_of, decisions))
            if snapshot.get(*one) is not None
        }
        return Explained(
            record=key,
            day=at.day,
            said=told,
            decisions=decisions,
            records=rows,
            charter=self.charter,
            names=self.names(at.day),
            at=at,
            reveal=self._may_reveal,
        )

    def _of(self, kind: Any, rule: Any, keys: set[Key], key: Key, at: At) -> RuleSaid:
        """What a rule says of these records: what it derives of the one that is asked for, what it finds, asks for and proposes about any."""
        whole = self._said(kind, rule, at)
        sources = {at.snapshot.sources.get(one) for one in keys} - {None}
        ids = {id for _, id in keys}
        derived = {
            noun: tuple(one for one in records if (noun, one.id) == key or (key[0] in NOUNS and key in _named(one)))
            for noun, records in whole.derived.items()
        }
        return evolve(
            whole,
            derived={noun: records for noun, records in derived.items() if records},
            problems=tuple(
                one for one in whole.problems if one.source in sources or {str(one.value), str(one.details.get("id"))} & ids
            ),
            to_dos=tuple(one for one in whole.to_dos if one.record in keys),
            proposals=tuple(one for one in whole.proposals if one.record in keys),
        )


def _says(said: RuleSaid) -> bool:
    return bool(said.derived or said.problems or said.to_dos or said.proposals)


def _asked(what: Any, snapshot: Snapshot) -> tuple[str, Key]:
    """The kind of rule and the record that is asked for."""
    if isinstance(what, str):
        noun, _, id = what.partition(":")
        return "", (noun, id)
    if isinstance(what, Derived):
        return "", (noun_name(type(what)), what.id)
    if isinstance(what, Problem):
        return "", _about(what, snapshot)
    if hasattr(what, "record"):
        return getattr(what, "kind", ""), what.record
    return "", key_of(what)


def _about(problem: Problem, snapshot: Snapshot) -> Key:
    """The record that a finding is about: of those that its row brought, the one that it names."""
    told = {str(problem.value), *(str(one) for one in problem.details.values())}
    of_row = [key for key, source in snapshot.sources.items() if source == problem.source]
    named = [key for key in of_row if key[1] in told] or of_row
    named = named or [(noun, id) for noun in NOUNS for id in sorted(told) if id in snapshot.all(noun)]
    if not named:
        raise NotFound(f"this finding ({problem.code}) names no record in view")
    return named[0]


def _named(record: Derived) -> Iterator[Key]:
    """The stored records that a derived record names, but the units at which it counts."""
    for info in fields_of(type(record)):
        value = getattr(record, info.name)
        for one in value if isinstance(value, tuple) else (value,):
            if not info.refs or one is None or (info.home and info.refs == ("unit",) and info.name == "unit"):
                continue
            yield (one.noun, one.id) if isinstance(one, Ref) else (info.refs[0], one)

"""The controlled language of explanations: how paths, values and conditions of measures are worded, with the charter's labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import fields, has

from grassroots.charter import Against, AllOf, AnyOf, Charter, Condition, Has, Is, Literal, Measure, NotOf, Within, Workflow
from grassroots.charter.paths import NAMES, REACHED, leaves
from grassroots.fields import field_named, fields_of
from grassroots.figures.figure import Figure, decimal_text
from grassroots.model import DERIVED, Unit, has_steps, noun_class
from grassroots.model.labels import field_label, fixed_label, noun_label
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue
from grassroots.values import FOREVER, Language, Period

WORDLESS = Charter(id="", labels={})
"""For who asks without a charter: what the fields say of themselves."""


def say(code: str, language: Language, **details: Any) -> str:
    """A text of the room's catalogue in a language."""
    return catalogue("grassroots.figures").say(code, language, **details)


class Wording:
    """Words of measures in one language. Without a charter, its names stand for its labels."""

    def __init__(self, language: Language, charter: Charter | None) -> None:
        self.language = language
        self.charter = charter or WORDLESS
        self.asked: tuple[str, tuple[Workflow, ...]] = ("", ())
        """A noun, and the workflows that the measure at hand asks of it: these tell first what a state is called."""

    def say(self, code: str, **details: Any) -> str:
        """A text of the catalogue."""
        return say(code, self.language, **details)

    def ask(self, measure: Measure) -> None:
        """Words the states of a noun from now on as the workflows do that the measure names by a category or a kind."""
        self.asked = (measure.noun, tuple(self._workflows(measure.noun, measure.where)))

    def condition(self, noun: str, condition: Condition) -> str:
        """A condition of records of a noun."""
        match condition:
            case AllOf(segment=str(name)) if name:
                return self._segment(noun, condition)
            case Is():
                return f"{self.path(noun, condition.path)} = {' | '.join(self._value(noun, condition.path, one) for one in condition.values)}"
            case Within():
                bounds = ((condition.at_least, "≥"), (condition.over, ">"), (condition.at_most, "≤"), (condition.under, "<"))
                worded = [f"{sign} {self.literal(noun, condition.path, value)}" for value, sign in bounds if value is not None]
                worded += [self.say("in-period")] if condition.in_period else []
                worded += [self.say("contains", part=condition.contains)] if condition.contains else []
                return f"{self.path(noun, condition.path)} " + self.say("and").join(worded)
            case Against():
                return self._against(noun, condition)
            case Has():
                told = self.say(
                    "has",
                    least=condition.at_least,
                    noun=noun_label(condition.noun, self.language),
                    by=self.path(condition.noun, condition.by),
                    where=self.condition(condition.noun, condition.where),
                )
                return told + self._joined(noun, condition)
            case NotOf():
                return self.say("not", part=self.condition(noun, condition.part))
        parts = [self.condition(noun, part) for part in condition.parts]
        if not parts:
            return self.say("all" if isinstance(condition, AllOf) else "nothing")
        if len(parts) == 1:
            return parts[0]
        return self.say("or" if isinstance(condition, AnyOf) else "and").join(self.say("part", part=part) for part in parts)

    def _segment(self, noun: str, asked: AllOf) -> str:
        """A named segment, with all that it asks."""
        known = self.charter.segments.get(asked.segment)
        name = known.labels.get(self.language, known.name) if known else asked.segment
        return self.say("in-segment", name=name, where=self.condition(noun, AllOf(asked.parts)))

    def _against(self, noun: str, against: Against) -> str:
        path, since, before, same = (
            self.path(noun, one) if one else "" for one in (against.path, against.since, against.before, against.same)
        )
        told = []
        if since and against.days is None:
            told.append(self.say("since", path=path, other=since))
        elif since:
            told.append(self.say("since-days", path=path, other=since, days=str(against.days)))
        if before:
            told.append(self.say("before", path=path, other=before))
        if same:
            told.append(self.say("same", path=path, other=same))
        return self.say("and").join(told)

    def _joined(self, noun: str, has: Has) -> str:
        """What is asked of related records beside that they refer to this one."""
        told = ""
        if has.of:
            told += self.say("has-of", path=self.path(noun, has.of))
        for name in has.also:
            told += self.say("has-also", path=self.path(noun, name))
        if has.within:
            told += self.say("has-within", stretch=self.say(f"stretch-{has.within}"))
        if has.every:
            told += self.say("has-every", stretch=self.say(f"stretch-{has.every}"))
        return told

    def path(self, noun: str, path: str) -> str:
        """A path from records of a noun."""
        if path.startswith("days:"):
            _, start, end = path.split(":")
            return self.say("days", first=self.path(noun, start), last=self.path(noun, end))
        if state := self.state(noun, path):
            return self.say("reaching", state=state)
        head, _, rest = path.partition(".")
        start = field_label(head, self.language, noun)
        if head == REACHED and rest and (state := self.state(noun, rest)):
            return f"{start} › “{state}”"
        if rest.count(".") == 1 and (kind := self._ruling(head)):
            name, part = rest.split(".")
            return f"{start} › “{self._rule(kind, name)}” › {field_label(part, self.language)}"
        if head == "custom" and rest:
            labels = next((one.labels for one in self.charter.custom if (one.noun, one.name) == (noun, rest)), {})
            return f"{start} › {labels.get(self.language, rest)}"
        if head == "external" and rest:
            return f"{start} › {self._scheme(rest)}"
        further = (field_label(part, self.language) for part in rest.split(".")) if rest else ()
        return " › ".join((start, *further))

    def literal(self, noun: str, path: str, value: Literal) -> str:
        """A value at a path."""
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, date):
            return day_text(value, self.language)
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, int):
            return str(value)
        return f"“{self._word(noun, path, value)}”"

    def shown(self, snapshot: Snapshot, noun: str, path: str, value: Literal) -> str:
        """A value at a path as people read it: what it refers to by its name, a word by its label, a number with its thousands apart."""
        if isinstance(value, Decimal):
            return decimal_text(value, ",")
        if not isinstance(value, str):
            return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else self.literal(noun, path, value)
        for ref in dict.fromkeys(ref for leaf in leaves(self.charter, noun, path) for ref in leaf.refs):
            id = value.removeprefix(f"{ref}:")  # what may lead to several kinds of record says to which
            other = snapshot.get(ref, id)
            if isinstance(other, Unit):
                return unit_name(other, self.language)
            if other is not None:
                return next((str(name) for one in NAMES if (name := getattr(other, one, None))), id)
        return self._word(noun, path, value)

    def state(self, noun: str, name: str) -> str:
        """What a state of a noun with steps is called; empty where the name is that of no state, or of a field."""
        cls = noun_class(noun)
        if noun in DERIVED:
            about = (ref for info in fields_of(cls) for ref in info.refs if has_steps(ref))
            return next((found for one in about if (found := self.state(one, name))), "")
        if field_named(cls, "steps") is None or field_named(cls, name) is not None:
            return ""
        own = self.charter.workflows.get(noun)
        asked = self.asked[1] if noun == self.asked[0] else ()
        for workflow in (*asked, *([own] if own else []), *self.charter.workflows.values()):
            if name in workflow.states:
                return workflow.states[name].labels.get(self.language, name)
        return ""

    def _value(self, noun: str, path: str, value: Literal | None) -> str:
        return self.say("nothing") if value is None else self.literal(noun, path, value)

    def _word(self, noun: str, path: str, value: str) -> str:
        last = path.rpartition(".")[2]
        if fixed := fixed_label(last, value, self.language, noun_at(noun, path)):
            return fixed
        if last == "noun":
            return noun_label(value, self.language)
        if last == "state":
            return self.state(noun_at(noun, path), value) or value
        info = field_named(noun_class(noun_at(noun, path)), last)
        if info and "measure" in info.rules and value in self.charter.measures:
            return self.charter.measures[value].labels.get(self.language, value)
        for kind in info.rules if info else ():
            if value in self.charter.rules.get(kind, {}):
                return self._rule(kind, value)
        lists = [leaf.words for leaf in leaves(self.charter, noun, path) if leaf.words]
        if lists:
            listed = next((one for one in lists if value in self.charter.words.get(one, {})), lists[0])
            return self.charter.label(listed, value, self.language)
        if info is None or info.refs or noun_at(noun, path) not in DERIVED:
            return value
        makers = [name for name, kind in self.charter.kinds.items() if name == last or kind.makes(noun_at(noun, path))]
        if last in ("rule", *makers):
            return next((found for kind in makers if (found := self._rule(kind, value)) != value), value)
        parts = (
            part for kind in makers for rule in self.charter.rules.get(kind, {}).values() for part in parts_named(rule, value)
        )
        return next((said for labels in parts if (said := labels.get(self.language))), value)

    def _scheme(self, scheme: str) -> str:
        """What the numbers of another system are called: the heading under which a ledger has them, else the system's own name."""
        columns = (column for ledger in self.charter.ledgers.values() for column in ledger.columns)
        found = next((one for one in columns if one.to == f"external.{scheme}"), None)
        return found.heading_in(self.charter.languages, self.language) if found else scheme

    def _ruling(self, head: str) -> str:
        """The kind of rule whose names may follow the head of a path; empty if there is none."""
        paths = (path for kind in self.charter.kinds.values() for path in kind.paths)
        return next((path.words for path in paths if path.head == head and path.words), "")

    def _rule(self, kind: str, name: str) -> str:
        known = self.charter.rules.get(kind, {}).values()
        return next((rule.labels.get(self.language, name) for rule in known if name in (rule.name, rule.known_as)), name)

    def _workflows(self, noun: str, where: Condition) -> Iterator[Workflow]:
        """The workflows that a condition names by a word, such as a category: the same state is called otherwise in another."""
        if isinstance(where, AllOf):
            for part in where.parts:
                yield from self._workflows(noun, part)
        elif isinstance(where, Is) and where.path in ("category", "kind"):
            words = self.charter.words.get(words_at(noun, where.path, self.charter), {})
            for value in where.values:
                word = words.get(str(value))
                if word is not None and word.workflow and word.workflow in self.charter.workflows:
                    yield self.charter.workflows[word.workflow]


def noun_at(noun: str, path: str) -> str:
    """The noun to whose records the last part of a path belongs; of several, the first that has it.

    >>> noun_at("contribution", "project.state"), noun_at("case", "handler.kind"), noun_at("case", "state")
    ('project', 'unit', 'case')
    """
    *way, last = path.split(".")
    for step in way:
        info = field_named(noun_class(noun), step)
        refs = ("unit",) if step == "handler" else info.refs if info else ()
        if not refs:
            return noun
        noun = next((ref for ref in refs if field_named(noun_class(ref), "steps" if last == "state" else last)), refs[0])
    return noun


def parts_named(rule: Any, name: str) -> Iterator[Mapping[str, str]]:
    """What the parts of a rule of a name are called, such as a line of a pattern of staffing."""
    for one in (getattr(rule, info.name) for info in fields(type(rule))):
        for part in one.values() if isinstance(one, Mapping) else one if isinstance(one, tuple) else (one,):
            if has(type(part)):
                if getattr(part, "name", None) == name and isinstance(labels := getattr(part, "labels", None), Mapping):
                    yield labels
                yield from parts_named(part, name)


def words_at(noun: str, path: str, charter: Charter | None = None) -> str:
    """The list of words that the values at a path come from; empty if they are no words.

    >>> words_at("tenure", "post.kind"), words_at("case", "outcome"), words_at("case", "text")
    ('post', 'outcome', '')
    """
    return next((leaf.words for leaf in leaves(charter or WORDLESS, noun, path) if leaf.words), "")


def few_text(figure: Figure, language: Language) -> str:
    """What stands for a value that is not shown, of too few: `n = 12, under 30`; empty where it is shown."""
    if figure.few is None:
        return ""
    return say("few", language, n=figure.text("denominator"), least=figure.measure.minimum)


def not_counted(figure: Figure, language: Language) -> str:
    """What stands beside a sum or a spread of numbers from which records are left out, because they have none: `15 more have no number`."""
    count = figure.left_out.get("missing", 0) if figure.measure.value else 0
    return say("not-counted", language, count=count) if count else ""


def unit_name(unit: Unit, language: Language) -> str:
    """A unit's name in a language, else its own."""
    return next((name.text for name in unit.names if name.language == language), "") or unit.name


def day_text(day: date, language: Language) -> str:
    """A day as an explanation writes it.

    >>> day_text(date(2014, 6, 5), "zh"), day_text(date(2014, 6, 5), "en")
    ('2014年6月5日', '2014-06-05')
    """
    return say("day", language, iso=day.isoformat(), year=day.year, month=day.month, day=day.day)


def period_text(period: Period, language: Language) -> str:
    """A period as an explanation writes it, both days counted.

    >>> period_text(Period.month(2014, 6), "zh")
    '2014年6月1日至2014年6月30日'
    """
    code = "period-open" if period.end == FOREVER else "period"
    return say(code, language, first=day_text(period.start, language), last=day_text(period.last, language))

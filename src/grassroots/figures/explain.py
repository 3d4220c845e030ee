"""Explaining a figure in words: the rule, the scope, the dates and the head; enough to compute the value again from the records.

The words are a controlled language: each line is a head and a text, each condition has one form. A test reads an explanation back into
a measure, computes it anew, and finds the same value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from grassroots.charter import (
    ALWAYS,
    AllOf,
    AnyOf,
    Charter,
    Condition,
    Form,
    Has,
    Is,
    Literal,
    Measure,
    NotOf,
    Reads,
    Within,
    Workflow,
)
from grassroots.charter.paths import CLOCK, REACHED, leaves
from grassroots.fields import Column, field_named
from grassroots.figures.figure import Figure, Question, Tree, decimal_text
from grassroots.model import noun_class
from grassroots.model.labels import PROMISES, QUALITIES, STATE_KINDS, field_label, noun_label
from grassroots.snapshot import Snapshot
from grassroots.values import Period

_WORDS: Mapping[str, Mapping[str, str]] = {
    "value": {"en": "Value", "zh": "数值"},
    "count": {"en": "Counts records", "zh": "计数对象"},
    "sum": {"en": "Adds up", "zh": "求和"},
    "distinct": {"en": "Counts different values of", "zh": "不重复计数"},
    "withheld": {"en": "Not told, since this purpose opens no", "zh": "不予告知，用途未开放"},
    "rate": {"en": "Share of records", "zh": "占比对象"},
    "spread": {"en": "Spread of", "zh": "分布"},
    "ratio": {"en": "Divides", "zh": "相除"},
    "reach": {"en": "Counts units that reach", "zh": "达标单位计数"},
    "where": {"en": "Which", "zh": "范围条件"},
    "hit": {"en": "Hit", "zh": "计入条件"},
    "left_out": {"en": "Left out as", "zh": "不计入"},
    "minimum": {"en": "Told of at least", "zh": "最低样本量"},
    "dated": {"en": "Dated by", "zh": "日期依据"},
    "read": {"en": "State read", "zh": "状态时点"},
    "cell": {"en": "Only where", "zh": "仅限"},
    "scope": {"en": "Scope", "zh": "统计范围"},
    "without": {"en": "Without", "zh": "除外"},
    "period": {"en": "Period", "zh": "统计期间"},
    "as_of": {"en": "As of the end of", "zh": "截至"},
    "tree": {"en": "Units as they stood", "zh": "单位归属"},
    "head": {"en": "Known at", "zh": "数据版本"},
    "source": {"en": "Source of the rule", "zh": "规则出处"},
    "derived": {"en": "Derived", "zh": "推算"},
    "upper": {"en": "Numerator", "zh": "分子"},
    "lower": {"en": "Denominator", "zh": "分母"},
    "inner": {"en": "Where", "zh": "其中"},
}

_PHRASES: Mapping[str, Mapping[str, str]] = {
    "all records": {"en": "all", "zh": "全部"},
    "stock": {"en": "the last day that counts (a stock)", "zh": "统计期最后一日（存量）"},
    "at as-of": {"en": "at the end of the as-of day", "zh": "截止日终"},
    "at period end": {
        "en": "at the end of the period, or of the as-of day if that is earlier",
        "zh": "期末或截止日终，以较早者为准",
    },
    "everything": {"en": "everything in sight", "zh": "可见的全部记录"},
    "and below": {"en": "and all under it", "zh": "及其下属"},
    "tree now": {"en": "on the as-of day", "zh": "截止日的隶属关系"},
    "tree then": {"en": "on the day of each record", "zh": "各记录当日的隶属关系"},
    "not stored": {"en": "records that are in no store", "zh": "未入库的记录"},
    "derived": {
        "en": "the published source gives this figure only through arithmetic",
        "zh": "公布的资料只能经计算得出此数",
    },
    "yes": {"en": "yes", "zh": "是"},
    "no": {"en": "no", "zh": "否"},
    "nothing": {"en": "nothing", "zh": "空"},
}


def explain_lines(
    figure: Figure, language: str, charter: Charter | None, snapshot: Snapshot | None = None, withheld: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The explanation of a figure, a line a statement.

    Args:
        figure: what is explained.
        language: `en` or `zh`.
        charter: for the labels of its words, and for the measures that a ratio or reach is made of.
        snapshot: for the names of units.
        withheld: the nouns that the measure reads and the reader's purpose does not open.
    """
    teller = _Narrator(language, charter)
    return (
        teller.line("value", teller.shown(figure)),
        *(teller.line("withheld", noun_label(noun, teller.language)) for noun in withheld),
        *teller.measure(figure),
        *teller.question(figure.question, figure.head, snapshot),
    )


RULED = ("duty", "rubric")
"""Fields that hold the name of a rule of the kind that is called as the field is: the rule's label is shown."""

_WORDLESS = Charter(id="", labels={})
"""For who asks without a charter: what the fields say of themselves."""


class _Narrator:
    def __init__(self, language: str, charter: Charter | None) -> None:
        self.language = language if language == "zh" else "en"
        self.charter = charter
        self.lives: tuple[str, tuple[Workflow, ...]] = ("", ())

    def line(self, word: str, text: str, extra: str = "") -> str:
        head = _WORDS[word][self.language]
        if self.language == "zh":
            return f"{head}{f'“{extra}”' if extra else ''}：{text}"
        return f"{head}{f' “{extra}”' if extra else ''}: {text}"

    def phrase(self, name: str) -> str:
        return _PHRASES[name][self.language]

    def shown(self, figure: Figure) -> str:
        few = few_text(figure, self.language)
        if figure.measure.is_share:
            of = (
                f"{figure.text('denominator')}中的{figure.text('numerator')}"
                if self.language == "zh"
                else (f"{figure.text('numerator')} of {figure.text('denominator')}")
            )
            share = few or figure.text("percent")
            return f"{of}，{share}" if self.language == "zh" else f"{of}, {share}"
        if few:
            return few
        text = figure.text()
        if figure.measure.form is Form.SPREAD:
            parts = [figure.text(part) for part in ("least", "median", "ninetieth", "most")]
            return " / ".join(parts)
        if figure.measure.measured_in and self.charter:
            text += ("" if self.language == "zh" else " ") + self.charter.label(
                "measured_in", figure.measure.measured_in, self.language
            )
        return text

    def measure(self, figure: Figure) -> list[str]:
        measure = figure.measure
        noun = population(measure)
        lines = self.rule(measure, figure.left_out)
        for path, value in figure.question.cell:
            split = next((split for split in measure.by if split.path == path), None)
            flag = any(leaf.kind is Column.FLAG for leaf in leaves(self.charter or _WORDLESS, noun, path))
            shown = self.literal(noun, path, value == "yes" if flag else value)
            if split is not None and value == split.missing:
                # Where the word for "none" is also a word that a record may have, the part holds both.
                both = self.charter is not None and value in self.charter.words.get(words_at(noun, path, self.charter), {})
                shown = f"{self.phrase('nothing')} | {shown}" if both else self.phrase("nothing")
            lines.append(self.line("cell", f"{self.path(noun, path)} = {shown}"))
        return lines

    def rule(self, measure: Measure, left_out: Mapping[str, int]) -> list[str]:
        self.lives = (measure.noun, tuple(self.workflows_asked(measure.noun, measure.where)))
        noun = noun_label(measure.noun, self.language)
        form = measure.form
        if form is Form.RATIO:
            upper, lower = measure.over or ("", "")
            lines = [self.line("ratio", f"{self.label(upper)} ÷ {self.label(lower)}")]
            for word, name in (("upper", upper), ("lower", lower)):
                lines += self.nested(word, name)
        elif form is Form.REACH:
            at_least = decimal_text(Decimal(measure.at_least or 0))
            lines = [self.line("reach", f"{self.label(measure.reach)} ≥ {at_least}")]
            if measure.where != ALWAYS:
                lines.append(self.line("where", self.condition("unit", measure.where)))
            lines += self.nested("inner", measure.reach)
        else:
            what = noun
            if form in (Form.SUM, Form.SPREAD):
                what = f"{noun} › {self.path(measure.noun, measure.value)}"
            elif form is Form.DISTINCT:
                what = f"{noun} › {self.path(measure.noun, measure.key)}"
            lines = [
                self.line(form.value, what),
                self.line("where", self.condition(measure.noun, measure.where)),
                self.line("dated", self.dated(measure)),
            ]
            if not measure.is_stock:
                lines.append(self.line("read", self.phrase("at as-of" if measure.reads is Reads.AS_OF else "at period end")))
            if measure.hit != ALWAYS:
                lines.append(self.line("hit", self.condition(measure.noun, measure.hit)))
        noun = population(measure)
        for reason, condition in measure.left_out:
            told = self.condition(noun, condition)
            count = left_out.get(reason, 0)
            number = f"（{count}）" if self.language == "zh" else f" ({count})"
            lines.append(self.line("left_out", told + number, self.reason(reason)))
        if measure.minimum > 1:
            lines.append(self.line("minimum", str(measure.minimum)))
        if measure.source:
            lines.append(self.line("source", measure.source))
        if measure.derived:
            lines.append(self.line("derived", self.phrase("derived")))
        return lines

    def nested(self, word: str, name: str) -> list[str]:
        measure = self.charter.measures.get(name) if self.charter else None
        if measure is None:
            return [self.line(word, name)]
        return [self.line(word, self.label(name)), *(f"  {line}" for line in self.rule(measure, {}))]

    def label(self, name: str) -> str:
        measure = self.charter.measures.get(name) if self.charter else None
        return measure.labels.get(self.language, name) if measure else name

    def reason(self, reason: str) -> str:
        return self.charter.label("left_out", reason, self.language) if self.charter else reason

    def dated(self, measure: Measure) -> str:
        if measure.is_stock:
            return self.phrase("stock")
        return self.path(measure.noun, measure.dated)

    def question(self, question: Question, head: str, snapshot: Snapshot | None) -> list[str]:
        def unit(id: str) -> str:
            record = snapshot.get("unit", id) if snapshot else None
            # A line is a statement: a name that was typed on two lines stays in one.
            name = "" if record is None else " ".join(unit_name(record, self.language).split())
            return f"{name}（{id}）" if name and self.language == "zh" else f"{name} ({id})" if name else id

        scope = self.phrase("everything")
        if question.scope is not None:
            gap = "" if self.language == "zh" else " "
            scope = f"{unit(question.scope)}{gap}{self.phrase('and below')}"
        lines = [self.line("scope", scope)]
        if question.without:
            lines.append(
                self.line("without", ("、" if self.language == "zh" else ", ").join(unit(id) for id in question.without))
            )
        return [
            *lines,
            self.line("period", period_text(question.period, self.language)),
            self.line("as_of", day_text(question.as_of, self.language)),
            self.line("tree", self.phrase("tree now" if question.tree is Tree.NOW else "tree then")),
            self.line("head", head or self.phrase("not stored")),
        ]

    def condition(self, noun: str, condition: Condition) -> str:
        zh = self.language == "zh"
        if isinstance(condition, Is):
            values = [
                self.phrase("nothing") if value is None else self.literal(noun, condition.path, value)
                for value in condition.values
            ]
            return f"{self.path(noun, condition.path)} = {' | '.join(values)}"
        if isinstance(condition, Within):
            bounds = ((condition.at_least, "≥"), (condition.over, ">"), (condition.at_most, "≤"), (condition.under, "<"))
            told = [f"{sign} {self.literal(noun, condition.path, value)}" for value, sign in bounds if value is not None]
            return f"{self.path(noun, condition.path)} " + (" 且 " if zh else " and ").join(told)
        if isinstance(condition, Has):
            where = self.condition(condition.noun, condition.where)
            name, by = noun_label(condition.noun, self.language), self.path(condition.noun, condition.by)
            if zh:
                return f"至少{condition.at_least}条{name}以其“{by}”指向它【{where}】"
            return f"at least {condition.at_least} {name} by its “{by}” [{where}]"
        if isinstance(condition, NotOf):
            return f"非（{self.condition(noun, condition.part)}）" if zh else f"not ({self.condition(noun, condition.part)})"
        parts = [self.condition(noun, part) for part in condition.parts]
        if not parts:
            return self.phrase("all records") if isinstance(condition, AllOf) else self.phrase("nothing")
        if len(parts) == 1:
            return parts[0]
        joint = (" 或 " if zh else " or ") if isinstance(condition, AnyOf) else (" 且 " if zh else " and ")
        return joint.join(f"（{part}）" if zh else f"({part})" for part in parts)

    def path(self, noun: str, path: str) -> str:
        if path.startswith("days:"):
            _, start, end = path.split(":")
            first, last = self.path(noun, start), self.path(noun, end)
            return f"自{first}至{last}的天数" if self.language == "zh" else f"days from {first} to {last}"
        state = self.state(noun, path)
        if state:
            return f"“{state}”" if self.language == "zh" else f"reaching “{state}”"
        head, _, rest = path.partition(".")
        if head == REACHED and rest and (state := self.state(noun, rest)):
            return f"{field_label(head, self.language)} › “{state}”"
        if head == CLOCK and rest.count(".") == 1:
            name, part = rest.split(".")
            return f"{field_label(head, self.language)} › “{self.clock(name)}” › {field_label(part, self.language)}"
        if head in ("custom", "external") and rest:
            custom = next(
                (one for one in (self.charter.custom if self.charter else ()) if (one.noun, one.name) == (noun, rest)), None
            )
            return f"{field_label(head, self.language)} › {custom.labels.get(self.language, rest) if custom and head == 'custom' else rest}"
        return " › ".join(field_label(part, self.language) for part in path.split("."))

    def clock(self, name: str) -> str:
        known = self.charter.rules.get(CLOCK, {}).values() if self.charter else ()
        return next((rule.labels.get(self.language, name) for rule in known if rule.known_as == name), name)

    def state(self, noun: str, name: str) -> str:
        if (
            self.charter is None
            or field_named(noun_class(noun), "steps") is None
            or field_named(noun_class(noun), name) is not None
        ):
            return ""
        own = self.charter.workflows.get(noun)
        asked = self.lives[1] if noun == self.lives[0] else ()
        for workflow in (*asked, *([own] if own else []), *self.charter.workflows.values()):
            if name in workflow.states:
                return workflow.states[name].labels.get(self.language, name)
        return ""

    def workflows_asked(self, noun: str, where: Condition) -> Iterator[Workflow]:
        """The workflows that a condition names by a word, such as a category: the same state is called otherwise in another."""
        if isinstance(where, AllOf):
            for part in where.parts:
                yield from self.workflows_asked(noun, part)
        elif self.charter is not None and isinstance(where, Is) and where.path in ("category", "kind"):
            words = self.charter.words.get(words_at(noun, where.path, self.charter), {})
            for value in where.values:
                word = words.get(str(value))
                if word is not None and word.workflow and word.workflow in self.charter.workflows:
                    yield self.charter.workflows[word.workflow]

    def literal(self, noun: str, path: str, value: Literal) -> str:
        if isinstance(value, bool):
            return self.phrase("yes" if value else "no")
        if isinstance(value, date):
            return day_text(value, self.language)
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, int):
            return str(value)
        last = path.rpartition(".")[2]
        for fixed, table in (("state_kind", STATE_KINDS), ("promise", PROMISES), ("quality", QUALITIES)):
            if last == fixed and value in table:
                return f"“{table[value][self.language]}”"
        if last == "noun":
            return f"“{noun_label(value, self.language)}”"
        if last == "state":
            return f"“{self.state(noun_at(noun, path), value) or value}”"
        if last in RULED and self.charter and (rule := self.charter.rules.get(last, {}).get(value)):
            return f"“{rule.labels.get(self.language, value)}”"
        words = words_at(noun, path, self.charter)
        return f"“{self.charter.label(words, value, self.language) if self.charter and words else value}”"


def few_text(figure: Figure, language: str) -> str:
    """What stands for a value that is not told, of too few: `n = 12, under 30`; empty where it is told."""
    if figure.few is None:
        return ""
    n, least = figure.text("denominator"), figure.measure.minimum
    return f"样本量{n}，少于{least}" if language == "zh" else f"n = {n}, under {least}"


def population(measure: Measure) -> str:
    """The noun that a measure speaks of: of one that asks how many units reach something, the unit; empty for a ratio."""
    return "unit" if measure.form is Form.REACH else measure.noun


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


def words_at(noun: str, path: str, charter: Charter | None = None) -> str:
    """The list of words that the values at a path come from; empty if they are no words.

    >>> words_at("tenure", "post.kind"), words_at("case", "outcome"), words_at("case", "text")
    ('post', 'outcome', '')
    """
    return next((leaf.words for leaf in leaves(charter or _WORDLESS, noun, path) if leaf.words), "")


def unit_name(record: object, language: str) -> str:
    """A unit's name in a language, else its own."""
    names = {name.language: name.text for name in getattr(record, "names", ())}
    own: str = getattr(record, "name", "")
    return names.get(language) or own


def day_text(day: date, language: str) -> str:
    """A day as it is written in a language.

    >>> day_text(date(2014, 6, 5), "zh"), day_text(date(2014, 6, 5), "en")
    ('2014年6月5日', '2014-06-05')
    """
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


def period_text(period: Period, language: str) -> str:
    """A period as it is written in a language, both days counted.

    >>> period_text(Period.month(2014, 6), "zh")
    '2014年6月1日至2014年6月30日'
    """
    if language == "zh":
        return (
            f"{day_text(period.start, 'zh')}起"
            if period.last == date.max
            else (f"{day_text(period.start, 'zh')}至{day_text(period.last, 'zh')}")
        )
    return str(period)

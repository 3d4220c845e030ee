"""Reads an explanation back into the measure and the question that it tells: the proof that the words say all.

It knows the controlled language, the labels of nouns and fields, and the charter's labels; it never sees the figure.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import evolve

from grassroots.charter import (
    ALWAYS,
    Against,
    AllOf,
    AnyOf,
    Charter,
    Condition,
    Form,
    Has,
    Is,
    Measure,
    NotOf,
    Reads,
    Split,
    Stretch,
    Within,
)
from grassroots.fields import Column, field_named
from grassroots.figures import Tree
from grassroots.figures.wording import noun_at, words_at
from grassroots.model import NOUNS, noun_class
from grassroots.model.labels import field_label, fixed_label, noun_label
from grassroots.rules.registry import KINDS
from grassroots.texts import catalogue
from grassroots.values import Period, UnitId

LABELLED = [name for name in catalogue("grassroots.model", "labels") if name.islower()]
FIELDS = [*LABELLED, *sorted({one.head for kind in KINDS.values() for one in kind.paths} - set(LABELLED))]
"""Every field that has a label, where nouns stand by the names of their classes, and what rules add to be read of records."""

_AGAINST = {
    "since": r"(?P<path>.+)(?: not before |不早于)(?P<other>.+)",
    "before": r"(?P<path>.+)(?: before |早于)(?P<other>.+)",
    "same": r"(?P<path>.+?)(?: the same as |与)(?P<other>.+?)(?:相同)?",
}
"""How a value is held against that at another path."""

HEADS = {
    "en": {
        "Value": "value",
        "Not counted": "not_counted",
        "Not recorded": "not_recorded",
        "By totals": "totals",
        "Counts records": "count",
        "Adds up": "sum",
        "Counts different values of": "distinct",
        "Share of records": "rate",
        "Spread of": "spread",
        "Divides": "ratio",
        "Counts units that reach": "reach",
        "Which": "where",
        "Hit": "hit",
        "Left out as": "left_out",
        "Told of at least": "minimum",
        "Dated by": "dated",
        "State read": "read",
        "Only where": "cell",
        "Scope": "scope",
        "Without": "without",
        "Period": "period",
        "As of the end of": "as_of",
        "Units as they stood": "tree",
        "Known at": "head",
        "Source of the rule": "source",
        "Derived": "derived",
        "Numerator": "upper",
        "Denominator": "lower",
        "Where": "inner",
    },
    "zh": {
        "数值": "value",
        "未计": "not_counted",
        "未登记": "not_recorded",
        "依据统计数": "totals",
        "计数对象": "count",
        "求和": "sum",
        "不重复计数": "distinct",
        "占比对象": "rate",
        "分布": "spread",
        "相除": "ratio",
        "达标单位计数": "reach",
        "范围条件": "where",
        "计入条件": "hit",
        "不计入": "left_out",
        "最低样本量": "minimum",
        "日期依据": "dated",
        "状态时点": "read",
        "仅限": "cell",
        "统计范围": "scope",
        "除外": "without",
        "统计期间": "period",
        "截至": "as_of",
        "单位归属": "tree",
        "数据版本": "head",
        "规则出处": "source",
        "推算": "derived",
        "分子": "upper",
        "分母": "lower",
        "其中": "inner",
    },
}


class Told:
    """What an explanation says: the measure, what it is made of, and the question."""

    def __init__(self, text: str, language: str, charter: Charter) -> None:
        self.language, self.charter = language, charter
        self.extra: dict[str, Measure] = {}
        lines = [self._line(line) for line in text.splitlines()]
        self.asked = {word: body for depth, word, _, body in lines if depth == 0}
        self.measure = self._rule([line[1:] for line in lines if line[0] == 0], lines)
        self.cell = self._cell()
        scope = self.asked["scope"]
        match = re.search(r"[（(]([^（()）]+)[)）](?=及其下属$| and all under it$)", scope)
        self.scope = UnitId(match.group(1)) if match else None
        self.without = tuple(UnitId(id) for id in re.findall(r"[（(]([^（()）]+)[)）]", self.asked.get("without", "")))
        days = [self._day(one) for one in re.findall(r"\d{4}-\d{2}-\d{2}|\d{4}年\d+月\d+日", self.asked["period"])]
        self.period = Period.between(days[0], days[1])
        self.as_of = self._day(self.asked["as_of"])
        self.tree = Tree.NOW if self.asked["tree"] in ("on the as-of day", "截止日的隶属关系") else Tree.THEN

    def _line(self, line: str) -> tuple[int, str, str, str]:
        depth = (len(line) - len(line.lstrip())) // 2
        match = re.match(r"\s*([^:：“]+?)\s*(?:“([^”]*)”)?[:：]\s*(.*)", line)
        assert match, line
        head, extra, body = match.groups()
        return depth, HEADS[self.language][head], extra or "", body

    def _rule(self, lines: list[tuple[str, str, str]], whole: list[tuple[int, str, str, str]], name: str = "told") -> Measure:
        heads = {word: body for word, _, body in lines}
        form = next(Form(word) for word, _, _ in lines if word in {form.value for form in Form})
        common: dict[str, Any] = {"name": name, "labels": {"en": name, "zh": name}, "form": form}
        common["minimum"] = int(heads.get("minimum", "1"))
        if form is Form.RATIO:
            return Measure(**common, over=(self._nested("upper", whole), self._nested("lower", whole)))
        if form is Form.REACH:
            bound = Decimal(heads["reach"].rpartition("≥")[2].strip())
            where = self._condition("unit", heads["where"]) if "where" in heads else ALWAYS
            return Measure(
                **common,
                reach=self._nested("inner", whole),
                at_least=bound,
                where=where,
                left_out=self._left_out("unit", lines),
            )
        noun_text, _, path = heads[form.value].partition(" › ")
        noun = self._noun(noun_text)
        more: dict[str, Any] = {}
        if form in (Form.SUM, Form.SPREAD):
            more["value"] = self._path(noun, path)
        elif form is Form.DISTINCT:
            more["key"] = self._path(noun, path)
        dated = heads["dated"]
        stock = dated in ("the last day that counts (a stock)", "统计期最后一日（存量）")
        at_end = heads.get("read", "").startswith(("at the end of the period", "期末"))
        return Measure(
            **common,
            noun=noun,
            where=self._condition(noun, heads["where"]),
            dated="as_of" if stock else self._path(noun, dated),
            reads=Reads.PERIOD_END if at_end else Reads.AS_OF,
            hit=self._condition(noun, heads["hit"]) if "hit" in heads else ALWAYS,
            left_out=self._left_out(noun, lines),
            **more,
        )

    def _left_out(self, noun: str, lines: list[tuple[str, str, str]]) -> tuple[tuple[str, Condition], ...]:
        found = []
        for word, extra, body in lines:
            if word == "left_out":
                reason = self._word("left_out", extra)
                found.append((reason, self._condition(noun, re.sub(r"\s*[（(]\d+[)）]$", "", body))))
        return tuple(found)

    def _nested(self, word: str, whole: list[tuple[int, str, str, str]]) -> str:
        at = next(index for index, line in enumerate(whole) if line[0] == 0 and line[1] == word)
        inner = []
        for line in whole[at + 1 :]:
            if line[0] == 0:
                break
            inner.append(line[1:])
        self.extra[word] = self._rule(inner, [], word)
        return word

    def _cell(self) -> tuple[tuple[str, str], ...]:
        if "cell" not in self.asked:
            return ()
        noun = "unit" if self.measure.form is Form.REACH else self.measure.noun
        condition = self._condition(noun, self.asked["cell"])
        assert isinstance(condition, Is)
        (value,) = condition.values
        path = condition.path
        object.__setattr__(self.measure, "by", (Split(path=path, missing="(none)"),))
        plain = "(none)" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return ((path, plain),)

    # -- conditions --

    def _condition(self, noun: str, text: str) -> Condition:
        text = text.strip()
        if text in ("all", "全部"):
            return ALWAYS
        if text in ("nothing", "空"):
            return AnyOf(())
        named = re.fullmatch(r"(?:in |属于)“([^”]*)” ?[\[【](.*)[\]】]", text)
        if named and self._closed(text):
            (name,) = (one.name for one in self.charter.segments.values() if one.labels[self.language] == named.group(1))
            return AllOf((self._condition(noun, named.group(2)),), segment=name)
        has = re.match(r"at least (\d+) (.+?) by its “(.+?)” \[(.*)\]([^\[\]]*)$", text) or re.match(
            r"至少(\d+)条(.+?)以其“(.+?)”指向它【(.*)】([^【】]*)$", text
        )
        if has and self._closed(text[: len(text) - len(has.group(5))]):
            at_least, name, by, where, joined = has.groups()
            other = self._noun(name)
            found = Has(noun=other, by=self._path(other, by), where=self._condition(other, where), at_least=int(at_least))
            return evolve(found, **self._joined(noun, joined))
        negated = re.match(r"(?:not \(|非（)(.*)[)）]$", text)
        if negated and self._parts(text[3:].strip() if text.startswith("not") else text[1:]) is not None:
            return NotOf(self._condition(noun, negated.group(1)))
        split = self._parts(text)
        if split is not None and len(split[0]) > 1:
            parts = tuple(self._condition(noun, part) for part in split[0])
            return AnyOf(parts) if split[1] in ("or", "或") else AllOf(parts)
        if split is not None:
            return self._condition(noun, split[0][0])
        return self._leaf(noun, text)

    def _joined(self, noun: str, text: str) -> dict[str, Any]:
        """What is asked of related records behind the bracket."""
        stretches = {catalogue("grassroots.figures").say(f"stretch-{one}", self.language): one for one in Stretch}
        told: dict[str, Any] = {}
        if of := re.search(r" of its “(.+?)”|，按其“(.+?)”", text):
            told["of"] = self._path(noun, of.group(1) or of.group(2))
        told["also"] = tuple(
            self._path(noun, one or other) for one, other in re.findall(r" with the same “(.+?)”|，“(.+?)”相同", text)
        )
        if within := re.search(r" in the same (\S+)|，在同一(.+?)内", text):
            told["within"] = stretches[within.group(1) or within.group(2)]
        if every := re.search(r" in every (\S+) of it|，每(.+?)均有", text):
            told["every"] = stretches[every.group(1) or every.group(2)]
        return told

    @staticmethod
    def _closed(text: str) -> bool:
        depth = 0
        for at, sign in enumerate(text):
            depth += sign in "[【"
            depth -= sign in "]】"
            if depth == 0 and sign in "]】" and at < len(text) - 1:
                return False
        return True

    @staticmethod
    def _parts(text: str) -> tuple[list[str], str] | None:
        """Splits `(a) and (b) and (c)`; None if the text is not of that form."""
        if not text.startswith(("(", "（")):
            return None
        parts, joint, rest = [], "", text
        while rest:
            depth = quoted = 0
            at = 0
            for at, sign in enumerate(rest):  # noqa: B007
                quoted += (sign == "“") - (sign == "”")
                if not quoted:
                    depth += (sign in "(（") - (sign in ")）")
                if depth == 0:
                    break
            parts.append(rest[1:at])
            rest = rest[at + 1 :].strip()
            if rest:
                match = re.match(r"(and|or|且|或) ", rest)
                if not match:
                    return None
                joint = match.group(1)
                rest = rest[match.end() :]
        return parts, joint

    def _against(self, noun: str, text: str) -> Against | None:
        """What is held against another path, if the text says so."""
        found: dict[str, Any] = {}
        for one in re.split(r" and | 且 ", text):
            days = re.fullmatch(r"(.+) within (\d+) days of (.+)", one) or re.fullmatch(r"(.+)在(?P<o>.+)后(?P<d>\d+)天内", one)
            if days:
                path, number, other = (
                    (days.group(1), days["d"], days["o"])
                    if "d" in days.re.groupindex
                    else (days.group(1), days.group(2), days.group(3))
                )
                found |= {"path": path, "days": int(number), "since": other}
                continue
            for key, pattern in _AGAINST.items():
                if match := re.fullmatch(pattern, one):
                    found |= {"path": match.group("path"), key: match.group("other")}
                    break
            else:
                return None
        return Against(**{key: value if key == "days" else self._path(noun, value) for key, value in found.items()})

    def _leaf(self, noun: str, text: str) -> Condition:
        if (against := self._against(noun, text)) is not None:
            return against
        if " = " in text:
            told, _, values = text.partition(" = ")
            path = self._path(noun, told)
            return Is(
                path, tuple(self._literal(noun, path, value) for value in re.findall(r"“[^”]*”|[^|]+", values) if value.strip())
            )
        match = re.match(r"(.+?) ([≥>≤<∈∋] .*)$", text)
        assert match, text
        path = self._path(noun, match.group(1))
        bounds: dict[str, Any] = {}
        for one in re.split(r" and | 且 ", match.group(2)):
            sign, value = one[0], one[1:].strip()
            if sign == "∋":
                bounds["contains"] = value.strip("“”")
                continue
            if sign == "∈":
                bounds["in_period"] = True
                continue
            bounds[{"≥": "at_least", ">": "over", "≤": "at_most", "<": "under"}[sign]] = self._literal(noun, path, value)
        return Within(path=path, **bounds)

    # -- words --

    def _noun(self, text: str) -> str:
        (noun,) = (noun for noun in NOUNS if noun_label(noun, self.language) == text)
        return noun

    def _field(self, text: str) -> str:
        (name,) = (name for name in FIELDS if field_label(name, self.language) == text)
        return name

    def _path(self, noun: str, text: str) -> str:
        days = re.match(r"days from (.+?) to (.+)$", text) or re.match(r"自(.+?)至(.+)的天数$", text)
        if days:
            return f"days:{self._path(noun, days.group(1))}:{self._path(noun, days.group(2))}"
        state = re.fullmatch(r"(?:reaching )?“(.+)”", text)
        if state:
            return self._state(noun, state.group(1))
        head, _, rest = text.partition(" › ")
        if rest and self._field(head) == "custom":
            return "custom." + next(
                one.name for one in self.charter.custom if one.noun == noun and one.labels[self.language] == rest
            )
        if rest and self._field(head) == "reached":
            return f"reached.{self._state(noun, rest[1:-1])}"
        if rest and self._field(head) == "clock" and rest.startswith("“"):
            label, _, part = rest[1:].partition("” › ")
            rules = self.charter.rules["clock"].values()
            return f"clock.{next(rule.known_as for rule in rules if rule.labels[self.language] == label)}.{self._field(part)}"
        if rest and self._field(head) == "external":
            columns = [column for ledger in self.charter.ledgers.values() for column in ledger.columns]
            known = (column.to for column in columns if column.to.startswith("external.") and rest in column.headings)
            return next(known, f"external.{rest}")
        return ".".join(self._field(part) for part in text.split(" › "))

    def _state(self, noun: str, label: str) -> str:
        own = self.charter.workflows.get(noun)
        for workflow in ([own] if own else []) + list(self.charter.workflows.values()):
            for state in workflow.states.values():
                if state.labels[self.language] == label:
                    return state.name
        raise LookupError(label)

    def _word(self, words: str, label: str) -> str:
        found = [word.name for word in self.charter.words.get(words, {}).values() if word.labels.get(self.language) == label]
        return found[0] if found else label

    def _literal(self, noun: str, path: str, text: str) -> Any:
        text = text.strip()
        if text in ("nothing", "空"):
            return None
        if text in ("yes", "是", "no", "否"):
            return text in ("yes", "是")
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}|\d{4}年\d+月\d+日", text):
            return self._day(text)
        if not text.startswith("“"):
            return Decimal(text) if self._column(noun, path) is not Column.INTEGER else int(text)
        label, last = text[1:-1], path.rpartition(".")[2]
        if last in ("state_kind", "promise", "quality"):
            words = (code.removeprefix(f"{last}-") for code in catalogue("grassroots.model") if code.startswith(f"{last}-"))
            return next(word for word in words if fixed_label(last, word, self.language) == label)
        if last == "noun":
            return self._noun(label)
        if last == "state":
            return self._state(noun_at(noun, path), label)
        info = field_named(noun_class(noun_at(noun, path)), last)
        for kind in info.rules if info else ():
            for rule in self.charter.rules.get(kind, {}).values():
                if rule.labels.get(self.language) == label:
                    return rule.name
        return self._word(words_at(noun, path, self.charter), label)

    @staticmethod
    def _column(noun: str, path: str) -> object:
        info = field_named(NOUNS[noun], path)
        return info.kind if info else None

    @staticmethod
    def _day(text: str) -> date:
        return date(*(int(part) for part in re.findall(r"\d+", text)))

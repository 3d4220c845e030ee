"""An explanation alone suffices to compute the value again, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from attrs import evolve
from support.charters import sound_charter
from support.reading import FIELDS, Told
from support.small import CHARTER, YEAR, case, day, is_, measure, snapshot, unit

from grassroots.charter import (
    Against,
    AllOf,
    AnyOf,
    CustomField,
    Has,
    Measure,
    NotOf,
    Reads,
    State,
    StateKind,
    Stretch,
    Within,
    Word,
    Workflow,
)
from grassroots.figures import Evaluator, Tree, evaluate
from grassroots.figures.explain import explain_lines
from grassroots.figures.wording import Wording
from grassroots.model import Activity, Contact, Custom, Household, Step
from grassroots.model.labels import field_label
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.programmes.duty_rule import DutyRule, Every
from grassroots.rules.registry import KINDS
from grassroots.values import ActivityId, HouseholdId, Period, Ref, UnitId

RECORDS = (
    unit("street", "street"),
    unit("a", "house", "street"),
    unit("b", "house", "street"),
    case("c1", "a", "received 2014-01-10", "replied 2014-02-01 solved", "rated 2014-02-05 - satisfied", channel="desk"),
    case(
        "c2",
        "a",
        "received 2014-02-10",
        "replied 2014-03-01 explained",
        "rated 2014-03-05 - not_reached",
        custom=(Custom(name="floor", number=Decimal(3)),),
    ),
    case("c3", "b", Step(state="received", on=day("2014-03-10"), due=day("2014-03-20"))),
    case("c4", "b", "received 2013-12-31", "replied 2014-01-05 solved"),
    case("c5", "b", "received 2014-04-10", category="question"),
    Household(id=HouseholdId("h1"), unit=UnitId("a"), key_family=True),
    Household(id=HouseholdId("h2"), unit=UnitId("b")),
    Contact(id="v1", unit=UnitId("a"), on=day("2014-05-01"), target=Ref("household", "h1"), code="reached"),
    *(Activity(id=ActivityId(f"a{n}"), unit=UnitId("a"), kind="study", on=day("2014-03-01"), headcount=n) for n in (9, 10, 11)),
)

BASE = evolve(
    CHARTER,
    custom=(CustomField(noun="case", name="floor", labels={"en": "floor", "zh": "楼层"}, kind="number", privacy="internal"),),
)
MEASURES: list[Measure] = [
    measure(
        name="plain", dated="received", where=is_("category", "opinion"), by={"outcome": "in_progress", "confidential": "none"}
    ),
    measure(
        "rate",
        name="rated",
        where=AllOf((is_("state_kind", "done"), is_("category", "opinion", "question"))),
        dated="received",
        hit=is_("rating", "satisfied"),
        left_out=(("not_reached", is_("rating", "not_reached")), ("missing", is_("rating", None))),
    ),
    measure(
        "rate",
        name="early",
        dated="received",
        reads=Reads.PERIOD_END,
        hit=AnyOf((is_("state", "replied"), is_("promise", "overdue"))),
    ),
    measure("spread", name="days", value="days:received:replied", dated="replied"),
    measure(
        "sum", "activity", name="heads", value="headcount", dated="on", where=Within(path="headcount", at_least=10, under=12)
    ),
    measure("distinct", "case", name="ways", key="channel", dated="received", where=NotOf(is_("unit.kind", "street"))),
    measure(
        "rate",
        "household",
        name="visited",
        hit=Has(noun="contact", by="target", where=AllOf((is_("code", "reached"), Within(path="on", over=day("2014-04-01"))))),
    ),
    measure(
        "rate",
        "household",
        name="each-quarter",
        hit=Has(
            noun="contact",
            by="target",
            where=is_("code", "reached"),
            also=("unit",),
            within=Stretch.YEAR,
            every=Stretch.QUARTER,
        ),
    ),
    measure(
        "rate",
        "contact",
        name="kept",
        dated="on",
        hit=Has(noun="contact", by="target", of="target", where=is_("code", "reached"), at_least=2, within=Stretch.MONTH),
    ),
    measure(
        "rate",
        name="soon",
        dated="received",
        hit=Against(path="reached.replied", since="reached.received", days=20),
        left_out=(
            ("not_reached", Against(path="reached.rated", before="reached.replied")),
            ("missing", Against(path="unit", same="handler")),
        ),
    ),
    measure(name="floors", dated="received", where=Within(path="custom.floor", at_least=Decimal("2.5"))),
    measure("rate", "household", name="key", hit=is_("key_family", True)),
    measure("rate", "household", name="few", hit=is_("key_family", True), minimum=30),
    measure("ratio", "", name="each-few", over=("plain", "homes"), minimum=2),
    measure("ratio", "", name="each", over=("plain", "homes")),
    measure(name="homes", noun="household", measured_in="household"),
    measure("reach", "", name="busy", reach="plain", at_least=Decimal(2), where=is_("kind", "house")),
    measure(name="rated-then", dated="rated", where=AnyOf((is_("channel", None, "desk"), NotOf(is_("confidential", False))))),
]
SMALL = BASE.with_measures(*MEASURES)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [one.name for one in MEASURES])
def test_the_value_can_be_computed_again_from_the_explanation_alone(name: str, language: str) -> None:
    taken = snapshot(*RECORDS, charter=SMALL)
    questions = [
        (YEAR, None, Tree.NOW),
        (Period.quarter(2014, 1), UnitId("a"), Tree.THEN),
        (Period(day("2013-01-01"), day("2015-01-01")), UnitId("street"), Tree.NOW),
    ]
    for period, scope, tree in questions:
        for figure in evaluate([name], taken, period=period, scope=scope, tree=tree).values():
            told = Told(figure.explain(language), language, SMALL)
            assert (told.period, told.scope, told.tree, told.as_of) == (period, scope, tree, taken.as_of)
            # Nothing of the charter's measures is used again: only what the words said.
            again = snapshot(*RECORDS, charter=evolve(SMALL, measures={}).with_measures(*told.extra.values()))
            work = Evaluator(again)
            value = work.figure(
                work.question(
                    told.measure, scope=told.scope, period=told.period, tree=told.tree, cell=told.cell, without=told.without
                )
            ).value
            assert value == figure.value, figure.explain(language)
            assert (
                work.evidence(work.question(told.measure, scope=told.scope, period=told.period, tree=told.tree, cell=told.cell))
                == figure.records()
            )


def test_a_chinese_explanation_holds_no_english_word() -> None:
    taken = snapshot(*RECORDS, charter=SMALL)
    for one in MEASURES:
        for figure in evaluate([one.name], taken, period=YEAR).values():
            text = figure.explain("zh")
            assert not re.search("[A-Za-z]", text), text


def test_a_state_is_called_as_in_the_life_that_the_category_asks_for_and_a_rule_by_its_label() -> None:
    states = {
        "received": State(name="received", kind=StateKind.OPEN, labels={"en": "ordered", "zh": "已点单"}),
        "replied": State(name="replied", kind=StateKind.DONE, labels={"en": "served", "zh": "已服务"}),
    }
    charter = evolve(
        BASE,
        words={
            **BASE.words,
            "category": {
                **BASE.words["category"],
                "order": Word(name="order", labels={"en": "order", "zh": "点单"}, workflow="order"),
            },
        },
        workflows={**BASE.workflows, "order": Workflow(name="order", states=states)},
        kinds=KINDS,
        rules={
            **BASE.rules,
            "duty": {"lists": DutyRule(name="lists", every=Every.QUARTER, labels={"en": "lists", "zh": "清单上报"})},
        },
    )
    served = measure(name="served", where=is_("category", "order"), dated="received", hit=is_("state", "replied"))
    every = measure(name="every", dated="received")
    due = measure("rate", noun="due", name="due", where=is_("duty", "lists"))
    charter = charter.with_measures(served, every, due)
    found = evaluate(("served", "every", "due"), snapshot(*RECORDS, charter=charter), period=YEAR)
    told = {
        (name, language): "\n".join(explain_lines(found[name], language, charter))
        for name in found
        for language in ("en", "zh")
    }
    assert "reaching “ordered”" in told["served", "en"] and "日期依据：“已点单”" in told["served", "zh"]
    assert "state = “served”" in told["served", "en"] and "“已服务”" in told["served", "zh"]
    assert "reaching “received”" in told["every", "en"], "what asks for no category speaks of the life of every case"
    assert "“lists”" in told["due", "en"] and "“清单上报”" in told["due", "zh"]


def test_what_a_charter_names_is_told_by_its_label_wherever_a_condition_reads_it() -> None:
    """Rules by which a record is derived, the lines of a rule, kinds of unit behind a reference to several nouns, numbers of other systems."""
    charter = sound_charter("sample hudao")
    rules = {name for named in charter.rules.values() for one in named.values() for name in (one.name, one.known_as)}
    for one in charter.measures.values():
        if not one.noun:
            continue
        wording = Wording("zh", charter)
        wording.ask(one)
        for condition in (one.where, one.hit, *(part for _, part in one.left_out)):
            text = wording.condition(one.noun, condition) if condition is not None else ""
            # What an office names when it brings a rubric of its own is nobody's word yet.
            plain = set(re.findall("[A-Za-z][A-Za-z_]+", text)) - (set(re.findall("“([a-z_]+)”", text)) - rules)
            assert not plain, (one.name, text)


def test_a_name_that_is_no_rule_of_the_kind_stays_as_it_is() -> None:
    houses = StaffingRule(name="houses", labels={"en": "posts of a house", "zh": "楼栋岗位"})
    other = DutyRule(name="halls", every=Every.QUARTER, labels={"en": "meetings", "zh": "会议"})
    charter = evolve(BASE, kinds=KINDS, rules={**BASE.rules, "staffing": {"houses": houses}, "duty": {"halls": other}})
    worded = Wording("en", charter).condition
    assert "“posts of a house”" in worded("staffing_line", is_("rule", "houses"))
    assert "“halls”" in worded("staffing_line", is_("rule", "halls"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_fields_are_called_alike(language: str) -> None:
    called = Counter(field_label(name, language) for name in FIELDS)
    assert [text for text, times in called.items() if times > 1] == []

"""Named segments: a condition that has a name, asked wherever conditions are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from support.reading import Told

import grassroots as gr
from grassroots.charter import AllOf, Charter, Form, Measure, NotOf
from grassroots.charter.condition import nodes_of
from grassroots.charter.loading.charters import load as read
from grassroots.charter.loading.segments import DEEP
from grassroots.errors import CharterInvalid, InvalidArgument, NotFound, Refused
from grassroots.model import Case, Household, Person, Placement, Step, Unit
from grassroots.rules.registry import KINDS
from grassroots.testing.charters import small_charter
from grassroots.testing.mutations import _conditions
from grassroots.workspace.mail import notice_plan

DAY = date(2024, 6, 30)
SMALL = """
id = "office"
extends = "small"
languages = ["en", "zh"]
label = { en = "Office", zh = "办公室" }
"""
OLD = """
[segment.quiet]
en = "houses with no case"
zh = "没有事项的楼栋"
noun = "unit"
where = { kind = "house", not = { in = "busy" } }
"""
COUNT = """
[measure.{name}]
en = "{name}"
zh = "{name}数"
count = "{noun}"
where = {where}
"""


def load(text: str, parents: Mapping[str, Charter] | None = None) -> Charter:
    known = {"small": small_charter(), **(parents or {})}
    return read({"charter.toml": SMALL + text}, kinds=KINDS, parent=known.__getitem__)


def codes(text: str) -> dict[str, str]:
    with pytest.raises(CharterInvalid) as caught:
        load(text)
    for one in caught.value.problems:
        assert one.text("zh") and one.source is not None
    return {one.code: one.text("en") for one in caught.value.problems}


def unit(id: str, kind: str = "house", parent: str | None = "g") -> Unit:
    return Unit(
        id=id, kind=kind, name=id.upper(), parents=(Placement(since=date(2020, 1, 1), parent=parent),) if parent else ()
    )


def case(id: str, where: str, category: str = "request", channel: str = "desk") -> Case:
    return Case(
        id=id,
        unit=where,
        category=category,
        channel=channel,
        steps=(Step(state="filed" if category == "complaint" else "received", on=date(2024, 3, 1)),),
    )


RECORDS = (
    unit("r", "region", None),
    unit("g", "group", "r"),
    unit("h1"),
    unit("h2"),
    case("c1", "h1", "complaint"),
    case("c2", "h1"),
    case("c3", "r"),
)


@pytest.fixture(scope="module")
def office() -> gr.Office:
    charter = load(
        OLD
        + COUNT.format(name="quiet_houses", noun="unit", where='{ in = "quiet" }')
        + COUNT.format(name="either", noun="case", where='{ in = ["complaints", "spoken"], channel = "desk" }')
        + COUNT.format(name="of_busy", noun="unit", where='{ in = "busy", not = { kind = "region" } }')
    )
    office = gr.open("memory:", charter=charter)
    office.add(*RECORDS, reason="test")
    return office


def ids(found: object) -> list[str]:
    return [one.id for one in found]  # type: ignore[attr-defined]


def test_a_measure_counts_a_segment_by_name(office: gr.Office) -> None:
    assert office.figure("quiet_houses", DAY).value == 1
    assert office.figure("either", DAY).value == 3
    assert office.figure("of_busy", DAY).value == 1


def test_records_and_frames_of_a_segment(office: gr.Office) -> None:
    assert ids(office.records(Unit, DAY, segment="quiet")) == ["h2"]
    assert ids(office.records("case", DAY, segment="投诉件")) == ["c1"]
    assert len(office.frame(Case, DAY, segment="complaints").records) == 1
    assert [one.key for one in office.find("", segment="complaints", as_of=DAY)] == [("case", "c1")]
    assert [one.key for one in office.find("h2", segment="quiet", as_of=DAY)] == [("unit", "h2")]
    assert office.find("h1", segment="quiet", as_of=DAY) == ()


def test_a_segment_of_another_noun_is_not_found(office: gr.Office) -> None:
    with pytest.raises(NotFound, match="spoken"):
        office.records(Case, DAY, segment="spokn")
    with pytest.raises(NotFound):
        office.records(Case, DAY, segment="quiet")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["quiet_houses", "either", "of_busy"])
def test_an_explanation_names_the_segment_and_reads_back(office: gr.Office, name: str, language: str) -> None:
    figure = office.figure(name, DAY)
    text = (
        office.explain(figure, language)
        if hasattr(office, "explain") and False
        else "\n".join(figure.explain(language).splitlines())
    )
    label = office.charter.segment({"quiet_houses": "quiet", "either": "spoken", "of_busy": "busy"}[name]).labels[language]
    assert f"“{label}”" in text
    told = Told(text, language, office.charter)
    again = office.figure(told.measure, told.as_of, period=told.period)
    assert again.value == figure.value
    asked = {one.segment for one in nodes_of(told.measure.where) if isinstance(one, AllOf) and one.segment}
    assert asked >= {one.segment for one in nodes_of(figure.measure.where) if isinstance(one, AllOf) and one.segment}


def test_machines_are_told_the_name_with_what_it_asks(office: gr.Office) -> None:
    from grassroots.reports.documents import condition_document

    told = condition_document(office.charter.measure("of_busy").where)
    assert "'segment': 'busy'" in str(told)
    assert "'has'" in str(told)


def test_what_is_unsound_is_told_with_the_nearest() -> None:
    assert "complaints" in codes(COUNT.format(name="m", noun="case", where='{ in = "complaint" }'))["charter-segment"]
    assert "charter-segment-noun" in codes(COUNT.format(name="m", noun="unit", where='{ in = "complaints" }'))
    assert "charter-not-text" in codes(COUNT.format(name="m", noun="unit", where="{ in = [] }"))
    assert "charter-not-text" in codes(COUNT.format(name="m", noun="unit", where='{ in = ["busy", 3] }'))
    assert "charter-label" in codes('[segment.x]\nen = "x"\nnoun = "unit"\nwhere = { kind = "house" }')
    assert "charter-noun" in codes('[segment.x]\nen = "x"\nzh = "某"\nnoun = "unt"\nwhere = { kind = "house" }')
    assert "charter-path" in "".join(codes('[segment.x]\nen = "x"\nzh = "某"\nnoun = "unit"\nwhere = { colour = "red" }'))
    assert "charter-no-period" in codes(
        '[segment.x]\nen = "x"\nzh = "某"\nnoun = "case"\nwhere = { opened = { within = "period" } }'
    ) | codes('[segment.x]\nen = "x"\nzh = "某"\nnoun = "unit"\nwhere = { start = { within = "period" } }')


def segment(name: str, where: str) -> str:
    return f'[segment.{name}]\nen = "{name}"\nzh = "{name}组"\nnoun = "unit"\nwhere = {where}\n'


def test_circles_and_endless_chains_are_told() -> None:
    assert "charter-segment-endless" in codes(segment("a", '{ in = "a" }'))
    assert "charter-segment-endless" in codes(segment("a", '{ in = "b" }') + segment("b", '{ not = { in = "a" } }'))
    long = "".join(segment(f"s{n}", f'{{ in = "s{n + 1}" }}') for n in range(3 * DEEP)) + segment(
        f"s{3 * DEEP}", '{ kind = "house" }'
    )
    assert "charter-segment-endless" in codes(long)
    doubling = "".join(segment(f"s{n}", f'{{ any = [{{ in = "s{n + 1}" }}, {{ in = "s{n + 1}" }}] }}') for n in range(18))
    assert "charter-segment-endless" in codes(doubling + segment("s18", '{ kind = "house" }'))


def test_a_change_of_a_segment_reaches_all_that_ask_it() -> None:
    below = load(OLD + COUNT.format(name="n", noun="unit", where='{ in = "quiet" }'))
    text = '\n[change.segment.busy]\nwhere = { name = "-" }\n'
    changed = read(
        {"charter.toml": SMALL.replace('"small"', '"below"') + text}, kinds=KINDS, parent={"below": below}.__getitem__
    )
    (inner,) = [one for one in nodes_of(changed.measures["n"].where) if isinstance(one, AllOf) and one.segment == "busy"]
    assert inner == changed.segments["busy"].condition != below.segments["busy"].condition
    assert "charter-change" in codes('[change.segment.bsy]\nwhere = { kind = "house" }')
    assert codes('[change.segment.busy]\nnoun = "case"')


def test_what_is_left_out_is_no_longer_asked_in_silence() -> None:
    below = load(COUNT.format(name="n", noun="unit", where='{ in = "busy" }'))
    text = SMALL.replace('"small"', '"below"').replace("languages", 'leave_out = ["segment.busy"]\nlanguages')
    with pytest.raises(CharterInvalid) as caught:
        read({"charter.toml": text}, kinds=KINDS, parent={"below": below}.__getitem__)
    assert {one.code for one in caught.value.problems} >= {"charter-segment"}


def test_a_fault_planted_in_the_name_of_a_segment_is_found(office: gr.Office) -> None:
    condition = NotOf(office.charter.segment("busy").condition)
    measure = Measure(name="x", labels={"en": "x", "zh": "某"}, form=Form.COUNT, noun="unit", where=condition)
    assert office.figure(measure, DAY).value == 2
    (planted,) = _conditions(condition, "where")
    assert planted[1] == "where.in"
    wrong = Measure(name="x", labels={"en": "x", "zh": "某"}, form=Form.COUNT, noun="unit", where=planted[2])
    with pytest.raises(CharterInvalid):
        office.figure(wrong, DAY)


# -- who is told ----------------------------------------------------------------------------------------------------------------


PEOPLE = """
[custom.person.hut]
en = "hut"
zh = "小屋"
privacy = "internal"

[segment.born]
en = "people whose birth is known"
zh = "出生日期已知的人"
noun = "person"
where = { not = { birth = "-" } }

[segment.huts]
en = "people of a hut"
zh = "小屋里的人"
noun = "person"
where = { "custom.hut" = "A" }

[segment.visited]
en = "households called on"
zh = "走访过的住户"
noun = "household"
where = { has = { contact = "target" } }
"""


def test_nobody_is_told_apart_by_what_a_purpose_closes() -> None:
    office = gr.open("memory:", charter=load(PEOPLE))
    office.add(*RECORDS, Household(id="f1", unit="h1"), reason="test")
    counting = office.seen_by(office.view.actor, purpose="statistics")
    public = office.seen_by(office.view.actor, purpose="publication")
    assert ids(office.records(Household, DAY, segment="visited")) == []
    assert ids(counting.records(Case, DAY, segment="complaints")) == ["c1"]
    for reader in (counting, public):
        with pytest.raises(Refused) as caught:
            reader.records(Person, DAY, segment="born")
        assert caught.value.text("zh")
        with pytest.raises(Refused):
            reader.records(Person, DAY, segment="huts")
        with pytest.raises(Refused):
            reader.frame(Person, DAY, segment="born")
        with pytest.raises(Refused):
            reader.find("", segment="born", as_of=DAY)


def test_a_refused_visit_makes_no_segment() -> None:
    text = '[segment.x]\nen = "x"\nzh = "某"\nnoun = "household"\nwhere = { has = { contact = "target", where = { code = "declined" } } }'
    word = '[words.contact_code]\ndeclined = { en = "declined", zh = "婉拒" }\nmet = { en = "met", zh = "见面" }\n'
    assert "charter-by-refusal" in codes(word + text)
    asks = '[segment.x]\nen = "x"\nzh = "某"\nnoun = "person"\nwhere = { has = { case = "requester" } }'
    assert "charter-by-requester" in codes(asks)


def test_notices_go_to_the_units_of_a_segment(office: gr.Office) -> None:
    plan = notice_plan(
        """
[channel.desk]
address = "console:"
[receiver.all]
channel = "desk"
segment = "quiet"
[receiver.some]
channel = "desk"
units = ["r"]
segment = "没有事项的楼栋"
[receiver.none]
channel = "desk"
units = ["h1"]
segment = "quiet"
[text.hello]
subject = { en = "Hello" }
body = { en = "To {place}." }
"""
    )
    reached = [sorted(to) for to, _ in office._receivers(plan, DAY)]
    assert reached == [["h2"], ["h2"], []]
    told = office.notify_by(plan, "hello", {}, DAY, reason="test")
    assert {one.body for one in told} == {"To H2."}
    office.remind_by(plan, DAY, reason="test")


def test_an_audience_is_of_units(office: gr.Office) -> None:
    text = '[channel.desk]\naddress = "console:"\n[receiver.all]\nchannel = "desk"\nsegment = "complaints"'
    with pytest.raises(InvalidArgument) as caught:
        office.remind_by(notice_plan(text), DAY, reason="test")
    assert "单位" in caught.value.text("zh")

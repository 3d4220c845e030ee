"""Records come back from JSON and from columns as they were, and nothing is coerced on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import attrs
import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from support.wild import INTEGERS, wild_records

from grassroots.codec import (
    Encoded,
    as_kept,
    check_text,
    columns_of,
    converter,
    decode,
    encode,
    encode_all,
    facts_of,
    from_json,
    parts_json,
    to_json,
)
from grassroots.codec import convert as codec
from grassroots.convert import Misfit, Misfits, mistyped
from grassroots.errors import InvalidArgument, InvalidValue
from grassroots.fields import Column, Part, fields_of
from grassroots.model import NOUNS, Attachment, Case, Custom, Household, Person, Post, Provision, Record, Stage, Step, noun_of
from grassroots.values import (
    CaseId,
    HouseholdId,
    PartialDate,
    PersonId,
    PostId,
    ProgrammeId,
    Quality,
    Quantity,
    Ref,
    StageId,
    UnitId,
)

EVERY_NOUN = pytest.mark.parametrize("noun", list(NOUNS))
DAY = date(2014, 6, 30)


def relief(**more: Any) -> Provision:
    return Provision(id="q-1", unit=UnitId("b7"), kind="relief", on=DAY, **more)


def it_comes_back_from_its_columns(noun: str, record: Record) -> None:
    encoded = encode(record)
    assert decode(noun, encoded) == record
    layout = columns_of(noun)
    assert len(encoded.facts) == len(layout.facts)
    types = {
        Column.TEXT: str, Column.INTEGER: int, Column.DECIMAL: int, Column.FLAG: bool, Column.DATE: date, Column.TIME: time
    }  # fmt: skip
    for cell, column in zip(encoded.facts, layout.facts, strict=True):
        assert type(cell) is types[column.type] or (cell is None and column.optional)


def it_comes_back_from_its_json(noun: str, record: Record) -> None:
    text = to_json(record)
    assert from_json(noun, text) == record
    assert to_json(from_json(noun, text)) == text
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def its_facts_and_its_personal_part_make_it_and_share_nothing(noun: str, record: Record) -> None:
    encoded = encode(record)
    bare = facts_of(record)
    facts, personal = parts_json(record)
    assert facts == to_json(bare)
    assert parts_json(bare) == (facts, "")
    assert {*json.loads(facts), *json.loads(personal or "{}")} == {*json.loads(to_json(record))}
    assert facts_of(bare) == bare
    without = Encoded(encoded.facts, None, tuple(tuple((facts, None) for facts, _ in rows) for rows in encoded.children))
    assert decode(noun, without) == bare
    assert (personal == "") == (bare == record)


def its_text_is_the_same_by_the_fast_path_and_by_the_slow_one(noun: str, record: Record) -> None:
    assert codec._orjson() is not None
    fast = to_json(record)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codec, "_orjson", lambda: None)
        assert to_json(record) == fast
        assert from_json(noun, fast) == record
    assert from_json(noun, fast) == record
    assert from_json(noun, json.dumps(json.loads(fast), indent=1)) == record


LAWS = (
    it_comes_back_from_its_columns,
    it_comes_back_from_its_json,
    its_facts_and_its_personal_part_make_it_and_share_nothing,
    its_text_is_the_same_by_the_fast_path_and_by_the_slow_one,
)


@EVERY_NOUN
@settings(max_examples=10)
@given(data=st.data())
def test_whatever_a_record_says_it_keeps_the_laws(noun: str, data: st.DataObject) -> None:
    record = data.draw(wild_records(noun))
    for law in LAWS:
        law(noun, record)


@settings(max_examples=40)
@given(data=st.data())
def test_many_records_at_once_are_each_what_it_is_by_itself(data: st.DataObject) -> None:
    nouns = data.draw(st.lists(st.sampled_from(list(NOUNS)), min_size=1, max_size=2))
    records = [record for noun in nouns for record in data.draw(st.lists(wild_records(noun), min_size=8, max_size=9))]
    assert encode_all(records) == [(encode(record), *parts_json(record)) for record in records]


class _Word(str):
    pass


ODD = (
    True,
    1,
    1.5,
    "a\0b",
    "\ud800",
    _Word("b7"),
    b"b7",
    None,
    (),
    [],
    datetime(2014, 1, 1, tzinfo=UTC),
    time(1, fold=1),
    Decimal("sNaN"),
    {},
)


@settings(max_examples=150)
@given(data=st.data())
def test_what_is_wrong_in_one_of_many_is_told_as_it_is_of_one(data: st.DataObject) -> None:
    noun = data.draw(st.sampled_from(list(NOUNS)))
    sound = data.draw(wild_records(noun))
    records = [attrs.evolve(sound) for _ in range(9)]
    for at in data.draw(st.lists(st.integers(0, 8), min_size=1, max_size=2, unique=True)):
        steps = getattr(records[at], "steps", ()) if data.draw(st.booleans()) else ()
        place = steps[-1] if steps else records[at]
        name = data.draw(st.sampled_from([one.name for one in attrs.fields(type(place))]))
        object.__setattr__(place, name, ODD[data.draw(st.integers(0, len(ODD) - 1))])

    def said(how: Callable[[], Any]) -> Any:
        try:
            return how()
        except InvalidValue as error:
            return str(error)

    assert said(lambda: encode_all(records)) == said(lambda: [(encode(record), *parts_json(record)) for record in records])


def test_a_record_as_it_is_kept_has_its_numbers_as_a_store_writes_them() -> None:
    case = Case(id=CaseId("c-1"), unit=UnitId("b7"), category="noise")
    assert as_kept(case) is case
    paid = relief(amount=Quantity(raw="12.50", value=Decimal("12.50")))
    for record in (paid, attrs.evolve(case, custom=(Custom(name="n", number=Decimal("1.0")),))):
        kept = as_kept(record)
        assert kept == record
        assert repr(kept) == repr(decode(noun_of(record), encode(record))) != repr(record)


def test_equal_records_have_equal_json() -> None:
    written, counted = relief(amount=Quantity.of("12.50")), relief(amount=Quantity(raw="12.50", value=Decimal("12.5")))
    assert written == counted
    assert to_json(written) == to_json(counted)
    assert '"value":"12.5"' in to_json(written)


def test_a_field_with_its_default_is_left_out_of_the_json() -> None:
    plain = Household(id=HouseholdId("h-1"), unit=UnitId("b7"))
    assert to_json(plain) == '{"id":"h-1","unit":"b7"}'
    assert to_json(attrs.evolve(plain, key_family=True)) == '{"id":"h-1","key_family":true,"unit":"b7"}'


def test_the_facts_of_a_record_hold_no_personal_field_of_any_noun() -> None:
    for noun, cls in NOUNS.items():
        layout = columns_of(noun)
        private = [info for info in fields_of(cls) if info.part is Part.PERSONAL]  # type: ignore[arg-type]
        hidden = {name for info in private for name in dict(info.columns()) or [info.name]}
        assert hidden.isdisjoint(column.name for column in layout.facts)
        assert hidden == {column.name for column in layout.personal}


def test_what_a_private_custom_field_says_lies_in_the_personal_part() -> None:
    record = Person(
        id=PersonId("p-1"),
        custom=(Custom(name="floor", number=Decimal(3)), Custom(name="illness", text="secret", private=True)),
        attachments=(Attachment(digest="sha256:00", name="secret.pdf"), Attachment(digest="sha256:01")),
    )
    facts, personal = parts_json(record)
    assert facts == (
        '{"attachments":[{"digest":"sha256:00"},{"digest":"sha256:01"}],'
        '"custom":[{"name":"floor","number":"3"},{"name":"illness","private":true}],"id":"p-1"}'
    )
    assert personal == '{"attachments":[{"name":"secret.pdf"},{}],"custom":[{},{"text":"secret"}]}'
    assert facts_of(record).custom == (Custom(name="floor", number=Decimal(3)), Custom(name="illness", private=True))


INNER = {
    ("amount", "a value of type str stands"): "amount.quality",
    ("amount", "too large"): "amount.value",
}
"""What the JSON tells more exactly than the columns, where a field has several."""


class Mood(StrEnum):
    GOOD = "good"


@pytest.mark.parametrize(
    ("record", "field", "cure"),
    [
        (Post(id=PostId("s"), unit=UnitId("u"), kind="k", seats=True), "seats", "a value of type bool stands where a whole number belongs"),
        (Post(id=PostId("s"), unit=UnitId("u"), kind="k", seats=3.9), "seats", "a value of type float stands where"),  # type: ignore[arg-type]
        (Post(id=PostId("s"), unit=UnitId("u"), kind="k", seats="3"), "seats", "a value of type str stands where"),  # type: ignore[arg-type]
        (Post(id=PostId("s"), unit=UnitId("u"), kind="k", seats=2**63), "seats", "does not fit 64 bits"),
        (Post(id=PostId("s"), unit=UnitId("u"), kind=Mood.GOOD), "kind", "a value of type Mood stands where a text belongs"),
        (Post(id=PostId("s"), unit=UnitId("u"), kind=None), "kind", "a value of type NoneType stands"),  # type: ignore[arg-type]
        (Post(id=PostId("s"), unit=UnitId("u"), kind="a\0"), "kind", "a NUL character"),
        (Post(id=PostId("s"), unit=UnitId("u"), kind="\ud800"), "kind", "half a character"),
        (Post(id=PostId("s"), unit=UnitId("u"), kind="k", start=datetime(2014, 1, 1, tzinfo=UTC)), "start", "a value of type datetime stands"),
        (Post(id=PostId("s"), unit=UnitId("u"), kind="k", start="2014-01-01"), "start", "type str stands"),  # type: ignore[arg-type]
        (Household(id=HouseholdId("h"), unit=UnitId("u"), key_family=1), "key_family", "type int stands"),  # type: ignore[arg-type]
        (Person(id=PersonId("p"), birth=date(1971, 1, 1)), "birth", "a value of type date stands where a partial date"),  # type: ignore[arg-type]
        (Person(id=PersonId("p"), birth=PartialDate(True)), "birth", "a value of type bool stands where a whole number"),
        (relief(amount=Decimal(5)), "amount", "a value of type Decimal stands where a quantity belongs"),
        (relief(amount=Quantity(raw="5", value=Decimal(5), quality="exact")), "amount", "a value of type str stands"),  # type: ignore[arg-type]
        (relief(amount=Quantity.of("922337203685477.5808")), "amount", "too large"),
        (relief(amount=Quantity.of(Decimal("1E+20"))), "amount", "too large"),
        (Case(id=CaseId("c"), category="o", unit=UnitId("u"), steps=(Step(state="s", on=DAY, at=time(9, tzinfo=UTC)),)),
         "steps[0].at", "has a time zone"),
        (Case(id=CaseId("c"), category="o", unit=UnitId("u"), steps=[]), "steps", "a value of type list stands"),  # type: ignore[arg-type]
        (Case(id=CaseId("c"), category="o", unit=UnitId("u"), steps=({},)), "steps[0]", "type dict stands"),  # type: ignore[arg-type]
        (Person(id=PersonId("p"), custom=(Custom(name="n", number=Decimal("NaN")),)), "custom[0].number", "not finite"),
        (Person(id=PersonId("p"), custom=(Custom(name="n", number=Decimal("0.00001")),)), "custom[0].number", "finer than four"),
        (Person(id=PersonId("p"), custom=(Custom(name="n", text=5, private=True),)), "custom[0].text", "stands where a text belongs"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused_with_its_place(record: Record, field: str, cure: str) -> None:
    for call in (encode, to_json):
        with pytest.raises(InvalidValue) as caught:
            call(record)
        place = field if call is encode else INNER.get((field, cure), field)
        assert f"{noun_of(record)} {record.id!r}, field {place}: " in str(caught.value)
        assert cure in str(caught.value)
        assert str(caught.value).endswith(".")


def test_an_error_never_tells_the_value() -> None:
    with pytest.raises(InvalidValue) as caught:
        encode(Person(id=PersonId("p-1"), name="Ann Secret\0"))
    assert "Secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("noun", "text", "told"),
    [
        ("person", "{", "is no JSON"),
        ("person", "[" * 100_000, "is no JSON"),
        ("person", "[]", "a value of type list stands where an object belongs"),
        ("person", '{"id":"p","name":"A","name":"B"}', "'name' stands twice"),
        ("person", '{"id":"p","nam":"A"}', "there is no 'nam'. There are: name"),
        ("person", '{"name":"A"}', "'id' is missing"),
        ("person", '{"id":"p","name":5}', "field name: a value of type int stands where a text belongs"),
        ("person", '{"id":"p","name":"a\\u0000"}', "NUL"),
        ("person", '{"id":"p","name":"\\ud800"}', "half a character"),
        ("person", '{"id":"p","birth":"71"}', "field birth: that is no partial date"),
        ("stage", '{"id":"s","programme":"c","number":true,"start":"2014-01-01"}', "field number: a value of type bool stands"),
        ("stage", '{"id":"s","programme":"c","number":"1","start":"2014-01-01"}', "field number: a value of type str stands"),
        ("stage", '{"id":"s","programme":"c","number":1e0,"start":"2014-01-01"}', "field number: a value of type float stands"),
        ("stage", '{"id":"s","programme":"c","number":NaN,"start":"2014-01-01"}', "field number: a value of type float stands"),
        ("stage", '{"id":"s","programme":"c","number":1,"start":"20140101"}', "field start: that is no day"),
        ("stage", '{"id":"s","programme":"c","number":1,"start":"2014-02-30"}', "field start: that is no day"),
        ("stage", '{"id":"s","programme":"c","number":1,"start":null}', "field start: a value of type NoneType"),
        ("stage", '{"id":"s","programme":"c","number":1,"start":"２０１４-01-01"}', "field start: that is no day"),
        ("case", '{"id":"c","category":"o","unit":"u","steps":{}}', "field steps: a value of type dict stands where a list"),
        ("case", '{"id":"c","category":"o","unit":"u","steps":[{"state":"s"}]}', "field steps[0]: 'on' is missing"),
        ("case", '{"id":"c","category":"o","unit":"u","steps":[{"state":"s","on":"2014-01-01","at":"9:00"}]}',
         "field steps[0].at: that is no time of day"),
        ("case", '{"id":"c","category":"o","unit":"u","confidential":0}', "field confidential: a value of type int stands where a flag"),
        ("provision", '{"id":"q","unit":"u","kind":"k","on":"2014-01-01","amount":{"raw":"5","value":5}}', "field amount.value: that is no decimal"),
        ("provision", '{"id":"q","unit":"u","kind":"k","on":"2014-01-01","amount":{"raw":"5"}}', "field amount: that is no quantity"),
        ("provision", '{"id":"q","unit":"u","kind":"k","on":"2014-01-01","amount":{"raw":"5","valu":"5"}}', "field amount: there is no 'valu'"),
        ("provision", '{"id":"q","unit":"u","kind":"k","on":"2014-01-01","amount":{"raw":"5","value":"1e3"}}', "field amount.value: that is no decimal"),
        ("contact", '{"id":"v","unit":"u","on":"2014-01-01","code":"r","target":{"noun":"unit"}}', "field target: 'id' is missing"),
    ],
)  # fmt: skip
def test_json_that_says_something_else_is_refused_with_its_place(noun: str, text: str, told: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        from_json(noun, text)
    assert told in str(caught.value)


WRONG: dict[Any, list[tuple[Any, str]]] = {
    Column.TEXT: [(5, "type int stands where a text"), (True, "type bool stands"), (["a"], "type list stands"), ("a\0", "a NUL")],
    Column.INTEGER: [
        (True, "type bool stands where a whole number"), (1.0, "type float stands"), ("1", "type str stands"), (2**63, "64 bits")
    ],
    Column.DECIMAL: [(5, "no decimal"), (1.5, "no decimal"), ("1,5", "no decimal"), ("0.00001", "no decimal")],
    Column.FLAG: [(1, "type int stands where a flag"), ("true", "type str stands"), (0.0, "type float stands")],
    Column.DATE: [("20140101", "no day"), ("2014-02-30", "no day"), (20140101, "type int stands where a text")],
    Column.TIME: [("9:00", "no time of day"), (900, "type int stands where a text")],
    PartialDate: [("71", "no partial date"), (1971, "type int stands where a text")],
    Quantity: [({"raw": "5"}, "no quantity"), ("5", "type str stands where an object"), ([], "type list stands where an object")],
    Ref: [("unit:u", "type str stands where an object"), ({"noun": "unit"}, "'id' is missing")],
}  # fmt: skip


@EVERY_NOUN
@settings(max_examples=10)
@given(data=st.data())
def test_nothing_is_coerced_and_all_that_is_wrong_is_told_at_once_with_its_path(noun: str, data: st.DataObject) -> None:
    record = data.draw(wild_records(noun))
    plain = json.loads(to_json(record))
    fields = [info for info in fields_of(type(record)) if not info.many]
    chosen = data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=5, unique_by=lambda info: info.name))
    told = []
    for info in chosen:
        choices = [*WRONG[info.kind], *([] if info.optional else [(None, "NoneType")])]
        plain[info.name], words = data.draw(st.sampled_from(choices))
        told.append((f"field {info.name}", words if words != "NoneType" else ""))
    plain["naem"] = 1
    told.append(("", "there is no 'naem'. There are: "))
    with pytest.raises(InvalidValue) as caught:
        from_json(noun, json.dumps(plain))
    lines = str(caught.value).splitlines()
    assert len(lines) == len(told)
    for place, words in told:
        assert any(line.startswith(noun) and place in line and words in line and line.endswith(".") for line in lines)


def test_what_is_wrong_in_rows_is_told_with_the_place_of_the_row() -> None:
    steps = '[{"state":"s","on":"2014-01-01"},{"state":5,"on":"1"},{"on":"2014-01-01","x":1}]'
    with pytest.raises(InvalidValue) as caught:
        from_json("case", f'{{"id":"c","category":"o","steps":{steps}}}')
    assert str(caught.value).splitlines() == [
        "case 'c', field steps[1].state: a value of type int stands where a text belongs. Give a text.",
        "case 'c', field steps[1].on: that is no day. Write it as 2026-03-31.",
        "case 'c', field steps[2]: there is no 'x'. There are: at, by, due, due_at, ground.",
        "case 'c', field steps[2]: 'state' is missing. Give it.",
        "case 'c': 'unit' is missing. Give it.",
    ]


def test_all_that_no_text_can_say_is_told_at_once() -> None:
    wrong = Case(id=CaseId("c"), category=5, unit=UnitId("u"), steps=(Step(state="s\0", on="1"),))  # type: ignore[arg-type]
    with pytest.raises(InvalidValue) as caught:
        to_json(wrong)
    places = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    assert places == ["case 'c', field category", "case 'c', field steps[0].state", "case 'c', field steps[0].on"]


@pytest.mark.parametrize("where", ['{"id":"p","id":"p"}', '{"id":"p","custom":[{"name":"n","name":"n"}]}'])
def test_a_key_that_stands_twice_is_refused_also_within_rows(where: str) -> None:
    with pytest.raises(InvalidValue, match="stands twice in one object; keep one"):
        from_json("person", where)


@attrs.frozen
class Fee:
    """What an integrator keeps beside our records."""

    amount: Quantity
    mood: Mood
    share: Decimal = Decimal("0.5")
    due: date | None = None
    steps: tuple[Step, ...] = ()


@attrs.frozen
class Money:
    cents: int


def test_an_integrator_s_types_are_read_and_written_by_a_converter_of_their_own() -> None:
    mine = converter()
    fee = Fee(Quantity.of("3"), Mood.GOOD, due=DAY, steps=(Step(state="paid", on=DAY),))
    plain = mine.unstructure(fee)
    assert plain == {
        "amount": {"raw": "3", "value": "3"}, "mood": "good", "due": "2014-06-30", "steps": [{"state": "paid", "on": "2014-06-30"}]
    }  # fmt: skip
    assert mine.structure(plain, Fee) == fee
    with pytest.raises(Misfits) as caught:
        mine.structure({"amount": {"raw": "3"}, "mood": "bad", "steps": [{"state": "paid", "on": 5}], "shaer": "1"}, Fee)
    assert [path for path, _ in caught.value.found] == [("amount",), ("mood",), ("steps", 0, "on"), ("shaer",)]
    with pytest.raises(Misfits):
        mine.unstructure(attrs.evolve(fee, mood="good"))
    mine.register_structure_hook(Money, lambda raw, hint: Money(int(raw)))
    assert mine.structure("5", Money) == Money(5)
    with pytest.raises(Misfits):
        converter().structure({"cents": "5"}, Money)


@settings(max_examples=60)
@given(json_value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "name", "birth", "steps", "state", "on", "category", "unit", "custom", "x"]), inner, max_size=4),
    max_leaves=8,
), noun=st.sampled_from(["person", "case", "unit"]))  # fmt: skip
def test_no_json_at_all_raises_anything_but_a_typed_error(json_value: Any, noun: str) -> None:
    try:
        record = from_json(noun, json.dumps(json_value))
    except InvalidValue:
        return
    assert decode(noun, encode(record)) == record


@given(INTEGERS)
def test_a_decimal_keeps_four_places_exactly(number: int) -> None:
    record = Person(id=PersonId("p"), custom=(Custom(name="n", number=Decimal(number).scaleb(-4)),))
    assert encode(record).children[2][0][0][2] == number
    assert decode("person", encode(record)) == record


def test_the_largest_and_the_smallest_decimal_fit() -> None:
    for text in ("922337203685477.5807", "-922337203685477.5808"):
        record = relief(amount=Quantity.of(text))
        assert decode("provision", encode(record)) == record


def test_a_decimal_written_with_zeros_or_an_exponent_is_the_same_number() -> None:
    for text in ("1.00000000", "1E0", "+1", "0.1E1", "10E-1"):
        record = Person(id=PersonId("p"), custom=(Custom(name="n", number=Decimal(text)),))
        assert '"number":"1"' in to_json(record)
    assert '"number":"0"' in to_json(Person(id=PersonId("p"), custom=(Custom(name="n", number=Decimal("-0E-99999999")),)))


def test_a_quantity_that_the_source_damaged_keeps_its_text() -> None:
    damaged = Quantity(raw="654.38+10,000", measured_in="CNY", quality=Quality.DAMAGED)
    assert decode("provision", encode(relief(amount=damaged))).amount == damaged  # type: ignore[union-attr]
    assert from_json("provision", to_json(relief(amount=damaged))).amount == damaged  # type: ignore[union-attr]


def test_cells_that_are_no_record_are_refused() -> None:
    with pytest.raises(InvalidValue, match="no stage"):
        decode("stage", Encoded(("s",), None, ((), (), ())))
    good = encode(Stage(id=StageId("s"), programme=ProgrammeId("c"), number=1, start=DAY))
    with pytest.raises(InvalidValue, match="no stage"):
        decode("stage", attrs.evolve(good, facts=(None, *good.facts[1:])))


def test_a_column_that_was_added_later_reads_as_the_default() -> None:
    encoded = encode(Post(id=PostId("s"), unit=UnitId("u"), kind="k", seats=1))
    names = [column.name for column in columns_of("post").facts]
    older = tuple(None if name == "seats" else cell for name, cell in zip(names, encoded.facts, strict=True))
    assert decode("post", attrs.evolve(encoded, facts=older)) == Post(id=PostId("s"), unit=UnitId("u"), kind="k")
    assert to_json(decode("post", attrs.evolve(encoded, facts=older))) == to_json(
        Post(id=PostId("s"), unit=UnitId("u"), kind="k")
    )


def test_what_is_no_record_and_no_noun_is_refused() -> None:
    with pytest.raises(InvalidValue, match="a Step is no record"):
        encode(Step(state="s", on=DAY))  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match=r"no noun 'persons'.*person"):
        columns_of("persons")
    with pytest.raises(InvalidValue, match="a value of type int stands where a text belongs"):
        check_text(5)


def test_column_names_of_a_noun_are_different_and_the_id_comes_first() -> None:
    for noun in NOUNS:
        layout = columns_of(noun)
        names = [column.name for column in layout.facts + layout.personal]
        assert len(set(names)) == len(names)
        assert names[0] == "id"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@frozen
class Shelf:
    """A field of each shape that a class of one's own may have."""

    pair: tuple[str, int] = ("", 0)
    deep: tuple[tuple[str, Decimal], ...] = ()
    named: Mapping[str, Decimal] = field(factory=dict)
    coloured: Mapping[Colour, int] = field(factory=dict)
    dated: Mapping[date, str] = field(factory=dict)
    kind: Literal["a", "b", 1] = "a"
    number: float = 0.5
    listed: list[date] = field(factory=list)
    bag: frozenset[str] = frozenset()
    maybe: Literal["x"] | None = None


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=5)
CENTS = st.integers(-(10**6), 10**6).map(lambda number: Decimal(number) / 100)
SHELVES = st.builds(
    Shelf,
    pair=st.tuples(WORDS, st.integers(-9, 9)),
    deep=st.lists(st.tuples(WORDS, CENTS), max_size=2).map(tuple),
    named=st.dictionaries(WORDS, CENTS, max_size=2),
    coloured=st.dictionaries(st.sampled_from(Colour), st.integers(-9, 9)),
    dated=st.dictionaries(st.dates(), WORDS, max_size=2),
    kind=st.sampled_from(["a", "b", 1]),
    number=st.floats(allow_nan=False, allow_infinity=False),
    listed=st.lists(st.dates(), max_size=2),
    bag=st.frozensets(WORDS, max_size=3),
    maybe=st.sampled_from([None, "x"]),
)


@given(SHELVES)
def test_what_a_class_of_ones_own_says_comes_back_from_json_as_it_was(shelf: Shelf) -> None:
    mine = converter()
    written = json.dumps(mine.unstructure(shelf), allow_nan=False)
    assert mine.structure(json.loads(written), Shelf) == shelf


RAW = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.binary(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=2) | st.sampled_from(["red", "2024-01-01"]), inner, max_size=2)
    ),
)


@given(st.dictionaries(st.sampled_from([one.name for one in attrs.fields(Shelf)]), RAW))
def test_whatever_stands_in_a_field_is_read_as_its_type_or_refused_with_its_path(raw: dict[str, Any]) -> None:
    found: tuple[Any, ...] = ()
    made = Shelf()
    try:
        made = converter().structure(raw, Shelf)
    except Misfits as wrong:
        found = wrong.found
    assert {path[0] for path, _ in found} <= set(raw)
    assert list(mistyped(made)) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"number": float("nan")}, ("number",)),
        ({"number": float("inf")}, ("number",)),
        ({"number": 1}, ("number",)),
        ({"pair": ("a",)}, ("pair",)),
        ({"pair": (1, "a")}, ("pair", 0)),
        ({"coloured": {"green": 1}}, ("coloured", "green")),
        ({"dated": {5: "x"}}, ("dated", "5")),
        ({"named": {"a": 1.5}}, ("named", "a")),
        ({"bag": ["a"]}, ("bag",)),
    ],
)
def test_what_would_not_come_back_is_not_written(changes: dict[str, Any], path: tuple[str | int, ...]) -> None:
    with pytest.raises(Misfits) as caught:
        converter().unstructure(attrs.evolve(Shelf(), **changes))
    assert path in [where for where, _ in caught.value.found]


@pytest.mark.parametrize(
    ("raw", "hint"), [({"1": "a"}, Mapping[int, str]), ("a", bytes), (5, bytes), (True, Literal[1]), ("c", Literal["a"])]
)
def test_what_is_no_such_value_is_a_misfit_and_no_other_error(raw: Any, hint: Any) -> None:
    with pytest.raises((Misfit, Misfits)):
        converter().structure(raw, hint)

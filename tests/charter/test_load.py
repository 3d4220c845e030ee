"""Loading: what a charter says becomes what the library works with; charters extend one another; a mapping is laid over one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from support.clubs import CLUB, association, problems_of

from grassroots.charter import AllOf, AnyOf, Charter, Form, Has, Is, LedgerColumn, NotOf, Reads, Split, StateKind, Within
from grassroots.charter.checking import check
from grassroots.charter.loading import load, overlay
from grassroots.errors import CharterInvalid, NotFound
from grassroots.rules.registry import KINDS
from grassroots.workspace import open_charter

CHARTER = load({"club.toml": CLUB}, kinds=KINDS)


# -- values --------------------------------------------------------------------------------------------------------------------------


def test_the_head_says_what_the_charter_is() -> None:
    assert (CHARTER.id, CHARTER.version, CHARTER.languages) == ("club", "3", ("en", "zh"))
    assert CHARTER.valid_from == date(2014, 1, 1)
    assert CHARTER.labels == {"en": "Club", "zh": "俱乐部"}
    assert CHARTER.exclusive == ("chair",)


def test_words_have_labels_and_say_where_they_stand_and_what_life_they_lead() -> None:
    branch, repair = CHARTER.word("unit", "branch"), CHARTER.word("category", "repair")
    assert branch is not None
    assert repair is not None
    assert (branch.under, branch.label("zh"), repair.workflow) == (("club", "branch"), "分部", "repair")


def test_the_first_state_of_a_workflow_starts_it() -> None:
    workflow = CHARTER.workflows["case"]
    assert (workflow.start, workflow.starts) == ("received", ("received",))
    assert workflow.states["paused"].kind is StateKind.WAITING
    assert workflow.states["received"].next == ("paused", "replied")


def test_a_life_may_start_elsewhere_where_the_charter_says_so() -> None:
    text = CLUB.replace('mended = { kind = "done",', 'mended = { start = true, kind = "done",')
    assert load({"club.toml": text}, kinds=KINDS).workflows["repair"].starts == ("called", "mended")


def test_literals_take_the_type_of_their_field() -> None:
    where = CHARTER.measures["heights"].where
    assert where == AllOf((Within(path="custom.floor", over=Decimal("2.5")), Is("confidential", (False,))))


def test_a_list_means_any_of_and_a_dash_means_missing() -> None:
    opinions, good = CHARTER.measures["opinions"], CHARTER.measures["rated_good"]
    assert opinions.where == AllOf((Is("category", ("opinion",)), Is("unit.kind", ("club", "branch"))))
    assert good.left_out == (("unrated", Is("rating", (None,))),)


def test_conditions_nest() -> None:
    assert CHARTER.measures["rated_good"].where == AllOf(
        (
            AnyOf((Is("state_kind", ("done",)), NotOf(Is("promise", ("overdue",))))),
            Has(noun="reply", by="case", where=Within(path="on", at_least=date(2014, 1, 1))),
        )
    )


def test_measures_have_one_shape() -> None:
    opinions, share, busy = (CHARTER.measures[name] for name in ("opinions", "share", "busy"))
    assert (opinions.form, opinions.noun, opinions.dated) == (Form.COUNT, "case", "received")
    assert opinions.by == (Split(path="outcome", missing="running"),)
    assert CHARTER.measures["rated_good"].reads is Reads.PERIOD_END
    assert share.over == ("opinions", "attenders")
    assert (busy.reach, busy.at_least, busy.noun) == ("opinions", Decimal(3), "")


def test_reasons_to_leave_out_keep_their_order() -> None:
    reasons = 'left_out = { unrated = { rating = "-" }, aside = { state = "paused" } }'
    text = CLUB.replace('left_out = { unrated = { rating = "-" } }', reasons).replace(
        "[words.missing]", 'aside = { en = "aside", zh = "搁置" }\n[words.missing]'
    )
    assert [reason for reason, _ in load({"a.toml": text}, kinds=KINDS).measures["rated_good"].left_out] == ["unrated", "aside"]


def test_what_a_measure_counts_is_what_it_is_measured_in() -> None:
    units = {name: measure.measured_in for name, measure in CHARTER.measures.items()}
    assert units["opinions"] == "case"
    assert units["days"] == "day"
    assert units["share"] == ""
    assert units["attenders"] == "", "the charter has no word for persons"


def test_a_ledger_has_its_columns_in_order_and_its_prefix() -> None:
    opinions, gifts, posts = (CHARTER.ledgers[name] for name in ("opinions", "gifts", "posts"))
    assert [column.name for column in opinions.columns][:3] == ["no", "unit", "received"]
    assert (opinions.prefix, gifts.prefix, posts.prefix) == ("o-", "gifts-", "")
    assert (opinions.nouns, gifts.nouns) == (("case", "reply"), ("contribution",))
    assert opinions.skip[0].values == ("void",)
    assert opinions.complete is None, "how much of the ledger a table holds is then seen in the table"


def test_a_column_goes_to_the_field_of_its_name_unless_it_says_otherwise() -> None:
    columns = {column.name: column for column in CHARTER.ledgers["opinions"].columns}
    assert columns["unit"] == LedgerColumn(name="unit", headings=("unit", "单位"), to="unit", required=True)
    assert (columns["received"].to, columns["received"].formats) == ("step.received", ("%d/%m/%Y",))
    assert (columns["remark"].to, columns["remark"].ignored) == ("", True)
    code = next(column for column in CHARTER.ledgers["posts"].columns if column.name == "code")
    assert (code.to, code.ignored) == ("", False), "it fills nothing, but the key is made of it"
    assert {column.name: column.unit for column in CHARTER.ledgers["gifts"].columns}["amount"] == "CNY"


# -- extending -----------------------------------------------------------------------------------------------------------------------

CHILD = """\
id = "child"
extends = "club"
label = { en = "Child", zh = "子" }
[words.unit]
branch = { en = "chapter", zh = "支会", under = ["club"] }
team = { en = "team", zh = "队", under = ["branch"] }
"""


def parent(name: str) -> Charter:
    if name != "club":
        raise NotFound(name)
    return CHARTER


def test_a_charter_inherits_all_that_it_does_not_replace() -> None:
    child = load({"child.toml": CHILD}, kinds=KINDS, parent=parent)
    assert (child.id, child.version, child.languages) == ("child", "1", ("en", "zh"))
    assert (child.measures, child.ledgers, child.workflows) == (CHARTER.measures, CHARTER.ledgers, CHARTER.workflows)
    assert child.exclusive == ("chair",)
    assert child.valid_from is None


def test_a_table_of_the_same_key_replaces_the_whole_table() -> None:
    child = load({"child.toml": CHILD}, kinds=KINDS, parent=parent)
    branch = child.word("unit", "branch")
    assert branch is not None
    assert (branch.labels["en"], branch.under) == ("chapter", ("club",))
    assert list(child.words["unit"]) == ["club", "branch", "team"]


def test_what_a_replacement_breaks_elsewhere_is_told_where_the_charter_extends() -> None:
    text = (
        CHILD
        + '[workflow.case.state]\nnew = { kind = "open", en = "new", zh = "新", next = ["done"] }\ndone = { kind = "done", en = "done", zh = "结" }\n'
    )
    problems = problems_of({"child.toml": text}, parent=parent)
    assert {problem.code for problem in problems} >= {"charter-dated", "charter-to-near"}
    assert {problem.source.row for problem in problems if problem.source} == {2}


def test_an_inherited_language_that_is_lacking_is_told_once() -> None:
    english = load(
        {"c.toml": 'id = "english"\nlabel = { en = "E" }\n[words.post]\na = { en = "a" }\nb = { en = "b" }\n'}, kinds=KINDS
    )
    text = 'id = "child"\nextends = "english"\nlanguages = ["en", "zh"]\nlabel = { en = "C", zh = "子" }\n'
    (problem,) = problems_of({"child.toml": text}, parent=lambda name: english)
    assert (problem.code, problem.value, problem.details["count"]) == ("charter-language", "zh", 2)
    assert problem.source is not None
    assert problem.source.row == 3


def test_a_language_without_catalogues_is_told_even_where_every_label_has_it() -> None:
    text = CHILD.replace("label =", 'languages = ["en", "de"]\nlabel =').replace("}", ', de = "x" }')
    problems = problems_of({"child.toml": text}, parent=parent)
    assert ("charter-no-texts", "de") in [(problem.code, problem.value) for problem in problems]


def test_a_change_says_otherwise_what_it_says_and_leaves_the_rest() -> None:
    text = (
        CHILD
        + """
[change.measure.opinions]
zh = "来件"
where = { category = "opinion" }
source = "our own paper"
[change.rubric.homes]
title = "x"
[change.measure.opinion]
en = "x"
[change.measure.attenders]
count = "case"
[change.words.unit]
club = { en = "c" }
"""
    )
    problems = problems_of({"child.toml": text}, parent=parent)
    assert [(one.code, one.value) for one in problems] == [
        ("charter-change", "homes"),
        ("charter-change", "opinion"),
        ("charter-key", "count"),
        ("charter-change-kind", "words"),
    ]
    assert problems[1].details["known"][0] == "opinions"
    sound = text[: text.index("[change.rubric")]
    child = load({"child.toml": sound}, kinds=KINDS, parent=parent)
    was, now = CHARTER.measures["opinions"], child.measures["opinions"]
    assert now.labels == {"en": was.labels["en"], "zh": "来件"}
    assert (now.source, now.form, now.dated, now.by) == ("our own paper", was.form, was.dated, was.by)
    assert now.where == Is("category", ("opinion",))
    own = sound + '[measure.opinions]\nen = "o"\nzh = "意"\ncount = "case"\n'
    assert "charter-change-own" in [one.code for one in problems_of({"child.toml": own}, parent=parent)]
    wrong = CHILD + '[change.measure.opinions]\nwhere = { categry = "opinion" }\n'
    (problem,) = problems_of({"child.toml": wrong}, parent=parent)
    assert (problem.source and problem.source.row, problem.value) == (8, "categry")


BODY = """
[words.grade]
good = { en = "good", zh = "良" }
[rubric.year]
en = "year"
zh = "年"
subject = "unit"
months = 12
source = "a paper"
unconfirmed = true
grade = [{ grade = "good" }]
item = { work = { en = "work", zh = "工作", weight = "60", fed_by = "marks" }, order = { en = "order", zh = "秩序", weight = "40", fed_by = "marks" } }
"""


def test_a_changed_entry_leaves_the_others_and_is_confirmed_by_its_own_source() -> None:
    above = load({"above.toml": CHILD + BODY}, kinds=KINDS, parent=parent)
    head = 'id = "below"\nextends = "child"\nlabel = { en = "B", zh = "下" }\n[change.rubric.year]\nsource = "ours"\n'
    item = '[change.rubric.year.item]\nwork = { en = "deeds", zh = "实绩", weight = "60", fed_by = "marks" }\n'
    year = load({"below.toml": head + item}, kinds=KINDS, parent=lambda _: above).rule("rubric", "year")
    assert [(name, one.labels["en"]) for name, one in year.item.items()] == [("work", "deeds"), ("order", "order")]  # type: ignore[attr-defined]
    assert (year.source, year.unconfirmed) == ("ours", False)
    weights = '[change.rubric.year.item]\nwork = { weight = "50" }\norder = { weight = "50" }\n'
    year = load({"below.toml": head + weights}, kinds=KINDS, parent=lambda _: above).rule("rubric", "year")
    said = [(one.labels["zh"], str(one.weight), one.fed_by.value) for one in year.item.values()]  # type: ignore[attr-defined]
    assert said == [("工作", "50", "marks"), ("秩序", "50", "marks")], "an entry says only what is otherwise in it"
    broken = weights.replace("weight", "weigth", 1) + 'deeds = { weight = "1" }\n'
    problems = problems_of({"below.toml": head + broken}, parent=lambda _: above)
    told = sorted((one.code, one.source and one.source.row) for one in problems)
    assert told == [("charter-key-near", 7), ("charter-label", 9), ("charter-label", 9)]


def test_of_two_parents_that_change_one_thing_a_change_says_nothing_until_one_is_left_out() -> None:
    files = {
        "root": "[measure.units]\nen = 'units'\ncount = 'unit'\n",
        "one": "[change.measure.units]\nen = 'teams'\n",
        "two": "[change.measure.units]\nen = 'clubs'\n",
        "below": "[change.measure.units]\nsource = 'ours'\n",
    }
    heads = {"one": "extends = 'root'\n", "two": "extends = 'root'\n", "below": "extends = ['one', 'two']\n"}

    def named(name: str) -> Charter:
        text = f"id = '{name}'\nlabel = {{ en = '{name}' }}\n{heads.get(name, '')}{files[name]}"
        return load({"c.toml": text}, kinds=KINDS, parent=named)

    with pytest.raises(CharterInvalid) as raised:
        named("below")
    (problem,) = raised.value.problems
    assert (problem.code, problem.source and problem.source.row) == ("charter-clash", 4)
    heads["below"] += "leave_out = ['two:measure.units']\n"
    units = named("below").measures["units"]
    assert (units.labels["en"], units.source) == ("teams", "ours")


FAMILY = {
    "root": 'id = "root"\nlabel = { en = "R" }\n[words.post]\na = { en = "a" }\nb = { en = "b" }\nc = { en = "c" }\n',
    "one": 'id = "one"\nextends = "root"\nexclusive = ["a"]\nlabel = { en = "1" }\n[words.post]\na = { en = "one\'s a" }\nb = { en = "one\'s b" }\n',
    "two": 'id = "two"\nextends = "root"\nexclusive = ["c"]\nlabel = { en = "2" }\n[words.post]\nb = { en = "two\'s b" }\nd = { en = "two\'s d" }\n',
    "three": 'id = "three"\nextends = "root"\nlabel = { en = "3" }\n[module.posts]\nen = "Posts"\noverrides = ["words.post.b"]\n[words.post]\nb = { en = "three\'s b" }\n',
}
"""Charters of which some say the same otherwise."""


def child(head: str, rest: str = "") -> Charter:
    """A charter that extends some of the family."""

    def named(name: str) -> Charter:
        return load({f"{name}.toml": FAMILY[name]}, kinds=KINDS, parent=named)

    return load({"c.toml": f'id = "child"\n{head}\nlabel = {{ en = "C" }}\n{rest}'}, kinds=KINDS, parent=named)


def posts(head: str, rest: str = "") -> dict[str, str]:
    """What the posts of a charter are called that extends some of the family."""
    return {name: word.label("en") for name, word in child(head, rest).words["post"].items()}


def test_what_two_charters_say_differently_is_told_with_both_and_a_cure() -> None:
    with pytest.raises(CharterInvalid) as told:
        posts('extends = ["one", "two"]')
    [problem] = told.value.problems
    assert (problem.code, problem.details["first"], problem.details["second"]) == ("charter-clash", "one", "two")
    assert 'leave_out = ["two:words.post.b"]' in problem.cure
    assert "words.post.b" in problem.text("zh")


def test_the_charter_itself_or_what_it_leaves_out_settles_what_two_say_differently() -> None:
    rest = {"a": "one's a", "c": "c", "d": "two's d"}
    for extends in ('extends = ["one", "two"]', 'extends = ["two", "one"]'):
        assert posts(f'{extends}\nleave_out = ["one:words.post.b"]') == {**rest, "b": "two's b"}
        assert posts(f'{extends}\nleave_out = ["two:words.post.b"]') == {**rest, "b": "one's b"}
        assert posts(f'{extends}\nleave_out = ["words.post.b"]') == rest
        assert posts(extends, '[words.post]\nb = { en = "own b" }\n') == {**rest, "b": "own b"}
        both = child(extends, '[words.post]\nb = { en = "own b" }\n')
        assert (set(both.exclusive), set(both.lineage)) == ({"a", "c"}, {"two", "root", "one"})
    assert posts('extends = ["one"]') == posts('extends = "one"')


def test_a_module_overrides_by_name_what_another_charter_says() -> None:
    for extends in ('["one", "three"]', '["three", "one"]'):
        assert posts(f"extends = {extends}")["b"] == "three's b"


def test_what_nothing_that_is_inherited_is_called_cannot_be_left_out() -> None:
    with pytest.raises(CharterInvalid) as told:
        posts('extends = ["one"]\nleave_out = ["words.post.bb"]')
    assert [problem.code for problem in told.value.problems] == ["charter-leave-out"]
    assert "words.post.b" in told.value.problems[0].details["known"]


def test_what_is_left_out_is_missed_where_something_depends_on_it() -> None:
    text = 'id = "child"\nextends = "club"\nlanguages = ["en", "zh"]\nlabel = { en = "C", zh = "C" }\nleave_out = ["workflow.repair"]\n'
    with pytest.raises(CharterInvalid) as told:
        load({"c.toml": text}, kinds=KINDS, parent=parent)
    assert {problem.source.row for problem in told.value.problems if problem.source} == {2}
    assert any("repair" in problem.value for problem in told.value.problems)


def test_one_more_column_in_a_ledger_is_one_line() -> None:
    text = 'id = "child"\nextends = "club"\nlanguages = ["en", "zh"]\nlabel = { en = "C", zh = "C" }\n'
    plain = load({"c.toml": text}, kinds=KINDS, parent=parent)
    name, rule = next(iter(plain.ledgers.items()))
    more = load(
        {"c.toml": f'{text}[ledger.{name}.columns]\nnote = {{ heading = ["my note"], to = "" }}\n'}, kinds=KINDS, parent=parent
    )
    assert [one.name for one in more.ledgers[name].columns] == [*(one.name for one in rule.columns), "note"]
    anew = load({"c.toml": f'{text}[ledger.{name}]\nnumbered_within = "sheet"\n'}, kinds=KINDS, parent=parent).ledgers[name]
    assert (anew.numbered_within, anew.columns) == ("sheet", rule.columns)
    assert more.ledgers[name].columns[-1].ignored
    with pytest.raises(CharterInvalid) as told:
        load({"c.toml": f'{text}[ledger.nowhere.columns]\nnote = {{ heading = ["my note"] }}\n'}, kinds=KINDS, parent=parent)
    assert "charter-no-ledger" in [problem.code for problem in told.value.problems]
    own = 'en = "L"\nzh = "台账"\nnoun = "case"\nkey = ["no"]\n[ledger.lifts.columns]\nno = { heading = ["No."], to = "" }\n'
    told_of = [one.text() for one in problems_of({"c.toml": f"{text}[ledger.lifts]\n{own}"}, parent=parent)]
    assert any("'columns'; did you mean 'column'?" in one for one in told_of)
    assert not any("there is no ledger" in one for one in told_of)


@pytest.mark.parametrize("extends", ["[]", '["root", 3]'])
def test_a_list_of_charters_to_extend_has_names_in_it(extends: str) -> None:
    root = load({"r.toml": 'id = "root"\nlabel = { en = "R" }\n'}, kinds=KINDS)
    with pytest.raises(CharterInvalid) as told:
        load({"c.toml": f'id = "child"\nextends = {extends}\nlabel = {{ en = "C" }}\n'}, kinds=KINDS, parent=lambda name: root)
    assert [problem.code for problem in told.value.problems] == ["charter-not-text"]


def test_a_charter_may_have_fewer_languages_than_the_one_that_it_extends() -> None:
    text = (
        'id = "child"\nextends = "club"\nlanguages = ["en"]\nlabel = { en = "Child" }\n[words.post]\nclerk = { en = "clerk" }\n'
    )
    child = load({"child.toml": text}, kinds=KINDS, parent=parent)
    assert child.label("post", "clerk", "zh") == "clerk"


def test_a_charter_begins_with_no_ledger_that_it_left_out() -> None:
    begins = load({"c.toml": f'begin_with = ["opinions", "gifts"]\n{CLUB}'}, kinds=KINDS)
    text = 'id = "child"\nextends = "club"\nlanguages = ["en", "zh"]\nlabel = { en = "C", zh = "C" }\nleave_out = ["ledger.gifts"]\n'
    child = load({"c.toml": text}, kinds=KINDS, parent=lambda _: begins)
    assert child.begin_with == ("opinions",)


def test_a_part_of_a_charter_begins_with_what_is_in_it_and_a_whole_one_names_what_it_has() -> None:
    text = f'begin_with = ["opinions", "nowhere"]\n{CLUB}'
    assert load({"c.toml": text}, kinds=KINDS, part=True).begin_with == ("opinions",)
    with pytest.raises(CharterInvalid) as caught:
        load({"c.toml": text}, kinds=KINDS)
    assert [problem.value for problem in caught.value.problems] == ["nowhere"]


# -- mappings ------------------------------------------------------------------------------------------------------------------------

MAPPING = """\
languages = ["en"]
[words.channel]
app = { en = "app" }
[ledger.requests]
en = "City requests"
noun = "case"
key = ["number"]
prefix = "city-"
set = { category = "opinion", channel = "app" }
complete = false
[ledger.requests.column]
number = { heading = ["case_enquiry_id"], to = "external.city" }
unit = { heading = ["ward"] }
opened = { heading = ["open_dt"], to = "step.received", formats = ["%Y-%m-%d %H:%M:%S"] }
target = { heading = ["target_dt"], to = "step.received.due" }
closed = { heading = ["closed_dt"], to = "step.replied" }
"""


def test_a_mapping_is_laid_over_a_charter_for_one_reading() -> None:
    laid = overlay(CHARTER, {"mapping.toml": MAPPING})
    assert (laid.id, laid.version, laid.languages) == (CHARTER.id, CHARTER.version, CHARTER.languages)
    assert set(laid.ledgers) == {*CHARTER.ledgers, "requests"}
    assert CHARTER.words.get("channel") is None, "the charter itself stays as it is"
    assert laid.measures == CHARTER.measures


def test_the_labels_of_a_mapping_in_one_language_stand_for_all() -> None:
    laid = overlay(CHARTER, {"mapping.toml": MAPPING})
    assert laid.ledgers["requests"].labels == {"en": "City requests", "zh": "City requests"}
    assert check(laid) == []


def test_a_mapping_that_names_no_language_has_labels_in_all_of_them() -> None:
    with pytest.raises(CharterInvalid) as raised:
        overlay(CHARTER, {"mapping.toml": MAPPING.partition("\n")[2]})
    assert {problem.code for problem in raised.value.problems} == {"charter-label"}


def test_a_mapping_is_no_charter_of_its_own() -> None:
    with pytest.raises(CharterInvalid) as raised:
        overlay(CHARTER, {"mapping.toml": 'id = "x"\n' + MAPPING}, place="311/mapping.toml")
    (problem,) = raised.value.problems
    assert (problem.code, problem.value) == ("charter-key", "id")
    assert "311/mapping.toml" in str(raised.value)


def test_a_mapping_in_an_unknown_language_is_refused() -> None:
    with pytest.raises(CharterInvalid) as raised:
        overlay(CHARTER, {"mapping.toml": MAPPING.replace('["en"]', '["en", "fr"]', 1)})
    assert [problem.code for problem in raised.value.problems] == ["charter-choice"]


# -- charters made in Python ---------------------------------------------------------------------------------------------------------


def test_a_charter_made_in_python_is_checked_alike() -> None:
    opinions = evolve(CHARTER.measures["opinions"], where=Is("category", ("opinon",)))
    (problem,) = check(CHARTER.with_measures(opinions))
    assert (problem.code, problem.details["at"]) == ("charter-word", "measure.opinions.where.category")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Within(path="custom.floor", over=2), "charter-not-decimal"),
        (Is("confidential", ("no",)), "charter-not-flag"),
        (Within(path="unit", over="a"), "charter-no-order"),
        (Within(path="custom.floor"), "charter-no-bound"),
        (Within(path="custom.floor", in_period=True), "charter-not-day"),
        (Has(noun="reply", by="case", where=AllOf(()), at_least=0), "charter-not-whole"),
        (Has(noun="replies", by="case", where=AllOf(())), "charter-noun"),
        (NotOf(AnyOf((Is("qqq", (None,)),))), "charter-path"),
        (Is("reply.on", (None,)), "charter-path"),
    ],
)
def test_a_literal_of_another_type_than_its_field_is_found(condition: object, code: str) -> None:
    measure = evolve(CHARTER.measures["heights"], where=condition)  # type: ignore[arg-type]
    assert [problem.code for problem in check(CHARTER.with_measures(measure))] == [code]


def test_two_measures_that_rest_on_each_other_are_both_named() -> None:
    share, other = CHARTER.measures["share"], evolve(CHARTER.measures["share"], name="other", over=("share", "opinions"))
    charter = CHARTER.with_measures(evolve(share, over=("other", "opinions")), other)
    found = [problem.value for problem in check(charter) if problem.code == "charter-measure-cycle"]
    assert sorted(found) == ["other", "share"]


def test_a_reference_to_several_nouns_has_the_fields_of_any_of_them() -> None:
    text = association()
    text["service.toml"] += (
        '[measure.gifts_of_schools]\nen = "x"\nzh = "x"\ncount = "contribution"\ndated = "on"\nwhere = { "donor.kind" = ["school", "branch"], "donor.noun" = "partner" }\n'
    )
    assert problems_of(text) == ()
    text["service.toml"] = text["service.toml"].replace('["school", "branch"]', '["school", "spaceship"]')
    assert [problem.code for problem in problems_of(text)] == ["charter-word"]


@pytest.mark.parametrize(("written", "label"), [('"zh", "en"', 'zh = "清溪", en = "Qingxi"'), ('"zh"', 'zh = "清溪"')])
def test_a_charter_that_puts_its_languages_in_another_order_has_its_headings_in_it(written: str, label: str) -> None:
    base = load(association(), kinds=KINDS)
    text = f'id = "qingxi"\nextends = "association"\nlanguages = [{written}]\nlabel = {{ {label} }}\n'
    charter = load({"charter.toml": text}, kinds=KINDS, parent=lambda _: base)
    for name, ledger in base.ledgers.items():
        for column, own in zip(ledger.columns, charter.ledgers[name].columns, strict=True):
            assert own.heading_in(charter.languages, "zh") == column.headings[1]
            assert set(own.headings) == set(column.headings)


def test_a_rule_that_is_left_out_does_not_hold_and_the_others_do() -> None:
    text = 'id = "ours"\nextends = "cn-street"\nleave_out = ["pay.community", "requirement.days_on_site"]\nlanguages = ["en", "zh"]\nlabel = { en = "Ours", zh = "本单位" }\n'
    ours = load({"c.toml": text}, kinds=KINDS, parent=open_charter)
    named = {(kind, name) for kind, rules in ours.rules.items() for name in rules}
    inherited = {(kind, name) for kind, rules in open_charter("cn-street").rules.items() for name in rules}
    assert inherited - named == {("pay", "community"), ("requirement", "days_on_site")}

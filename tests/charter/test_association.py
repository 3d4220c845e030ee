"""The neutral charter: it loads clean, it is whole, and what comes with the library is found through the charter door."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest
from support.clubs import CLUB, association, neutral

from grassroots.builtin.charters import grassroots_open_charter
from grassroots.charter import Charter
from grassroots.charter.blocks import Say
from grassroots.charter.checking import check
from grassroots.charter.checking.words import field_lists
from grassroots.charter.loading import load
from grassroots.charter.sentence import places
from grassroots.errors import CharterInvalid, NotFound
from grassroots.model import NOUNS, Case, Membership, Step, has_steps
from grassroots.rules.members.pathway_rule import PathwayRule
from grassroots.rules.registry import KINDS
from grassroots.values import CaseId, PersonId, UnitId
from grassroots.workspace import open_charter

CHARTER: Charter = neutral()


def test_it_is_sound() -> None:
    assert check(CHARTER) == []


def test_it_has_words_in_every_list_that_a_field_names() -> None:
    assert [words for words in field_lists() if not CHARTER.words.get(words)] == []


def test_every_noun_with_a_life_has_a_workflow() -> None:
    made = {rule.workflow for rule in CHARTER.rules["pathway"].values() if isinstance(rule, PathwayRule)}
    # Those that are named by a word are followed by some of the records of a noun only.
    made |= {word.workflow for words in CHARTER.words.values() for word in words.values() if word.workflow}
    assert sorted(set(CHARTER.workflows) - made) == sorted(noun for noun in NOUNS if has_steps(noun))


def test_every_noun_has_a_ledger_but_what_nobody_keeps_row_by_row() -> None:
    made = {noun for rule in CHARTER.ledgers.values() for noun in rule.nouns}
    assert set(NOUNS) - made == {"note", "ballot", "change_request"}


def test_every_column_has_a_heading_in_each_language_and_none_twice() -> None:
    for rule in CHARTER.ledgers.values():
        for column in rule.columns:
            english, chinese, *_ = column.headings
            assert english.isascii(), (rule.name, column.name)
            assert not chinese.isascii(), (rule.name, column.name)


def test_a_chinese_label_has_no_english_in_it() -> None:
    labels = [
        *(word.labels["zh"] for words in CHARTER.words.values() for word in words.values()),
        *(measure.labels["zh"] for measure in CHARTER.measures.values()),
        *(state.labels["zh"] for workflow in CHARTER.workflows.values() for state in workflow.states.values()),
        *(rule.labels["zh"] for rule in CHARTER.ledgers.values()),
    ]
    assert [label for label in labels if label.isascii()] == []


def test_every_rule_has_a_source() -> None:
    assert [(kind, rule.name) for kind, known in CHARTER.rules.items() for rule in known.values() if not rule.source] == []


def test_no_two_words_of_a_list_have_the_same_label() -> None:
    # A cell may hold the label of a word; then one label may not stand for two words.
    for name, words in CHARTER.words.items():
        for language in CHARTER.languages:
            labels = [word.label(language).casefold() for word in words.values()]
            assert len(set(labels)) == len(labels), (name, language)


def test_its_report_names_only_figures_that_exist_and_has_a_headline() -> None:
    outline = CHARTER.outline("year")
    named = {
        name.partition(".")[0]
        for section in outline.sections
        for block in section.blocks
        if isinstance(block, Say)
        for name in places(block.text["zh"]) or ()
    }
    assert named <= set(CHARTER.measures)
    assert set(outline.headline) <= named


def test_a_member_of_long_standing_needs_no_application() -> None:
    workflow = CHARTER.workflow_of(
        Membership(id="m", person=PersonId("p"), unit=UnitId("u"), steps=(Step(state="full", on=date(2001, 1, 1)),))
    )
    assert workflow is not None
    assert workflow.starts == ("applied", "provisional", "full")


def test_a_case_of_any_category_follows_the_workflow_of_cases() -> None:
    case = Case(id=CaseId("c"), category="repair", unit=UnitId("u"))
    assert CHARTER.workflow_of(case) is CHARTER.workflows["case"]


def test_loading_the_same_files_twice_gives_equal_charters() -> None:
    assert load(association(), kinds=KINDS) == CHARTER
    assert attrs.evolve(CHARTER, version="2") != CHARTER


# -- the door ------------------------------------------------------------------------------------------------------------------------


def test_it_is_found_by_its_name() -> None:
    found = grassroots_open_charter("association", {})
    assert found is not None
    assert found.files == association()
    assert load(found.files, kinds=KINDS, place=found.place) == CHARTER


def test_a_folder_is_found_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_bytes(b"\xef\xbb\xbf" + CLUB.encode())
    (tmp_path / "readme.txt").write_text("not read", encoding="utf-8")
    found = grassroots_open_charter(str(tmp_path), {})
    assert found is not None
    assert (found.name, list(found.files)) == (tmp_path.name, ["club.toml"])
    assert load(found.files, kinds=KINDS).id == "club"


def test_a_charter_of_somebody_else_is_left_to_others() -> None:
    assert grassroots_open_charter("cn-street", {}) is None


def test_a_folder_without_toml_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no TOML file"):
        grassroots_open_charter(str(tmp_path), {})


def test_a_file_that_is_no_utf8_says_so(tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_bytes("id = '街道'".encode("gb18030"))
    with pytest.raises(NotFound, match="not UTF-8"):
        grassroots_open_charter(str(tmp_path), {})


@pytest.mark.parametrize(
    ("noun", "where"),
    [
        ("person", 'id = "p-1"'), ("tenure", 'person = "p-1"'), ("tenure", '"person.id" = "p-1"'),
        ("link", 'holder = "person:p-1"'), ("link", '"holder.id" = "p-1"'),
        ("unit", 'has = { link = "target", where = { holder = "person:p-1" } }'),
    ],
)  # fmt: skip
def test_no_condition_names_one_person(noun: str, where: str, tmp_path: Path) -> None:
    (tmp_path / "charter.toml").write_text(
        'id = "x"\nextends = "association"\nlanguages = ["en", "zh"]\nlabel = { en = "x", zh = "某" }\n'
        f'[measure.one]\nen = "one"\nzh = "某"\ncount = "{noun}"\nwhere = {{ {where} }}\n',
        encoding="utf-8",
    )
    with pytest.raises(CharterInvalid) as caught:
        open_charter(tmp_path)
    assert {problem.code for problem in caught.value.problems} == {"charter-one-person"}

"""The charter of a street office, as the door gives it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

import grassroots as gr
import grassroots_charters_cn
from grassroots.charter import Charter, Say
from grassroots.workspace import open_charter
from grassroots_charters_cn import grassroots_open_charter

HERE = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def charter() -> Charter:
    return open_charter("cn-street", gr.Plugins.of(grassroots_charters_cn))


def test_the_distribution_offers_its_charters_by_an_entry_point() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["grassroots"] == {"charters-cn": grassroots_charters_cn.__name__}


def test_the_door_gives_its_own_charter_and_leaves_every_other_name_to_others() -> None:
    found = grassroots_open_charter("cn-street", {})
    assert found is not None
    folder = Path(grassroots_charters_cn.__file__).parent / "cn_street"
    assert {file.name for file in folder.glob("*.toml")} == set(found.files)
    assert {"charter.toml", "units.toml", "casework.toml", "visits.toml", "report.toml"} <= set(found.files)
    for other in ("cn_street", "CN-STREET", "cn-", "", "association", "../cn-street"):
        assert grassroots_open_charter(other, {}) is None


def test_the_charter_is_sound_and_extends_the_neutral_one(charter: Charter) -> None:
    assert (charter.id, charter.languages, charter.valid_from) == ("cn-street", ("en", "zh"), date(2014, 1, 1))
    assert {"association", "street", "village"} <= set(charter.words["unit"])
    assert charter.words["unit"]["branch"].under[:2] == ("committee", "general_branch")


def test_no_word_of_a_list_is_called_like_another_so_that_a_cell_means_one(charter: Charter) -> None:
    for listed, words in charter.words.items():
        for language in charter.languages:
            labels = [word.label(language).casefold() for word in words.values()]
            twice = {label for label in labels if labels.count(label) > 1}
            assert listed in ("measured_in",) or not twice, (listed, twice)


def test_every_chinese_label_is_chinese_and_every_english_one_english(charter: Charter) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    labels = [measure.labels for measure in charter.measures.values()]
    labels += [rule.labels for rule in charter.ledgers.values()]
    labels += [section.labels for section in charter.outline("year").sections]
    labels += [word.labels for words in charter.words.values() for word in words.values() if word.name != "percent"]
    for label in labels:
        assert chinese.search(label["zh"]), label
        assert not chinese.search(label["en"]), label


def test_the_report_of_the_street_states_nothing_that_is_true_of_one_street_or_one_year_only(charter: Charter) -> None:
    year = charter.outline("year")
    assert year.notes == ()
    assert not any(measure.derived for measure in charter.measures.values())
    days = re.compile(r"\d|January|February|April|June|July|月")
    for section in year.sections:
        for say in (block for block in section.blocks if isinstance(block, Say)):
            for text in say.text.values():
                assert not days.search(re.sub(r"\{[^}]*\}", "", text).replace("满12次", "")), text


def test_every_measure_of_the_street_names_the_system_that_it_serves(charter: Charter) -> None:
    for name in own("measure"):
        assert re.fullmatch(r"S[0-4]-\d\d", charter.measures[name].source), name


def test_every_ledger_of_the_street_has_headings_in_both_languages_and_its_key_among_its_columns(charter: Charter) -> None:
    assert len(own("ledger")) > 50
    for name in own("ledger"):
        rule = charter.ledgers[name]
        assert set(rule.key) <= {column.name for column in rule.columns}
        for column in rule.columns:
            english, chinese = column.headings[:2]
            assert english.isascii(), (name, column.name)
            assert not chinese.isascii(), (name, column.name)


def own(head: str) -> list[str]:
    """The names in a table of the charter's own modules."""
    found = grassroots_open_charter("cn-street", {})
    assert found is not None
    return [name for text in found.files.values() for name in tomllib.loads(text).get(head, {})]


def test_an_opinion_has_four_outcomes_of_which_one_is_that_it_is_still_being_solved(charter: Charter) -> None:
    workflow = charter.workflows["opinion"]
    assert workflow.outcomes == ("solved", "explained", "not_now")
    (split,) = charter.measure("opinions").by
    assert (split.path, split.missing) == ("outcome", "in_progress")
    assert charter.label("missing", "in_progress", "zh") == "正在解决"


def test_the_words_of_the_charter_do_not_say_what_an_organization_is_for() -> None:
    for name, text in grassroots_open_charter("cn-street", {}).files.items():  # type: ignore[union-attr]
        for word in ("party member", "党", "群众路线"):
            assert word not in text, (name, word)

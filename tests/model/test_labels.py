"""Every noun and every field has a label of its own in both languages, stored or derived."""

from __future__ import annotations

import pytest

from grassroots.charter.paths import STEP_PATHS
from grassroots.fields import fields_of
from grassroots.model import NOUNS, noun_name
from grassroots.model.labels import field_label, noun_label
from grassroots.rules.registry import KINDS
from grassroots.texts import OWN, catalogue

CLASSES = {**NOUNS, **{noun_name(one.noun): one.noun for kind in KINDS.values() for one in kind.derives}}
READ = {*STEP_PATHS, "standing"}
"""What a measure reads beside fields."""
MODEL = catalogue("grassroots.model", "labels").entries


def _entries(cls: type) -> dict[str, dict[str, str]]:
    """The labels that hold for a noun: those of its own package before those of the model."""
    package = cls.__module__.rpartition(".")[0]
    own = {} if package.startswith("grassroots.model") else catalogue(package, "labels").entries
    return {**MODEL, **own}


@pytest.mark.parametrize("noun", CLASSES)
def test_every_noun_and_every_field_of_it_has_a_label_in_both_languages(noun: str) -> None:
    cls = CLASSES[noun]
    known = _entries(cls)
    wanted = [cls.__name__, *(info.name for info in fields_of(cls))]
    assert [name for name in wanted if name not in known] == []
    for language in OWN:
        assert noun_label(noun, language) == known[cls.__name__][language]
        told = [field_label(info.name, language, noun) for info in fields_of(cls)]
        assert told == [known[info.name][language] for info in fields_of(cls)]
        assert all(label.strip() for label in told) and len(set(told)) == len(told)


def test_the_model_labels_its_nouns_and_what_measures_read_and_nothing_that_is_not_there() -> None:
    stored = {info.name for cls in NOUNS.values() for info in fields_of(cls)}
    assert {cls.__name__ for cls in NOUNS.values()} == {name for name in MODEL if name[0].isupper()}
    assert stored | READ <= set(MODEL)


@pytest.mark.parametrize("language", OWN)
def test_no_two_nouns_are_called_alike_and_no_two_fields_of_the_model(language: str) -> None:
    fields = [entry[language] for name, entry in MODEL.items() if name.islower()]
    nouns = [noun_label(noun, language) for noun in CLASSES]
    assert len(set(fields)) == len(fields)
    assert len(set(nouns)) == len(nouns)


def test_a_noun_and_a_field_are_told_by_their_labels_and_one_without_by_its_name() -> None:
    assert [noun_label(noun, "zh") for noun in ("due", "vote_outcome")] == ["应办事项", "表决结果"]
    assert [field_label(field, "en") for field in ("due", "unfilled", "not_there")] == ["due", "unfilled", "not there"]
    assert noun_label("not_there", "zh") == "not_there"

"""Every noun and every field has a label of its own in both languages, stored or derived."""

from __future__ import annotations

import pytest

from grassroots.fields import fields_of
from grassroots.model import NOUNS, noun_name
from grassroots.model.labels import field_label, noun_label
from grassroots.reading.reader import DERIVED
from grassroots.rules.registry import KINDS
from grassroots.texts import OWN, catalogue

CLASSES = {**NOUNS, **{noun_name(one.noun): one.noun for kind in KINDS.values() for one in kind.derives}}
FIELDS = {info.name for cls in CLASSES.values() for info in fields_of(cls)} | {*DERIVED, "standing"}


def _packages() -> set[str]:
    own = {cls.__module__.rpartition(".")[0] for cls in CLASSES.values()}
    return {"grassroots.model", *(name for name in own if not name.startswith("grassroots.model"))}


LABELS = {name: labels for package in sorted(_packages()) for name, labels in catalogue(package, "labels").entries.items()}


def test_every_noun_and_field_is_labelled_once_and_nothing_else_is() -> None:
    classes = {cls.__name__ for cls in CLASSES.values()}
    assert classes | FIELDS <= set(LABELS)
    assert sum(len(catalogue(package, "labels").entries) for package in _packages()) == len(LABELS)
    assert {name for name in LABELS if name[0].isupper()} == classes


@pytest.mark.parametrize("language", OWN)
def test_no_two_nouns_and_no_two_fields_are_called_alike(language: str) -> None:
    for capital in (True, False):
        labels = [entry[language] for name, entry in LABELS.items() if name[0].isupper() is capital]
        assert all(label.strip() for label in labels)
        assert len(set(labels)) == len(labels)


def test_a_noun_and_a_field_are_told_by_their_labels_and_one_without_by_its_name() -> None:
    assert [noun_label(noun, "zh") for noun in ("due", "vote_outcome")] == ["应办事项", "表决结果"]
    assert [field_label(field, "en") for field in ("due", "unfilled", "not_there")] == ["due", "unfilled", "not there"]
    assert noun_label("not_there", "zh") == "not_there"

"""The registry of kinds: every kind says something of records, or says in a sentence why it does not."""

from __future__ import annotations

import inspect
import re
import typing
from enum import Enum

import pytest

from grassroots.model import DERIVED, NOUNS, noun_name
from grassroots.model.labels import fixed_label
from grassroots.rules.kind import Kind
from grassroots.rules.registry import KINDS


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_finds_proposes_or_asks_for_something_or_says_why_not(name: str) -> None:
    kind = KINDS[name]
    tells = bool(kind.finds or kind.proposes or kind.checks or kind.todo)
    assert tells != bool(kind.silent), "either it tells somebody something of records, or `silent` says why not"
    assert tells or re.fullmatch(r"[a-z].{20,}[^.]", kind.silent), kind.silent


@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.form is not None))
def test_the_form_of_a_kind_tells_what_its_keys_mean(name: str) -> None:
    form = KINDS[name].form
    assert form is not None
    text = inspect.getdoc(form) or ""
    own = [one for one in form.__annotations__ if one not in ("name", "labels")]
    assert [one for one in own if f"`{one.rstrip('_')}`" not in text] == []


def test_a_derived_noun_bears_no_name_of_a_stored_one() -> None:
    assert not set(DERIVED) & set(NOUNS)
    given = [noun_name(one.noun) for kind in KINDS.values() for one in kind.derives]
    assert set(given) <= set(DERIVED)


def test_names_of_kinds_are_their_tables() -> None:
    assert all(isinstance(kind, Kind) and kind.name == name for name, kind in KINDS.items())


def test_what_the_library_itself_says_in_a_derived_record_is_called_something_in_both_languages() -> None:
    for noun, cls in DERIVED.items():
        for name, hint in typing.get_type_hints(cls).items():
            for part in (hint, *typing.get_args(hint)):
                for value in part if isinstance(part, type) and issubclass(part, Enum) else ():
                    called = [fixed_label(name, value.value, language, noun) for language in ("en", "zh")]
                    assert all(called) and called[0] != called[1], (noun, name, value.value)

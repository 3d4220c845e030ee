"""What nouns and fields are called in words: for explanations and reports. A charter's own words have labels of their own.

The labels stand in `labels.toml` beside this file; those of a derived noun and of its own fields in the `labels.toml` of its package. A noun
stands there under the name of its class, a field under its own name.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from grassroots.model import DERIVED, known_noun, noun_class
from grassroots.problems import Named
from grassroots.texts import OWN, Catalogue, catalogue, folder_of
from grassroots.values import Language

_ROOM = "grassroots.model"


def _fixed(name: str) -> Mapping[str, Mapping[Language, str]]:
    texts = catalogue(_ROOM)
    return {code.removeprefix(f"{name}-"): texts.labels(code) for code in texts if code.startswith(f"{name}-")}


STATE_KINDS = _fixed("state_kind")
"""The kinds of state by their names, in each of the library's own languages."""

PROMISES = _fixed("promise")
"""What may have become of a promised time."""

QUALITIES = _fixed("quality")
"""How sound a number is."""


def noun_label(noun: str, language: Language) -> str:
    """A noun in words; one without a label as it is, without underscores in English.

    >>> noun_label("change_event", "en"), noun_label("case", "zh")
    ('change event', '事项')
    """
    if known_noun(noun):
        cls = noun_class(noun)
        labels = _labels_of(cls)
        if labels is not None and cls.__name__ in labels:
            return labels.say(cls.__name__, language)
    return noun.replace("_", " ") if language == "en" else noun


def field_label(field: str, language: Language, noun: str = "") -> str:
    """A field in words, or something else that a measure reads beside fields; one without a label as it is, without underscores in English.

    A derived noun may call a field in its own way, which counts where the noun is given.

    >>> field_label("state_kind", "en"), field_label("state_kind", "zh")
    ('state kind', '状态类别')
    """
    own = _labels_of(noun_class(noun)) if known_noun(noun) else None
    for labels in (own, catalogue(_ROOM, "labels"), *map(_labels_of, DERIVED.values())):
        if labels is not None and field in labels:
            return labels.say(field, language)
    return field.replace("_", " ") if language == "en" else field


def named_noun(noun: str) -> Named:
    """A noun for a problem, told in each language.

    >>> named_noun("case").text("zh")
    '事项'
    """
    return Named(noun, {language: noun_label(noun, language) for language in OWN})


def named_field(field: str) -> Named:
    """A field for a problem, told in each language."""
    return Named(field, {language: field_label(field, language) for language in OWN})


def _labels_of(cls: type) -> Catalogue | None:
    module = sys.modules[cls.__module__]
    # A plugin may be one file, the front of its own package.
    package = module.__package__ or ""
    return _labels_in(_ROOM if package.startswith(_ROOM) else package)


@cache
def _labels_in(package: str) -> Catalogue | None:
    return catalogue(package, "labels") if package and folder_of(package).joinpath("labels.toml").is_file() else None

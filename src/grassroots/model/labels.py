"""What nouns and fields are called in words: for explanations and reports. A charter's own words have labels of their own.

The labels stand in `labels.toml` beside this file; those of a derived noun and of its own fields in the `labels.toml` of its package. A noun
stands there under the name of its class, a field under its own name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from itertools import chain

from grassroots.model import DERIVED, known_noun, noun_class
from grassroots.problems import Named, nearest
from grassroots.texts import TYPED, Catalogue, catalogue, folder_of, in_each
from grassroots.values import Language

_ROOM = "grassroots.model"


def fixed_label(field: str, value: str, language: Language, noun: str = "") -> str:
    """What a value is called that the library itself knows: a kind of state, what became of a promise, how sound a number is. Empty for another.

    A derived noun calls the values of its own fields beside its labels, which counts where the noun is given.

    >>> fixed_label("promise", "kept", "en"), fixed_label("promise", "odd", "en"), fixed_label("name", "kept", "en")
    ('kept', '', '')
    """
    own, code = _labels_of(noun_class(noun)) if known_noun(noun) else None, f"{field}-{value}"
    for texts in (own, catalogue(_ROOM)):
        if texts is not None and code in texts:
            return texts.say(code, language)
    return ""


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
    return noun.replace("_", " ") if language == TYPED else noun


def field_label(field: str, language: Language, noun: str = "") -> str:
    """A field in words, or something else that a measure reads beside fields; one without a label as it is, without underscores in English.

    A derived noun may call a field in its own way, which counts where the noun is given.

    >>> field_label("state_kind", "en"), field_label("state_kind", "zh")
    ('state kind', '状态类别')
    """
    own = _labels_of(noun_class(noun)) if known_noun(noun) else None
    for labels in chain((own, catalogue(_ROOM, "labels")), map(_labels_of, DERIVED.values())):
        if labels is not None and field in labels:
            return labels.say(field, language)
    return field.replace("_", " ") if language == TYPED else field


def named_noun(noun: str) -> Named:
    """A noun for a problem, told in each language.

    >>> named_noun("case").text("zh")
    '事项'
    """
    return Named(noun, in_each(lambda language: noun_label(noun, language)))


def nouns_near(word: str, nouns: Iterable[str]) -> tuple[Named, ...]:
    """The nouns most like a word, by name or by what they are called in any language, for a problem.

    >>> [one.text("zh") for one in nouns_near("人", ["case", "person", "post"])][:2]
    ['人员', '事项']
    """
    called = {text: noun for noun in nouns for text in (noun, *named_noun(noun).labels.values())}
    return tuple(map(named_noun, dict.fromkeys(called[one] for one in nearest(word, called))))


def named_field(field: str) -> Named:
    """A field for a problem, told in each language."""
    return Named(field, in_each(lambda language: field_label(field, language)))


def _labels_of(cls: type) -> Catalogue | None:
    module = sys.modules[cls.__module__]
    # A plugin may be one file, the front of its own package.
    package = module.__package__ or ""
    return _labels_in(_ROOM if package.startswith(_ROOM) else package)


@cache
def _labels_in(package: str) -> Catalogue | None:
    return catalogue(package, "labels") if package and folder_of(package).joinpath("labels.toml").is_file() else None

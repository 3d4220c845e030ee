"""The texts of notices as data: a subject and a body in each language, with fields in braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import field, frozen

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.texts import catalogue
from grassroots.values import Language

_FIELD = re.compile(r"\{\{|\}\}|[{｛]([^{}｛｝]*)[}｝]")


@frozen(kw_only=True)
class Wording:
    """What a notice says: `{FIELD}` stands for what is filled in, a brace written twice is one.

    >>> meeting = Wording(subject={"en": "Meeting on {day}"}, body={"en": "We meet at {place}."})
    >>> meeting.filled({"day": "3 June", "place": "the hall"}, "en")
    ('Meeting on 3 June', 'We meet at the hall.')
    >>> sorted(meeting.fields("en"))
    ['day', 'place']
    """

    subject: Mapping[str, str] = field(hash=False)
    body: Mapping[str, str] = field(hash=False)

    def fields(self, language: Language) -> set[str]:
        """The fields of its texts in a language."""
        return {name for text in self._in(language) for name in _fields(text)}

    def filled(self, values: Mapping[str, str], language: Language) -> tuple[str, str]:
        """Subject and body with their fields filled in. The subject is one line, whatever stands in a field.

        Raises:
            InvalidArgument: it has no text in this language, or a field for which there is nothing.
        """
        known = {label: text for name, text in values.items() for label in field_names(name)}
        if lacking := self.fields(language) - set(known):
            raise InvalidArgument.of(Problem("notice-lacks", value=min(lacking)))
        subject, body = (_FIELD.sub(lambda found: _put(found, known), text) for text in self._in(language))
        return " ".join(subject.split()), body

    def _in(self, language: Language) -> tuple[str, str]:
        if language not in self.subject or language not in self.body:
            raise InvalidArgument.of(Problem("notice-language", value=language))
        return self.subject[language], self.body[language]


def field_names(name: str) -> tuple[str, ...]:
    """What a field may be called: one of the library's in any language; another only as it is.

    >>> field_names("hall"), "place" in field_names("place")
    (('hall',), True)
    """
    own, code = catalogue("grassroots.workspace"), f"field-{name}"
    return tuple(dict.fromkeys((name, *own.labels(code).values()))) if code in own else (name,)


def given_fields(wording: Wording, language: Language) -> tuple[str, ...]:
    """The fields of a notice that whoever sends it gives: all but its day and units, which fill themselves in."""
    return tuple(sorted(wording.fields(language) - {*field_names("place"), *field_names("day")}))


def _fields(text: str) -> Iterator[str]:
    return (found[1].strip() for found in _FIELD.finditer(text) if found[1] is not None)


def broken(text: str) -> bool:
    """Whether a brace stands alone in a text.

    >>> broken("We meet at {time}."), broken("We meet at {time."), broken("{{so}}")
    (False, True, False)
    """
    return bool(re.search("[{}]", _FIELD.sub("", text)))


def _put(found: re.Match[str], values: Mapping[str, str]) -> str:
    return found[0][0] if found[1] is None else values[found[1].strip()]


def unknown_fields(wording: Wording, known: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The fields of texts that nothing fills: (part, language, field)."""
    for part, texts in (("subject", wording.subject), ("body", wording.body)):
        for language, text in texts.items():
            names = {label for name in known for label in field_names(name)}
            yield from ((part, language, name) for name in _fields(text) if name not in names)

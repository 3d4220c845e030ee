"""Texts: what the library says, as data. Each room keeps its catalogue beside its code, in English and Chinese; a third language is a folder of catalogues.

A catalogue is a TOML file, `texts.toml`, in the folder of the room: a table a text, with a key a language.

    [arrears]
    by = "count"
    en = { one = "{count} period is owed.", other = "{count} periods are owed." }
    zh = "欠缴{count}期。"

`{name}` stands for a detail. A text with plural forms names in `by` the detail whose number chooses among them; the forms are those of
the language in Unicode's CLDR (English: one, other; Chinese: other alone, written as a plain text). The kinds of problem stand in files of
their own, `problems.toml`, with a cure beside each text.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from grassroots.errors import InvalidArgument

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

__all__ = [
    "GROUP",
    "OWN",
    "TYPED",
    "Catalogue",
    "Language",
    "Phrase",
    "Worded",
    "apart",
    "catalogue",
    "day_text",
    "faults_of",
    "filled",
    "folder_of",
    "form_of",
    "further_texts",
    "in_each",
    "languages",
    "month_name",
    "month_text",
    "plural",
    "plural_text",
    "points_of",
    "quarter_text",
    "rooms",
    "shown",
    "weekday_text",
    "year_text",
]

Language = str
"""A language tag: `en` or `zh` in the charters that come with the library; a charter may have others."""

OWN: tuple[Language, ...] = ("en", "zh")
"""The languages in which the library itself speaks."""

TYPED: Language = "en"
"""The language of what is typed: the keys and names of charters, nouns and fields."""

GROUP = "grassroots.languages"
"""The entry points of further languages: the tag of the language, and the package that holds its catalogues. The catalogue of a room is the file
`ROOM.texts.toml` there (`grassroots.reports.texts.toml`), with `code = "text"` or a table of plural forms; `ROOM.labels.toml` likewise;
`ROOM.problems.toml` has a table a code, with `text` and `cure`."""

_LOCALES: Mapping[Language, str] = {"en": "en_GB", "zh": "zh_Hans_CN"}
"""Whose ways of writing days a language follows, where its tag alone does not say."""


@runtime_checkable
class Worded(Protocol):
    """Something that says itself in each language: a name with labels, a place in a file, a length of time."""

    def text(self, language: Language, /) -> str: ...


def points_of(group: str) -> EntryPoints:
    """The entry points of a group that installed packages bring. What is installed is looked through once, and again where it changed."""
    found: EntryPoints = _points(tuple((place, _changed(place)) for place in sys.path)).select(group=group)
    return found


def _changed(place: str) -> int:
    try:
        return os.stat(place or ".").st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _points(places: tuple[tuple[str, int], ...]) -> Any:
    from importlib.metadata import entry_points

    return entry_points()


@cache
def languages() -> tuple[Language, ...]:
    """The languages for which there are catalogues: the library's own, and those of installed packages.

    >>> languages()[:2]
    ('en', 'zh')
    """
    return (*OWN, *sorted({one.name for one in points_of(GROUP)} - set(OWN)))


class Phrase(str):
    """A text of a catalogue as a detail of another: in English as it stands, and said anew in each language.

    >>> Phrase("grassroots", "none").text("zh"), Phrase("grassroots", "none") == "none"
    ('无', True)
    """

    __slots__ = ("code", "details", "room")

    def __new__(cls, room: str, code: str, /, **details: Any) -> Phrase:
        made = super().__new__(cls, catalogue(room).say(code, "en", **details))
        made.room, made.code, made.details = room, code, details
        return made

    room: str
    code: str
    details: Mapping[str, Any]

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        return (self.room, self.code), dict(self.details)

    def text(self, language: Language) -> str:
        """The text in a language."""
        return catalogue(self.room).say(self.code, language, **self.details)


class Catalogue:
    """The texts of one room.

    >>> catalogue("grassroots").say("comma", "zh")
    '，'
    """

    def __init__(self, room: str, name: str = "texts") -> None:
        self.room = room
        self.name = name
        text = folder_of(room).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        self.entries: Mapping[str, Mapping[str, Any]] = tomllib.loads(text)
        self._further: dict[Language, Mapping[str, Any]] = {}
        self._whole: dict[Language, bool] = dict.fromkeys(OWN, True)

    def __contains__(self, code: str) -> bool:
        return code in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def say(self, code: str, language: Language, /, **details: Any) -> str:
        """A text in a language, with its details filled in: what says itself in that language does, lists are joined, the rest is shown as it is.

        Raises:
            InvalidArgument: there is no catalogue of this language.
            KeyError: there is no such text.
        """
        text = self.raw(code, language)
        if not isinstance(text, str):
            text = self.form(code, text, details, language)
        return filled(text, {name: shown(value, language) for name, value in details.items()}) if details else text

    def raw(self, code: str, language: Language, part: str = "") -> Any:
        """A text as it stands in the catalogue: a text, or a table of plural forms.

        Args:
            code: which.
            language: in which language.
            part: of a problem, `cure` for its cure.

        Raises:
            InvalidArgument: there is no such language, or its catalogue lacks this text.
            KeyError: there is no such text.
        """
        entry = self.entries[code]
        own = f"{part}_{language}" if part else language
        if own in entry:
            return entry[own]
        found = self._of(language).get(code)
        if self.name == "problems":
            found = found.get(part or "text") if isinstance(found, Mapping) else None
        if found is None:
            raise InvalidArgument(f"the catalogue {self.file} of the language {language!r} lacks {code!r}")
        return found

    def form(self, code: str, forms: Mapping[str, str], details: Mapping[str, Any], language: Language) -> str:
        """The one of a text's plural forms that its details ask for. A further language may name in `by` of its own what they follow."""
        return plural_text(forms, details[forms.get("by") or self.entries[code]["by"]], language)

    def labels(self, code: str) -> Mapping[Language, str]:
        """A text without details, in each language that has it."""
        return in_each(lambda language: str(self.raw(code, language)))

    def whole_in(self, language: Language) -> bool:
        """Whether a language lacks nothing here."""
        if language not in self._whole:
            self._whole[language] = not any(self.faults(language))
        return self._whole[language]

    def faults(self, language: Language) -> Iterator[str]:
        """The texts that a further language lacks here, and those that name details which are never given: `FILE: CODE`."""
        for code, entry in self.entries.items():
            for part in ("", "cure") if self.name == "problems" else ("",):
                own = [_places(entry[f"{part}_{tag}" if part else tag]) for tag in OWN]
                try:
                    sound = _places(self.raw(code, language, part)) <= set().union(*own)
                except InvalidArgument:
                    sound = False
                if not sound:
                    yield f"{self.file}: {code}"
                    break

    @property
    def file(self) -> str:
        """What the catalogue is called in the package of a further language: `grassroots.reports.texts.toml`."""
        return f"{self.room}.{self.name}.toml"

    def _of(self, language: Language) -> Mapping[str, Any]:
        if language not in self._further:
            self._further[language] = further_texts(language, self.file)
        return self._further[language]


def _places(text: Any) -> set[str]:
    """The details that a text names, in all its forms."""
    forms = [text] if isinstance(text, str) else [form for key, form in text.items() if key != "by"]
    named = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}
    return {*named, "other of its plural forms"} if isinstance(text, Mapping) and "other" not in text else named


def in_each(say: Callable[[Language], str]) -> Mapping[Language, str]:
    """What is said, in each language for which there are catalogues; a further one that lacks it is left out.

    >>> in_each(lambda language: catalogue("grassroots").say("none", language))["zh"]
    '无'
    """
    said = {language: say(language) for language in OWN}
    for language in languages()[len(OWN) :]:
        with suppress(InvalidArgument):
            said[language] = say(language)
    return said


def rooms(name: str = "texts") -> Iterator[str]:
    """The rooms of the library that have a catalogue of this name.

    >>> "grassroots.reports" in rooms(), "grassroots.model" in rooms("labels")
    (True, True)
    """
    below: list[tuple[str, Traversable]] = [("grassroots", files("grassroots"))]
    while below:
        room, folder = below.pop()
        if folder.joinpath(f"{name}.toml").is_file():
            yield room
        if room.count(".") < 2 and room != "grassroots.testing":
            below += [(f"{room}.{one.name}", one) for one in folder.iterdir() if one.is_dir() and one.name.isidentifier()]


@cache
def faults_of(language: Language) -> tuple[str, ...]:
    """Why the library cannot speak a language: what its catalogues lack, as `FILE: CODE`. Empty where they are whole, as its own are.

    >>> faults_of("zh")
    ()

    Raises:
        InvalidArgument: there is no such language.
    """
    if language in OWN:
        return ()
    found = [
        fault
        for name in ("texts", "labels", "problems")
        for room in sorted(rooms(name))
        for fault in catalogue(room, name).faults(language)
    ]
    try:
        _locale(language)
    except (ValueError, LookupError):
        found.append(f"Unicode's CLDR: {language}")
    return tuple(found)


def folder_of(room: str) -> Traversable:
    """The folder of a package. One of the library's own rooms is found without loading it."""
    package, *below = room.split(".")
    return files(package).joinpath(*below) if package == "grassroots" else files(room)


@cache
def catalogue(room: str, name: str = "texts") -> Catalogue:
    """The catalogue of a room, read when it is first asked for.

    Args:
        room: the package that holds it (`grassroots.reports`).
        name: the name of the file, without its ending.
    """
    return Catalogue(room, name)


@cache
def further_texts(language: Language, file: str) -> Mapping[str, Any]:
    """A catalogue of a further language; empty where its package has none of that name.

    Raises:
        InvalidArgument: there is no such language.
    """
    for one in points_of(GROUP):
        if one.name == language:
            found: Traversable = files(one.value).joinpath(file)
            return tomllib.loads(found.read_text(encoding="utf-8")) if found.is_file() else {}
    raise InvalidArgument(f"there are no texts in the language {language!r}; there are some in {', '.join(languages())}")


def shown(value: Any, language: Language) -> str:
    """A detail as a text shows it: what says itself does, several things are joined, and the rest is as Python writes it.

    >>> shown(["a", "b"], "zh"), shown((), "en")
    ('a、b', 'none')
    """
    if type(value) is str or type(value) is int:
        return str(value)  # most are; whether something says itself takes much longer to ask
    if isinstance(value, list | tuple):
        own = catalogue("grassroots")
        return own.say("list", language).join(shown(one, language) for one in value) or own.say("none", language)
    if isinstance(value, Worded):
        return value.text(language)
    return str(value)


_TOUCHING = re.compile(r"\}\{|\}\d|\d\{")
"""Where a detail stands right beside another one, or beside a digit."""


def filled(text: str, details: Mapping[str, Any]) -> str:
    """A text with its details. Two numbers never run into one another: between a digit and a digit a space is put.

    >>> filled("{unit}{day}", {"unit": "House 01", "day": "2014-06-30"}), filled("{unit}{day}", {"unit": "House A", "day": "2014-06-30"})
    ('House 01 2014-06-30', 'House A2014-06-30')
    """
    if not _TOUCHING.search(text):
        return text.format_map(details)
    parts = []
    for literal, name, form, conversion in Formatter().parse(text):
        parts.append(literal)
        if name is not None:
            parts.append(f"{{{name}{'!' + conversion if conversion else ''}{':' + form if form else ''}}}".format_map(details))
    return apart(parts)


def apart(parts: Iterable[str]) -> str:
    """Parts of a text behind one another, with a space between a digit and a digit.

    >>> apart(["House 01", "2014"]), apart(["House", "01"])
    ('House 01 2014', 'House01')
    """
    text = ""
    for part in parts:
        text += " " + part if text[-1:].isdigit() and part[:1].isdigit() else part
    return text


def plural(number: Any, language: Language) -> str:
    """Which plural form a number takes: `one`, `few`, `many`, `other` ..., by Unicode's rules.

    >>> plural(1, "en"), plural(3, "en"), plural(1, "zh")
    ('one', 'other', 'other')
    """
    form: str = _locale(language).plural_form(number)
    return form


_PLURALS = ("zero", "one", "two", "few", "many", "other")


def form_of(forms: Sequence[str], number: Any, language: Language) -> str:
    """The one of the words of a language, one for each of its plural forms in Unicode's order, that goes with a number.

    >>> form_of(("branch", "branches"), 1, "en"), form_of(("branch", "branches"), 3, "en")
    ('branch', 'branches')
    """
    known = [tag for tag in _PLURALS if tag in _locale(language).plural_form.tags or tag == "other"]
    return forms[min(known.index(plural(number, language)), len(forms) - 1)]


def plural_text(forms: Mapping[str, str], number: Any, language: Language) -> str:
    """The one of some plural forms that a number takes."""
    return forms.get(plural(number, language), forms["other"])


@cache
def _locale(language: Language) -> Any:
    # Babel takes some milliseconds to load, and most of what is said has no date and no plural.
    from babel import Locale

    return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))


def day_text(day: date, language: Language) -> str:
    """A day as a document writes it.

    >>> day_text(date(2014, 6, 30), "en"), day_text(date(2014, 6, 30), "zh")
    ('30 June 2014', '2014年6月30日')
    """
    from babel.dates import format_date

    text: str = format_date(day, "long", locale=_locale(language))
    return text


def _by_skeleton(skeleton: str, day: date, language: Language) -> str:
    from babel.dates import format_skeleton

    text: str = format_skeleton(skeleton, day, locale=_locale(language))
    return text


def quarter_text(day: date, language: Language) -> str:
    """The quarter of a day as a document writes it.

    >>> quarter_text(date(2014, 6, 1), "en"), quarter_text(date(2014, 6, 1), "zh")
    ('2nd quarter 2014', '2014年第2季度')
    """
    return _by_skeleton("yQQQQ", day, language)


def month_name(day: date, language: Language) -> str:
    """The month of a day without its year, as it stands along an axis.

    >>> month_name(date(2014, 3, 1), "en"), month_name(date(2014, 3, 1), "zh")
    ('Mar', '3月')
    """
    return _by_skeleton("MMM", day, language)


def month_text(day: date, language: Language) -> str:
    """The month of a day as a document writes it.

    >>> month_text(date(2014, 3, 1), "en"), month_text(date(2014, 3, 1), "zh")
    ('March 2014', '2014年3月')
    """
    return _by_skeleton("yMMMM", day, language)


def year_text(day: date, language: Language) -> str:
    """The year of a day as a document writes it.

    >>> year_text(date(2014, 3, 1), "en"), year_text(date(2014, 3, 1), "zh")
    ('2014', '2014年')
    """
    return _by_skeleton("y", day, language)


def weekday_text(number: int, language: Language) -> str:
    """A day of the week, 0 for Monday, as a document writes it in short.

    >>> weekday_text(0, "en"), weekday_text(6, "zh")
    ('Mon', '周日')
    """
    from babel.dates import get_day_names

    text: str = get_day_names("abbreviated", locale=_locale(language))[number]
    return text

"""Problems: what is wrong in data that somebody typed, where, and what to do about it. Data, never exceptions."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from grassroots.values import Language, Source


@frozen
class Wording:
    """How one kind of problem is told: what is wrong, and the cure, in each language. `{name}` stands for a detail."""

    en: str
    cure_en: str
    zh: str
    cure_zh: str


class Named(str):
    """A name in a problem that readers of other languages know by a label: a noun, a word of the charter, a state. In English it stays as it is typed.

    >>> Named("case", {"zh": "事项"}).text("zh"), Named("case", {"zh": "事项"}) == "case"
    ('事项', True)
    """

    __slots__ = ("labels",)

    labels: Mapping[str, str]

    def __new__(cls, name: str, labels: Mapping[str, str]) -> Named:
        made = super().__new__(cls, name)
        made.labels = labels
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, str]]:  # type: ignore[override]
        return str(self), dict(self.labels)

    def text(self, language: Language) -> str:
        """The name in a language."""
        return str(self) if language == "en" else self.labels.get(language) or str(self)


@frozen
class Problem:
    """One thing that is wrong: a code, the place, the value as it was typed, and details that its wording names.

    `masked` says that the value is personal: it is shown as `***` unless `text(reveal=True)` is asked for,
    which only the office's own list of errors does.

    >>> problem = Problem("not-a-date", source=Source("members.csv", row=3), column="joined", value="2 Jan")
    >>> print(problem)
    members.csv, row 3, column "joined": '2 Jan' is not a date. Write it as 2026-03-31.
    """

    code: str
    source: Source | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, Any] = field(factory=dict, hash=False)
    masked: bool = False

    def text(self, language: Language = "en", *, reveal: bool = False) -> str:
        """The whole sentence: the place, what is wrong, the cure."""
        wording = wordings()[self.code]
        what, cure = (wording.zh, wording.cure_zh) if language == "zh" else (wording.en, wording.cure_en)
        shown = "***" if self.masked and not reveal else _listed(self.value, language)
        details = {name: _listed(value, language) for name, value in self.details.items()}
        words = {**details, "value": f"“{shown}”" if language == "zh" else repr(shown), "column": self.column}
        place = [self.source.text(language)] if self.source else []
        if self.column:
            column = _listed(self.column, language)
            place.append(f"“{column}”列" if language == "zh" else f'column "{column}"')
        head = ("，".join(place) + "：" if language == "zh" else ", ".join(place) + ": ") if place else ""
        return head + what.format_map(words) + ("" if language == "zh" else " ") + cure.format_map(words)

    def __str__(self) -> str:
        return self.text()

    @property
    def cure(self) -> str:
        """What to do, in English; never empty."""
        words = {name: _listed(value, "en") for name, value in self.details.items()}
        return wordings()[self.code].cure_en.format_map({**words, "value": repr(self.value), "column": self.column})


def _listed(value: Any, language: Language) -> str:
    if isinstance(value, list | tuple):
        return ("、" if language == "zh" else ", ").join(_listed(item, language) for item in value) or (
            "无" if language == "zh" else "none"
        )
    return value.text(language) if isinstance(value, Source | Named) else str(value)


def nearest(word: str, known: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to `most` of the known words, those most like `word` first: for "did you mean" and "not found". Words unlike it are in its writing,
    if there are any: who typed Chinese is shown no English.

    >>> nearest("leftout", ["hit", "left_out", "where"], most=1)
    ('left_out',)
    >>> nearest("已解觉", ["solved", "已解决", "not now", "暂不能解决"])
    ('已解决', '暂不能解决')
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.5)
    writing = _writing(word)
    alike = [name for name in names if _writing(name) in (writing, "")] if writing else names
    if all(_writing(name) != writing for name in alike):
        alike = names
    return tuple(close + [name for name in alike if name not in close])[:most]


def _writing(text: str) -> str:
    """`characters` if there is a Chinese character (or another of East Asia) in it, else `letters`; empty without either, as in 2014-06."""
    if any(letter >= "\u2e80" for letter in text):
        return "characters"
    return "letters" if any(letter.isalpha() for letter in text) else ""


@cache
def wordings() -> Mapping[str, Wording]:
    """Every kind of problem by its code, as `wordings.toml` has them; read when the first problem is told.

    >>> wordings()["not-a-date"].cure_en
    'Write it as 2026-03-31.'
    """
    text = files("grassroots").joinpath("wordings.toml").read_text(encoding="utf-8")
    return {code: Wording(**wording) for code, wording in tomllib.loads(text).items()}

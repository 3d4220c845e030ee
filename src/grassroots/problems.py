"""Problems: what is wrong in data that somebody typed, where, and what to do about it. Data, never exceptions."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from html import escape
from typing import Any, Protocol

from attrs import field, frozen

from grassroots.errors import GrassrootsError, InvalidArgument, NotFound
from grassroots.texts import TYPED, Catalogue, catalogue, filled, rooms, shown
from grassroots.values import Language, Source

__all__ = [
    "Called",
    "Named",
    "Problem",
    "Wording",
    "as_value",
    "is_worded",
    "meant",
    "nearest",
    "one_of",
    "spoken",
    "wording_of",
    "wordings",
    "wordings_in",
]


@frozen
class Wording:
    """How one kind of problem is worded: what is wrong, and the cure, in each language. `{name}` stands for a detail.

    >>> wordings()["not-a-date"].cure("en")
    'Write it as 2026-03-31.'
    """

    code: str
    catalogue: Catalogue = field(repr=False)

    def what(self, language: Language) -> str | Mapping[str, str]:
        """What is wrong, before the details are filled in: a text, or its plural forms."""
        found: str | Mapping[str, str] = self.catalogue.raw(self.code, language)
        return found

    def cure(self, language: Language) -> str:
        """The cure, before the details are filled in."""
        return str(self.catalogue.raw(self.code, language, "cure"))

    def worded(self, language: Language, details: Mapping[str, Any]) -> tuple[str, str]:
        """What is wrong, in the form that the details ask for, and the cure."""
        what = self.what(language)
        return what if isinstance(what, str) else self.catalogue.form(self.code, what, details, language), self.cure(language)


class Named(str):
    """A name in a problem that readers of other languages know by a label: a noun, a word of the charter, a state. In the language of what is typed, English, it stays so.

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
        return str(self) if language == TYPED else self.labels.get(language) or str(self)


class Called(Named):
    """What a record is called in each language: where a wording says its kind before it, the kind is left out, for the name says it."""

    __slots__ = ()


class _Plain(str):
    """A value that nobody typed, such as a day that was counted: it stands without quotes."""

    __slots__ = ()


def as_value(value: object) -> str:
    """A value as a problem has it: a text stays as it is, with its labels if it has some; a day is told without quotes."""
    if isinstance(value, str):
        return value
    return _Plain(value) if isinstance(value, date) else str(value)


@frozen(repr=False)
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
    value: str = field(default="", converter=as_value)
    details: Mapping[str, Any] = field(factory=dict, hash=False)
    masked: bool = False

    def __hash__(self) -> int:
        # Of details the record that they are about goes in: problems of a code without a place are many, and would all be compared with one another.
        return hash((self.code, self.source, self.column, self.value, str(self.details.get("id", "")), self.masked))

    def text(self, language: Language = "en", *, reveal: bool = False) -> str:
        """The whole sentence: the place, what is wrong, the cure."""
        said = catalogue("grassroots").say
        what, cure = wording_of(self.code).worded(language, self.details)
        if isinstance(self.details.get("id"), Called):
            what = KIND_BEFORE.sub("", what)
        hidden = "***" if self.masked and not reveal else shown(self.value, language)
        details = {name: shown(value, language) for name, value in self.details.items()}
        lacking = {name for name, value in self.details.items() if value in ("", "—", ())}
        lacking |= {name for name in ("unit", "name") if name in details and details[name] == details.get("id")}
        lacking |= set(_DETAIL.findall(what + cure)) - set(details) - {"value", "column"}
        what, cure = spoken(what, lacking), spoken(cure, lacking)
        quoted = hidden if isinstance(self.value, _Plain) else said("problem-quoted", language, value=hidden)
        words = {**details, "value": quoted, "column": self.column}
        place = [self.source.text(language)] if self.source else []
        if self.column:
            place.append(said("problem-column", language, column=shown(self.column, language)))
        head = said("problem-head", language, place=said("comma", language).join(place)) if place else ""
        return head + filled(what, words) + said("problem-join", language) + filled(cure, words)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        # As it is told, so that a list of problems can be read, and a value that is masked stays so.
        try:
            return f"<Problem {self.code}: {self.text()}>"
        except (KeyError, GrassrootsError):
            return f"<Problem {self.code}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"

    @property
    def cure(self) -> str:
        """What to do, in English; never empty."""
        words = {name: shown(value, "en") for name, value in self.details.items()}
        cure = spoken(wording_of(self.code).cure("en"), {name for name, text in words.items() if text in ("", "—")})
        return cure.format_map({**words, "value": repr(self.value), "column": self.column})


KIND_BEFORE = re.compile(r"(?:\{noun\} ?|⟨[^⟨⟩{}]*⟩)(?=\{id\})")
"""The kind of a record before its id: what a record is called by its ledger says it already."""

_DETAIL = re.compile(r"\{([a-z_]+)")
OPTIONAL = re.compile(r"⟨([^⟨⟩]*)⟩|( ?[(\uff08]\{\w+\}[)\uff09])")
"""What falls away where a detail in it is lacking: a part in angle brackets, and a detail that stands alone in round ones."""


def spoken(wording: str, lacking: Collection[str]) -> str:
    """A wording without the parts of which the details are lacking.

    >>> spoken("{id} lacks {what}⟨, beside {other}⟩ ({source}).", {"other"}), spoken("{id} ({source})⟨: {why}⟩.", {"source"})
    ('{id} lacks {what} ({source}).', '{id}: {why}.')
    """

    def kept(part: re.Match[str]) -> str:
        text = part[0] if part[1] is None else part[1]
        return "" if any(f"{{{name}}}" in text for name in lacking) else text

    return OPTIONAL.sub(kept, wording) if lacking or "⟨" in wording else wording


def nearest(word: str, known: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to `most` of the known words, those most like `word` first: for "did you mean" and "not found". Words unlike it are in its writing,
    if there are any, before bare numbers: who typed Chinese is shown no English.

    >>> nearest("leftout", ["hit", "left_out", "where"], most=1)
    ('left_out',)
    >>> nearest("已解觉", ["solved", "已解决", "not now", "暂不能解决"])
    ('已解决', '暂不能解决')
    >>> nearest("河南社区", ["01", "02", "机关支部", "河东社区"])
    ('河东社区', '机关支部', '01', '02')
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.5)
    writing = _writing(word)
    alike = [name for name in names if _writing(name) in (writing, "")] if writing else names
    alike.sort(key=lambda name: _writing(name) != writing)
    if all(_writing(name) != writing for name in alike):
        alike = names
    return tuple(close + [name for name in alike if name not in close])[:most]


class Labelled(Protocol):
    """Something that has labels: a measure, a word, a rule."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Language → what it is called."""
        ...  # pragma: no cover


def meant(
    given: str, known: Mapping[str, Labelled], code: str, *, error: type[GrassrootsError] = NotFound, **details: Any
) -> str:
    """The name of the one that is meant: by its name (`-` may stand for `_`), or by what it is called in any language.

    Args:
        given: what somebody gave.
        known: name → what has labels.
        code: of the problem when there is none; its wording names `near`.
        error: what is raised when there is none.
        details: what else the wording names.

    Raises:
        NotFound: there is none, or several; names the nearest.

    >>> word = Named("open", {"en": "open", "zh": "未结"})
    >>> meant("未结", {"open_cases": word}, "no-such-report", charter="club")
    'open_cases'
    """
    if given in known:
        return given
    wanted = given.strip().casefold()
    called: dict[str, set[str]] = {}
    for name, one in known.items():
        for text in (name, name.replace("_", "-"), *one.labels.values()):
            called.setdefault(text.strip().casefold(), set()).add(name)
    if len(found := called.get(wanted, set())) == 1:
        return next(iter(found))
    owners = {text: name for name, one in known.items() for text in (*one.labels.values(), name)}
    near = dict.fromkeys(owners[one] for one in (sorted(found) or nearest(given, owners)))
    names = tuple(Named(name, {} if found else known[name].labels) for name in near)
    raise error.of(Problem(code, value=given, details={**details, "near": names}))


def one_of(given: str, known: Iterable[str], what: str) -> str:
    """The word, if it is one of those known.

    Args:
        given: what somebody gave.
        known: the words that are known.
        what: what they are, for the message.

    Raises:
        InvalidArgument: it is none of them, or no text; says which is nearest.

    >>> one_of("now", ["now", "then"], "tree")
    'now'
    >>> one_of("than", ["now", "then"], "tree")
    Traceback (most recent call last):
    grassroots.errors.InvalidArgument: there is no tree 'than'; did you mean 'then'?
    """
    names = list(known)
    if isinstance(given, str) and given in names:
        return given
    near = nearest(str(given), names, most=1)
    raise InvalidArgument(f"there is no {what} {given!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _writing(text: str) -> str:
    """`characters` if there is a Chinese character (or another of East Asia) in it, else `letters`; empty without either, as in 2014-06."""
    if any(letter >= "\u2e80" for letter in text):
        return "characters"
    return "letters" if any(letter.isalpha() for letter in text) else ""


@cache
def wordings() -> Mapping[str, Wording]:
    """Every kind of problem of the library by its code, as the files `problems.toml` of its rooms have them; read when the first problem is told.

    >>> "not-a-date" in wordings()
    True
    """
    return {code: wording for room in rooms("problems") for code, wording in wordings_in(room).items()}


def wording_of(code: str) -> Wording:
    """How a problem is told. A problem of a plugin bears the name of its package in its code (`grassroots_x:code`), which holds a `problems.toml` of its own.

    Raises:
        KeyError: nobody words such a problem.
    """
    package, _, own = code.rpartition(":")
    return wordings_in(package)[own] if package else wordings()[code]


def is_worded(code: str) -> bool:
    """Whether somebody words such a problem. A store may keep one of a plugin that is no longer installed.

    >>> is_worded("not-a-date"), is_worded("no_such_plugin:odd")
    (True, False)
    """
    try:
        wording_of(code)
    except (KeyError, ModuleNotFoundError, FileNotFoundError):
        return False
    return True


@cache
def wordings_in(package: str) -> Mapping[str, Wording]:
    """The kinds of problem that one room or one plugin words, by their codes without its name."""
    own = catalogue(package, "problems")
    return {code: Wording(code, own) for code in own}

"""Ledgers: how the tables that an office keeps become records: headings, keys, columns, and constants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from grassroots.charter.words import Labels
from grassroots.charter.written import keyed, under_key
from grassroots.fields import html_filled
from grassroots.problems import Named

_PARTS = {"year": "YyGcx", "month": "mbBjcx", "day": "djcx"}


def form_names(form: str, part: str) -> bool:
    """Whether a format of days names the year, the month or the day.

    >>> form_names("%m月%d日", "year"), form_names("%Y-%m", "day")
    (False, False)
    """
    return any(letter in _PARTS[part] for letter in re.findall(r"%[-#]?(.)", form))


@frozen(kw_only=True)
class LedgerColumn:
    """One column: the headings it may have, in any language, and where its cells go.

    `to`: `FIELD` of the ledger's noun; `NOUN.FIELD` where a row makes several records; `step.STATE` a dated step;
    `step.STATE.FIELD` (`at`, `unit`, `outcome`, `rating`, `due`, `due_at`) a part of that step; `FIELD.measured_in` of a quantity;
    `FIELD.noun` of a reference to one of several nouns; `custom.NAME`; `external.SCHEME`; `names.LANGUAGE` (a unit's name in another
    language); `parent` (a unit's parent) and `parent.since` (the day since which); `before` and `after` (the units of a change of units);
    empty: read for the key only, or else not used (`ignored`).
    `headings`: the first ones in the order of the charter's languages; further ones are accepted. `values`: text in the ledger → word, beside
    the labels that the charter knows. `formats`: how dates are written, if not as in the charter (`%d/%m/%Y`). `unit`: what the numbers of
    a quantity are measured in (`CNY`). `required`: an empty cell is a problem. `inclusive`: for `end`, the cell gives the last day that
    counts. `of`: for a reference, the noun that is meant where the field allows several; `refers_to`: the ledgers whose numbers are meant, where
    several ledgers make such records. `default`: what an empty cell means. `without`: what holds in a table that has no such column: a text, or the
    column of which the cells hold for it as well (`=received`); a day of a step then holds where the row says something else of that step.
    """

    name: str
    headings: tuple[str, ...] = field(default=(), metadata=under_key("heading"))
    to: str = ""
    values: Mapping[str, str] = field(factory=dict, hash=False)
    formats: tuple[str, ...] = ()
    unit: str = ""
    required: bool = False
    inclusive: bool = False
    of: str = ""
    refers_to: tuple[str, ...] = ()
    default: str = ""
    without: str = ""
    ignored: bool = False

    def heading_in(self, languages: Sequence[str], language: str) -> str:
        """The heading in a language of a charter; where it has none of its own, the first.

        >>> LedgerColumn(name="day", headings=("held on", "日期")).heading_in(("en", "zh"), "zh")
        '日期'
        """
        place = languages.index(language) if language in languages else 0
        return self.headings[place] if place < len(self.headings) else next(iter(self.headings), self.name)

    def named(self, languages: Sequence[str]) -> Named:
        """Its heading, for a problem."""
        headings = self.headings or (self.name,)
        return Named(headings[0], dict(zip(languages, headings, strict=False)))

    def shown(self, value: str) -> str | date:
        """A value as a row has it: a last day that counts is stored as the day after it."""
        try:
            return date.fromisoformat(value) - timedelta(days=1) if self.inclusive else value
        except ValueError:
            return value


DOUBTS = (
    "day-ahead",
    "day-before-birth",
    "day-before-unit",
    "day-far",
    "day-of-another-time",
    "due-before",
    "hours-beyond-days",
    "amount-far",
    "amount-negative",
    "no-name",
    "name-and-more",
    "no-phone",
    "phone-and-more",
    "number-alike",
    "number-shortened",
    "persons-alike",
    "rows-alike",
    "rule-not-known",
)
"""What can be read and yet can hardly be so."""


@frozen(kw_only=True, repr=False)
class LedgerRule:
    """One ledger of the charter.

    `nouns`: the records that a row makes, the main one first; the others refer to it or it to them by `@NOUN` in `set`.
    `key`: the columns that tell one row from another. The id of each record is `prefix` and the cells of the key, joined with `-` (in a charter's
    files `prefix` defaults to the ledger's name and `-`; an empty one leaves the key alone, which one ledger of a noun may do); the records of
    one row have the same id (an id is unique within its noun), but for those with a key of their own. `keys`: noun → its columns, for a flat table in
    which it repeats: what several rows say of it is put together, and where they contradict one another it is told. `shares`: ledgers whose numbers are the same as these: the two say different
    things of one record. `numbered_within`: where the numbers begin anew: each `year` or `month` (of the first day that a row tells), each
    `sheet`, or for each text of a column; it then stands in the id before the number.
    `set`: constants, `to`-path → text, as a cell would have it. `skip`: named rules by which a row is left out (reason → column and text).
    `names`: file names or sheet titles by which the ledger is known, beside its labels.
    `refuse`: what is otherwise only remarked on and is a problem here (`DOUBTS`): days ahead, days before the unit stood, amounts far from their like.
    `complete`: whether a load holds every row, so that a row that vanished is a problem; where nothing is said, a table that has at least half of
    the rows that are known is taken for the whole ledger, and a smaller one for rows to add.
    """

    name: str
    labels: Labels = field(hash=False)
    nouns: tuple[str, ...]
    key: tuple[str, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    columns: tuple[LedgerColumn, ...] = field(default=(), metadata=under_key("column") | keyed("name"))
    prefix: str = ""
    shares: tuple[str, ...] = ()
    numbered_within: str = ""
    set: Mapping[str, str] = field(factory=dict, hash=False)
    skip: tuple[SkipRule, ...] = field(default=(), metadata=keyed("reason"))
    names: tuple[str, ...] = ()
    complete: bool | None = None
    refuse: tuple[str, ...] = ()
    source: str = ""

    _repr_html_ = html_filled

    def __repr__(self) -> str:
        return f"<LedgerRule {self.name}: {', '.join(self.nouns)}, {len(self.columns)} columns>"

    @property
    def title(self) -> Named:
        """What it is called, in each language; its name where it has no label."""
        return Named(self.labels.get("en", self.name), self.labels)

    @property
    def all_keys(self) -> frozenset[str]:
        """The columns that are part of a key."""
        return frozenset((*self.key, *(name for own in self.keys.values() for name in own)))


@frozen(kw_only=True)
class SkipRule:
    """Rows that are left out on purpose: those whose `column` has one of `values`; `reason` names the rule."""

    reason: str
    column: str
    values: tuple[str, ...] = ()


@frozen(kw_only=True)
class MoreColumns:
    """What a charter adds to a ledger that it inherits: columns, or others of the same names; constants; further names of its sheets; where its numbers
    begin anew."""

    name: str
    columns: tuple[LedgerColumn, ...] = field(default=(), metadata=keyed("name"))
    set: Mapping[str, str] = field(factory=dict, hash=False)
    names: tuple[str, ...] = ()
    numbered_within: str = ""

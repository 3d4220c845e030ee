"""What a field of a rule says of itself is read and checked, whichever kind of rule it is in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest
from attrs import field, frozen

from grassroots.charter import Condition, Is
from grassroots.charter.kind import KindForm
from grassroots.charter.length import Length
from grassroots.charter.loading import load
from grassroots.charter.rule import Rule, between, length, names, needed, noun, of_noun, share, word
from grassroots.charter.words import Labels
from grassroots.errors import CharterInvalid


class Tone(StrEnum):
    LOUD = "loud"
    QUIET = "quiet"


@frozen(kw_only=True)
class Bell:
    weight: Decimal
    labels: Labels = field(factory=dict, hash=False)
    where: Condition | None = field(default=None, metadata=of_noun("noun"))


@frozen(kw_only=True)
class TowerRule(Rule):
    """A made-up rule with a field of every kind."""

    served: str = field(default="case", metadata=noun("case", "unit"))
    posts: tuple[str, ...] = field(default=(), metadata=word("post"))
    why: str = field(default="because", metadata=needed())
    steps: int = field(default=1, metadata=between(1, 9))
    part: Fraction = field(default=Fraction(1, 2), metadata=share())
    every: Length | None = field(default=None, metadata=length())
    like: str = field(default="", metadata=names("tower"))
    tones: tuple[Tone, ...] = ()
    since: date | None = None
    open_: bool = False
    counts: tuple[int, ...] = ()
    hours: Mapping[str, str] = field(factory=dict, hash=False)
    bells: Mapping[str, Bell] = field(factory=dict, hash=False)
    first: Bell | None = None
    noun: str = "case"


KINDS = {"tower": KindForm[TowerRule](name="tower", form=TowerRule)}

CHARTER = """\
id = "town"
label = { en = "Town" }
[words.post]
keeper = { en = "keeper" }
[words.category]
repair = { en = "repair" }
[words.unit]
ward = { en = "ward" }
[tower.old]
en = "old tower"
posts = ["keeper"]
steps = 3
part = "1/3"
every = { months = 1 }
like = "old"
tones = ["loud", "quiet"]
since = 2014-01-01
open = true
counts = [1, 2]
hours = { monday = "9" }
bells = { big = { weight = "2.5", en = "big bell", where = { category = "repair" } } }
first = { weight = 3, en = "first bell" }
"""


def test_a_rule_is_what_the_types_of_its_fields_say() -> None:
    (rule,) = load({"c.toml": CHARTER}, kinds=KINDS).rules_of(TowerRule)
    assert rule == TowerRule(
        name="old",
        labels={"en": "old tower"},
        posts=("keeper",),
        steps=3,
        part=Fraction(1, 3),
        every=Length(months=1),
        like="old",
        tones=(Tone.LOUD, Tone.QUIET),
        since=date(2014, 1, 1),
        open_=True,
        counts=(1, 2),
        hours={"monday": "9"},
        bells={"big": Bell(weight=Decimal("2.5"), labels={"en": "big bell"}, where=Is("category", ("repair",)))},
        first=Bell(weight=Decimal(3), labels={"en": "first bell"}),
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('posts = ["keeper"]', 'posts = ["keepr"]', "charter-word"),
        ('posts = ["keeper"]', 'posts = ["keeper", "keeper"]', "charter-word-twice"),
        ('posts = ["keeper"]', 'why = ""', "charter-missing"),
        ("steps = 3", "steps = 10", "charter-not-whole"),
        ("steps = 3", "steps = true", "charter-not-whole"),
        ("steps = 3", "steps = 3.0", "charter-not-whole"),
        ('part = "1/3"', 'part = "4/3"', "charter-share"),
        ('part = "1/3"', "part = 0.3", "charter-not-share"),
        ("every = { months = 1 }", "every = { months = 0 }", "charter-path-length"),
        ("every = { months = 1 }", "every = { month = 1 }", "charter-key-near"),
        ("every = { months = 1 }", "every = 3", "charter-not-table"),
        ("every = { months = 1 }", 'served = "club"', "charter-noun"),
        ("every = { months = 1 }", 'served = "person"', "charter-choice"),
        ('like = "old"', 'like = "new"', "charter-named"),
        ('tones = ["loud", "quiet"]', 'tones = ["lod"]', "charter-choice"),
        ("since = 2014-01-01", "since = 2014-01-01T00:00:00", "charter-not-date"),
        ("open = true", "open_ = true", "charter-key-near"),
        ("open = true", "open = 1", "charter-not-flag"),
        ("counts = [1, 2]", "counts = 1", "charter-not-list"),
        ('hours = { monday = "9" }', "hours = { monday = 9 }", "charter-not-text"),
        ('weight = "2.5", en', 'weight = "2.55555", en', "charter-not-decimal"),
        ('weight = "2.5", en', "weight = 2.5, en", "charter-not-decimal"),
        ('weight = "2.5", en', "en", "charter-missing"),
        ('en = "big bell", ', "", "charter-label"),
        ('{ category = "repair" }', '{ category = "repar" }', "charter-word"),
        ('{ category = "repair" }', '{ kind = "repair" }', "charter-path-near"),
        ('en = "old tower"', 'name = "old"\nen = "old tower"', "charter-key-near"),
    ],
)
def test_one_thing_that_is_wrong_with_a_field_is_told_once(old: str, new: str, code: str) -> None:
    assert old in CHARTER
    with pytest.raises(CharterInvalid) as raised:
        load({"c.toml": CHARTER.replace(old, new, 1)}, kinds=KINDS)
    assert [problem.code for problem in raised.value.problems] == [code]

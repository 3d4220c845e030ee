"""Words: the vocabulary of an organization, each word with its label in every language of the charter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from attrs import field, frozen

from grassroots.charter.written import only_in
from grassroots.fields import Privacy

Labels = Annotated[Mapping[str, str], "labels"]
"""A text in each language of the charter: language tag → text."""


RIGHTS = ("read", "change", "enter", "send")
"""What a charter may let the holder of a post do."""


@frozen(kw_only=True)
class Word:
    """One word of a list: `opinion` of the list `category`, `branch` of the list `unit`.

    `under` (units only): the kinds that it may stand under; empty for a root, with `-` among them for one that may also be a root. `workflow`: the workflow that records with this
    word follow, if it is not the one of their noun. `restricted` (categories only): cases of it are in view only for whoever has a grant that names it.
    `private` (kinds of activity only): of a talk nothing is kept but that it took place: its day, its unit, who was there.
    `holder`, `target` (kinds of link only): the nouns that may stand at either end of such a link; empty for all that a link may join.
    `rights` (posts only): what whoever holds such a post may do at its unit and under it: `read`, `change`, `enter` (from paper), `send`.
    `measure` (kinds of tally only): the measure that counts the same from records; a total of this kind is held against it.
    `also`: what it is called as well, where it is read.
    `things` (categories and channels only): cases of it are about things and places: nobody is named, and nothing is told in words.

    >>> Word(name="branch", labels={"en": "branch", "zh": "支部"}, under=("committee",)).label("zh")
    '支部'
    """

    name: str
    labels: Labels = field(hash=False)
    under: tuple[str, ...] = field(default=(), metadata=only_in("unit"))
    workflow: str | None = None
    restricted: bool = field(default=False, metadata=only_in("category"))
    private: bool = field(default=False, metadata=only_in("activity"))
    things: bool = field(default=False, metadata=only_in("category", "channel"))
    holder: tuple[str, ...] = field(default=(), metadata=only_in("link"))
    target: tuple[str, ...] = field(default=(), metadata=only_in("link"))
    rights: tuple[str, ...] = field(default=(), metadata=only_in("post"))
    measure: str = field(default="", metadata=only_in("tally"))
    also: tuple[str, ...] = ()
    source: str = ""

    def label(self, language: str) -> str:
        """The label; where the charter lacks the language, the one of its first language."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.name)

    @property
    def said(self) -> tuple[str, ...]:
        """All by which it is understood beside its name: its labels, and what it is called as well.

        >>> Word(name="branch", labels={"en": "chapter", "zh": "支部"}, also=("branch",)).said
        ('chapter', '支部', 'branch')
        """
        return (*self.labels.values(), *self.also)


@frozen(kw_only=True)
class CustomField:
    """A field that the charter adds to a noun: kept in `Record.custom`, read as `custom.NAME`.

    `kind`: text, number, day or word (then `words` names the list). `privacy`: public, internal, personal or special.
    """

    noun: str
    name: str
    labels: Labels = field(hash=False)
    kind: str = "text"
    privacy: str = Privacy.PERSONAL
    words: str = ""


@frozen(kw_only=True)
class Module:
    """A part of a charter that may be taken by itself: `cn-street/casework`.

    `needs`: the modules of the same charters that it builds on. `overrides`: what it says otherwise than another charter that is taken beside it, on
    purpose: `measure.members`, `workflow.membership`.
    """

    name: str
    labels: Labels = field(hash=False)
    needs: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()

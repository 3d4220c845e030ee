"""What an office calls otherwise is called so in every text of what it inherits: headings, sentences, tables, names of figures, rules, ledgers and columns.

A longer word of the charter that holds the same letters is another word (`sub-branch` beside `branch`) and stays, unless it is called otherwise itself. Names of
figures in braces stay. In English a plural and the article before it follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any

import attrs
from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.checking.ledger import folded
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.loading.rewritten import rewritten
from grassroots.charter.words import Labels
from grassroots.convert import hints_of
from grassroots.english import several
from grassroots.texts import TYPED

Said = Mapping[tuple[str, str], str]
"""(language, label) → what the office calls it."""
_NAMED = r"\{[^{}|]*"
_INHERITED = ("modules", "segments", "measures", "outlines", "rules")


def in_own_words(charter: Charter, said: Said, kept: Iterable[str] = ()) -> Charter:
    """A charter whose texts call things as the office does. What it called them before is understood in ledgers as well.

    Args:
        charter: what is inherited, with the words of the office.
        said: what it calls otherwise.
        kept: longer phrases that stay as they are, beside the words of the charter.

    >>> in_own_words(Charter(id="club", labels={}), {}).id
    'club'
    """
    known = [*kept, *(label for listed in charter.words.values() for word in listed.values() for label in word.said)]
    told = {
        language: _telling(language, {label: own for (one, label), own in said.items() if one == language}, known)
        for language in {language for language, _ in said}
    }
    if not told:
        return charter
    renamed = dict(charter.renamed)
    parts = {name: rewritten(getattr(charter, name), partial(_retold, told, renamed)) for name in _INHERITED}
    titles = {folded(label): one.name for one in charter.ledgers.values() for label in (*one.names, *one.labels.values())}
    ledgers = {name: _ledger(one, told, titles) for name, one in charter.ledgers.items()}
    return evolve(charter, ledgers=ledgers, renamed=renamed, **parts)


def _telling(language: str, own: Mapping[str, str], known: Iterable[str]) -> Callable[[str], str]:
    """A text of a language in the words of the office."""
    called = {label.casefold(): name for label, name in own.items()}
    if language == TYPED:
        called |= {several(label.casefold()): several(name) for label, name in own.items()}
    kept = {one.casefold() for one in known if any(label in one.casefold() for label in called)} - {*called}
    kept |= {several(one) for one in kept} - {*called} if language == TYPED else set()
    any_of = "|".join(_alone(one) for one in sorted({*called, *kept}, key=len, reverse=True))
    article = r"(?P<article>\ban? )?" if language == TYPED else ""
    pattern = re.compile(rf"{_NAMED}|{article}(?P<word>{any_of})", re.IGNORECASE)

    def put(found: re.Match[str]) -> str:
        word = found["word"]
        name = called.get(word.casefold()) if word else None
        if name is None:
            return found[0]
        if word[0].isupper() and not any(label[0].isupper() for label in own if label.casefold() == word.casefold()):
            name = name[0].upper() + name[1:]
        before = found["article"] if article else None
        return f"{before[0]}{'n' if _sounds(name) else ''} {name}" if before else name

    return partial(pattern.sub, put)


def _alone(label: str) -> str:
    """A label where it is a word by itself, in scripts that part words."""
    before, after = (r"(?<!\w)" if _parted(label[0]) else "", r"(?!\w)" if _parted(label[-1]) else "")
    return f"{before}{re.escape(label)}{after}"


def _parted(letter: str) -> bool:
    return letter.upper() != letter.lower()


def _sounds(name: str) -> bool:
    return re.match(r"[aeiou](?!ni|se|u|ne\b)", name, re.IGNORECASE) is not None


def _retold(told: Mapping[str, Callable[[str], str]], renamed: dict[str, str], one: Any) -> Any:
    changed = {}
    cls: Any = type(one)
    for name in _texts_of(cls):
        now = getattr(one, name)
        new = {language: told[language](text) if language in told else text for language, text in now.items()}
        if new != now:
            changed[name] = new
            renamed |= {text: new[language] for language, text in now.items() if name == "labels" and text != new[language]}
    return evolve(one, **changed) if changed else one


@cache
def _texts_of(cls: Any) -> tuple[str, ...]:
    """The fields of a class that are texts by language."""
    hints = hints_of(cls, beside=True)
    return tuple(one.name for one in attrs.fields(cls) if hints.get(one.name) == Labels)


def _ledger(rule: LedgerRule, told: Mapping[str, Callable[[str], str]], titles: Mapping[str, str]) -> LedgerRule:
    """A ledger and its columns as the office calls them; what is another ledger's or column's name stays."""
    labels = {}
    for language, label in rule.labels.items():
        own = told[language](label) if language in told else label
        labels[language] = own if titles.get(folded(own), rule.name) == rule.name else label
    names = dict.fromkeys((*rule.names, *(one for one in rule.labels.values() if one not in labels.values())))
    taken = {folded(one): column.name for column in rule.columns for one in (column.name, *column.headings)}
    columns = []
    for column in rule.columns:
        first = []
        for heading in column.headings:
            own = heading
            for tell in told.values():
                own = tell(own)
            first.append(own if taken.setdefault(folded(own), column.name) == column.name else heading)
        columns.append(evolve(column, headings=tuple(dict.fromkeys((*first, *column.headings)))))
    return evolve(rule, labels=labels, names=tuple(names), columns=tuple(columns))

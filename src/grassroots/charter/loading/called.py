"""What an office calls otherwise: its own names of ledgers, columns and words, beside those of the charter that it extends.

One line a ledger, `[called]` with `"duty sheet" = { is = "shifts", "who" = "helper", "came" = { is = "presence", "yes" = "present" } }` (`""` for an empty cell), or one line a word, `"precinct" =
"community"`, wherever that word stands, in cells and in the texts that are inherited (`"community hall" = "community hall"` stays). Both are understood afterwards; what the office calls it is what it is shown. Beside its columns the line of a ledger
may say what its tables are without and what holds instead, `without = { "kept by" = "JD", "handed over on" = "received" }` (a text, or another column whose
cells hold for it as well), and by what it tells its rows apart: `key = ["who", "where"]`, `numbered_within = "month"`. `inclusive` names the last days that still count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from attrs import evolve

from grassroots.charter.charter import Charter
from grassroots.charter.checking.ledger import folded
from grassroots.charter.ledger import LedgerColumn, LedgerRule
from grassroots.charter.loading.files import Entries
from grassroots.charter.loading.own_words import in_own_words
from grassroots.charter.targets import target_of
from grassroots.charter.toml import Path
from grassroots.charter.trouble import close_to, spelled
from grassroots.charter.words import Word
from grassroots.fields import Column
from grassroots.model.labels import noun_label
from grassroots.problems import nearest
from grassroots.texts import catalogue, in_each

_IS, _WITHOUT, _KEY, _WITHIN, _INCLUSIVE = "is", "without", "key", "numbered_within", "inclusive"
_LINE: Mapping[str, type] = {_IS: str, _WITHOUT: dict, _KEY: list, _WITHIN: str, _INCLUSIVE: list}
"""The keys of a line that name no column: what the charter calls it, and how its tables differ; and the form of each."""
_BEGINS = ("sheet", "year", "month")
"""In what numbers begin anew, where it is no column."""
_NOT: Mapping[Any, str] = {str: "charter-not-text", dict: "charter-not-table", list: "charter-not-list"}


def words_called(entries: Entries, charter: Charter) -> Charter:
    """The charter with the words that an office calls otherwise, in every list that has them and in every text that it inherits."""
    own = {name: meant for (name,), meant in entries.under("called") if isinstance(meant, str)}
    kept = {name for name, meant in own.items() if name.strip() and name == meant}
    if not own:
        return charter
    words = {listed: dict(known) for listed, known in charter.words.items()}
    said: dict[tuple[str, str], str] = {}
    for name, meant in own.items():
        if not name.strip():
            entries.trouble.add(("called", name), "charter-called-blank", meant)
            continue
        if name in kept:
            continue
        found = [(listed, word) for listed, known in words.items() for word in known.values() if _labelled(word, meant)]
        for listed, word in found:
            language = next((one for one, label in word.labels.items() if folded(label) == folded(meant)), "")
            # Of two own words for one, the first is shown, and the other is understood.
            shown, understood = ({language: name}, word.labels[language]) if language else ({}, name)
            also = tuple(dict.fromkeys((*word.also, understood)))
            words[listed][word.name] = evolve(word, labels={**word.labels, **shown}, also=also)
            if shown:
                said[language, word.labels[language]] = name
        if not found and _ledger(charter.ledgers.values(), meant):
            entries.trouble.add(("called", name), "charter-not-table", meant)
        elif not found:
            known = {label for listed in words.values() for word in listed.values() for label in word.labels.values()}
            entries.trouble.add(("called", name), "charter-called-word", meant, known=nearest(meant, known))
    return in_own_words(evolve(charter, words=words), said, kept)


def ledgers_called(entries: Entries, charter: Charter) -> Mapping[str, LedgerRule]:
    """The ledgers of the charter with what an office calls otherwise of them."""
    ledgers = dict(charter.ledgers)
    for (name,), said in entries.under("called"):
        if isinstance(said, str):
            continue
        path: Path = ("called", name)
        if not isinstance(said, dict):
            entries.trouble.add(path, "charter-not-table", said)
            continue
        if not name.strip():
            entries.trouble.add(path, "charter-called-blank", said.get(_IS, ""))
            continue
        pairs = _pairs(entries, path, said)
        rule = _ledger(ledgers.values(), meant := pairs.pop(_IS, name))
        if rule is None and _IS not in said:
            entries.trouble.add(path, "charter-missing", key=_IS)
            continue
        if rule is None:
            known = {label: one for one in ledgers.values() for label in (one.name, *one.labels.values(), *one.names)}
            entries.trouble.add(path, "charter-no-ledger", meant, known=nearest(meant, known))
            continue
        differ = {key: pairs.pop(key) for key in (_WITHOUT, _KEY, _WITHIN, _INCLUSIVE) if key in pairs}
        entries.otherwise["ledger", rule.name] = path
        rule = _named(_with_columns(entries, charter, rule, path, pairs), name, meant)
        ledgers[rule.name] = _differing(entries, charter, rule, path, differ)
    return ledgers


def _pairs(entries: Entries, path: Path, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a table says: a text, a table of texts, or a list of texts, by key."""
    found = {}
    for key, one in said.items():
        form = _LINE.get(key, (str, dict))
        texts = one.values() if isinstance(one, dict) else one if isinstance(one, list) else (one,)
        if not key.strip():
            entries.trouble.add((*path, key), "charter-called-blank", one)
        elif key not in _LINE and isinstance(one, list):
            _no_key(entries, path, key)
        elif not isinstance(one, form):
            entries.trouble.add((*path, key), _NOT.get(form, "charter-not-text"), one)
        elif not all(isinstance(text, str) for text in texts):
            entries.trouble.add((*path, key), "charter-not-text", one)
        else:
            found[key] = one
    return found


def _no_key(entries: Entries, path: Path, key: str) -> None:
    known = tuple(_LINE)
    close = close_to(key, known)
    code = "charter-key-near" if close else "charter-key"
    entries.trouble.add((*path, key), code, key, known=known, at=spelled(path), **({"near": close} if close else {}))


def _ledger(rules: Iterable[LedgerRule], meant: str) -> LedgerRule | None:
    known = {folded(label): rule for rule in rules for label in (*rule.names, *rule.labels.values(), rule.name)}
    return known.get(folded(meant))


def _named(rule: LedgerRule, name: str, meant: str) -> LedgerRule:
    """A ledger under its own name, in the language of the one that it stands for, by which it is known as well."""
    language = next((one for one, label in rule.labels.items() if folded(label) == folded(meant)), "")
    if not language or folded(name) == folded(meant):
        return evolve(rule, names=tuple(dict.fromkeys((*rule.names, name)))) if not language else rule
    names = dict.fromkeys((*rule.names, rule.labels[language]))
    return evolve(rule, labels={**rule.labels, language: name}, names=tuple(names))


def _with_columns(entries: Entries, charter: Charter, rule: LedgerRule, path: Path, pairs: Mapping[str, Any]) -> LedgerRule:
    """A ledger with other headings, and other words in its cells. A heading that was that of another column is so no longer."""
    stood = _stood(rule)
    columns = {column.name: column for column in rule.columns}
    own: dict[str, str] = {}
    for heading, said in pairs.items():
        meant = said.get(_IS, heading) if isinstance(said, dict) else said
        if folded(meant) not in stood:
            if close_to(heading, tuple(_LINE)):
                _no_key(entries, path, heading)
            elif isinstance(said, dict) and _IS not in said:
                entries.trouble.add((*path, heading), "charter-missing", key=_IS)
            else:
                _no_column(entries, rule, (*path, heading), meant)
            continue
        column = columns[stood[folded(meant)]]
        own[heading] = column.name
        words = {typed: text for typed, text in said.items() if typed != _IS} if isinstance(said, dict) else {}
        found = {typed: _word(entries, charter, rule, column, (*path, heading, typed), text) for typed, text in words.items()}
        values = {typed: word for typed, word in found.items() if word is not None}
        nothing = values.pop("", column.default)
        columns[column.name] = evolve(
            column, headings=_first(column.headings, meant, heading), values={**column.values, **values}, default=nothing
        )
    taken = {folded(heading): name for heading, name in own.items()}
    for name, column in columns.items():
        left = [one for one in column.headings if taken.get(folded(one), name) == name]
        if len(left) < len(column.headings):
            spare = left[0] if left else name
            kept = tuple(one if one in left else spare for one in column.headings)
            columns[name] = evolve(column, headings=kept)
    return evolve(rule, columns=tuple(columns.values()))


def _differing(entries: Entries, charter: Charter, rule: LedgerRule, path: Path, said: Mapping[str, Any]) -> LedgerRule:
    """A ledger with what its tables are without, and by what its rows are told apart."""
    stood = _stood(rule)

    def column(at: Path, heading: str, beside: Sequence[str] = ()) -> str:
        if folded(heading) not in stood:
            _no_column(entries, rule, (*path, *at), heading, beside)
        return stood.get(folded(heading), "")

    columns = {one.name: one for one in rule.columns}
    for heading, text in said.get(_WITHOUT, {}).items():
        if name := column((_WITHOUT, heading), heading):
            other = stood.get(folded(text))
            said_there = (
                f"={other}" if other else _word(entries, charter, rule, columns[name], (*path, _WITHOUT, heading), text)
            )
            columns[name] = evolve(columns[name], without=said_there or "")
    for heading in said.get(_INCLUSIVE, ()):
        if name := column((_INCLUSIVE,), heading):
            columns[name] = evolve(columns[name], inclusive=True)
    key = tuple(filter(None, (column((_KEY,), heading) for heading in said.get(_KEY, ()))))
    key = key if key or said.get(_KEY) == [] else rule.key
    for name in set(rule.key) - set(key):
        columns[name] = evolve(columns[name], required=False, ignored=not columns[name].to)
    within = said.get(_WITHIN, rule.numbered_within)
    if within not in ("", *_BEGINS):
        within = column((_WITHIN,), within, _BEGINS)
    return evolve(rule, columns=tuple(columns.values()), key=key, numbered_within=within)


def _stood(rule: LedgerRule) -> dict[str, str]:
    return {folded(heading): column.name for column in rule.columns for heading in (column.name, *column.headings)}


def _no_column(entries: Entries, rule: LedgerRule, path: Path, heading: str, beside: Sequence[str] = ()) -> None:
    known = nearest(heading, [*beside, *(one for column in rule.columns for one in column.headings)])
    entries.trouble.add(path, "charter-called-column", heading, ledger=rule.title, known=known)


def _first(headings: Sequence[str], meant: str, own: str) -> tuple[str, ...]:
    """The headings of a column with its own in the place of the one that it stands for, which is understood as well."""
    at = next((at for at, one in enumerate(headings) if folded(one) == folded(meant)), None)
    if at is None or own in headings:
        return tuple(dict.fromkeys((*headings, own)))
    return (*headings[:at], own, *headings[at + 1 :], headings[at])


def _word(entries: Entries, charter: Charter, rule: LedgerRule, column: LedgerColumn, path: Path, meant: str) -> str | None:
    """What the charter has for a label in a cell of the column: a word, a kind of record, yes or no; None where it has nothing."""
    target = target_of(column.to, rule, charter) if column.to else None
    if target is None or meant in column.values.values():
        return meant
    if typed_so := next((word for typed, word in column.values.items() if folded(typed) == folded(meant)), ""):
        return typed_so
    known: dict[str, str] = {}
    if target.words:
        words = charter.words.get(target.words, {}).values()
        known = {label: word.name for word in words for label in (*word.said, word.name)}
    elif target.choices:
        known = {label: noun for noun in target.choices for label in in_each(partial(noun_label, noun)).values()}
    elif target.kind is Column.FLAG:
        own = catalogue("grassroots.charter")
        known = {label: flag for flag in ("true", "false") for label in in_each(partial(own.say, flag)).values()}
    if not known:
        return meant
    found = next((word for label, word in known.items() if folded(label) == folded(meant)), None)
    if found is None:
        entries.trouble.add(path, "charter-called-word", meant, known=nearest(meant, known))
    return found


def _labelled(word: Word, meant: str) -> bool:
    return folded(meant) in set(map(folded, word.said))

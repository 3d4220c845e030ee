"""How the tables are read of which the fields of their class do not tell all: words, states, measures, ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
from attrs import evolve

from grassroots.charter.blocks import BLOCKS, Say
from grassroots.charter.charter import Charter
from grassroots.charter.example import Example
from grassroots.charter.ledger import LedgerColumn, LedgerRule, MoreColumns
from grassroots.charter.loading.tables import Special, Tables
from grassroots.charter.measure import Form, Measure
from grassroots.charter.outline import Block
from grassroots.charter.paths import decimal, leaves
from grassroots.charter.words import Word
from grassroots.charter.workflow import State
from grassroots.convert import Gathered, Hook, Misfit, table, text
from grassroots.model import known_noun
from grassroots.problems import nearest


def _word(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> Word:
    """Some keys are those of the words of one list."""
    listed = given.pop("listed")
    other = {
        one.name: one.default
        for one in attrs.fields(Word)
        if "only_in" in one.metadata and listed not in one.metadata["only_in"]
    }
    word: Word = tables.plain(Word, raw, given | other)
    return word


def _state(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> State:
    """A move need not be listed in `next` as well."""

    def finish(state: State) -> State:
        return evolve(state, next=tuple(dict.fromkeys((*state.next, *(move.to for move in state.moves)))))

    state: State = tables.plain(State, raw, given, finish=finish)
    return state


def _measure(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> Measure:
    """The form is the key that there is, and its value what the form is about."""
    gathered = Gathered()
    forms = [form for form in Form if form in raw]
    if len(forms) != 1:
        gathered.add((), Misfit("charter-form", known=tuple(Form), found=tuple(forms)))
    form = forms[0] if forms else Form.COUNT
    given |= {"form": form, "noun": "", "over": None, "reach": ""}
    hint: Any = tuple[str, str] if form is Form.RATIO else str
    about = {Form.RATIO: "over", Form.REACH: "reach"}.get(form, "noun")
    if form in raw:
        given[about] = gathered.take(form, tables.converter.structure, raw[form], hint) or given[about]
    if "at_least" in raw:
        given["at_least"] = gathered.take("at_least", _bound, raw["at_least"], None)
    noun = form.traits.noun or given["noun"]

    def finish(measure: Measure) -> Measure:
        return measure if measure.measured_in else evolve(measure, measured_in=_unit_of(measure, tables.charter))

    known = (*forms, "at_least")
    measure: Measure = tables.plain(Measure, raw, given, gathered=gathered, known=known, noun=noun, finish=finish)
    return measure


def _bound(raw: Any, hint: Any) -> Any:
    if decimal(raw) is None:
        raise Misfit("charter-float" if isinstance(raw, float) else "charter-not-decimal", raw)
    return decimal(raw)


def _unit_of(measure: Measure, charter: Charter) -> str:
    """What a measure that does not say so is measured in: what it counts, if the charter has a word for that."""
    unit = measure.population
    if measure.form is Form.SPREAD and measure.value.startswith("days:"):
        unit = "day"
    elif measure.form is Form.DISTINCT and known_noun(measure.noun):
        led = {noun for leaf in leaves(charter, measure.noun, measure.key) for noun in leaf.refs}
        unit = led.pop() if len(led) == 1 else ""
    elif measure.form not in (Form.COUNT, Form.RATE, Form.REACH):
        unit = ""
    return unit if charter.word("measured_in", unit) else ""


def _ledger(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> LedgerRule:
    """A ledger of one noun may say `noun`; a column that fills nothing and is not part of the key is not used. What says nothing but columns, constants,
    names or where numbers begin anew adds to one that is inherited."""
    inherited = given["name"] in tables.charter.ledgers
    if (inherited and ("columns" in raw or raw.keys() <= _ADDED)) or ("columns" in raw and raw.keys().isdisjoint(_OWN)):
        return _more_columns(tables, raw, given)
    gathered = Gathered()
    noun = gathered.take("noun", text, raw.get("noun", ""), str)
    if bool(noun) == bool(raw.get("nouns")):
        gathered.add((), Misfit("charter-nouns"))

    def finish(rule: LedgerRule) -> LedgerRule:
        columns = tuple(evolve(one, ignored=not one.to and one.name not in rule.all_keys) for one in rule.columns)
        return evolve(rule, nouns=rule.nouns or (noun or "",), columns=columns)

    usual = {"prefix": f"{given['name']}-", "nouns": [], **raw}
    rule: LedgerRule = tables.plain(LedgerRule, usual, given, gathered=gathered, known=("noun",), finish=finish)
    return rule


_ADDED = {"columns", "set", "names", "numbered_within"}
_OWN = {"noun", "nouns", "key", "column"}
"""What only a ledger of its own says: with these it is no addition to one that is inherited, though its columns be misspelt."""


def _more_columns(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> LedgerRule:
    name, gathered = given["name"], Gathered()
    known = tables.charter.ledgers.get(name)
    if known is None:
        gathered.add((), Misfit("charter-no-ledger", name, known=nearest(name, tables.charter.ledgers)))
        known = LedgerRule(name=name, labels={}, nouns=())

    def finish(more: MoreColumns) -> LedgerRule:
        columns = {one.name: one for one in known.columns}
        columns |= {one.name: evolve(one, ignored=not one.to and one.name not in known.all_keys) for one in more.columns}
        names = tuple(dict.fromkeys((*known.names, *more.names)))
        within = more.numbered_within or known.numbered_within
        return evolve(
            known, columns=tuple(columns.values()), set={**known.set, **more.set}, names=names, numbered_within=within
        )

    joined: LedgerRule = tables.plain(MoreColumns, raw, given, gathered=gathered, finish=finish)
    return joined


def _column(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> LedgerColumn:
    """A column goes to the field of its name, unless it says otherwise."""
    column: LedgerColumn = tables.plain(LedgerColumn, {"to": given["name"], **raw}, {"ignored": False, **given})
    return column


def _block(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> Block:
    """The kind of a block is the key that there is."""
    gathered = Gathered()
    kinds = [kind for key, kind in BLOCKS.items() if key in raw]
    if len(kinds) != 1:
        gathered.add((), Misfit("charter-block", known=tuple(BLOCKS)))
    form = kinds[0] if kinds else Say
    block: Block = tables.plain(form, raw, given if kinds else {"text": {}}, gathered=gathered, known=tuple(BLOCKS))
    return block


def _example(tables: Tables, raw: dict[str, Any], given: dict[str, Any]) -> Example:
    """The rows and what must come of them: tables of cells, of figures, and of numbers."""
    gathered = Gathered()
    readers: dict[str, Any] = {"rows": _each(_listed(_each(_cell))), "figures": _each(_cell)}
    readers |= dict.fromkeys(("finds", "todo"), _each(_listed(_cell)))
    read = {key: gathered.take(key, reader, raw.get(key, {}), None) or {} for key, reader in readers.items()}
    known = {key: read[key] for key in readers} | {"place": None}
    if not read["rows"] and not gathered.found:
        gathered.add((), Misfit("missing", key="rows"))
    example: Example = tables.plain(Example, raw, given | known, gathered=gathered, known=tuple(readers))
    return example


def _cell(raw: Any, hint: Any) -> str:
    """A cell as it would be typed: whole numbers, days, yes and no may stand in TOML as what they are."""
    if isinstance(raw, bool):
        return str(raw).lower()
    if not isinstance(raw, (str, int, date)):
        raise Misfit("not-text", raw)
    return str(raw)


def _each(inner: Hook) -> Hook:
    """A table of what the inner hook reads."""

    def read(raw: Any, hint: Any) -> dict[str, Any]:
        gathered = Gathered()
        found = {key: gathered.take(key, inner, one, None) for key, one in table(raw).items()}
        gathered.done({})
        return found

    return read


def _listed(inner: Hook) -> Hook:
    """A list of what the inner hook reads."""

    def read(raw: Any, hint: Any) -> tuple[Any, ...]:
        if not isinstance(raw, list):
            raise Misfit("not-list", raw)
        gathered = Gathered()
        found = tuple(gathered.take(place, inner, one, None) for place, one in enumerate(raw))
        gathered.done(())
        return found

    return read


SPECIALS: Mapping[Any, Special] = {
    Word: _word,
    State: _state,
    Measure: _measure,
    LedgerRule: _ledger,
    LedgerColumn: _column,
    Block: _block,
    Example: _example,
}

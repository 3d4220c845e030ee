"""From the files of a charter to a `Charter` that is checked. Strict: what is not understood is a Problem with file, line and cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import evolve, frozen

from grassroots.charter.charter import Charter, DayOrder
from grassroots.charter.checking import findings
from grassroots.charter.condition import Segment
from grassroots.charter.example import Example
from grassroots.charter.kind import Kinds
from grassroots.charter.ledger import LedgerRule
from grassroots.charter.loading.called import ledgers_called, words_called
from grassroots.charter.loading.currency import in_currency
from grassroots.charter.loading.entries import SPECIALS
from grassroots.charter.loading.extend import parent_of
from grassroots.charter.loading.files import Entries, Files
from grassroots.charter.loading.segments import with_segments
from grassroots.charter.loading.tables import Tables
from grassroots.charter.measure import Measure
from grassroots.charter.outline import Outline
from grassroots.charter.toml import Path
from grassroots.charter.words import CustomField, Module, Word
from grassroots.charter.workflow import Workflow
from grassroots.convert import Misfits
from grassroots.problems import Problem, nearest


@frozen(kw_only=True)
class _OverlayHead:
    """The keys in no table that a file laid over a charter may have."""

    languages: tuple[str, ...] = ()
    source: str = ""
    exclusive: tuple[str, ...] | None = None
    begin_with: tuple[str, ...] | None = None


@frozen(kw_only=True)
class _Head(_OverlayHead):
    """The keys that say what a charter is, beside `extends`, `leave_out`, `modules` and `label`."""

    id: str
    version: str = "1"
    valid_from: date | None = None
    currency: str = ""
    day_order: DayOrder | None = None


_NONE = Charter(id="", labels={})
_IDLE: list[Tables] = []


@contextmanager
def _tables_over(charter: Charter) -> Iterator[Tables]:
    """Tables for the while that a charter is read, such as were made before: to find out how each class is read takes longer than to read a small one."""
    try:
        tables = _IDLE.pop()
    except IndexError:
        tables = Tables(charter, SPECIALS)
    tables.begin(charter)
    try:
        yield tables
    finally:
        tables.begin(_NONE)
        _IDLE.append(tables)


def load(
    files: Files, *, kinds: Kinds, parent: Callable[[str], Charter] | None = None, place: str = "", part: bool = False
) -> Charter:
    """Reads and checks a charter.

    Args:
        files: name → TOML text; the tables of all files together are the charter.
        kinds: the kinds of rule that it may hold, by name: `grassroots.rules.registry.KINDS`, with those of plugins.
        parent: finds a charter that this one extends, by its name. One may extend several: `extends = ["cn-street", "cn-hotline"]`.
        place: where the files lie, to be told.
        part: the files are some modules of a charter: a ledger to begin with and a kind of post that lie in another module are skipped.

    Raises:
        CharterInvalid: something is wrong; `problems` names all of it, with file, line and cure.

    >>> text = 'id = "club"\\nlabel = { en = "Club" }\\n[words.unit]\\nclub = { en = "club" }\\n'
    >>> charter = load({"charter.toml": text}, kinds={})
    >>> charter.label("unit", "club", "en")
    'club'
    """
    entries = Entries(files, place, kinds)
    base, extended = parent_of(entries, parent)
    start = base or Charter(id="", labels={}, kinds=kinds)
    with _tables_over(start) as tables:
        head: _Head = _taken(
            entries,
            (),
            tables.plain,
            _Head,
            entries.top,
            {},
            known=("extends", "leave_out", "modules", "label", *entries.tables),
        )
        _need_languages(entries)
        if head.currency:
            start = tables.charter = in_currency(start, head.currency)
        tables.languages = head.languages or start.languages
        charter = evolve(
            start,
            ledgers={name: _headed(ledger, start.languages, tables.languages) for name, ledger in start.ledgers.items()},
            id=head.id,
            kinds=kinds,
            version=head.version,
            languages=tables.languages,
            labels=_taken(entries, ("label",), tables.labels, entries.top.get("label", {})),
            valid_from=head.valid_from,
            source=head.source,
            day_order=head.day_order or start.day_order,
            exclusive=start.exclusive if head.exclusive is None else head.exclusive,
            begin_with=start.begin_with if head.begin_with is None else head.begin_with,
        )
        return _filled(entries, charter, tables, extended, part=part)


def _headed(ledger: LedgerRule, before: Sequence[str], languages: Sequence[str]) -> LedgerRule:
    """An inherited ledger, its first headings in the order of the languages of a charter that puts them in another."""
    if before[: len(languages)] == languages or not set(languages) <= set(before):
        return ledger
    columns = []
    for column in ledger.columns:
        own = dict(zip(before, column.headings, strict=False))
        first = [own[language] for language in languages if language in own]
        columns.append(evolve(column, headings=tuple(dict.fromkeys((*first, *column.headings)))))
    return evolve(ledger, columns=tuple(columns))


def overlay(charter: Charter, files: Files, *, place: str = "") -> Charter:
    """Lays files of the same grammar over a charter: a mapping for a foreign ledger, for one reading. Tables replace those of the same key.

    A file may name its `languages`, at least one of the charter's: then its labels need no others, and stand for them.

    Raises:
        CharterInvalid: something is wrong, in the files or in what they make of the charter.
    """
    entries = Entries(files, place, charter.kinds)
    with _tables_over(charter) as tables:
        head: _OverlayHead = _taken(entries, (), tables.plain, _OverlayHead, entries.top, {}, known=entries.tables)
        _need_languages(entries)
        for language in head.languages:
            if language not in charter.languages:
                entries.trouble.add(("languages",), "charter-choice", language, known=charter.languages)
        if head.exclusive is not None:
            charter = evolve(charter, exclusive=head.exclusive)
        if head.begin_with is not None:
            charter = evolve(charter, begin_with=head.begin_with)
        tables.languages, tables.lenient = charter.languages, bool(head.languages)
        return _filled(entries, charter, tables)


def _need_languages(entries: Entries) -> None:
    """A charter that leaves its languages out has those that it extends, else English; one that writes that there are none says nothing to anybody."""
    if entries.top.get("languages") == []:
        entries.trouble.add(("languages",), "charter-languages", [])


def _taken(entries: Entries, path: Path, read: Callable[..., Any], *args: Any, **given: Any) -> Any:
    """What a table says; what does not fit is told, and something stands in its place."""
    try:
        return read(*args, **given)
    except Misfits as wrong:
        return entries.trouble.take(path, wrong)


_FIXED = {"measure": ("form", "noun", "over", "reach"), "segment": ("noun",)}
"""What no change says otherwise: what a measure counts, and of what a segment is. Who wants something else writes a measure, or a segment."""


def _check_changes(entries: Entries, charter: Charter) -> None:
    """Changes must be of a rule or measure that is inherited, and that the charter does not write itself."""
    heads: dict[str, Mapping[str, Any]] = {"measure": charter.measures, "segment": charter.segments}
    heads |= {kind.name: charter.rules.get(kind.name, {}) for kind in charter.kinds.values() if kind.form is not None}
    for (head, name), _ in entries.under("change"):
        if head not in heads:
            entries.trouble.add(("change", head), "charter-change-kind", head, known=nearest(head, heads))
        elif entries.has((head, name)):
            entries.trouble.add(("change", head, name), "charter-change-own", f"{head}.{name}")
        elif name not in heads[head]:
            entries.trouble.add(("change", head, name), "charter-change", name, known=nearest(name, heads[head]))


def _filled(
    entries: Entries, charter: Charter, tables: Tables, extended: Iterable[Charter] = (), *, part: bool = False
) -> Charter:
    """The charter with all that the files say, checked. Words come first, for conditions take their types from them."""

    def each(head: str, cls: Any, *names: str) -> dict[tuple[str, ...], Any]:
        """What the entries of a table say, by the keys that name each; `names`: the fields of the class that these keys are. A word that is nothing but
        a text is called so in every language."""
        return {
            keys: _taken(
                entries,
                (head, *keys),
                tables.read,
                cls,
                dict.fromkeys(tables.languages, data) if head == "words" and isinstance(data, str) else data,
                **dict(zip(names, keys, strict=True)),
            )
            for keys, data in entries.under(head)
        }

    def named(head: str, cls: Any, inherited: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
        """What the entries of a table say, by name, and what a change makes of what is inherited."""
        own = {name: one for (name,), one in each(head, cls, "name").items()}
        for (changed, name), data in entries.under("change"):
            if changed == head and name in inherited and name not in own:
                own[name] = _taken(
                    entries, ("change", head, name), tables.changed, inherited[name], data, without=_FIXED.get(head, ())
                )
        return own

    _check_changes(entries, charter)

    words = {name: dict(known) for name, known in charter.words.items()}
    for (listed, name), word in each("words", Word, "listed", "name").items():
        words.setdefault(listed, {})[name] = word
    custom = {(own.noun, own.name): own for own in charter.custom} | each("custom", CustomField, "noun", "name")
    own_workflows = named("workflow", Workflow)
    workflows = {**charter.workflows, **own_workflows}
    charter = evolve(charter, words=words, custom=tuple(custom.values()), workflows=workflows)
    charter = tables.charter = words_called(entries, charter)
    rules = {kind: dict(known) for kind, known in charter.rules.items()}
    made: dict[str, Workflow] = {}
    for kind in charter.kinds.values():
        if kind.form is None:
            continue
        if own := named(kind.name, kind.form, charter.rules.get(kind.name, {})):
            rules.setdefault(kind.name, {}).update(own)
        # A pathway's own steps are the states of the lives that follow it.
        for rule in rules.get(kind.name, {}).values() if kind.workflow else ():
            workflow = kind.workflow(rule) if kind.workflow else None
            if workflow is not None and workflow.name not in own_workflows:
                made[workflow.name] = workflow
    charter = tables.charter = evolve(charter, rules=rules, workflows={**charter.workflows, **made})
    charter = evolve(
        charter,
        modules={**charter.modules, **named("module", Module)},
        segments={**charter.segments, **named("segment", Segment, charter.segments)},
        measures={**charter.measures, **named("measure", Measure, charter.measures)},
        outlines={**charter.outlines, **named("report", Outline)},
        ledgers={**charter.ledgers, **named("ledger", LedgerRule)},
        examples={
            name: evolve(one, place=entries.locate(("example", name))) for name, one in named("example", Example).items()
        },
    )
    charter = with_segments(evolve(charter, ledgers=ledgers_called(entries, charter)), extended)
    if part:
        charter = evolve(
            charter,
            begin_with=tuple(ledger for ledger in charter.begin_with if ledger in charter.ledgers),
            exclusive=tuple(post for post in charter.exclusive if post in charter.words.get("post", {})),
        )
    found = _found(entries, charter)
    if problems := [*entries.trouble.problems, *found]:
        raise entries.invalid(problems)
    return charter


def _found(entries: Entries, charter: Charter) -> list[Problem]:
    """What is wrong with the charter as it was read, in what was read well. Labels that everything inherited lacks are told once a language."""
    lacking: dict[str, list[str]] = {}
    found = []
    for path, problem in findings(charter):
        if problem.code == "charter-label" and not entries.has(path):
            lacking.setdefault(problem.details["language"], []).append(problem.details["at"])
        elif not entries.trouble.touches(path) and not entries.trouble.touches(("change", *path)):
            found.append(evolve(problem, source=entries.locate(path)))
    for language, places in lacking.items():
        entries.trouble.add(("languages",), "charter-language", language, count=len(places), known=tuple(places[:5]))
    return found

"""From the files of a charter to a `Charter` that is checked. Strict: what is not understood is a Problem with file, line and cure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.check import findings
from grassroots.charter.conditions import read_condition
from grassroots.charter.forms import read_form
from grassroots.charter.kind import Kinds
from grassroots.charter.ledger import LedgerColumn, LedgerRule, SkipRule
from grassroots.charter.measure import Condition, Form, Measure, Reads, Split
from grassroots.charter.outline import Bars, Block, Outline, Say, Section, Table
from grassroots.charter.paths import CUSTOM_KINDS, decimal, leaves
from grassroots.charter.reader import Reader, Trouble
from grassroots.charter.toml import Document, Path, parse
from grassroots.charter.words import CustomField, Word
from grassroots.charter.workflow import Move, State, StateKind, Workflow
from grassroots.errors import CharterInvalid, NoPlugin, NotFound
from grassroots.fields import Privacy
from grassroots.model import known_noun
from grassroots.problems import Problem
from grassroots.values import Source

TABLES: Mapping[str, int] = {
    "words": 2,
    "custom": 2,
    "workflow": 1,
    "measure": 1,
    "report": 1,
    "ledger": 1,
}
"""The tables of a charter, and how many keys name one entry: `words.LIST.WORD`, `measure.NAME`."""

HEAD = ("id", "version", "extends", "languages", "valid_from", "source", "label", "exclusive")
"""The keys that say what the charter is."""

OVERLAY_HEAD = ("languages", "source", "exclusive")
"""Those of them that a file laid over a charter may have."""

Files = Mapping[str, str]
"""A charter as files: name → TOML text."""


def load(files: Files, *, kinds: Kinds, parent: Callable[[str], Charter] | None = None, place: str = "") -> Charter:
    """Reads and checks a charter.

    Args:
        files: name → TOML text; the tables of all files together are the charter.
        kinds: the kinds of rule that it may hold, by name: `grassroots.rules.registry.KINDS`, with those of plugins.
        parent: finds a charter that this one extends, by its name. One may extend several: `extends = ["cn-street", "cn-hotline"]`.
        place: where the files lie, to be told.

    Raises:
        CharterInvalid: something is wrong; `problems` names all of it, with file, line and cure.

    >>> text = 'id = "club"\\nlabel = { en = "Club" }\\n[words.unit]\\nclub = { en = "club" }\\n'
    >>> charter = load({"charter.toml": text}, kinds={})
    >>> charter.label("unit", "club", "en")
    'club'
    """
    sheaf = _Sheaf(files, place, kinds)
    base = _parent(sheaf, parent)
    head = sheaf.head(HEAD)
    id, version = head.text("id", required=True), head.text("version", "1")
    languages = head.texts("languages") or (base.languages if base else ("en",))
    inner = sheaf.reader(("label",), sheaf.top.get("label", {}), languages)
    start = base or Charter(id=id, labels={}, kinds=kinds)
    charter = evolve(
        start,
        id=id,
        kinds=kinds,
        version=version,
        languages=languages,
        labels=inner.labels(),
        valid_from=head.day("valid_from"),
        source=head.text("source"),
        exclusive=head.texts("exclusive") if head.has("exclusive") else start.exclusive,
    )
    inner.done()
    head.done()
    return _filled(sheaf, charter, languages, lenient=False)


def overlay(charter: Charter, files: Files, *, place: str = "") -> Charter:
    """Lays files of the same grammar over a charter: a mapping for a foreign ledger, for one reading. Tables replace those of the same key.

    A file may name its `languages`, at least one of the charter's: then its labels need no others, and stand for them.

    Raises:
        CharterInvalid: something is wrong, in the files or in what they make of the charter.
    """
    sheaf = _Sheaf(files, place, charter.kinds)
    head = sheaf.head(OVERLAY_HEAD)
    chosen = head.texts("languages")
    for language in chosen:
        if language not in charter.languages:
            head.wrong("languages", "charter-choice", language, known=charter.languages)
    head.text("source")
    if head.has("exclusive"):
        charter = evolve(charter, exclusive=head.texts("exclusive"))
    head.done()
    return _filled(sheaf, charter, charter.languages, lenient=bool(chosen))


@frozen
class _Entry:
    document: Document
    data: Any


class _Sheaf:
    """The files of a charter, taken apart into entries; and what is wrong with them."""

    def __init__(self, files: Files, place: str, kinds: Kinds) -> None:
        self.tables = {**TABLES, **{kind.name: 1 for kind in kinds.values() if kind.form is not None}}
        self.place = place
        self.trouble = Trouble(self.locate)
        self.entries: dict[Path, _Entry] = {}
        self.top: dict[str, Any] = {}
        read = [parse(name, text) for name, text in sorted(files.items())]
        self.documents = [one for one in read if isinstance(one, Document)]
        broken = [one for one in read if isinstance(one, Problem)]
        if broken:
            raise self.invalid(broken)
        for document in self.documents:
            self._take(document)

    def _take(self, document: Document) -> None:
        for key, value in document.data.items():
            if key not in self.tables:
                self._put(document, (key,), value)
                continue
            for path, data in self._opened(document, (key,), value, self.tables[key]):
                self._put(document, path, data)

    def _opened(self, document: Document, path: Path, value: Any, depth: int) -> list[tuple[Path, Any]]:
        if not depth:
            return [(path, value)]
        if not isinstance(value, dict):
            self.entries.setdefault(path, _Entry(document, {}))
            self.trouble.add(path, "charter-not-table", value)
            return []
        return [one for name, inner in value.items() for one in self._opened(document, (*path, name), inner, depth - 1)]

    def _put(self, document: Document, path: Path, data: Any) -> None:
        known = self.entries.get(path)
        if known:
            other = Source(known.document.file, row=known.document.line(path))
            self.entries[path] = _Entry(document, data)
            self.trouble.add(path, "charter-twice", other=str(other), other_zh=other.text("zh"))
        self.entries[path] = _Entry(document, data)
        if len(path) == 1:
            self.top[str(path[0])] = data

    def locate(self, path: Path) -> Source:
        """The file and line of what stands at a path; of something that is inherited, the line that says from where."""
        for length in range(len(path), 0, -1):
            outer = path[:length]
            entry = self.entries.get(outer)
            documents = [entry.document] if entry else [one for one in self.documents if outer in one.lines]
            if documents:
                return Source(documents[0].file, row=documents[0].line(path))
        if ("extends",) in self.entries and path:
            return self.locate(("extends",))
        files = [document.file for document in self.documents]
        return Source("charter.toml" if "charter.toml" in files or not files else files[0])

    def has(self, path: Path) -> bool:
        """Whether the files themselves have what stands at a path, so that it is not inherited."""
        return any(path[:length] in self.entries for length in range(1, len(path) + 1))

    def reader(self, path: Path, data: Any, languages: tuple[str, ...], *, lenient: bool = False) -> Reader:
        return Reader(self.trouble, path, data, languages, lenient=lenient)

    def head(self, known: tuple[str, ...]) -> Reader:
        """A reader of the keys that are in no table."""
        reader = self.reader((), self.top, ())
        reader.asked = dict.fromkeys((*known, *self.tables))
        return reader

    def under(self, head: str) -> list[tuple[tuple[str, ...], Any]]:
        """The entries of a table: (the keys that name each, its data)."""
        return [
            (tuple(str(key) for key in path[1:]), entry.data)
            for path, entry in self.entries.items()
            if path[0] == head and len(path) == self.tables[head] + 1
        ]

    def invalid(self, problems: list[Problem]) -> CharterInvalid:
        """The exception that tells them all, in the order in which they stand."""
        ordered = sorted(dict.fromkeys(problems), key=lambda one: (one.source is None, one.source or Source("")))
        return CharterInvalid(f"the charter{f' in {self.place}' if self.place else ''} cannot be used:", ordered)


def _parent(sheaf: _Sheaf, parent: Callable[[str], Charter] | None) -> Charter | None:
    """What the charter extends: one charter, or several laid on one another in the order in which they are named."""
    given = sheaf.top.get("extends")
    if given is None:
        return None
    names = given if isinstance(given, list) else [given]
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong or not names:
        sheaf.trouble.add(("extends",), "charter-not-text", wrong[0] if wrong else given)
        raise sheaf.invalid(sheaf.trouble.problems)
    base: Charter | None = None
    for name in names:
        try:
            if parent is None:
                raise NotFound(name)
            found = parent(name)
            found = evolve(found, lineage=(name, *found.lineage))
            shared = next((one for one in found.lineage if base and one in base.lineage), None)
            base = _joined(base, found, parent(shared) if shared else None) if base else found
        except (NotFound, NoPlugin):
            sheaf.trouble.add(("extends",), "charter-extends", name)
            raise sheaf.invalid(sheaf.trouble.problems) from None
    return base


def _joined(under: Charter, over: Charter, shared: Charter | None) -> Charter:
    """One charter laid on another: of what both have, the upper one's holds, unless it only inherited it from what both extend."""

    def laid(below: Mapping[Any, Any], above: Mapping[Any, Any], common: Mapping[Any, Any]) -> dict[Any, Any]:
        return {**below, **{key: one for key, one in above.items() if key not in below or one != common.get(key)}}

    def nested(
        below: Mapping[str, Mapping[str, Any]], above: Mapping[str, Mapping[str, Any]], common: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, dict[str, Any]]:
        return {key: laid(below.get(key, {}), above.get(key, {}), common.get(key, {})) for key in {**below, **above}}

    def custom(charter: Charter) -> dict[tuple[str, str], CustomField]:
        return {(own.noun, own.name): own for own in charter.custom}

    common = shared or Charter(id=under.id, labels={})
    return evolve(
        under,
        languages=tuple(language for language in under.languages if language in over.languages),
        lineage=tuple(dict.fromkeys((*over.lineage, *under.lineage))),
        words=nested(under.words, over.words, common.words),
        custom=tuple(laid(custom(under), custom(over), custom(common)).values()),
        workflows=laid(under.workflows, over.workflows, common.workflows),
        measures=laid(under.measures, over.measures, common.measures),
        outlines=laid(under.outlines, over.outlines, common.outlines),
        ledgers=laid(under.ledgers, over.ledgers, common.ledgers),
        rules=nested(under.rules, over.rules, common.rules),
        exclusive=tuple(dict.fromkeys((*under.exclusive, *over.exclusive))),
    )


def _filled(sheaf: _Sheaf, charter: Charter, languages: tuple[str, ...], *, lenient: bool) -> Charter:
    """The charter with all that the files say, checked. Words come first, for conditions take their types from them."""

    def readers(head: str) -> list[tuple[tuple[str, ...], Reader]]:
        return [(keys, sheaf.reader((head, *keys), data, languages, lenient=lenient)) for keys, data in sheaf.under(head)]

    words = {name: dict(known) for name, known in charter.words.items()}
    for (listed, name), reader in readers("words"):
        words.setdefault(listed, {})[name] = _word(reader, listed, name)
    custom = {(own.noun, own.name): own for own in charter.custom}
    for (noun, name), reader in readers("custom"):
        custom[noun, name] = _custom(reader, noun, name)
    own_workflows = {name: _workflow(reader, name) for (name,), reader in readers("workflow")}
    workflows = {**charter.workflows, **own_workflows}
    charter = evolve(charter, words=words, custom=tuple(custom.values()), workflows=workflows)
    rules = {kind: dict(known) for kind, known in charter.rules.items()}
    made: dict[str, Workflow] = {}
    for kind in charter.kinds.values():
        if kind.form is None:
            continue
        for (name,), reader in readers(kind.name):
            rules.setdefault(kind.name, {})[name] = read_form(kind.form, reader, charter, name)
        # A pathway's own steps are the states of the lives that follow it.
        for rule in rules.get(kind.name, {}).values() if kind.workflow else ():
            workflow = kind.workflow(rule) if kind.workflow else None
            if workflow is not None and workflow.name not in own_workflows:
                made[workflow.name] = workflow
    charter = evolve(charter, rules=rules, workflows={**charter.workflows, **made})
    measures = {name: _measure(reader, name, charter) for (name,), reader in readers("measure")}
    outlines = {name: _outline(reader, name) for (name,), reader in readers("report")}
    ledgers = {name: _ledger(reader, name) for (name,), reader in readers("ledger")}
    charter = evolve(
        charter,
        measures={**charter.measures, **measures},
        outlines={**charter.outlines, **outlines},
        ledgers={**charter.ledgers, **ledgers},
    )
    lacking: dict[str, list[str]] = {}
    found = []
    for path, problem in findings(charter):
        if problem.code == "charter-label" and not sheaf.has(path):
            lacking.setdefault(problem.details["language"], []).append(problem.details["at"])
        elif not sheaf.trouble.touches(path):
            found.append(evolve(problem, source=sheaf.locate(path)))
    for language, places in lacking.items():
        sheaf.trouble.add(("languages",), "charter-language", language, count=len(places), known=tuple(places[:5]))
    if problems := [*sheaf.trouble.problems, *found]:
        raise sheaf.invalid(problems)
    return charter


def _word(reader: Reader, listed: str, name: str) -> Word:
    under = reader.texts("under") if listed == "unit" else ()
    workflow = reader.text("workflow") or None
    restricted = reader.flag("restricted", False) if listed == "category" else False
    private = reader.flag("private", False) if listed == "activity" else False
    things = reader.flag("things", False) if listed in ("category", "channel") else False
    word = Word(
        name=name,
        labels=reader.labels(),
        under=under,
        workflow=workflow,
        restricted=restricted,
        private=private,
        things=things,
        source=reader.text("source"),
    )
    reader.done()
    return word


def _custom(reader: Reader, noun: str, name: str) -> CustomField:
    own = CustomField(
        noun=noun,
        name=name,
        labels=reader.labels(),
        kind=reader.one_of("kind", tuple(CUSTOM_KINDS), "text"),
        privacy=reader.one_of("privacy", tuple(Privacy), Privacy.PERSONAL),
        words=reader.text("words"),
    )
    reader.done()
    return own


def _workflow(reader: Reader, name: str) -> Workflow:
    states = {}
    for state, inner in reader.tables("state"):
        kind = StateKind(inner.one_of("kind", tuple(StateKind), StateKind.OPEN))
        following, moves = inner.texts("next"), tuple(_move(one) for one in inner.listed("moves"))
        states[state] = State(
            name=state,
            kind=kind,
            labels=inner.labels(),
            next=tuple(dict.fromkeys((*following, *(move.to for move in moves)))),
            moves=moves,
            start=inner.flag("start", False),
            final=inner.flag("final", False),
        )
        inner.done()
    workflow = Workflow(
        name=name,
        states=states,
        outcomes=reader.texts("outcomes"),
        ratings=reader.texts("ratings"),
        source=reader.text("source"),
    )
    reader.done()
    return workflow


def _move(reader: Reader) -> Move:
    named = any(reader.has(language) for language in reader.languages)
    move = Move(to=reader.text("to", required=True), by=reader.texts("by"), labels=reader.labels() if named else {})
    reader.done()
    return move


def _measure(reader: Reader, name: str, charter: Charter) -> Measure:
    forms = [form for form in Form if reader.has(form)]
    if len(forms) != 1:
        reader.wrong(None, "charter-form", known=tuple(Form), found=tuple(forms))
    form = forms[0] if forms else Form.COUNT
    over, noun, reach = None, "", ""
    if form is Form.RATIO:
        pair = reader.texts(form)
        if len(pair) == 2:
            over = (pair[0], pair[1])
        else:
            reader.wrong(form, "charter-not-pair", pair)
    elif form is Form.REACH:
        reach = reader.text(form)
    else:
        noun = reader.text(form)
    population = "unit" if form is Form.REACH else noun

    def condition(key: str) -> Condition:
        return read_condition(reader.table(key), charter, population)

    left_out, by = reader.table("left_out"), list(reader.tables("by"))
    splits = tuple(Split(path=path, missing=split.text("missing", "none")) for path, split in by)
    for _, split in by:
        split.done()
    least = reader.raw("at_least")
    if least is not None and decimal(least) is None:
        reader.wrong("at_least", "charter-float" if isinstance(least, float) else "charter-not-decimal", least)
    minimum = 1 if (given := reader.raw("minimum")) is None else given
    if not isinstance(minimum, int) or isinstance(minimum, bool):
        reader.wrong("minimum", "charter-not-whole", minimum)
        minimum = 1
    measure = Measure(
        name=name,
        labels=reader.labels(),
        form=form,
        noun=noun,
        where=condition("where"),
        dated=reader.text("dated", "as_of"),
        reads=Reads(reader.one_of("reads", tuple(Reads), Reads.AS_OF)),
        hit=condition("hit"),
        left_out=tuple((reason, read_condition(left_out.table(reason), charter, population)) for reason in left_out.data)
        if left_out
        else (),
        value=reader.text("value"),
        key=reader.text("key"),
        by=splits,
        over=over,
        reach=reach,
        at_least=decimal(least),
        minimum=minimum,
        measured_in=reader.text("measured_in"),
        derived=reader.flag("derived", False),
        source=reader.text("source"),
    )
    reader.done()
    return measure if measure.measured_in else evolve(measure, measured_in=_unit_of(measure, charter))


def _unit_of(measure: Measure, charter: Charter) -> str:
    """What a measure that does not say so is measured in: what it counts, if the charter has a word for that."""
    unit = measure.noun
    if measure.form is Form.REACH:
        unit = "unit"
    elif measure.form is Form.SPREAD and measure.value.startswith("days:"):
        unit = "day"
    elif measure.form is Form.DISTINCT and known_noun(measure.noun):
        led = {noun for leaf in leaves(charter, measure.noun, measure.key) for noun in leaf.refs}
        unit = led.pop() if len(led) == 1 else ""
    elif measure.form not in (Form.COUNT, Form.RATE):
        unit = ""
    return unit if charter.word("measured_in", unit) else ""


def _outline(reader: Reader, name: str) -> Outline:
    notes = []
    for note in reader.listed("note"):
        notes.append(note.labels())
        note.done()
    outline = Outline(
        name=name,
        labels=reader.labels(),
        period=reader.one_of("period", ("year", "quarter", "month"), "year"),
        notes=tuple(notes),
        headline=reader.texts("headline"),
        sections=tuple(_section(inner) for inner in reader.listed("section")),
    )
    reader.done()
    return outline


def _section(reader: Reader) -> Section:
    section = Section(labels=reader.labels(), blocks=tuple(_block(inner) for inner in reader.listed("block")))
    reader.done()
    return section


def _block(reader: Reader) -> Block:
    kinds = [key for key in ("say", "table", "bars") if reader.has(key)]
    if len(kinds) != 1:
        reader.wrong(None, "charter-block")
    block: Block
    if "table" in kinds:
        block = Table(
            labels=reader.labels(),
            measures=reader.texts("table"),
            down=reader.text("down", "measure"),
            across=reader.text("across", "measure"),
            units=reader.texts("units"),
        )
    elif "bars" in kinds:
        block = Bars(labels=reader.labels(), measure=reader.text("bars"), by=reader.text("by", "month"))
    else:
        sentence = reader.table("say")
        block = Say(text=sentence.labels() if sentence else {})
        if sentence:
            sentence.done()
    reader.done()
    return block


def _ledger(reader: Reader, name: str) -> LedgerRule:
    noun, nouns = reader.text("noun"), reader.texts("nouns")
    if bool(noun) == bool(nouns):
        reader.wrong(None, "charter-nouns")
    skip, key = reader.table("skip"), reader.texts("key")
    rule = LedgerRule(
        name=name,
        labels=reader.labels(),
        nouns=nouns or (noun,),
        key=key,
        columns=tuple(_column(inner, column, column in key) for column, inner in reader.tables("column")),
        prefix=reader.text("prefix", f"{name}-"),
        set=reader.pairs("set"),
        skip=tuple(_skip(skip.inner((reason,), data), reason) for reason, data in skip.data.items()) if skip else (),
        names=reader.texts("names"),
        complete=reader.flag("complete", True),
        source=reader.text("source"),
    )
    reader.done()
    return rule


def _column(reader: Reader, name: str, is_key: bool) -> LedgerColumn:
    to = reader.text("to", name)
    column = LedgerColumn(
        name=name,
        headings=reader.texts("heading"),
        to=to,
        values=reader.pairs("values"),
        formats=reader.texts("formats"),
        unit=reader.text("unit"),
        required=reader.flag("required", False),
        inclusive=reader.flag("inclusive", False),
        of=reader.text("of"),
        default=reader.text("default"),
        ignored=not to and not is_key,
    )
    reader.done()
    return column


def _skip(reader: Reader, reason: str) -> SkipRule:
    rule = SkipRule(reason=reason, column=reader.text("column", required=True), values=reader.texts("values"))
    reader.done()
    return rule

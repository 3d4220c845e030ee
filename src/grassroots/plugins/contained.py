"""Containment: what a plugin does wrong stays with it, under its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from attrs import evolve, field, frozen

from grassroots.charter.work_calendar import DayKind, WorkCalendar
from grassroots.errors import GrassrootsError, HasProblems, InvalidArgument, PluginError
from grassroots.figures.engine import Counts, Engine, Plane, lies_apart
from grassroots.figures.facts import Gathered
from grassroots.figures.figure import Question
from grassroots.hooks import Channel, Export, Mender, Rows, Writer
from grassroots.leaving import Leaving
from grassroots.ledgers.outward.mending import Mending
from grassroots.ledgers.table import Row, Sheet, Table
from grassroots.logs import log
from grassroots.plugins.promised import fits
from grassroots.problems import Problem, is_worded
from grassroots.reading.reader import Reader
from grassroots.store import Message
from grassroots.values import Period, Source, UnitId

if TYPE_CHECKING:
    from grassroots.reports import Rendered, Report

T = TypeVar("T")


STOPS = (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)
"""What stops the program, whoever raises it."""


def contained(name: str, hook: str, call: Callable[..., T], *args: Any) -> T:
    """Calls into a plugin. What it raises on purpose (a `GrassrootsError`) passes; any other failure becomes a `PluginError`.

    What stops the program (Ctrl-C, an exit, no memory left) is never taken for a failure of the plugin: it passes, at every depth.
    """
    try:
        return call(*args)
    except HasProblems as error:
        if all(isinstance(one, Problem) and is_worded(one.code) for one in error.problems):
            raise
        told = "it tells a problem that nobody words; a plugin words its own in its problems.toml, as NAME:code"
        raise PluginError(f"the plugin {name!r} failed in {hook or 'loading'}: {told}", name, hook) from error
    except (GrassrootsError, *STOPS):
        raise
    except BaseException as error:
        where = f"failed in {hook}" if hook else "cannot be loaded"
        raise PluginError(f"the plugin {name!r} {where}: {type(error).__name__}: {said(error)}", name, hook) from error


def said(error: BaseException) -> str:
    """What an exception says, in one line of at most 500 letters."""
    try:
        return " ".join(str(error).split())[:500]
    except Exception:  # an exception whose own text cannot be made says nothing
        return "(no text)"


def wrong_type(name: str, hook: str, found: object, wanted: str) -> PluginError:
    """The error of a plugin that gave what its hook must not give."""
    return PluginError(f"the plugin {name!r} gave {type(found).__name__} for {hook}; it must give {wanted}", name, hook)


@frozen
class ContainedRows:
    """Tables of a plugin, each checked as it comes."""

    plugin: str
    inner: Rows = field(repr=False)

    def tables(self) -> Iterator[Table]:
        hook = "grassroots_open_rows"
        for table in _each(self.plugin, hook, contained(self.plugin, hook, self.inner.tables)):
            if not isinstance(table, Table) or not _has_its_form(table):
                raise wrong_type(self.plugin, hook, table, "tables of type Table, whose fields are of the types that it says")
            yield evolve(table, rows=self._rows(table.rows))

    def _rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        hook = "grassroots_open_rows"
        for row in _each(self.plugin, hook, rows):
            if not isinstance(row, Row) or type(row.cells) is not tuple or not _are_texts(row.cells):
                raise wrong_type(self.plugin, hook, row, "rows of type Row, whose cells are a tuple of texts")
            if not (isinstance(row.source, Source) and isinstance(row.natures, str)) or (
                row.faults and not _are_faults(row.faults)
            ):
                raise wrong_type(
                    self.plugin, hook, row, "rows with a Source, and faults with places and codes that somebody words"
                )
            yield row

    def write(self, sheets: Sequence[Sheet]) -> None:
        done(self.plugin, "grassroots_open_rows", self.inner.write, tuple(sheets))

    def mend(self, path: Path, tables: Sequence[Table], mending: Mending) -> None:
        """Writes a ledger to be mended.

        Raises:
            InvalidArgument: such a file cannot hold marks.
        """
        if not isinstance(self.inner, Mender):
            raise InvalidArgument("such a file cannot hold marks; name one that ends in .xlsx")
        done(self.plugin, "grassroots_open_rows", self.inner.mend, path, tables, mending)


@cache
def _table_forms() -> Mapping[str, Any]:
    return {name: form for name, form in get_type_hints(Table).items() if name != "rows"}


def _has_its_form(table: Table) -> bool:
    return all(fits(getattr(table, name), form) for name, form in _table_forms().items())


def _are_texts(cells: tuple[Any, ...]) -> bool:
    return set(map(type, cells)) <= _TEXT or all(isinstance(cell, str) for cell in cells)


_TEXT = frozenset({str})


def _are_faults(faults: Any) -> bool:
    return fits(faults, tuple[tuple[int, str], ...]) and all(is_worded(code) for _, code in faults)


def done(name: str, hook: str, call: Callable[..., object], *args: Any) -> None:
    """Calls into a plugin for what it does: it gives nothing back, or it did not do it."""
    found = contained(name, hook, call, *args)
    if inspect.iscoroutine(found):
        found.close()
    if found is not None:
        raise wrong_type(name, hook, found, "None once it is done, or raise; an async function does nothing by being called")


def written(name: str, hook: str, target: Path, call: Callable[..., object], *args: Any) -> None:
    """Calls into a plugin for a file, which is there afterwards."""
    done(name, hook, call, *args)
    if not target.is_file():
        raise PluginError(f"the plugin {name!r} wrote no file at the path that {hook} gave it", name, hook)


def _each(plugin: str, hook: str, items: Any) -> Iterator[Any]:
    iterator = contained(plugin, hook, iter, items)
    end = object()
    while (item := contained(plugin, hook, next, iterator, end)) is not end:
        yield item


@frozen
class ContainedChannel:
    """A way out of a plugin."""

    plugin: str
    inner: Channel = field(repr=False)

    def send(self, message: Message) -> None:
        done(self.plugin, "grassroots_open_channel", self.inner.send, message)


@frozen
class ContainedWriter:
    """A format of a plugin."""

    plugin: str
    inner: Writer = field(repr=False)

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        hook = "grassroots_open_writer"
        # What a report holds by name is the writer's to change in a copy alone: the next format is written of the same report.
        own = evolve(
            report,
            figures=dict(report.figures),
            units=dict(report.units),
            evidence=dict(report.evidence),
            names=dict(report.names),
        )
        written(self.plugin, hook, target, self.inner.write, own, rendered, target)


@frozen
class ContainedExport:
    """A format of a plugin in which records leave."""

    plugin: str
    inner: Export = field(repr=False)
    ending: str

    def write(self, leaving: Leaving, target: Path) -> None:
        written(self.plugin, "grassroots_open_export", target, self.inner.write, leaving, target)


@frozen
class ContainedCalendar:
    """A calendar of a plugin, each answer checked as it comes."""

    plugin: str
    inner: WorkCalendar = field(repr=False)
    name: str
    covers: Period

    def kind(self, day: date) -> DayKind:
        hook = "grassroots_open_calendar"
        found = contained(self.plugin, hook, self.inner.kind, day)
        if not isinstance(found, DayKind) or type(found.works) is not bool or type(found.provisional) is not bool:
            raise wrong_type(self.plugin, hook, found, "answers of type DayKind")
        return found


@frozen
class ContainedEngine:
    """An engine of a plugin. Where it fails, the reference evaluator answers, and the log says so."""

    plugin: str
    inner: Engine = field(repr=False)

    @property
    def apart(self) -> bool:
        return lies_apart(self.inner)

    def over(self, reader: Reader) -> ContainedPlane:
        return ContainedPlane(self.plugin, _left(self.plugin, object, self.inner.over, reader))


@frozen
class ContainedPlane:
    """What an engine laid out; nothing, where it could not."""

    plugin: str
    inner: Plane | None = field(repr=False)

    def gathered(self, question: Question) -> Gathered | None:
        return None if self.inner is None else _left(self.plugin, Gathered, self.inner.gathered, question)

    def parts(self, question: Question, path: str) -> frozenset[str] | None:
        return None if self.inner is None else _left(self.plugin, frozenset, self.inner.parts, question, path)

    def firsts(self, noun: str) -> Mapping[UnitId | None, date] | None:
        return None if self.inner is None else _left(self.plugin, dict, self.inner.firsts, noun)

    def counts(self, questions: Sequence[Question]) -> Sequence[Counts | None] | None:
        found = None if self.inner is None else _left(self.plugin, list, self.inner.counts, questions)
        if found is None or (len(found) == len(questions) and fits(found, list[Counts | None])):
            return found
        log.warning("the plugin %s leaves figures to the reference: it did not count each that was asked", self.plugin)
        return None


def _left(plugin: str, wanted: type[Any], call: Callable[..., T | None], *args: Any) -> T | None:
    """What an engine gives; None where it fails: then the question is left to the reference, which tells what is wrong with it, if anything is."""
    hook = "grassroots_open_engine"
    try:
        found = contained(plugin, hook, call, *args)
        if found is not None and not isinstance(found, wanted):
            raise wrong_type(plugin, hook, found, wanted.__name__)
    except GrassrootsError as error:
        log.warning("the plugin %s leaves a figure to the reference: %s", plugin, said(error))
        return None
    return found

"""Kinds of rule of plugins: what they declare is checked when they are found, and whatever they are asked later is contained and checked.

A failure is a `PluginError` that names the plugin, the kind and what was asked. Who asks all kinds at once (the check of a charter and of records, the
to-do list) tells it as a problem and goes on with the others.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from attrs import evolve, frozen

from grassroots.charter import Charter
from grassroots.charter.kind import DerivedPath
from grassroots.charter.leaf import Leaf
from grassroots.charter.loading.tables import Tables, is_condition
from grassroots.charter.rule import Rule
from grassroots.charter.trouble import CODES, spelled
from grassroots.charter.workflow import Workflow
from grassroots.convert import Misfit, Misfits, mistyped
from grassroots.errors import PluginError
from grassroots.model import DERIVED, NOUNS, Derived, Step, noun_name
from grassroots.plugins.contained import STOPS, said
from grassroots.problems import Problem, is_worded
from grassroots.rules.kind import Derivation, Held, Kind, ToDo, Typed
from grassroots.rules.proposed import Proposed
from grassroots.texts import OWN, Phrase

HOOK = "grassroots_open_kind"
MOST_KNOWN = 64
"""So many kinds are kept once they are contained, so that a charter that was read with one is the same charter the next time."""

_KNOWN: dict[tuple[str, int], tuple[Kind[Any], Kind[Any]]] = {}


def contained_kind(plugin: str, kind: Kind[Any]) -> Kind[Any]:
    """A kind of a plugin, checked and contained.

    Raises:
        PluginError: what it declares cannot be used.
    """
    key = (plugin, id(kind))
    if key not in _KNOWN:
        within = _Within(plugin, kind.name)
        for reason in within.asked("declares", lambda: list(_unsound(kind))):
            raise within.failed("declares", reason)
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = kind, _around(kind, within)
    return _KNOWN[key][1]


def _around(kind: Kind[Any], within: _Within) -> Kind[Any]:
    def listed(part: str, function: Callable[..., Any] | None, sound: Callable[[Any], str | None]) -> Any:
        return None if function is None else lambda *args: within.each(part, function, sound, *args)

    def one(part: str, function: Callable[..., Any] | None, sound: Callable[[Any], str | None]) -> Any:
        return None if function is None else lambda *args: within.one(part, function, sound, *args)

    def steps(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def made(snapshot: Any) -> Any:
            found = within.asked("steps", make, snapshot)
            return listed("steps", found, _of(Step))

        return made

    return evolve(
        kind,
        sound=listed("sound", kind.sound, _fault),
        workflow=one("workflow", kind.workflow, _of(Workflow, type(None))),
        paths=tuple(
            evolve(
                path,
                rests=listed("paths", path.rests, _of(str)),
                leaves=listed("paths", path.leaves, _of(Leaf)),
                value=one("paths", path.value, _of(str, int, bool, date, Decimal, type(None))),
            )
            for path in kind.paths
        ),
        checks={noun: listed("checks", check, _problem) for noun, check in kind.checks.items()},
        refused=listed("sound", kind.refused, _of(str)),
        steps={noun: steps(make) for noun, make in kind.steps.items()},
        derives=tuple(
            evolve(derivation, of=listed("derives", derivation.of, _record_of(derivation.noun))) for derivation in kind.derives
        ),
        finds=listed("finds", kind.finds, _problem),
        proposes=listed("proposes", kind.proposes, _reasoned(Proposed)),
        todo=listed("todo", kind.todo, _reasoned(ToDo)),
        typed=tuple(evolve(typed, of=listed("typed", typed.of, _of(Held))) for typed in kind.typed),
    )


@frozen
class _Within:
    """Asks a kind of a plugin. Ctrl-C and a lack of memory are nobody's fault and pass; a failure that names its plugin already passes as it is."""

    plugin: str
    kind: str

    def failed(self, part: str, reason: str) -> PluginError:
        details = {
            "plugin": self.plugin,
            "kind": self.kind,
            "part": Phrase("grassroots.plugins", f"part-{part}"),
            "why": reason,
        }
        problem = Problem("kind-failed", value=self.kind, details=details)
        return PluginError(problem.text(), self.plugin, HOOK, problem)

    def asked(self, part: str, call: Callable[..., Any], *args: Any) -> Any:
        try:
            return call(*args)
        except STOPS:
            raise
        except BaseException as error:
            if isinstance(error, PluginError) and error.problem is not None:
                raise
            raise self.failed(part, f"{type(error).__name__}: {said(error)}") from error

    def one(self, part: str, call: Callable[..., Any], unsound: Callable[[Any], str | None], *args: Any) -> Any:
        found = self.asked(part, call, *args)
        if reason := self.asked(part, unsound, found):
            raise self.failed(part, reason)
        return found

    def each(
        self, part: str, call: Callable[..., Iterable[Any]], unsound: Callable[[Any], str | None], *args: Any
    ) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.asked(part, lambda: tuple(call(*args)))
        for one in found:
            if reason := self.asked(part, unsound, one):
                raise self.failed(part, reason)
        return found


# -- what it gives --


def _say(code: str, /, **details: Any) -> str:
    return Phrase("grassroots.plugins", code, **details)


def _given(found: Any, wanted: str) -> str:
    return _say("given", found=type(found).__name__, wanted=wanted)


def _of(*types: type) -> Callable[[Any], str | None]:
    wanted = " | ".join("None" if one is type(None) else one.__name__ for one in types)
    return lambda found: None if isinstance(found, types) else _given(found, wanted)


def _problem(found: Any) -> str | None:
    if not isinstance(found, Problem):
        return _given(found, "Problem")
    if not is_worded(found.code):
        return _say("unworded", code=found.code)
    try:
        for language in OWN:
            found.text(language)
    except KeyError as missing:
        return _say("unfilled", code=found.code, detail=str(missing.args[0]))
    return None


def _fault(found: Any) -> str | None:
    match found:
        case (tuple() as path, str() as code, value, Mapping() as details) if all(isinstance(key, str | int) for key in path):
            return _problem(Problem(code, value=str(value), details={"at": spelled(path), **details}))
    return _given(found, "(path, code, value, details)")


def _record_of(noun: type[Derived]) -> Callable[[Any], str | None]:
    def unsound(found: Any) -> str | None:
        if type(found) is not noun:
            return _given(found, noun.__name__)
        return next((_say("mistyped", what=what) for what in mistyped(found)), None)

    return unsound


def _reasoned(cls: type[Proposed] | type[ToDo]) -> Callable[[Any], str | None]:
    def unsound(found: Any) -> str | None:
        if type(found) is not cls:
            return _given(found, cls.__name__)
        return next((_say("mistyped", what=what) for what in mistyped(found, without=("reason",))), None) or _problem(
            found.reason
        )

    return unsound


# -- what it declares --


_MAY_LACK = ("workflow", "refused", "finds", "proposes", "todo")


def _unsound(kind: Kind[Any]) -> Iterator[str]:
    form: Any = kind.form
    if form is not None and not (isinstance(form, type) and issubclass(form, Rule) and attrs.has(form)):
        yield _say("no-form")
        return
    yield from _unreadable(form) if form is not None else ()
    for one in kind.derives:
        if not isinstance(one, Derivation):
            yield _given(one, "Derivation")
        elif DERIVED.get(name := noun_name(one.noun)) is not one.noun:
            yield _say("no-noun", noun=name)
        elif name in NOUNS:
            yield _say("noun-taken", noun=name)
    for typed in kind.typed:
        if not isinstance(typed, Typed):
            yield _given(typed, "Typed")
        elif typed.noun not in NOUNS.values():
            yield _say("no-noun", noun=str(typed.noun))
    for path in kind.paths:
        if not isinstance(path, DerivedPath):
            yield _given(path, "DerivedPath")
    for noun in (*kind.checks, *kind.together, *kind.steps):
        if noun not in NOUNS:
            yield _say("no-noun", noun=noun)
    asked: dict[str, Any] = {name: getattr(kind, name) for name in _MAY_LACK}
    asked |= {"sound": kind.sound, **{f"checks[{noun}]": one for noun, one in kind.checks.items()}}
    asked |= {f"derives[{noun_name(one.noun)}]": one.of for one in kind.derives if isinstance(one, Derivation)}
    asked |= {f"steps[{noun}]": one for noun, one in kind.steps.items()}
    for name, function in asked.items():
        if not callable(function) and (name not in _MAY_LACK or function is not None):
            yield _say("not-called", what=name)


def _unreadable(form: Any) -> Iterator[str]:
    """The fields of a form whose type nothing reads from a charter."""
    tables = Tables(Charter(id="", labels={}), {})
    for name, hint in typing.get_type_hints(form).items():
        for leaf in _leaves(hint, {form}):
            try:
                tables.converter.structure(object(), leaf)
            except Misfits:
                continue
            except Misfit as misfit:
                if misfit.code not in CODES and not misfit.code.startswith("charter-"):
                    yield _say("no-reader", field=name, what=misfit.code)
            except Exception as error:  # whatever a converter says of a type that it does not know
                yield _say("no-reader", field=name, what=said(error))


def _leaves(hint: Any, seen: set[Any]) -> Iterator[Any]:
    """The types of which a type is made at its ends: of `tuple[int, ...]` int."""
    if is_condition(hint) or hint in (None, type(None), Ellipsis) or hint in seen:
        return
    seen = {*seen, hint}
    if inner := typing.get_args(hint) if typing.get_origin(hint) is not typing.Literal else ():
        for one in inner:
            yield from _leaves(one, seen)
    elif attrs.has(hint):
        for one in typing.get_type_hints(hint).values():
            yield from _leaves(one, seen)
    else:
        yield hint

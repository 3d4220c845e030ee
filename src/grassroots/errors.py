"""What goes wrong in code, as one tree of exceptions.

What goes wrong in *data* that somebody typed is not an exception but a `Problem` (see `grassroots.problems`).

    GrassrootsError
    ├── InvalidValue (ValueError)       a value that cannot be: a period that ends before it starts
    ├── InvalidArgument (ValueError)    a call that makes no sense: an unknown measure, a scope that is no unit
    ├── NotFound (LookupError)          nothing of that name; says what exists
    ├── Refused (PermissionError)       the reader has no right to it
    ├── HasProblems (ValueError)        data was needed that is not sound; carries the problems
    │   └── CharterInvalid              a charter that cannot be used
    ├── PluginError (RuntimeError)      a plugin failed or is misspelt; names the plugin and the hook
    │   └── NoPlugin (LookupError)      no plugin takes this address; says which are loaded and what to install
    └── StoreError (OSError)            the store could not do it
        ├── Conflict                    somebody else changed the record meanwhile
        ├── BatchReused                 the same batch id came with another content
        ├── Full                        no space left; nothing was stored
        ├── Unknown                     the outcome is not known; sending the same batch again is safe
        ├── NewerStore                  written by a newer version; not opened
        └── DamagedStore                the content does not agree with its own log
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

__all__ = [
    "BatchReused",
    "CharterInvalid",
    "Conflict",
    "DamagedStore",
    "Full",
    "GrassrootsError",
    "HasProblems",
    "InvalidArgument",
    "InvalidValue",
    "NewerStore",
    "NoPlugin",
    "NotFound",
    "PluginError",
    "Refused",
    "StoreError",
    "Tellable",
    "Unknown",
    "refused",
]


class Tellable(Protocol):
    """Something that can be said in a language: a `Problem`."""

    def text(self, language: str = "en") -> str:
        """The whole sentence, in one language."""
        ...  # pragma: no cover


class GrassrootsError(Exception):
    """The root of every exception that this library raises on purpose. `problem` tells some of these in either language."""

    problem: Any = None

    @classmethod
    def of(cls, problem: Tellable) -> Self:
        """The error that says what a problem says, in whatever language it is told."""
        made = cls(problem.text())
        made.problem = problem
        return made

    def text(self, language: str = "en") -> str:
        """What went wrong, in one language where it is told in both."""
        return str(self) if self.problem is None else str(self.problem.text(language))


class InvalidValue(GrassrootsError, ValueError):
    """A value that cannot be, such as a period that ends before it starts."""


class InvalidArgument(GrassrootsError, ValueError):
    """A call that makes no sense, such as a measure that the charter does not have."""


class NotFound(GrassrootsError, LookupError):
    """Nothing of that name, or nothing that this reader may see (the two are told alike)."""


class Refused(GrassrootsError, PermissionError):
    """The actor has no grant for this, or nobody has."""

    def __init__(self, message: str, problem: Tellable | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.problem = problem


def refused(problem: Tellable) -> Refused:
    """A refusal that says what a problem says, in whatever language it is told."""
    return Refused(problem.text(), problem)


class HasProblems(GrassrootsError, ValueError):
    """Sound data was needed, and it is not sound. `problems` lists all that is wrong, each with place and cure."""

    def __init__(self, message: str, problems: Sequence[Tellable] = ()) -> None:
        super().__init__(message, tuple(problems))
        self.message = message
        self.problems: tuple[Any, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {problem.text()}" for problem in self.problems)])


class CharterInvalid(HasProblems):
    """A charter that cannot be used; `problems` names file, line and cure of each fault."""


class PluginError(GrassrootsError, RuntimeError):
    """A plugin failed, or implements a hook that does not exist."""

    def __init__(self, message: str, plugin: str = "", hook: str = "", problem: Tellable | None = None) -> None:
        super().__init__(message, plugin, hook)
        self.message = message
        self.plugin = plugin
        self.hook = hook
        self.problem = problem

    def __str__(self) -> str:
        return self.message


class NoPlugin(PluginError, LookupError):
    """No plugin takes this address. The message says which are loaded and what to install."""


class StoreError(GrassrootsError, OSError):
    """The store could not do what it was asked. Unless said otherwise, nothing was stored."""


class Conflict(StoreError):
    """Somebody else changed the record since it was read.

    `key` is (noun, id), `expected` and `found` are versions; 0 stands for "no such record". The noun is empty where it was not one record but the log
    that went on; then they are numbers of changes.
    """

    def __init__(self, key: tuple[str, str], expected: int, found: int, *, final: bool = False) -> None:
        super().__init__(key, expected, found)
        self.final = final
        """Whether working it out again would write over what somebody else wrote."""
        self.key = key
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        noun, id = self.key
        if not noun:
            return f"change {self.found} was stored since change {self.expected} was read. Read again, then repeat the change."
        return (
            f"{noun} {id!r} has version {self.found}, not {self.expected}: somebody else changed it. "
            "Read it again, then repeat the change."
        )


class BatchReused(StoreError):
    """The same batch id came before, with another content. Give each batch an id of its own."""


class Full(StoreError):
    """There is no space left. Nothing was stored; make room, then send the same batch again."""


class Unknown(StoreError):
    """Whether the batch is stored is not known. Open the store again and send the same batch: it stores once."""


class NewerStore(StoreError):
    """The store was written by a newer version of the library. Nothing was read or changed; update the library."""


class DamagedStore(StoreError):
    """The content of the store does not agree with its own log, or the file is no store."""

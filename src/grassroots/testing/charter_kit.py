"""What a finder of charters must do, and what a charter that is given away must be: one line for the author of a plugin.

    def test_our_charters_keep_the_laws():
        check_charters(grassroots_open_charter, "uk-union-branch", "tenants-association")

Each law is a function of `LAWS` that says in its first line what it demands. `BROKEN` has a twin for each law: a finder around a sound one
that breaks just this one. The kit rejects every one of them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, field, frozen

from grassroots.charter import Charter
from grassroots.charter.checking import check
from grassroots.charter.loading import load
from grassroots.errors import NotFound
from grassroots.hooks import CharterFiles
from grassroots.ledgers import template
from grassroots.rules.registry import KINDS
from grassroots.testing.laws import Outcome, by_name, demand, try_laws
from grassroots.workspace.charters import open_charter

OpenCharter = Callable[[str, Mapping[str, object]], CharterFiles | None]
"""The door: `grassroots_open_charter` of the plugin."""


@frozen
class _Try:
    open: OpenCharter
    names: tuple[str, ...]
    _loaded: dict[str, Charter] = field(factory=dict, eq=False)

    def files(self, name: str) -> CharterFiles:
        found = self.open(name, {})
        demand(found is not None, f"nothing was found under {name!r}")
        assert found is not None
        return found

    def charter(self, name: str) -> Charter:
        """A charter, loaded once: to load a large one takes a second."""

        def parent(other: str) -> Charter:
            return self.charter(other) if self.open(other, {}) is not None else open_charter(other)

        if name not in self._loaded:
            found = self.files(name)
            self._loaded[name] = load(found.files, kinds=KINDS, parent=parent, place=found.place, part=found.part)
        return self._loaded[name]


def each_is_found_under_its_id(case: _Try) -> None:
    """A charter is found under its id, and the files say the same id."""
    for name in case.names:
        said = re.findall(r'^id\s*=\s*"([^"]*)"', "\n".join(case.files(name).files.values()), re.MULTILINE)
        demand(said == [name], f"the files found under {name!r} say the id {said}")


def others_are_left_alone(case: _Try) -> None:
    """A name that is somebody else's is answered by None, so that the next plugin is asked."""
    for name in ("somebody-elses-charter", "", "../etc", f"{case.names[0]}x", case.names[0].upper()):
        demand(case.open(name, {}) is None, f"{name!r} was taken")


def the_same_is_found_each_time(case: _Try) -> None:
    """Asked twice, the same files come back."""
    for name in case.names:
        demand(case.files(name) == case.files(name), f"{name!r} changed between two calls")


def each_loads_and_is_sound(case: _Try) -> None:
    """A charter loads without a problem, and the check finds nothing."""
    for name in case.names:
        problems = check(case.charter(name))
        demand(not problems, "; ".join(str(problem) for problem in problems[:3]))


def each_names_its_source(case: _Try) -> None:
    """A charter says where its rules come from: in its head or, rule by rule, in its tables."""
    for name in case.names:
        tables = [tomllib.loads(text) for file, text in case.files(name).files.items() if file.endswith(".toml")]
        rules = [rule for table in tables for kind in KINDS for rule in table.get(kind, {}).values()]
        demand(any(_says_source(one) for one in (*tables, *rules)), f"{name!r} names no source")


def _says_source(table: Mapping[str, object]) -> bool:
    """A source is a text, or a text in each language."""
    said = table.get("source")
    texts = said.values() if isinstance(said, dict) else (said,)
    return bool(texts) and all(isinstance(text, str) and text.strip() for text in texts)


def each_ledger_has_a_template(case: _Try) -> None:
    """Every ledger can be written out empty, in each language of the charter, with one heading a column."""
    for name in case.names:
        charter = case.charter(name)
        for rule in charter.ledgers.values():
            for language in charter.languages:
                headings = template(rule, charter, language).headings
                demand(len(set(headings)) == len(headings) > 0, f"{name!r}, ledger {rule.name!r}: headings {headings}")


LAWS = by_name(
    each_is_found_under_its_id, others_are_left_alone, the_same_is_found_each_time, each_loads_and_is_sound,
    each_names_its_source, each_ledger_has_a_template,
)  # fmt: skip
"""Law → its check."""


def check_charters(open_charter: OpenCharter, *names: str, laws: Iterable[str] = ()) -> tuple[Outcome, ...]:
    """Tries every law, and says what came of each.

    Args:
        open_charter: the door of the plugin.
        names: the charters that it has, at least one.
        laws: names of `LAWS`; all of them without any.

    Raises:
        LawBroken: laws are broken; says which, and how.

    >>> from grassroots.builtin.charters import grassroots_open_charter
    >>> {one.result for one in check_charters(grassroots_open_charter, "association")}
    {'kept'}
    """
    if not names:
        raise NotFound("name the charters that the plugin has")
    case = _Try(open_charter, names)
    return try_laws(LAWS, lambda law: law(case), laws)


def _renamed(inner: OpenCharter) -> OpenCharter:
    return lambda address, options: inner(address.removeprefix("my-"), options) if address.startswith("my-") else None


def _greedy(inner: OpenCharter) -> OpenCharter:
    return lambda address, options: inner(address, options) or inner("association", options)


def _restless(inner: OpenCharter) -> OpenCharter:
    calls: list[str] = []

    def opened(address: str, options: Mapping[str, object]) -> CharterFiles | None:
        calls.append(address)
        found = inner(address, options)
        return found and evolve(found, place=f"{found.place} {len(calls)}")

    return opened


def _with(text: Callable[[str], str]) -> Callable[[OpenCharter], OpenCharter]:
    def twin(inner: OpenCharter) -> OpenCharter:
        def opened(address: str, options: Mapping[str, object]) -> CharterFiles | None:
            found = inner(address, options)
            return found and evolve(found, files={name: text(one) for name, one in found.files.items()})

        return opened

    return twin


BROKEN: Mapping[str, tuple[Callable[[OpenCharter], OpenCharter], str]] = {
    "each_is_found_under_its_id": (_renamed, "my-association"),
    "others_are_left_alone": (_greedy, "association"),
    "the_same_is_found_each_time": (_restless, "association"),
    "each_loads_and_is_sound": (_with(lambda text: text.replace('kind = "done"', 'kind = "finished"')), "association"),
    "each_names_its_source": (_with(lambda text: re.sub(r"(?m)^\s*source\s*=.*$", "", text)), "association"),
    "each_ledger_has_a_template": (_with(lambda text: text.replace('"姓名"', '"序号"')), "association"),
}
"""Law → (what makes a finder break it, the name under which its charter is asked for)."""

"""Refusals of visits: no measure and no rule tells people by them."""

from __future__ import annotations

from collections.abc import Iterator

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition, Has, Is, parts_of, paths_in
from grassroots.charter.measure import Measure

REFUSED = "declined"
"""What the code is called by which somebody did not wish a visit, where no rule says otherwise."""


# -- refusals ------------------------------------------------------------------------------------------------------------------------


def refusals(charter: Charter) -> tuple[str, ...]:
    """The codes of visits by which somebody did not wish one."""
    found: tuple[str, ...] = charter.kept("refusals", lambda: tuple(dict.fromkeys([*_named(charter), REFUSED])))
    return found


def _named(charter: Charter) -> Iterator[str]:
    for name, kind in charter.kinds.items():
        if kind.refused is not None:
            for rule in charter.rules.get(name, {}).values():
                yield from kind.refused(rule)


def tells_refusals(charter: Charter, *conditions: Condition, splits: bool = False) -> str:
    """The code of a refusal that some conditions together tell apart from all that is no refusal; empty if they do not.

    A visit that was not wished is to look like some other visit to whatever asks about people. `splits`: codes are told apart one by one.
    """
    asked = [one.values for condition in conditions for one in _codes(condition)]
    if not (asked or splits):
        return ""
    codes = tuple(charter.words.get("contact_code", {}))
    refused = [code for code in refusals(charter) if code in codes]
    for code in refused:
        alike = [other for other in codes if all((code in values) == (other in values) for values in asked)]
        if splits or all(other in refused for other in alike):
            return code
    return ""


def unsound_refusals(measure: Measure, charter: Charter) -> str:
    """The code of a refusal that a measure would tell people by; empty if it tells none. Visits may be counted by what came of them; those who were
    to be visited may not be told apart by it, nor those who went."""
    conditions = (measure.where, measure.hit, *(condition for _, condition in measure.left_out))
    splits = measure.noun == "contact" and any(_is_code(one.path) for one in measure.by)
    told = tells_refusals(
        charter, *conditions, splits=splits or any(_is_code(one.path) and "." in one.path for one in measure.by)
    )
    if measure.noun != "contact":
        return told
    paths = [
        measure.key,
        measure.value,
        *(one.path for one in measure.by),
        *(path for one in conditions for path in _paths(one)),
    ]
    return told if any(_is_of_people(path) for path in paths) else ""


def _is_of_people(path: str) -> bool:
    head, _, rest = path.partition(".")
    return head in ("target", "by") and rest != "noun"


def _is_code(path: str) -> bool:
    return path == "code" or path.endswith(".code")


def _codes(condition: Condition) -> Iterator[Is]:
    """What a condition asks of codes, in whatever record."""
    return (one for _, _, one in parts_of(condition) if isinstance(one, Is) and _is_code(one.path))


def _paths(condition: Condition) -> Iterator[str]:
    for _, _, one in parts_of(condition):
        yield from paths_in(one)
        if isinstance(one, Has):
            yield one.by

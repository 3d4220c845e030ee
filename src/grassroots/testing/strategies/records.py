"""Strategies for single records: each valid by itself, with words of a charter. Its ids need not resolve; see `organizations`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from grassroots.charter import Charter, CustomField, Workflow
from grassroots.errors import InvalidArgument
from grassroots.fields import Column, FieldInfo, fields_of
from grassroots.model import (
    NOUNS,
    Answer,
    Attachment,
    Ballot,
    Custom,
    ExternalId,
    Heir,
    LocalName,
    Mark,
    Origin,
    Placement,
    Record,
    Step,
    has_steps,
)
from grassroots.problems import nearest
from grassroots.testing.charters import small_charter
from grassroots.testing.strategies.values import days, decimals, ids, partial_dates, quantities, refs, texts, times
from grassroots.values import PartialDate, PostId, Quantity, Ref, UnitId

MOST = 2**31 - 1
BOUNDS: Mapping[str, tuple[int, int]] = {
    "seats": (1, 9),
    "sessions": (1, 99),
    "number": (1, 99),
    "papers": (1, 99),
    "rank": (1, 9),
}
"""The least and most of whole numbers by the name of their field; any other runs from 0."""


def records(noun: str, charter: Charter | None = None) -> st.SearchStrategy[Record]:
    """Any record of a noun, valid by itself, with words and workflows of the charter (by default the small one of `testing.charters`).

    Raises:
        InvalidArgument: no such noun, or the charter has no word for a field that needs one.
    """
    if noun not in NOUNS:
        raise InvalidArgument(f"{noun!r} is no noun; did you mean {', '.join(nearest(noun, NOUNS))}?")
    return _records(noun, small_charter() if charter is None else charter)


def records_of_any_noun(charter: Charter | None = None) -> st.SearchStrategy[Record]:
    """Any record of any noun for which the charter has words."""
    known = small_charter() if charter is None else charter
    found: st.SearchStrategy[Record] = known.kept(
        "records of any noun", lambda: st.one_of([_records(noun, known) for noun in usable_nouns(known)])
    )
    return found


def usable_nouns(charter: Charter) -> tuple[str, ...]:
    """The nouns for whose required fields the charter has words."""
    return tuple(noun for noun, cls in NOUNS.items() if not _lacking(cls, charter))


def _lacking(cls: type, charter: Charter) -> list[str]:
    required = (info for info in fields_of(cls) if info.words and not info.optional)
    return [info.words for info in required if not charter.words.get(info.words)]


@st.composite
def _records(draw: st.DrawFn, noun: str, charter: Charter) -> Record:
    cls = NOUNS[noun]
    if lacking := _lacking(cls, charter):
        raise InvalidArgument(f"the charter {charter.id!r} has no words {', '.join(lacking)}, which a {noun} needs")
    cells = {name: draw(strategy) for name, strategy in _cells(noun, charter)}
    if has_steps(noun):
        cells["steps"] = ()
        workflow = charter.workflow_of(cls(**cells))
        cells["steps"] = draw(step_rows(workflow, charter))
    for first, last in (("start", "end"), ("on", "until"), ("on", "end"), ("ballots", "eligible")):
        low, high = cells.get(first), cells.get(last)
        if low is not None and high is not None and low > high:
            cells[first], cells[last] = high, low
    if cls is Answer:
        cells |= {"external_ids": (), "attachments": (), "custom": ()}
    if cls is Ballot:
        return Ballot.of(cells["vote"], cells["marks"], cells["papers"])
    return cls(**cells)


@lru_cache(maxsize=256)
def _cells(noun: str, charter: Charter) -> tuple[tuple[str, st.SearchStrategy[Any]], ...]:
    """A strategy for each field but the steps, which depend on the others. To make strategies costs more than to draw from them."""
    cls: type = NOUNS[noun]
    return tuple((info.name, filling(info, charter, noun)) for info in fields_of(cls) if info.name != "steps")


def filling(info: FieldInfo, charter: Charter, noun: str = "") -> st.SearchStrategy[Any]:
    """What may stand in a field of a noun, stored or derived."""
    if info.many:
        return _children(info, charter, noun)
    one = _value(info, charter)
    return st.one_of(st.none(), one) if info.optional else one


def _value(info: FieldInfo, charter: Charter) -> st.SearchStrategy[Any]:
    if info.enum:
        return st.sampled_from(list(info.enum))
    if info.words:
        words = list(charter.words.get(info.words, {}))
        return st.sampled_from(words) if words else st.none()
    if info.kind is Column.TEXT:
        return ids() if info.refs or info.name == "id" else texts()
    if info.kind is Ref:
        return refs(*info.refs)
    if info.kind is Column.INTEGER:
        low, high = BOUNDS.get(info.name, (0, MOST))
        return st.integers(low, high)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        Column.DECIMAL: decimals(),
        Column.FLAG: st.booleans(),
        Column.DATE: days(),
        Column.TIME: times(),
        Quantity: quantities(),
        PartialDate: partial_dates(),
    }
    return plain[info.kind]


def _children(info: FieldInfo, charter: Charter, noun: str) -> st.SearchStrategy[tuple[Any, ...]]:
    if info.kind is Custom:
        declared = [one for one in charter.custom if one.noun == noun]
        one_each = [st.one_of(st.none(), customs(one, charter)) for one in declared]
        return st.tuples(*one_each).map(lambda cells: tuple(cell for cell in cells if cell is not None))
    if isinstance(info.kind, Column) or info.kind is Ref:
        return st.lists(_value(info, charter), max_size=2).map(tuple)
    several: dict[Any, st.SearchStrategy[Any]] = {
        ExternalId: external_ids(),
        Attachment: attachments(),
        LocalName: local_names(),
        Placement: placements(),
        Origin: origins(),
        Heir: heirs(),
        Mark: marks(),
        Step: steps(None, charter),
    }
    keys: dict[Any, str] = {ExternalId: "scheme", LocalName: "language", Placement: "since", Origin: "unit", Heir: "unit"}
    key = keys.get(info.kind)
    unique = (lambda child: getattr(child, key)) if key else None
    drawn: st.SearchStrategy[list[Any]] = st.lists(several[info.kind], max_size=2, unique_by=unique)
    if info.kind is Placement:
        return drawn.map(lambda children: tuple(sorted(children, key=lambda child: child.since)))
    return drawn.map(tuple)


def external_ids() -> st.SearchStrategy[ExternalId]:
    """What other systems call a record."""
    return st.builds(ExternalId, scheme=st.sampled_from(["hotline", "register", "三方"]), value=texts(1))


def attachments() -> st.SearchStrategy[Attachment]:
    """Documents behind a record, with and without a name and a day from which they may be destroyed."""
    digest = st.binary(min_size=4, max_size=4).map(lambda content: f"sha256:{content.hex()}")
    return st.builds(Attachment, digest=digest, name=st.one_of(st.none(), texts()), keep_until=st.one_of(st.none(), days()))


def local_names() -> st.SearchStrategy[LocalName]:
    """Names in a language."""
    return st.builds(LocalName, language=st.sampled_from(["en", "zh", "sw"]), text=texts())


def placements() -> st.SearchStrategy[Placement]:
    """Places in a tree, from a day on; some of them at the top."""
    return st.builds(Placement, since=days(), parent=st.one_of(st.none(), ids().map(UnitId)))


def customs(declared: CustomField, charter: Charter) -> st.SearchStrategy[Custom]:
    """The value of a field that the charter adds to a noun."""
    private = declared.privacy in ("personal", "special")
    match declared.kind:
        case "number":
            return st.builds(Custom, name=st.just(declared.name), number=decimals(), private=st.just(private))
        case "day":
            return st.builds(Custom, name=st.just(declared.name), day=days(), private=st.just(private))
        case "word":
            words = st.sampled_from(list(charter.words[declared.words]))
            return st.builds(Custom, name=st.just(declared.name), text=words, private=st.just(private))
    return st.builds(Custom, name=st.just(declared.name), text=texts(), private=st.just(private))


def marks() -> st.SearchStrategy[Mark]:
    """Marks on a paper, with points, a place, or neither."""
    some = st.one_of(st.none(), st.integers(1, 9))
    return st.builds(Mark, option=refs("project", "proposal", "person"), points=some, rank=some)


def origins() -> st.SearchStrategy[Origin]:
    """Units that end or give in a change."""
    return st.builds(Origin, unit=ids().map(UnitId))


def heirs() -> st.SearchStrategy[Heir]:
    """Units that take over in a change."""
    return st.builds(Heir, unit=ids().map(UnitId))


def any_customs() -> st.SearchStrategy[Custom]:
    """The value of any field that the small charter adds to a noun."""
    charter = small_charter()
    return st.one_of([customs(declared, charter) for declared in charter.custom])


@st.composite
def steps(draw: st.DrawFn, workflow: Workflow | None = None, charter: Charter | None = None) -> Step:
    """Any single step: of a workflow, or, without one, of a state that nobody knows."""
    known = small_charter() if charter is None else charter
    # The workflow stands beside them, so that no other takes its place.
    parts, _ = known.kept(("strategies of steps", id(workflow)), lambda: (_parts_of_a_step(workflow, known), workflow))
    on = draw(parts["on"])
    due = draw(st.one_of(st.none(), days(on, date(2050, 1, 1))))
    return Step(
        state=draw(parts["state"]),
        on=on,
        at=draw(parts["at"]),
        unit=draw(parts["unit"]),
        outcome=draw(parts["outcome"]),
        rating=draw(parts["rating"]),
        due=due,
        due_at=draw(parts["at"]) if due else None,
        ground=draw(parts["ground"]),
        by=draw(parts["by"]),
    )


def _parts_of_a_step(workflow: Workflow | None, charter: Charter) -> Mapping[str, st.SearchStrategy[Any]]:
    outcomes = workflow.outcomes if workflow else charter.words.get("outcome", {})
    ratings = workflow.ratings if workflow else charter.words.get("rating", {})
    return {
        "on": days(),
        "state": st.sampled_from(list(workflow.states) if workflow else ["received", "处理"]),
        "at": st.one_of(st.none(), times()),
        "unit": st.one_of(st.none(), ids().map(UnitId)),
        "outcome": st.sampled_from([None, *outcomes]),
        "rating": st.sampled_from([None, *ratings]),
        "ground": st.sampled_from([None, *charter.words.get("ground", {})]),
        "by": st.one_of(st.none(), ids().map(PostId)),
    }


def step_rows(workflow: Workflow | None, charter: Charter) -> st.SearchStrategy[tuple[Step, ...]]:
    """Up to four steps in the order of their days; they need not be such as the workflow allows."""
    return st.lists(steps(workflow, charter), max_size=4).map(
        lambda drawn: tuple(sorted(drawn, key=lambda step: (step.on, step.at or time.min)))
    )


__all__ = [
    "any_customs",
    "attachments",
    "customs",
    "external_ids",
    "heirs",
    "local_names",
    "marks",
    "origins",
    "placements",
    "records",
    "records_of_any_noun",
    "steps",
    "usable_nouns",
]

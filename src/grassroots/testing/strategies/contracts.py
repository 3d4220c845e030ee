"""Strategies for what passes through the doors: problems, actors, changes, batches, messages."""

from __future__ import annotations

from datetime import UTC, datetime
from string import Formatter

from hypothesis import strategies as st

from grassroots.access.actors import PURPOSES, Actor, Grant, Purpose, Verb
from grassroots.charter import Charter
from grassroots.model import key_of
from grassroots.problems import Problem, wordings
from grassroots.store import BadRow, Batch, Change, Head, Message
from grassroots.testing.strategies.records import records_of_any_noun
from grassroots.testing.strategies.values import ids, sources, texts
from grassroots.texts import OWN
from grassroots.values import UnitId


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Problems of every code, with all the details that their wordings name."""
    code = draw(st.sampled_from(sorted(wordings())))
    wording = wordings()[code]
    whats = [wording.what(language) for language in OWN]
    whole = "".join(
        [*map(wording.cure, OWN), *(form for what in whats for form in ([what] if isinstance(what, str) else what.values()))]
    )
    names = {name for _, name, _, _ in Formatter().parse(whole) if name} - {"value", "column"}
    detail = st.one_of(texts(1), st.integers(0, 99), st.lists(texts(1), max_size=3).map(tuple))
    return Problem(
        code,
        source=draw(st.one_of(st.none(), sources())),
        column=draw(st.one_of(st.just(""), texts(1))),
        value=draw(texts()),
        details={name: draw(detail) for name in sorted(names)},
        masked=draw(st.booleans()),
    )


def purposes() -> st.SearchStrategy[Purpose]:
    """The three purposes."""
    return st.sampled_from(list(PURPOSES.values()))


def grants() -> st.SearchStrategy[Grant]:
    """Rights, everywhere or at one unit, over everything or a restricted category; the ids are such as a drawn organization may have."""
    return st.builds(
        Grant,
        verb=st.sampled_from(Verb),
        unit=st.one_of(st.none(), st.sampled_from(["u1", "u2", "u3"]).map(UnitId)),
        category=st.sampled_from(["", "", "complaint", "*"]),
    )


def actors() -> st.SearchStrategy[Actor]:
    """Those who read and change, with up to three grants; some have none."""
    return st.builds(Actor, name=texts(1), grants=st.lists(grants(), max_size=3, unique=True).map(tuple))


def heads() -> st.SearchStrategy[Head]:
    """Places in a log: the empty one, and any other with its hash."""
    some = st.builds(Head, seq=st.integers(1, 2**40), hash=st.binary(min_size=32, max_size=32).map(bytes.hex))
    return st.one_of(st.just(Head()), some)


def messages() -> st.SearchStrategy[Message]:
    """Notices, some of them about a record."""
    about = st.lists(st.tuples(st.sampled_from(["case", "person"]), ids()), max_size=2, unique=True).map(tuple)
    return st.builds(
        Message,
        key=texts(1),
        channel=st.sampled_from(["console:", "smtp://localhost"]),
        to=texts(1),
        subject=texts(),
        body=texts(),
        about=about,
    )


@st.composite
def changes(draw: st.DrawFn, charter: Charter | None = None) -> Change:
    """Changes of one record: it is new, or otherwise, or withdrawn."""
    record = draw(records_of_any_noun(charter))
    noun, id = key_of(record)
    withdrawn = draw(st.integers(0, 4)) == 4
    return Change(noun=noun, id=id, record=None if withdrawn else record, source=draw(st.one_of(st.none(), sources())))


@st.composite
def batches(draw: st.DrawFn, charter: Charter | None = None, *, max_changes: int = 4) -> Batch:
    """Batches that any store takes into an empty log: each record changes once, and nothing is expected that cannot be there.

    Args:
        draw: given by Hypothesis.
        charter: whose words the records have; the small one without one.
        max_changes: how many changes there are, at most.
    """
    fresh = changes(charter).filter(lambda change: change.record is not None)
    drawn = draw(st.lists(fresh, max_size=max_changes, unique_by=lambda change: change.key))
    moment = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
    cells = st.lists(st.tuples(texts(1), texts()), max_size=3).map(tuple)
    bad = st.builds(BadRow, ledger=ids(), source=sources(), cells=cells, problems=st.just(({"code": "not-a-date"},)))
    return Batch(
        id=draw(texts(1)),
        changes=tuple(drawn),
        expect={change.key: 0 for change in drawn if draw(st.booleans())},
        actor=draw(texts()),
        reason=draw(texts()),
        at=draw(st.one_of(st.none(), moment)),
        outbox=tuple(draw(st.lists(messages(), max_size=2, unique_by=lambda message: message.key))),
        bad_rows=tuple(draw(st.lists(bad, max_size=1))),
    )

"""A small charter and short ways to write records, for tests whose input stands in the test."""

from __future__ import annotations

from datetime import date
from typing import Any

from grassroots.charter import Charter, Condition, Form, Is, Measure, Split, State, StateKind, Word, Workflow
from grassroots.model import Case, ChangeEvent, Heir, Origin, Placement, Record, Step, Unit
from grassroots.snapshot import Snapshot
from grassroots.values import CaseId, Period, UnitId


def day(text: str) -> date:
    return date.fromisoformat(text)


def words(**lists: dict[str, Word]) -> dict[str, dict[str, Word]]:
    return lists


def word(name: str, zh: str = "", **more: Any) -> Word:
    return Word(name=name, labels={"en": name.replace("_", " "), "zh": zh or name}, **more)


def state(name: str, kind: str, zh: str, *following: str) -> State:
    return State(name=name, kind=StateKind(kind), labels={"en": name, "zh": zh}, next=following)


CASE = Workflow(
    name="case",
    states={
        one.name: one
        for one in (
            state("received", "open", "已受理", "assigned", "replied", "declined"),
            state("assigned", "open", "已交办", "replied", "paused"),
            state("paused", "waiting", "暂停", "assigned"),
            state("replied", "done", "已答复", "rated", "received"),
            state("rated", "done", "已评价", "received"),
            state("declined", "dropped", "不予受理"),
        )
    },
    outcomes=("solved", "explained", "not_now"),
    ratings=("satisfied", "dissatisfied", "not_reached"),
)

CHARTER = Charter(
    id="small",
    labels={"en": "small", "zh": "小"},
    languages=("en", "zh"),
    words=words(
        unit={
            one.name: one
            for one in (word("street", "街道"), word("house", "楼", under=("street",)), word("stair", "单元", under=("house",)))
        },
        category={one.name: one for one in (word("opinion", "意见"), word("question", "问题"))},
        channel={one.name: one for one in (word("desk", "窗口"), word("phone", "电话"))},
        outcome={
            one.name: one for one in (word("solved", "已解决"), word("explained", "已解释"), word("not_now", "暂不能解决"))
        },
        rating={
            one.name: one
            for one in (word("satisfied", "满意"), word("dissatisfied", "不满意"), word("not_reached", "未联系上"))
        },
        activity={one.name: one for one in (word("study", "学习"), word("meeting", "会议"))},
        unit_change={one.name: one for one in (word("merge", "合并"), word("split", "分立"), word("dissolve", "撤销"))},
        contact_code={one.name: one for one in (word("reached", "已走访"), word("away", "未遇"))},
        measured_in={"household": word("household", "户")},
        left_out={
            one.name: one for one in (word("not_reached", "未联系上"), word("missing", "缺值"), word("no_place", "单位无归属"))
        },
    ),
    workflows={"case": CASE},
)


def unit(id: str, kind: str = "stair", parent: str | None = None, since: str = "2010-01-01", **more: Any) -> Unit:
    parents = (Placement(since=day(since), parent=UnitId(parent)),) if parent else ()
    return Unit(id=UnitId(id), kind=kind, name=id.upper(), **{"parents": parents, **more})


def moved(id: str, kind: str, *places: tuple[str, str], **more: Any) -> Unit:
    parents = tuple(Placement(since=day(since), parent=UnitId(parent)) for since, parent in places)
    return Unit(id=UnitId(id), kind=kind, name=id.upper(), parents=parents, **more)


def became(on: str, before: list[str], after: list[str], kind: str = "merge") -> ChangeEvent:
    return ChangeEvent(
        id=f"{kind}-{on}-{'-'.join(before)}",
        kind=kind,
        on=day(on),
        before=tuple(Origin(unit=UnitId(id)) for id in before),
        after=tuple(Heir(unit=UnitId(id)) for id in after),
    )


def case(id: str, at: str, *steps: str | Step, category: str = "opinion", **more: Any) -> Case:
    """A case; a step is written `state day` or `state day outcome` or `state day outcome rating` (`-` for none)."""
    return Case(
        id=CaseId(id),
        category=category,
        unit=UnitId(at),
        steps=tuple(step(one) if isinstance(one, str) else one for one in steps),
        **more,
    )


def step(text: str) -> Step:
    state, on, *more = text.split()
    outcome, rating = (*(None if one == "-" else one for one in more), None, None)[:2]
    return Step(state=state, on=day(on), outcome=outcome, rating=rating)


def snapshot(*records: Record, as_of: str = "2014-12-31", charter: Charter = CHARTER, **more: Any) -> Snapshot:
    return Snapshot.of(records, charter, as_of=day(as_of), **more)


def measure(form: str = "count", noun: str = "case", where: Condition | None = None, **more: Any) -> Measure:
    by = tuple(Split(path=path, missing=missing) for path, missing in more.pop("by", {}).items())
    extra = {"where": where} if where is not None else {}
    name = more.pop("name", "it")
    return Measure(name=name, labels={"en": name, "zh": "指标"}, form=Form(form), noun=noun, by=by, **extra, **more)


def is_(path: str, *values: Any) -> Is:
    return Is(path, values)


YEAR = Period.year(2014)

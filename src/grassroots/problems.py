"""Problems: what is wrong in data that somebody typed, where, and what to do about it. Data, never exceptions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from grassroots.values import Language, Source


@frozen
class Wording:
    """How one kind of problem is told: what is wrong, and the cure, in each language. `{name}` stands for a detail."""

    en: str
    cure_en: str
    zh: str
    cure_zh: str


@frozen
class Problem:
    """One thing that is wrong: a code, the place, the value as it was typed, and details that its wording names.

    `masked` says that the value is personal: it is shown as `***` unless `text(reveal=True)` is asked for,
    which only the office's own list of errors does.

    >>> problem = Problem("not-a-date", source=Source("members.csv", row=3), column="joined", value="2 Jan")
    >>> print(problem)
    members.csv, row 3, column "joined": '2 Jan' is not a date. Write it as 2026-03-31.
    """

    code: str
    source: Source | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, Any] = field(factory=dict, hash=False)
    masked: bool = False

    def text(self, language: Language = "en", *, reveal: bool = False) -> str:
        """The whole sentence: the place, what is wrong, the cure."""
        wording = WORDINGS[self.code]
        what, cure = (wording.zh, wording.cure_zh) if language == "zh" else (wording.en, wording.cure_en)
        shown = "***" if self.masked and not reveal else self.value
        details = {name: _listed(value, language) for name, value in self.details.items()}
        words = {**details, "value": f"“{shown}”" if language == "zh" else repr(shown), "column": self.column}
        place = [self.source.text(language)] if self.source else []
        if self.column:
            place.append(f"“{self.column}”列" if language == "zh" else f'column "{self.column}"')
        head = ("，".join(place) + "：" if language == "zh" else ", ".join(place) + ": ") if place else ""
        return head + what.format_map(words) + ("" if language == "zh" else " ") + cure.format_map(words)

    def __str__(self) -> str:
        return self.text()

    @property
    def cure(self) -> str:
        """What to do, in English; never empty."""
        words = {name: _listed(value, "en") for name, value in self.details.items()}
        return WORDINGS[self.code].cure_en.format_map({**words, "value": repr(self.value), "column": self.column})


def _listed(value: Any, language: Language) -> str:
    if isinstance(value, list | tuple):
        return ("、" if language == "zh" else ", ").join(str(item) for item in value) or ("无" if language == "zh" else "none")
    return str(value)


def nearest(word: str, known: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to `most` of the known words, those most like `word` first: for "did you mean" and "not found".

    >>> nearest("leftout", ["hit", "left_out", "where"], most=1)
    ('left_out',)
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=most, cutoff=0.5)
    return tuple(close + [name for name in names if name not in close])[:most]


WORDINGS: dict[str, Wording] = {
    # -- cells --
    "not-a-date": Wording(
        "{value} is not a date.",
        "Write it as 2026-03-31.",
        "{value}不是日期。",
        "请写成2026-03-31。",
    ),
    # -- snapshot --
    "duplicate-record": Wording(
        "the {noun} {value} stands twice.", "Give one of them another key, or delete the row that is too much.",
        "{noun}{value}重复。", "请改正其中一个编号，或删除多余的一行。",
    ),
    "unknown-custom": Wording(
        "{noun} {id} has a field {value} that the charter does not declare; it has {near}.", "Declare it under [custom.{noun}], or leave it out.",
        "{noun} {id}的字段{value}未在章程中声明；已有：{near}。", "请在[custom.{noun}]中声明，或删除该字段。",
    ),
    "wrong-noun": Wording(
        "{noun} {id} refers to {value}, which is of the wrong kind.", "Refer to one of these: {nouns}.",
        "{noun} {id}引用了{value}，类型不对。", "可引用的类型：{nouns}。",
    ),
    "unknown-reference": Wording(
        "{noun} {id} refers to the {target} {value}, which does not exist.", "Enter that {target} first, or write one that exists, such as {near}.",
        "{noun} {id}引用的{target}{value}不存在。", "请先登记该{target}，或改为已有的，例如{near}。",
    ),
    "unknown-word": Wording(
        "{noun} {id} has {value}, which is no word of the list {words}.", "Use one of its words, such as {near}, or add it to the charter.",
        "{noun} {id}的{value}不在词表{words}中。", "请使用其中的词，例如{near}，或在章程中补充。",
    ),
    "ends-before-start": Wording(
        "{noun} {id} ends on {value}, before it starts on {start}.", "Correct one of the two days.",
        "{noun} {id}的结束日期{value}早于开始日期{start}。", "请更正其中一个日期。",
    ),
    "outside-its-whole": Wording(
        "{noun} {id} does not lie within the time of its {whole} {whole_id}.", "Correct its days, or those of the {whole}.",
        "{noun} {id}的起止超出了所属{whole} {whole_id}的起止。", "请更正其日期，或更正{whole}的日期。",
    ),
    "steps-out-of-order": Wording(
        "{noun} {id}: the step on {value} stands after {before} on {day}.", "Correct the day, or put the steps in the order of their days.",
        "{noun} {id}：{value}的步骤排在{day}的{before}之后。", "请更正日期，或按日期先后排列步骤。",
    ),
    "no-workflow": Wording(
        "{noun} {id} has steps, but the charter has no workflow for it.", "Add [workflow.{noun}] to the charter.",
        "{noun} {id}有步骤，但章程没有相应的流程。", "请在章程中加入[workflow.{noun}]。",
    ),
    "unknown-state": Wording(
        "{noun} {id}: {value} is no state of the workflow {workflow}.", "Use one of its states, such as {near}.",
        "{noun} {id}：{value}不是流程{workflow}的状态。", "请使用其中的状态，例如{near}。",
    ),
    "wrong-start": Wording(
        "{noun} {id} starts with {value}; a life in the workflow {workflow} starts with {start}.", "Add the first step {start} with its day.",
        "{noun} {id}以{value}开始，而流程{workflow}应以{start}开始。", "请补上第一步{start}及其日期。",
    ),
    "step-not-allowed": Wording(
        "{noun} {id}: the workflow {workflow} does not lead from {before} to {value}.", "After {before} may come: {allowed}.",
        "{noun} {id}：流程{workflow}不能从{before}到{value}。", "{before}之后可以是：{allowed}。",
    ),
    "unknown-outcome": Wording(
        "{noun} {id}: {value} is no outcome of the workflow {workflow}.", "Use one of these: {near}.",
        "{noun} {id}：{value}不是流程{workflow}的办理结果。", "请使用：{near}。",
    ),
    "unknown-rating": Wording(
        "{noun} {id}: {value} is no rating of the workflow {workflow}.", "Use one of these: {near}.",
        "{noun} {id}：{value}不是流程{workflow}的评价。", "请使用：{near}。",
    ),
    "places-out-of-order": Wording(
        "unit {id}: its place from {value} stands after the one from {day}.", "Put its places in the order of their days, each day once.",
        "单位{id}：自{value}起的隶属关系排在自{day}起的之后。", "请按日期先后排列，每个日期一次。",
    ),
    "wrong-parent": Wording(
        "unit {id} ({kind}) stands under {value} ({above}).", "A {kind} may stand under: {allowed}.",
        "单位{id}（{kind}）隶属于{value}（{above}）。", "{kind}可以隶属于：{allowed}。",
    ),
    "parent-not-standing": Wording(
        "unit {id} is placed under {value} on {day}, when that unit does not stand.", "Correct the day, or name the unit that stood then.",
        "单位{id}自{day}起隶属于{value}，而该单位当日不存在。", "请更正日期，或改为当日存在的单位。",
    ),
    "no-parent": Wording(
        "unit {id} ({value}) stands under no other.", "Name the unit above it; it may be one of the kinds {allowed}.",
        "单位{id}（{value}）没有上级。", "请填写上级单位，类型可为：{allowed}。",
    ),
    "tree-circle": Wording(
        "the units {circle} stand under one another in a circle on {day}.", "Correct the unit above one of them.",
        "单位{circle}在{day}互为上下级，形成循环。", "请更正其中一个的上级单位。",
    ),
    "terms-overlap": Wording(
        "tenure {id} of the post {post} overlaps with {others}: the post has no free seat then.", "End the earlier term, or correct the days.",
        "任期{id}与{others}重叠：岗位{post}当时没有空缺。", "请结束前一任期，或更正日期。",
    ),
    "exclusive-posts": Wording(
        "tenure {id}: a person may hold only one such post at a time ({value}), and holds {others}.", "End one of the terms.",
        "任期{id}：同一人同一时间只能担任一个此类岗位（{value}），另有{others}。", "请结束其中一个任期。",
    ),
    "membership-twice": Wording(
        "membership {id}: the same person is registered in {value} twice at a time ({others}).", "Delete one of the rows, or end one of the memberships.",
        "关系{id}：同一人同时在{value}登记了两次（{others}）。", "请删除其中一行，或结束其中一个关系。",
    ),
}
"""Every kind of problem by its code. A code without a wording, or a wording without a cure, fails a test."""

"""Surveys: how many answered, how satisfied each group is and within what interval, and whether a target is exceeded. Few answers are not shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.errors import InvalidArgument
from grassroots.model import Answer, Survey
from grassroots.rules.kind import Kind
from grassroots.rules.openness.survey_checks import answer_problems, survey_problems
from grassroots.rules.openness.survey_rule import SurveyRule, unsound_survey
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Rate, UnitId, rounded


@frozen(kw_only=True)
class GroupResult:
    """What came of the surveys of one group: how many were asked and answered, and how many of those that count are satisfied.

    `group`: a word of the list `evaluator`, empty for all groups together or where none was named. `asked`, `answered`: None where one of
    the surveys does not say. `satisfied`: None where it is not shown, because so few answered that they could be recognized (`shown` is false), or
    because nobody did. `surveys`: the ids of the surveys.
    """

    group: str
    surveys: tuple[str, ...]
    asked: int | None
    answered: int | None
    satisfied: Rate | None
    shown: bool = True
    confidence: int = 95

    @property
    def response(self) -> Rate | None:
        """The share of those asked that answered; None where that is not known, or cannot be."""
        if self.asked is None or self.answered is None or self.answered > self.asked:
            return None
        return Rate(self.answered, self.asked)

    @property
    def interval(self) -> tuple[Fraction, Fraction] | None:
        """Wilson's interval of the share of the satisfied."""
        return self.satisfied.interval(self.confidence) if self.satisfied else None


@frozen(kw_only=True)
class SurveyResult:
    """What came of the surveys of a kind in a period: all together, and group by group.

    `enough`: whether as many answered as the rule asks for; None where that is not known. `reached`: whether the share of the satisfied is over
    that of the rule; None where too few answered to tell, or the rule names no share.
    """

    rule: SurveyRule
    period: Period
    whole: GroupResult
    groups: tuple[GroupResult, ...]
    enough: bool | None
    reached: bool | None
    labels: Mapping[str, Mapping[str, str]] = field(factory=dict, hash=False)

    @property
    def surely(self) -> bool | None:
        """Whether the whole interval lies over the share to be exceeded; None where nothing can be said."""
        interval = self.whole.interval
        return None if self.reached is None or interval is None or self.rule.over is None else interval[0] > self.rule.over

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """What was asked, what came back, and what follows, line by line."""
        zh = language == "zh"
        name = self.rule.labels.get(language, self.rule.name)
        source = self.rule.source or ("未注明" if zh else "not stated")
        lines = [
            f"调查：{name}（{self.period.start}至{self.period.last}；依据：{source}）。"
            if zh
            else f"Survey: {name}, {self.period}; source: {source}."
        ]
        for one in (*self.groups, self.whole):
            label = self.labels.get(one.group, {}).get(language, one.group)
            title = label or (("合计" if zh else "all together") if one is self.whole else ("未注明" if zh else "not stated"))
            lines.append(_line(title, one, zh))
        rule = self.rule
        if rule.returns or rule.response:
            need = f"{rule.returns}" + (f", {rounded(rule.response * 100)} %" if rule.response else "")
            state = {True: ("enough", "达到"), False: ("too few", "不足"), None: ("not known", "不详")}[self.enough]
            lines.append(f"最低回收要求（{need}）：{state[1]}。" if zh else f"Least returns ({need}): {state[0]}.")
        if rule.over is not None:
            goal = f"{rounded(rule.over * 100)} %"
            state = {True: ("reached", "达到"), False: ("not reached", "未达到"), None: ("cannot be told", "无法判定")}[
                self.reached
            ]
            sure = {True: ("; the whole interval lies over it", "，且置信区间全部高于目标"), False: ("; the interval does not lie over it", "，但置信区间未全部高于目标"), None: ("", "")}  # fmt: skip
            more = sure[self.surely][zh] if self.reached else ""
            lines.append(f"目标（高于{goal}）：{state[1]}{more}。" if zh else f"Target (over {goal}): {state[0]}{more}.")
        return tuple(lines)


def survey_result(rule: SurveyRule, snapshot: Snapshot, period: Period, scope: UnitId | None = None) -> SurveyResult:
    """What came of the surveys of the rule's kind that began in a period, at a unit and all under it.

    A group of anonymous surveys in which fewer than `fewest` answers count is not shown. Then the smallest of the others are not shown either, until
    what is left out together is so many that subtraction tells nothing.

    Raises:
        InvalidArgument: the period begins after the day of the snapshot.
    """
    if period.start > snapshot.as_of:
        raise InvalidArgument(f"{period} begins after {snapshot.as_of}, the day of the snapshot")
    under = None if scope is None else set(snapshot.under(scope))
    surveys = [
        one
        for one in snapshot.all("survey").values()
        if isinstance(one, Survey)
        and one.kind == rule.kind
        and one.on in period
        and one.on <= snapshot.as_of
        and (under is None or one.unit in under)
    ]
    groups: dict[str, list[Survey]] = {}
    for survey in surveys:
        groups.setdefault(survey.respondents or "", []).append(survey)
    order = [*snapshot.charter.words.get("evaluator", {}), ""]
    found = [_group(rule, name, groups[name], snapshot) for name in sorted(groups, key=lambda one: (order.index(one) if one in order else len(order), one))]  # fmt: skip
    whole = _group(rule, "", surveys, snapshot)
    enough = _enough(rule, whole)
    anonymous = any(survey.anonymous for survey in surveys)
    shown = _shown(rule, whole) if anonymous else whole
    share = shown.satisfied.value if shown.satisfied else None
    reached = None if rule.over is None or share is None or enough is not True else share > rule.over
    return SurveyResult(
        rule=rule,
        period=period,
        whole=shown,
        groups=tuple(_kept(rule, found) if anonymous else found),
        enough=enough,
        reached=reached,
        labels={name: word.labels for name, word in snapshot.charter.words.get("evaluator", {}).items()},
    )


def _group(rule: SurveyRule, name: str, surveys: Iterable[Survey], snapshot: Snapshot) -> GroupResult:
    listed = list(surveys)
    answers = [
        answer
        for survey in listed
        for answer in snapshot.referrers("answer", "survey", ("survey", survey.id))
        if isinstance(answer, Answer) and answer.item == rule.item and answer.choice in rule.counted
    ]
    whole = sum(answer.number for answer in answers)
    hits = sum(answer.number for answer in answers if answer.choice in rule.satisfied)
    return GroupResult(
        group=name,
        surveys=tuple(survey.id for survey in listed),
        asked=_sum(survey.issued for survey in listed),
        answered=_sum(survey.returned for survey in listed),
        satisfied=Rate(hits, whole) if whole else None,
        confidence=rule.confidence,
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _enough(rule: SurveyRule, whole: GroupResult) -> bool | None:
    if whole.answered is None or (rule.response and not whole.asked):
        return None
    return whole.answered >= rule.returns and (not rule.response or Fraction(whole.answered, whole.asked or 1) >= rule.response)


def _size(one: GroupResult) -> int:
    return one.satisfied.denominator if one.satisfied else 0


def _shown(rule: SurveyRule, one: GroupResult) -> GroupResult:
    return evolve(one, satisfied=None, shown=False) if 0 < _size(one) < rule.fewest else one


def _kept(rule: SurveyRule, groups: list[GroupResult]) -> list[GroupResult]:
    """The groups, those with few answers without their result, and as many more as it takes."""
    hidden = {at for at, one in enumerate(groups) if 0 < _size(one) < rule.fewest}
    while hidden and sum(_size(groups[at]) for at in hidden) < rule.fewest:
        others = [at for at, one in enumerate(groups) if at not in hidden and one.satisfied]
        if not others:
            break
        hidden.add(min(others, key=lambda at: (_size(groups[at]), at)))
    return [evolve(one, satisfied=None, shown=False) if at in hidden else one for at, one in enumerate(groups)]


def _line(title: str, one: GroupResult, zh: bool) -> str:
    response = one.response
    back = (
        f"{response.numerator}/{response.denominator}" + (f" ({response.percent()} %)" if response.denominator else "")
        if response
        else "—"
    )
    if not one.shown:
        result = "因有群体作答过少，不予显示" if zh else "not shown, for too few answered in a group"
    elif one.satisfied is None or (interval := one.interval) is None:
        result = "无有效评价" if zh else "no answers that count"
    else:
        low, high = (rounded(share * 100) for share in interval)
        rate = f"{one.satisfied.numerator}/{one.satisfied.denominator} ({one.satisfied.percent()} %)"
        result = (
            f"满意{rate}，{one.confidence}%置信区间{low}–{high} %"
            if zh
            else f"satisfied {rate}, {one.confidence} % interval {low} to {high} %"
        )
    return f"{title}：回收{back}；{result}。" if zh else f"{title}: returned {back}; {result}."


KIND = Kind(
    name="survey",
    form=SurveyRule,
    sound=unsound_survey,
    checks={"survey": survey_problems, "answer": answer_problems},
    silent="its checks hold each time a record comes in",
)

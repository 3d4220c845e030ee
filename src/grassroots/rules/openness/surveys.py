"""Surveys: how many answered, how satisfied each group is and within what interval, and whether a target is exceeded. Few answers are not shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.errors import InvalidArgument
from grassroots.fields import described, public
from grassroots.model import Answer, Derived, Survey, derived_noun
from grassroots.problems import Problem
from grassroots.rules.kind import At, Derivation, Kind
from grassroots.rules.openness.survey_checks import answer_problems, survey_problems
from grassroots.rules.openness.survey_rule import SurveyRule, unsound_survey
from grassroots.rules.todo import ToDo, Urgency
from grassroots.rules.worded import problem_by, sourced, unit_name
from grassroots.texts import catalogue
from grassroots.values import Language, Period, Rate, SurveyId, rounded


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

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """What was asked, what came back, and what follows, line by line."""
        rule, period = self.rule, self.period
        source = sourced(rule.source, language)
        days = {"period": period, "first": period.start, "last": period.last}
        lines = [_said("survey", language, name=rule.title, source=source, **days)]
        for one in (*self.groups, self.whole):
            label = self.labels.get(one.group, {}).get(language, one.group)
            title = label or (_said("survey-all", language) if one is self.whole else sourced("", language))
            lines.append(_line(title, one, language))
        if rule.returns or rule.response:
            need = _need(rule)
            state = _said(f"survey-enough-{_answer(self.enough)}", language)
            lines.append(_said("survey-returns", language, need=need, state=state))
        if rule.over is not None:
            state = _said(f"survey-reached-{_answer(self.reached)}", language)
            sure = _said(f"survey-surely-{_answer(self.surely)}", language) if self.reached else ""
            lines.append(_said("survey-target", language, goal=f"{rounded(rule.over * 100)} %", state=state, sure=sure))
        return tuple(lines)


def survey_result(rule: SurveyRule, at: At, period: Period) -> SurveyResult:
    """What came of the surveys of the rule's kind that began in a period, up to a day, at a unit and all under it.

    A group of anonymous surveys in which fewer than `fewest` answers count is not shown. Then the smallest of the others are not shown either, until
    what is left out together is so many that subtraction tells nothing.

    Raises:
        InvalidArgument: the period begins after the day.
    """
    if period.start > at.day:
        raise InvalidArgument(f"{period} begins after {at.day}, the day of the snapshot")
    under = None if at.scope is None else set(at.snapshot.under(at.scope, at.day))
    surveys = [
        one
        for one in at.snapshot.all(Survey).values()
        if one.kind == rule.kind and one.on in period and one.on <= at.day and (under is None or one.unit in under)
    ]
    groups: dict[str, list[Survey]] = {}
    for survey in surveys:
        groups.setdefault(survey.respondents or "", []).append(survey)
    known = at.snapshot.charter.words.get("evaluator", {})
    order = [*known, ""]
    found = [
        _group(rule, name, groups[name], at)
        for name in sorted(groups, key=lambda one: (order.index(one) if one in order else len(order), one))
    ]
    whole = _group(rule, "", surveys, at)
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
        labels={name: word.labels for name, word in known.items()},
    )


def _group(rule: SurveyRule, name: str, surveys: Iterable[Survey], at: At) -> GroupResult:
    listed = list(surveys)
    answers = [
        answer
        for survey in listed
        for answer in at.snapshot.referrers(Answer, "survey", ("survey", survey.id))
        if answer.item == rule.item and answer.choice in rule.counted
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


def _line(title: str, one: GroupResult, language: Language) -> str:
    response = one.response
    back = (
        f"{response.numerator}/{response.denominator}" + (f" ({response.percent()} %)" if response.denominator else "")
        if response
        else "—"
    )
    if not one.shown:
        result = _said("survey-hidden", language)
    elif one.satisfied is None or (interval := one.interval) is None:
        result = _said("survey-none", language)
    else:
        low, high = (rounded(share * 100) for share in interval)
        rate = f"{one.satisfied.numerator}/{one.satisfied.denominator} ({one.satisfied.percent()} %)"
        result = _said("survey-result", language, rate=rate, confidence=one.confidence, low=low, high=high)
    return _said("survey-line", language, title=title, back=back, result=result)


def _answer(known: bool | None) -> str:
    return "unknown" if known is None else "yes" if known else "no"


def _said(code: str, language: Language, **details: object) -> str:
    return catalogue("grassroots.rules.openness").say(code, language, **details)


# -- what follows on a day --


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class SurveyOutcome(Derived):
    """What came of one survey. Where so few answered that they could be recognized, how they answered is not told, nor what would tell it by subtraction.

    >>> SurveyOutcome(id="s-1", survey=SurveyId("s-1"), rule="public").shown
    True
    """

    survey: SurveyId = field(metadata=public("the survey", ref="survey", home=True))
    rule: str = field(metadata=public("the survey rule of the charter"))
    asked: int | None = field(default=None, metadata=public("how many were asked; 0 or more"))
    answered: int | None = field(default=None, metadata=public("how many answered; 0 or more"))
    counted: int | None = field(default=None, metadata=public("how many answers count; 0 or more; none where it is not shown"))
    satisfied: int | None = field(
        default=None, metadata=public("how many of them are satisfied; 0 or more; none where it is not shown")
    )
    shown: bool = field(default=True, metadata=public("whether it is shown how they answered"))
    valid: bool | None = field(
        default=None,
        metadata=public(
            "whether as large a share of those asked answered this one as the rule asks for; none where nobody knows"
        ),
    )
    enough: bool | None = field(
        default=None, metadata=public("whether the surveys of its year came back in such numbers as the rule asks for")
    )
    reached: bool | None = field(default=None, metadata=public("whether those of its year reach the share of the rule"))


def _surveys(rule: SurveyRule, at: At) -> Mapping[int, list[Survey]]:
    """The surveys of a rule, year by year."""
    years: dict[int, list[Survey]] = {}
    for one in at.snapshot.all(Survey).values():
        if one.kind == rule.kind and one.on <= at.day:
            years.setdefault(one.on.year, []).append(one)
    return years


def _outcomes(rule: SurveyRule, at: At) -> Iterator[SurveyOutcome]:
    for year, listed in _surveys(rule, at).items():
        whole = survey_result(rule, At.of(at.snapshot, at.day), Period.year(year))
        found = [_group(rule, one.respondents or "", [one], at) for one in listed]
        for survey, one in zip(
            listed, _kept(rule, found) if any(survey.anonymous for survey in listed) else found, strict=True
        ):
            yield SurveyOutcome(
                id=f"{rule.name}:{survey.id}",
                survey=survey.id,
                rule=rule.known_as,
                asked=survey.issued,
                answered=survey.returned,
                counted=one.satisfied.denominator if one.satisfied else None,
                satisfied=one.satisfied.numerator if one.satisfied else None,
                shown=one.shown,
                valid=None if one.response is None else one.response.numerator >= rule.response * one.response.denominator,
                enough=whole.enough,
                reached=whole.reached,
            )


def _over(survey: Survey, at: At) -> bool:
    return (survey.until or survey.on) < at.day


def survey_findings(rule: SurveyRule, at: At) -> Iterator[Problem]:
    """Surveys that are over and of which too few came back, or of which it was never entered how many did or how they answered."""
    for year, listed in _surveys(rule, at).items():
        over = [one for one in listed if _over(one, at)]
        result = survey_result(rule, At.of(at.snapshot, at.day), Period.year(year))
        if over and len(over) == len(listed) and result.enough is False:
            told = {"year": year, "need": _need(rule), "surveys": result.whole.surveys}
            yield problem_by(rule, over[-1], at, "survey-few", result.whole.answered, **told)
        for survey in over:
            yield from (
                problem_by(rule, survey, at, code, survey.id, unit=unit_name(survey.unit, at))
                for code in _gaps(survey, rule, at)
            )


def _need(rule: SurveyRule) -> str:
    return f"{rule.returns}" + (f", {rounded(rule.response * 100)} %" if rule.response else "")


def _gaps(survey: Survey, rule: SurveyRule, at: At) -> Iterator[str]:
    """What was not entered of a survey that is over."""
    if survey.returned is None:
        yield "survey-returned"
    answers = at.snapshot.referrers(Answer, "survey", ("survey", survey.id))
    kept = any(one.item == rule.item for one in at.snapshot.all(Answer).values())
    many = survey.returned is not None and survey.returned >= (rule.fewest if survey.anonymous else 1)
    if kept and many and not any(one.item == rule.item for one in answers):
        yield "survey-unanswered"


def _to_dos(rule: SurveyRule, at: At) -> Iterator[ToDo]:
    """What is to be entered of surveys that are over, and the last day of those that run."""
    for survey in (one for listed in _surveys(rule, at).values() for one in listed):
        unit = unit_name(survey.unit, at)
        if not _over(survey, at):
            day = survey.until or survey.on
            reason = problem_by(rule, survey, at, "survey-runs", day, unit=unit)
            yield ToDo.about(survey, at, kind="survey", rule=rule, urgency=Urgency.DUE, reason=reason, day=day)
            continue
        for code in _gaps(survey, rule, at):
            reason = problem_by(rule, survey, at, code, survey.id, unit=unit)
            yield ToDo.about(survey, at, kind="survey", rule=rule, urgency=Urgency.LACKING, reason=reason)


KIND = Kind(
    name="survey",
    form=SurveyRule,
    sound=unsound_survey,
    derives=(Derivation(SurveyOutcome, _outcomes),),
    finds=survey_findings,
    todo=_to_dos,
    checks={"survey": survey_problems, "answer": answer_problems},
    together={"answer": ("survey",)},
    untyped="shares are worked out from the answers, and typed nowhere",
)

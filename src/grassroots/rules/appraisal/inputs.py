"""Inputs: what each leaf of a rubric reads for a subject: a figure, marks by groups of evaluators, or ballots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve, field, frozen

from grassroots.errors import NotFound
from grassroots.figures import Evaluator, Figure, Spread, Tree
from grassroots.model import Rating
from grassroots.problems import Named, Problem, as_value, nearest
from grassroots.rules.appraisal.rubric_rule import Better, Evaluators, Feed, Item, Missing, Role, Rubric, Scoring, Shape
from grassroots.rules.kind import At
from grassroots.values import Period, Ref, UnitId

Key = tuple[str, str]


@frozen(kw_only=True)
class GroupInput:
    """What one group of evaluators gave: the mean, of how many, of how many forms, how many were trimmed; or why it counts as missing."""

    name: str
    weight: Fraction
    value: Fraction | None
    n: int = 0
    issued: int | None = None
    trimmed: int = 0
    why: str = ""
    evidence: tuple[Key, ...] = ()


@frozen(kw_only=True)
class Input:
    """What one leaf reads: the value, of how many, or why there is none; with the groups, or the figure, that it comes from."""

    item: str
    value: Fraction | None
    n: int = 0
    why: str = ""
    groups: tuple[GroupInput, ...] = ()
    figure: Figure | None = None
    evidence: tuple[Key, ...] = ()

    @property
    def shares(self) -> dict[str, Fraction]:
        """The share of each group that counts, once those that are missing are left out."""
        whole = sum((one.weight for one in self.groups if one.value is not None), Fraction(0))
        return {one.name: one.weight / whole for one in self.groups if one.value is not None}


@frozen(kw_only=True)
class Inputs:
    """What all leaves read for one subject, with what was wrong about the ratings."""

    leaves: Mapping[str, Input] = field(factory=dict)
    problems: tuple[Problem, ...] = ()


def inputs_of(
    rubric: Rubric,
    subject: Ref,
    at: At,
    *,
    period: Period,
    rated: Period,
    evaluator: Evaluator,
    only: tuple[str, ...] = (),
) -> Inputs:
    """Reads the leaves of a rubric for a subject (`only` some of them). `rated`: the days on which marks and ballots count."""
    ratings = _ratings(rubric, subject, at, rated)
    found: dict[str, Input] = {}
    problems: list[Problem] = []
    leaves = rubric.leaves()
    problems += _strange(rubric, ratings, at)
    for name, item in leaves.items():
        if only and name not in only:
            continue
        if item.fed_by is Feed.FIGURE:
            found[name] = figure_input(name, item.measure, item, subject, period, evaluator)
        else:
            mine = [rating for rating in ratings if rating.item == name]
            found[name], wrong = _rated(rubric, name, item, mine, at)
            problems += wrong
    return Inputs(leaves=found, problems=tuple(problems))


def _strange(rubric: Rubric, ratings: list[Rating], at: At) -> Iterator[Problem]:
    """Ratings of items that the rubric does not have, or that read a figure."""
    leaves = rubric.leaves()
    taking = [name for name, one in leaves.items() if one.fed_by is not Feed.FIGURE]
    for rating in ratings:
        if rating.item not in taking:
            yield _problem(
                "assess-item",
                rating,
                rubric,
                at,
                rating.item,
                known=tuple(Named(name, leaves[name].labels) for name in nearest(rating.item, taking)),
            )


def wrong_ratings(rubric: Rubric, at: At) -> Iterator[Problem]:
    """What is wrong about the ratings under a rubric, of whomever, whether anybody is graded by them or not: marks outside their range or of unknown
    items or groups, and more ballots than were given out."""
    mine = [one for one in at.snapshot.all(Rating).values() if one.on <= at.day and rubric_on(one, at) == rubric]
    yield from _strange(rubric, mine, at)
    for one in mine:
        subject = at.snapshot.get(one.subject.noun, one.subject.id)
        if rubric.where is not None and subject is not None and not at.reader.holds(subject, rubric.where, one.on):
            yield _problem("rating-other-kind", one, rubric, at, one.subject.id)
    for name, item in rubric.leaves().items():
        if item.fed_by is not Feed.FIGURE:
            yield from _rated(rubric, name, item, [one for one in mine if one.item == name], at)[1]
    returned: dict[tuple[Any, ...], list[Rating]] = {}
    for one in mine:
        returned.setdefault((str(one.subject), one.item, one.evaluator, one.assessment, one.on), []).append(one)
    for group in returned.values():
        issued = max((one.issued for one in group if one.issued is not None), default=None)
        number = sum(max(0, one.returns if one.ballots is None else one.ballots) for one in group)
        if issued is not None and number > issued:
            yield _problem(
                "assess-issued", group[0], rubric, at, number, issued=issued, subject=group[0].subject.id, on=group[0].on
            )


def rubric_on(rating: Rating, at: At) -> Rubric | None:
    """The rubric of a rating, as it was in force on its day; None if the charter has none."""
    try:
        found = at.snapshot.charter.rule("rubric", rating.rubric, rating.on)
    except NotFound:
        return None
    return found if isinstance(found, Rubric) else None


def _ratings(rubric: Rubric, subject: Ref, at: At, rated: Period) -> list[Rating]:
    return [
        one
        for one in at.snapshot.referrers(Rating, "subject", (subject.noun, subject.id))
        if one.rubric in (rubric.name, rubric.known_as) and one.on in rated and one.on <= at.day
    ]


def figure_input(name: str, measure: str, item: Item | None, subject: Ref, period: Period, evaluator: Evaluator) -> Input:
    """What a figure says of a unit: a share in per cent, a spread by its median, anything else as it is."""
    shot, unit = evaluator.snapshot, UnitId(subject.id)
    asked = shot.charter.measure(measure)
    # A unit that is no more is judged by what counted at it while it stood.
    tree = Tree.NOW if shot.tree.stands(unit, shot.as_of) else Tree.THEN
    figure = evaluator.figure(evaluator.question(asked, scope=unit, period=period, tree=tree))
    value = figure.value
    number: Fraction | None
    if value is None:
        number = None
    elif isinstance(value, Spread):
        number = Fraction(value.median)
    else:
        number = Fraction(value) * (100 if asked.is_share else 1)
    n = int(figure.denominator) if asked.is_share and figure.denominator is not None else 0
    if number is None:
        return Input(item=name, value=None, n=n, why="nothing" if figure.few is None else "too_few", figure=figure)
    if item is not None and asked.is_share and n < item.minimum_n:
        return Input(item=name, value=None, n=n, why="too_few", figure=figure)
    return Input(item=name, value=number, n=n, figure=figure)


def _problem(code: str, rating: Rating, rubric: Rubric, at: At, value: object, **details: object) -> Problem:
    return Problem(
        code,
        source=at.snapshot.sources.get(("rating", rating.id)),
        value=as_value(value),
        details={"id": rating.id, "rule": rubric.title, "source": rubric.source or "—", **details},
    )


def _rated(rubric: Rubric, name: str, item: Item, ratings: list[Rating], at: At) -> tuple[Input, list[Problem]]:
    groups = {one: rubric.evaluators[one] for one in item.evaluators or rubric.evaluators}
    problems: list[Problem] = []
    by_group: dict[str, list[Rating]] = {}
    worth = {one.choice: Fraction(one.score) for one in item.worth}
    plain = item.scoring == Scoring()
    for rating in ratings:
        group = (rating.evaluator or "") if rubric.evaluators else ""
        if rubric.evaluators and group not in groups:
            problems.append(_problem("assess-group", rating, rubric, at, group, known=tuple(groups)))
        elif item.fed_by is Feed.MARKS and (rating.value is None or rating.returns < 1):
            problems.append(_problem("assess-choice", rating, rubric, at, rating.choice or "—", item=name))
        elif item.fed_by is Feed.BALLOTS and (rating.choice is None or rating.ballots is None or rating.ballots < 0):
            problems.append(
                _problem("assess-choice", rating, rubric, at, rating.value if rating.value is not None else "—", item=name)
            )
        elif (
            item.fed_by is Feed.MARKS and plain and rating.value is not None and not rubric.least <= rating.value <= rubric.most
        ):
            problems.append(_problem("assess-mark", rating, rubric, at, rating.value, least=rubric.least, most=rubric.most))
        else:
            by_group.setdefault(group, []).append(rating)
    if rubric.evaluators:
        made = tuple(_group(one, rule, by_group.get(one, []), item, worth) for one, rule in groups.items())
    else:
        made = (_group("", Evaluators(weight=Decimal(1)), by_group.get("", []), item, worth),)
    return _joined(rubric, name, item, made), problems


def _group(name: str, rule: Evaluators, ratings: list[Rating], item: Item, worth: Mapping[str, Fraction]) -> GroupInput:
    """The mean of a group. A mark that stands for several is trimmed as so many equal ones."""
    evidence = tuple(("rating", one.id) for one in ratings)
    issued = max((one.issued for one in ratings if one.issued is not None), default=None)
    weighed: list[tuple[Fraction, int]] = []
    if item.fed_by is Feed.MARKS:
        weighed = sorted((Fraction(one.value), one.returns) for one in ratings if one.value is not None)
        n = sum(number for _, number in weighed)
    else:
        counted = ((worth.get(one.choice or ""), one.ballots) for one in ratings)
        weighed = sorted((score, number) for score, number in counted if score is not None and number is not None)
        n = sum(one.ballots or 0 for one in ratings)
    made = GroupInput(name=name, weight=Fraction(rule.weight), value=None, n=n, issued=issued, evidence=evidence)
    if not n:
        return evolve(made, why="nothing")
    if n < rule.returns:
        return evolve(made, why="few_returns")
    if rule.returned is not None:
        if not issued:
            return evolve(made, why="returns_unknown")
        if Fraction(n, issued) < Fraction(rule.returned):
            return evolve(made, why="few_returns")
    cut = rule.lowest + rule.highest if item.fed_by is Feed.MARKS else 0
    if cut:
        weighed = _without(_without(weighed, rule.lowest)[::-1], rule.highest)
    left = sum(number for _, number in weighed)
    if not left:
        return evolve(made, why="trimmed" if cut else "nothing")
    return evolve(made, value=sum((value * number for value, number in weighed), Fraction(0)) / left, trimmed=min(cut, n))


def _without(weighed: list[tuple[Fraction, int]], number: int) -> list[tuple[Fraction, int]]:
    """What is left when the first so many are taken away."""
    left = []
    for value, count in weighed:
        gone = min(number, count)
        number -= gone
        if count > gone:
            left.append((value, count - gone))
    return left


def _joined(rubric: Rubric, name: str, item: Item, groups: tuple[GroupInput, ...]) -> Input:
    policy = item.missing or rubric.missing
    evidence = tuple(key for one in groups for key in one.evidence)
    n = sum(one.n for one in groups if one.value is not None)
    known = [one for one in groups if one.value is not None]
    made = Input(item=name, value=None, n=n, groups=groups, evidence=evidence)
    if not known:
        return evolve(
            made,
            why=groups[0].why if len(groups) == 1 else ("nothing" if all(one.why == "nothing" for one in groups) else "groups"),
        )
    if len(known) < len(groups):
        if policy is Missing.NOT_ASSESSED:
            return evolve(made, why="groups")
        if policy is Missing.ZERO:
            # A group that is missing gives the worst reading that there is; where none is the worst, the part is not scored.
            worst = worst_reading(rubric, item)
            if worst is None:
                return evolve(made, why="groups")
            groups = tuple(one if one.value is not None else evolve(one, value=worst) for one in groups)
            made = evolve(made, groups=groups)
    shares = made.shares
    return evolve(made, value=sum((shares[one.name] * one.value for one in made.groups if one.value is not None), Fraction(0)))


def worst_reading(rubric: Rubric, item: Item) -> Fraction | None:
    """The reading of somebody who got nothing: the one that scores least. None where the more there is the worse it is, without an end."""
    rule, least = item.scoring, Fraction(rubric.least)
    if rule.worst is not None:
        return Fraction(rule.worst)
    if item.role is Role.DEDUCTION:
        return Fraction(rule.most or 0) / Fraction(rule.each) if rule.each else least
    if rule.shape is Shape.PER_EVENT:
        return least if item.role is Role.BONUS else None
    if rule.shape is Shape.BANDS and rule.table:
        band = min(rule.table, key=lambda edge: edge.score)
        if band.at_least is not None and band.at_least > rubric.least:
            return None
    if rule.shape in (Shape.RANK, Shape.SHARE_OF_BEST) and rule.better is Better.LOWER:
        return None
    return least


def compared(rubric: Rubric) -> tuple[str, ...]:
    """The leaves that are scored by comparison with the others who are judged."""
    return tuple(
        name
        for name, one in rubric.leaves().items()
        if one.scoring.shape in (Shape.RANK, Shape.SHARE_OF_BEST) and one.role is Role.PART
    )

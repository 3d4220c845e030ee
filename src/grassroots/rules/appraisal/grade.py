"""Grades: from scores to bands, under vetoes and quotas; what cost them. Nothing here decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from grassroots.errors import InvalidArgument, NotFound
from grassroots.figures import Evaluator
from grassroots.problems import Problem, nearest
from grassroots.rules.appraisal.inputs import compared
from grassroots.rules.appraisal.rubric_rule import GradeBand, Quota, Role, Rubric, Ties
from grassroots.rules.appraisal.score import (
    Score,
    evaluator_of,
    filled,
    peers_of,
    permitted,
    rubric_of,
    scored_subject,
    subjects_of,
)
from grassroots.rules.appraisal.worded import label_of, say, shown, why_text
from grassroots.rules.kind import At
from grassroots.values import Language, Period, PersonId, Ref


@frozen(kw_only=True)
class Graded:
    """The grade that follows from a score: proposed, never decided.

    `band`: the grade of the score alone. `vetoes`: the names of the vetoes that applied. `before_quota`: the grade before quotas.
    `tied_for`: the grade for which equals stand, of whom people must choose. `grade` is None where there is no score.
    """

    score: Score
    band: str | None
    grade: str | None
    vetoes: tuple[str, ...] = ()
    before_quota: str | None = None
    tied_for: str | None = None
    quota: str = ""

    @property
    def subject(self) -> Ref:
        """Who or what is graded."""
        return self.score.subject

    @property
    def plan(self) -> GradeBand | None:
        """What the grade brings."""
        return self.score.rubric.band(self.grade) if self.grade else None

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The score with its tree, then how it became the grade, a line a step."""
        return (*self.score.explain(language), *_graded_lines(self, language))


@frozen(kw_only=True)
class Grading:
    """All who were graded together, by id, under one rubric for one period.

    `places`: where each stands among all (equals share the better place); empty for persons, and where there are fewer than the rubric ranks.
    `left_out`: those who could not be scored. `problems`: what was wrong about ratings, and ties that people must decide.
    """

    rubric: Rubric
    period: Period
    graded: tuple[Graded, ...]
    places: Mapping[Ref, int] = field(factory=dict, hash=False)
    problems: tuple[Problem, ...] = ()

    def of(self, subject: Ref) -> Graded:
        """The grade of one subject.

        Raises:
            NotFound: it was not graded here.
        """
        for one in self.graded:
            if one.subject == subject:
                return one
        near = nearest(subject.id, [one.subject.id for one in self.graded])
        raise NotFound(f"{subject} was not graded; there is {', '.join(near) or 'nobody'}")

    @property
    def left_out(self) -> tuple[Ref, ...]:
        """Those who could not be scored."""
        return tuple(one.subject for one in self.graded if one.grade is None)

    @property
    def counts(self) -> dict[str, int]:
        """How many got each grade, in the order of the rubric."""
        found = Counter(one.grade for one in self.graded)
        return {band.grade: found[band.grade] for band in self.rubric.grade}


def grade(score: Score) -> Graded:
    """The grade of one score by its band and the vetoes. Quotas need all who are graded together: see `grade_all`."""
    rubric = score.rubric
    if score.value is None or not rubric.grade:
        return Graded(score=score, band=None, grade=None)
    band = band_of(rubric, score.value)
    found, fired = band, []
    for name, veto in rubric.veto.items():
        if _applies(score, name):
            fired.append(name)
            if rubric.place(veto.cap) > rubric.place(found):
                found = veto.cap
    return Graded(score=score, band=band, grade=found, vetoes=tuple(fired), before_quota=found)


def band_of(rubric: Rubric, value: Fraction) -> str:
    """The best grade whose band the score reaches; a band begins with its lower edge."""
    for one in rubric.grade:
        if one.at_least is None or value >= Fraction(one.at_least):
            return one.grade
    return rubric.grade[-1].grade


def _applies(score: Score, name: str) -> bool:
    veto = score.rubric.veto[name]
    if veto.measure and veto.over is not None:
        read = score.vetoes.get(name)
        return read is not None and read.value is not None and read.value > Fraction(veto.over)
    if veto.item and veto.under is not None:
        found = score.item(veto.item).score
        return found is not None and found < Fraction(veto.under)
    return False


def grade_all(
    rubric: str | Rubric,
    at: At,
    *,
    period: Period,
    subjects: Iterable[Ref] | None = None,
    rated: Period | None = None,
    by: Iterable[PersonId] = (),
    evaluator: Evaluator | None = None,
) -> Grading:
    """Grades all together, so that comparisons and quotas can be made.

    Args:
        rubric: its name in the charter (the text in force on the first day of the period), or one made in Python.
        at: the records, and the last day that counts.
        period: the days that are judged.
        subjects: who is judged; all whom the rubric judges without it. A quota is a share of those of them who were scored.
        rated: the days on which marks and ballots count.
        by: for persons, the humans who answer for the judgement; each person is judged by those of them who are somebody else.
        evaluator: one that has labelled the records already.

    Raises:
        NotFound, InvalidArgument, Refused: as `score`.
    """
    rule, judges, days = rubric_of(rubric, at, period), tuple(by), rated or Period(period.start)
    whom = tuple(dict.fromkeys(subjects_of(rule, at, period) if subjects is None else subjects))
    work = evaluator_of(at, evaluator)
    answering = {
        subject: tuple(judge for judge in judges if judge != subject.id or subject.noun != "person") for subject in whom
    }
    for subject in whom:
        permitted(rule, subject, at, period, answering[subject])
    names = compared(rule)
    peers = peers_of(rule, whom, at, period, days, work, names) if names else {}
    graded = [
        grade(scored_subject(rule, one, at, period=period, rated=days, by=answering[one], peers=peers, evaluator=work))
        for one in whom
    ]
    return with_quotas(rule, period, graded)


def with_quotas(rubric: Rubric, period: Period, graded: Iterable[Graded]) -> Grading:
    """Applies the quotas of a rubric to grades that were made one by one, from the best grade down. The order in which they come does not matter."""
    found = {one.subject: one for one in graded}
    scored = [one for one in found.values() if one.score.value is not None]
    problems = [problem for one in found.values() for problem in one.score.problems]
    quotas = sorted((one for one in rubric.quota if rubric.band(one.grade)), key=lambda one: rubric.place(one.grade))
    for quota in quotas:
        asking = [one for one in found.values() if one.grade == quota.grade]
        room = quota.room(len(scored))
        if len(asking) <= room:
            continue
        ordered = sorted(asking, key=lambda one: (_strength(one, quota), one.subject.id), reverse=True)
        cut = _strength(ordered[room], quota)
        kept = [one for one in ordered[:room] if _strength(one, quota) > cut]
        tied = [one for one in ordered if _strength(one, quota) == cut]
        below = rubric.grade[rubric.place(quota.grade) + 1].grade
        shared = len(kept) + len(tied) > room > len(kept)
        for one in ordered:
            if one in kept:
                continue
            open_to = quota.grade if shared and quota.ties is Ties.PEOPLE and one in tied else one.tied_for
            found[one.subject] = evolve(one, grade=below, quota=one.quota or quota.grade, tied_for=open_to)
        if shared and quota.ties is Ties.PEOPLE:
            problems.append(
                Problem(
                    "assess-tie",
                    value=quota.grade,
                    details={
                        "rule": rubric.name,
                        "source": quota.source or rubric.source or "—",
                        "subjects": tuple(sorted(one.subject.id for one in tied)),
                        "room": room - len(kept),
                    },
                )
            )
    listed = tuple(found[subject] for subject in sorted(found, key=lambda ref: (ref.noun, ref.id)))
    return Grading(rubric=rubric, period=period, graded=listed, places=_places(rubric, listed), problems=tuple(problems))


def _strength(one: Graded, quota: Quota) -> tuple[Fraction, ...]:
    """By what equals are told apart: the score, then the items that break ties. A missing item is the weakest."""
    value = one.score.value
    found = [Fraction(0) if value is None else value]
    for name in quota.tie_breakers:
        score = one.score.item(name).score
        found.append(Fraction(one.score.rubric.least) - 1 if score is None else score)
    return tuple(found)


def _places(rubric: Rubric, graded: tuple[Graded, ...]) -> dict[Ref, int]:
    known = {one.subject: one.score.value for one in graded if one.score.value is not None}
    if rubric.about_persons or not rubric.ranked_from or len(known) < rubric.ranked_from:
        return {}
    return {subject: 1 + sum(other > value for other in known.values()) for subject, value in known.items()}


# -- what it cost ---------------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Cost:
    """What one leaf cost: how many points of the whole are missing to its full score, and which grade the whole would have with them.

    `alone`: whether it alone cost the grade.
    """

    item: str
    points: Fraction
    grade: str | None
    alone: bool


def what_cost(graded: Graded) -> tuple[Cost, ...]:
    """Which items cost the grade, the dearest first: those that alone would have given a better one stand before the others.

    Vetoes are told by `Graded.vetoes`; a quota by `Graded.quota`. A leaf that was not scored counts what scoring it in full would have added.

    Raises:
        InvalidArgument: there is no score.
    """
    score, rubric = graded.score, graded.score.rubric
    if score.value is None or graded.band is None:
        raise InvalidArgument(f"{score.subject} has no score under {rubric.name!r}: {why_text(score.why, 'en')}")
    found = []
    for name, item in rubric.leaves().items():
        if item.role is not Role.PART:
            continue
        tree = filled(rubric, score.inputs, score.peers, frozenset({name}))
        if tree.score is None or tree.score <= score.value:
            continue
        better = grade(evolve(score, tree=tree)).grade
        alone = (
            better is not None and graded.before_quota is not None and rubric.place(better) < rubric.place(graded.before_quota)
        )
        found.append(Cost(item=name, points=tree.score - score.value, grade=better, alone=alone))
    return tuple(sorted(found, key=lambda cost: (not cost.alone, -cost.points, cost.item)))


# -- in words -------------------------------------------------------------------------------------------------------------------------


def _graded_lines(graded: Graded, language: Language) -> Iterator[str]:
    score, rubric = graded.score, graded.score.rubric

    def named(word: str | None) -> str:
        return score.charter.label("grade", word, language) if score.charter else str(word)

    if graded.grade is None:
        yield say("grade-none", language, why=why_text(score.why, language) or shown(score.value))
        return
    yield say("grade-band", language, grade=named(graded.band))
    for name in graded.vetoes:
        veto = rubric.veto[name]
        yield say("grade-veto", language, cap=named(veto.cap), label=label_of(veto.labels, name, language))
    for quota in rubric.quota:
        if graded.quota == quota.grade:
            yield say("grade-quota", language, grade=named(quota.grade), share=quota.at_most)
    for cost in what_cost(graded):
        if cost.alone:
            label = label_of(rubric.leaves()[cost.item].labels, cost.item, language)
            yield say("grade-cost", language, label=label, points=shown(cost.points), grade=named(cost.grade))
    if graded.tied_for:
        yield say("grade-tied", language, grade=named(graded.tied_for))
    yield say("grade-grade", language, grade=named(graded.grade))
    if rubric.appeal_days:
        yield say("grade-appeal", language, days=rubric.appeal_days)

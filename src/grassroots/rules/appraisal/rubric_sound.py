"""What is unsound in a rubric that its fields cannot say: weights that do not add up, a tree in a circle, bands with gaps, grades nobody can get."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from grassroots.charter.kind import Fault
from grassroots.charter.measure import Form
from grassroots.charter.toml import Path
from grassroots.problems import nearest
from grassroots.rules.appraisal.rubric_rule import (
    Better,
    Consequence,
    Feed,
    GradeBand,
    Item,
    Role,
    Rubric,
    Scoring,
    Shape,
    Use,
    Veto,
)

if TYPE_CHECKING:
    from grassroots.charter.charter import Charter


def unsound_rubric(rubric: Rubric, charter: Charter) -> Iterator[Fault]:
    """What is unsound in a rubric."""
    if rubric.most <= rubric.least or rubric.highest < rubric.most:
        yield ("most",), "rubric-scale", str(rubric.most), {"least": rubric.least, "most": rubric.highest}
    if rubric.review_months and rubric.months and rubric.review_months > rubric.months:
        yield ("review_months",), "rubric-late-review", str(rubric.review_months), {"months": rubric.months}
    yield from _evaluators(rubric, charter)
    yield from _tree(rubric)
    for name, one in rubric.item.items():
        yield from _item(rubric, charter, name, one)
    for name, veto in rubric.veto.items():
        yield from _veto(rubric, charter, name, veto)
    yield from _bands(rubric)
    yield from _quotas(rubric)
    if rubric.about_persons:
        yield from _persons(rubric)


def _evaluators(rubric: Rubric, charter: Charter) -> Iterator[Fault]:
    for name, group in rubric.evaluators.items():
        known = charter.words.get("evaluator", {})
        if name not in known:
            code = "charter-word" if known else "charter-no-words"
            yield ("evaluators", name), code, name, {"words": "evaluator", "known": nearest(name, known)}
        if group.weight <= 0:
            yield ("evaluators", name, "weight"), "rubric-weight", str(group.weight), {}
    if rubric.evaluators:
        yield from _sum(("evaluators",), [group.weight for group in rubric.evaluators.values()])


def _sum(path: Path, weights: list[Decimal]) -> Iterator[Fault]:
    whole = sum(weights, Decimal(0))
    if whole not in (Decimal(1), Decimal(100)):
        yield path, "rubric-weights", str(whole), {}


def _tree(rubric: Rubric) -> Iterator[Fault]:
    tops = rubric.parts()
    if not tops:
        yield (), "rubric-empty", rubric.name, {}
    headings = [""] + [name for name in rubric.item if rubric.parts(name)]
    for above in headings:
        parts = rubric.parts(above)
        if parts:
            yield from _sum(("item", above) if above else ("item",), [one.weight for one in parts.values()])
    for name, one in rubric.item.items():
        if one.under and one.under not in rubric.item:
            yield ("item", name, "under"), "rubric-item", one.under, {"known": nearest(one.under, rubric.item)}
        elif one.role is not Role.PART and (one.under or rubric.parts(name)):
            yield ("item", name), "rubric-extra-place", name, {}
        seen, above = {name}, one.under
        while above and above not in seen and above in rubric.item:
            seen.add(above)
            above = rubric.item[above].under
        if above and above in seen:
            yield ("item", name, "under"), "rubric-circle", one.under, {}


def _item(rubric: Rubric, charter: Charter, name: str, one: Item) -> Iterator[Fault]:
    path: Path = ("item", name)
    if one.role is Role.PART and one.weight <= 0:
        yield (*path, "weight"), "rubric-weight", str(one.weight), {}
    if rubric.parts(name):
        if one.fed_by is not None or one.measure:
            yield path, "rubric-heading", name, {}
        return
    if one.fed_by is None:
        yield path, "rubric-unfed", name, {"known": tuple(Feed)}
        return
    if (one.fed_by is Feed.FIGURE) != bool(one.measure):
        yield (*path, "measure"), "rubric-measure", one.measure, {"fed_by": str(one.fed_by)}
    if one.measure:
        yield from _measure((*path, "measure"), rubric, charter, one.measure)
    for group in one.evaluators:
        if group not in rubric.evaluators:
            yield (*path, "evaluators"), "rubric-group", group, {"known": nearest(group, rubric.evaluators)}
    if one.fed_by is Feed.BALLOTS and not one.worth:
        yield (*path, "worth"), "rubric-worth", name, {}
    for worth in one.worth:
        if not rubric.least <= worth.score <= rubric.most:
            yield (*path, "worth"), "rubric-outside", str(worth.score), {"least": rubric.least, "most": rubric.most}
    yield from _scoring(rubric, path, one)


def _measure(path: Path, rubric: Rubric, charter: Charter, name: str) -> Iterator[Fault]:
    if name not in charter.measures:
        yield path, "charter-measure", name, {"known": nearest(name, charter.measures)}
    elif rubric.subject != "unit":
        # A person, a team or a project is judged by people, never by what the registers happen to hold.
        yield path, "rubric-figure-of", rubric.subject, {}
    elif charter.measures[name].form is Form.REACH and not charter.measures[name].reach:
        yield path, "charter-measure", name, {"known": ()}


def _scoring(rubric: Rubric, path: Path, one: Item) -> Iterator[Fault]:
    rule, here = one.scoring, (*path, "scoring")
    if one.role is not Role.PART and rule.shape is not Shape.PER_EVENT:
        yield here, "rubric-extra-shape", str(rule.shape), {}
        return
    if rule.shape is Shape.PER_EVENT:
        if rule.each is None or rule.each <= 0:
            yield (*here, "each"), "rubric-each", str(rule.each), {}
        if (one.role is not Role.PART and rule.most is None) or (rule.most is not None and rule.most <= 0):
            yield (*here, "most"), "rubric-limit", str(rule.most), {}
    elif rule.each is not None or rule.most is not None:
        yield here, "rubric-surplus", str(rule.shape), {"keys": ("each", "most")}
    if rule.shape is Shape.LINEAR:
        if (rule.worst is None) != (rule.best is None) or (rule.worst is not None and rule.worst == rule.best):
            yield here, "rubric-line", str(rule.best), {}
        elif rule.worst is not None and rule.best is not None and (rule.best > rule.worst) != (rule.better is Better.HIGHER):
            yield (*here, "better"), "rubric-direction", str(rule.better), {"worst": rule.worst, "best": rule.best}
        elif rule.worst is None and rule.better is Better.LOWER:
            yield here, "rubric-line", str(rule.better), {}
    elif rule.worst is not None or rule.best is not None:
        yield here, "rubric-surplus", str(rule.shape), {"keys": ("worst", "best")}
    tabled = rule.shape in (Shape.STEPS, Shape.BANDS, Shape.RANK)
    if tabled != bool(rule.table):
        yield (*here, "table"), "rubric-table", str(rule.shape), {}
        return
    for edge in rule.table:
        if not rubric.least <= edge.score <= rubric.most:
            yield (*here, "table"), "rubric-outside", str(edge.score), {"least": rubric.least, "most": rubric.most}
    if rule.shape is Shape.RANK:
        yield from _ranks((*here, "table"), rubric, rule)
    elif rule.shape in (Shape.STEPS, Shape.BANDS):
        yield from _edges((*here, "table"), rule)
    if rule.shape in (Shape.RANK, Shape.SHARE_OF_BEST) and rubric.ranked_from < 2:
        yield here, "rubric-ranked-from", str(rubric.ranked_from), {}
    if rubric.about_persons and rule.shape in (Shape.RANK, Shape.SHARE_OF_BEST):
        yield here, "rubric-ranks-persons", str(rule.shape), {}


def _ranks(path: Path, rubric: Rubric, rule: Scoring) -> Iterator[Fault]:
    places = [edge.place for edge in rule.table]
    known = [place for place in places if place is not None]
    if len(known) < len(places) or known != sorted(set(known)) or min(known, default=0) < 1:
        yield path, "rubric-places", ", ".join(str(place) for place in places), {}
    scores = [edge.score for edge in rule.table]
    if scores != sorted(scores, reverse=True):
        yield path, "rubric-rank-order", ", ".join(str(score) for score in scores), {}


def _edges(path: Path, rule: Scoring) -> Iterator[Fault]:
    """Steps rise without bound; bands lie side by side, from no lower edge to no upper one."""
    if any(edge.place is not None for edge in rule.table):
        yield path, "rubric-surplus", str(rule.shape), {"keys": ("place",)}
    if rule.shape is Shape.STEPS:
        lower = [edge.at_least for edge in rule.table]
        known = [edge for edge in lower if edge is not None]
        if len(known) < len(lower) or len(set(known)) < len(known) or any(edge.under is not None for edge in rule.table):
            yield path, "rubric-steps", ", ".join(str(edge) for edge in lower), {}
        scores = [edge.score for edge in sorted(rule.table, key=lambda edge: edge.at_least or 0)]
        if scores != sorted(scores):
            # Steps count how far somebody got; where more is worse, bands say so.
            yield path, "rubric-step-order", ", ".join(str(score) for score in scores), {}
        return
    ordered = sorted(rule.table, key=lambda edge: (edge.at_least is not None, edge.at_least or 0))
    if ordered[0].at_least is not None:
        yield path, "rubric-band-gap", f"below {ordered[0].at_least}", {"from": "−∞", "to": ordered[0].at_least}
    for lower_band, upper in pairwise(ordered):
        end, start = lower_band.under, upper.at_least
        if end is None or start is None or end > start:
            yield path, "rubric-band-overlap", f"{start}", {"from": start, "to": end}
        elif end < start:
            yield path, "rubric-band-gap", f"{end} to {start}", {"from": end, "to": start}
    if ordered[-1].under is not None:
        yield path, "rubric-band-gap", f"from {ordered[-1].under}", {"from": ordered[-1].under, "to": "+∞"}
    for edge in rule.table:
        if edge.at_least is not None and edge.under is not None and edge.under <= edge.at_least:
            yield path, "rubric-band-empty", f"{edge.at_least} to {edge.under}", {}


def _veto(rubric: Rubric, charter: Charter, name: str, veto: Veto) -> Iterator[Fault]:
    path: Path = ("veto", name)
    grades = [one.grade for one in rubric.grade]
    if veto.cap not in grades[1:]:
        yield (*path, "cap"), "rubric-grade", veto.cap, {"known": tuple(grades[1:])}
    by_figure, by_item = bool(veto.measure) and veto.over is not None, bool(veto.item) and veto.under is not None
    if by_figure == by_item or bool(veto.measure) != (veto.over is not None) or bool(veto.item) != (veto.under is not None):
        yield path, "rubric-veto", name, {}
    if veto.under is not None and not rubric.least < veto.under <= rubric.most:
        yield (*path, "under"), "rubric-outside", str(veto.under), {"least": rubric.least, "most": rubric.most}
    if veto.measure:
        yield from _measure((*path, "measure"), rubric, charter, veto.measure)
    if veto.item and veto.item not in rubric.item:
        yield (*path, "item"), "rubric-item", veto.item, {"known": nearest(veto.item, rubric.item)}


def _bands(rubric: Rubric) -> Iterator[Fault]:
    """Grades stand best first; each begins where the one above it ends, and the last takes in the least score."""
    if not rubric.grade:
        return
    names = [one.grade for one in rubric.grade]
    limited = {one.grade for one in rubric.quota}
    for at, one in enumerate(rubric.grade):
        path: Path = ("grade", at)
        if names.count(one.grade) > 1:
            yield path, "rubric-grade-twice", one.grade, {}
        if one.aim and (one.aim not in names or names.index(one.aim) > at):
            yield path, "rubric-aim", one.aim, {"grade": one.grade}
        for place, use in enumerate(one.brings):
            yield from _consequence((*path, "brings", place), rubric, one, use)
        if at == 0:
            if one.under is not None and one.under <= rubric.highest:
                yield path, "rubric-band-gap", f"from {one.under}", {"from": one.under, "to": rubric.highest}
            if one.at_least is not None and one.at_least > rubric.highest:
                yield path, "rubric-unreachable", one.grade, {"most": rubric.highest}
            continue
        above = rubric.grade[at - 1]
        start, end = above.at_least, one.under
        if start is None:
            start = rubric.least
        if end is not None and end < start:
            yield path, "rubric-band-gap", f"{end} to {start}", {"from": end, "to": start}
        if end is not None and end > start:
            yield path, "rubric-band-overlap", f"{start} to {end}", {"from": start, "to": end}
        lower = rubric.least if one.at_least is None else one.at_least
        if lower > start or (lower == start and above.grade not in limited):
            yield path, "rubric-unreachable", one.grade, {"most": start}
    last = rubric.grade[-1]
    if last.at_least is not None and last.at_least > rubric.least:
        yield (
            ("grade", len(names) - 1),
            "rubric-band-gap",
            f"below {last.at_least}",
            {"from": rubric.least, "to": last.at_least},
        )


def _consequence(path: Path, rubric: Rubric, band: GradeBand, use: Consequence) -> Iterator[Fault]:
    """What hurts is said of the grade, can be appealed, and is decided by a body; nobody leaves before a plan to mend it has failed."""
    if (use.use is Use.RECOGNITION) != bool(use.notice):
        yield (*path, "notice"), "rubric-use-notice", str(use.use), {}
    if not use.hurts:
        return
    if use.use in (Use.RECOGNITION, Use.REWARD):
        yield (*path, "against"), "rubric-use-against", str(use.use), {}
    if not band.hurts or not rubric.appeal_days or not use.body:
        yield path, "rubric-use-hurts", band.grade, {}
    if use.use is Use.EXIT and (
        not rubric.about_persons or band != rubric.grade[-1] or not band.plan or not band.plan_days or not rubric.answer_days
    ):
        yield path, "rubric-exit", band.grade, {}


def _quotas(rubric: Rubric) -> Iterator[Fault]:
    names = [one.grade for one in rubric.grade]
    for at, one in enumerate(rubric.quota):
        path: Path = ("quota", at)
        if one.grade not in names:
            yield (*path, "grade"), "rubric-grade", one.grade, {"known": tuple(names)}
        elif one.grade == names[-1]:
            # Those for whom there is no room have nowhere to go; and nobody is forced down to it, for that no key exists.
            yield (*path, "grade"), "rubric-quota-last", one.grade, {}
        if one.share is None or not 0 < one.share <= 1:
            yield (*path, "at_most"), "rubric-quota-share", one.at_most, {}
        if [other.grade for other in rubric.quota].count(one.grade) > 1:
            yield path, "rubric-grade-twice", one.grade, {}
        for item in one.tie_breakers:
            if item not in rubric.item:
                yield (*path, "tie_breakers"), "rubric-item", item, {"known": nearest(item, rubric.item)}


def _persons(rubric: Rubric) -> Iterator[Fault]:
    """Persons are judged only under a rule that was made known to them, holds from a day, can be appealed, and whose grades end."""
    for key in ("published", "source", "valid_from", "appeal_days", "answer_days", "months"):
        if not getattr(rubric, key):
            yield (), "rubric-persons", rubric.name, {"key": key}
    if rubric.unconfirmed:
        yield ("unconfirmed",), "rubric-unconfirmed", rubric.name, {}

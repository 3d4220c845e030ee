"""Scoring functions: from a reading to a score on the rubric's scale. Exact; every result lies on the scale."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grassroots.rules.appraisal.rubric_rule import Better, Item, Rubric, Shape


def scored(rubric: Rubric, item: Item, reading: Fraction, peers: Sequence[Fraction] = ()) -> Fraction:
    """The score of a part for a reading, between the least and the full score. `peers`: the readings of all who are judged, this one too.

    >>> from decimal import Decimal
    >>> from grassroots.rules.appraisal.rubric_rule import Edge, Scoring
    >>> bands = Scoring(shape=Shape.BANDS, table=(Edge(under=Decimal(90), score=Decimal(0)), Edge(at_least=Decimal(90), score=Decimal(8))))
    >>> rubric = Rubric(name="r", subject="unit", most=Decimal(10))
    >>> scored(rubric, Item(scoring=bands), Fraction(8999, 100)), scored(rubric, Item(scoring=bands), Fraction(90))
    (Fraction(0, 1), Fraction(8, 1))
    """
    least, most = Fraction(rubric.least), Fraction(rubric.most)
    return min(max(_raw(rubric, item, reading, peers), least), most)


def points(item: Item, reading: Fraction) -> Fraction:
    """The points of a bonus or deduction, from 0 to its limit."""
    each, limit = Fraction(item.scoring.each or 0), Fraction(item.scoring.most or 0)
    return min(max(reading, Fraction(0)) * each, limit)


def _raw(rubric: Rubric, item: Item, reading: Fraction, peers: Sequence[Fraction]) -> Fraction:
    rule = item.scoring
    least, most = Fraction(rubric.least), Fraction(rubric.most)
    higher = rule.better is Better.HIGHER
    if rule.shape is Shape.LINEAR:
        if rule.worst is None or rule.best is None:
            return reading
        return least + (reading - Fraction(rule.worst)) / (Fraction(rule.best) - Fraction(rule.worst)) * (most - least)
    if rule.shape is Shape.PER_EVENT:
        lost = max(reading, Fraction(0)) * Fraction(rule.each or 0)
        return most - (lost if rule.most is None else min(lost, Fraction(rule.most)))
    if rule.shape is Shape.STEPS:
        reached = [edge for edge in rule.table if edge.at_least is not None and edge.at_least <= reading]
        return Fraction(max(reached, key=lambda edge: edge.at_least or 0).score) if reached else least
    if rule.shape is Shape.BANDS:
        for edge in rule.table:
            if (edge.at_least is None or edge.at_least <= reading) and (edge.under is None or reading < edge.under):
                return Fraction(edge.score)
        return least
    if rule.shape is Shape.RANK:
        place = 1 + sum((peer > reading) if higher else (peer < reading) for peer in peers)
        return next((Fraction(edge.score) for edge in rule.table if edge.place is not None and place <= edge.place), least)
    best = max(peers, default=reading) if higher else min(peers, default=reading)
    if reading == best:
        return most
    if min(reading, best) < 0:
        # Below nothing there is no share: the best of negative readings gets the full score, the others the least.
        return least
    return least + (reading / best if higher else best / reading) * (most - least)

"""Comparing two figures record by record: which make the difference."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from grassroots.figures.facts import HIT, MISS
from grassroots.figures.figure import Evidence, Figure
from grassroots.figures.plain import few_keys, plain_key, plain_value, rows_html
from grassroots.figures.value import Key, Value


@frozen(kw_only=True, repr=False)
class Difference:
    """What lies between two figures: records that are only behind the later one (`gained`: key, label), only behind the earlier one (`lost`), and
    those that changed their label (`moved`: key, label before, label after). Labels are `hit`, `miss` or the reason for leaving out."""

    name: str
    before: Value
    after: Value
    gained: tuple[tuple[Key, str], ...]
    lost: tuple[tuple[Key, str], ...]
    moved: tuple[tuple[Key, str, str], ...]

    def __repr__(self) -> str:
        told = f"{len(self.gained)} gained, {len(self.lost)} lost, {len(self.moved)} moved"
        return f"<Difference {self.name}: {self.before} to {self.after}, {told}>"

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain data: both values, and the records with their labels."""
        return {
            "name": self.name,
            "before": plain_value(self.before),
            "after": plain_value(self.after),
            "gained": {plain_key(key): label for key, label in self.gained},
            "lost": {plain_key(key): label for key, label in self.lost},
            "moved": {plain_key(key): [old, new] for key, old, new in self.moved},
        }

    def _repr_html_(self) -> str:
        told = {
            "gained": [key for key, _ in self.gained],
            "lost": [key for key, _ in self.lost],
            "moved": [key for key, _, _ in self.moved],
        }
        found = ((name, len(keys), few_keys(keys)) for name, keys in told.items() if keys)
        return rows_html([(self.name, f"{self.before} → {self.after}", ""), *found])

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.moved) or self.before != self.after


def compare(before: Figure, after: Figure) -> Difference:
    """Which records make the difference between two figures, by asking both for their records.

    Raises:
        Refused: one of them is published and has no evidence to give.
    """
    old, new = _labels(before.records()), _labels(after.records())
    return Difference(
        name=after.name,
        before=before.value,
        after=after.value,
        gained=tuple((key, new[key]) for key in sorted(new.keys() - old.keys())),
        lost=tuple((key, old[key]) for key in sorted(old.keys() - new.keys())),
        moved=tuple((key, old[key], new[key]) for key in sorted(old.keys() & new.keys()) if old[key] != new[key]),
    )


def _labels(evidence: Evidence) -> dict[Key, str]:
    labels = {key: reason for reason, keys in evidence.left_out.items() for key in keys}
    labels.update(dict.fromkeys(evidence.misses, MISS))
    labels.update(dict.fromkeys(evidence.hits, HIT))
    return labels

"""What the rules of a charter find wrong in the records: steps out of order and overdue, arrears, moves without approval, terms that are over, votes that cannot be.

Each problem names the rule and its source. Nothing is decided, and nothing follows by itself.
"""

from __future__ import annotations

from grassroots.problems import Problem
from grassroots.reading.at import At
from grassroots.rules.kind import kinds_of
from grassroots.snapshot import Snapshot


def problems_by_rules(snapshot: Snapshot) -> tuple[Problem, ...]:
    """All that the rules in force find wrong on the day of a snapshot, each once."""
    at = At.of(snapshot)
    return tuple(dict.fromkeys(problem for kind in kinds_of(snapshot.charter) for problem in kind.problems(at)))

"""Snapshots: records that agree, as of a day and as known at a head; the dated tree, and the checks."""

from grassroots.snapshot.records import cases_of
from grassroots.snapshot.snapshot import Snapshot, carried_on
from grassroots.snapshot.traced import Traced
from grassroots.snapshot.tree import Tree, TreeOnDay

__all__ = ["Snapshot", "Traced", "Tree", "TreeOnDay", "carried_on", "cases_of"]

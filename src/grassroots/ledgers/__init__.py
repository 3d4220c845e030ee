"""Ledgers: the only room where text becomes type. Tables in, a `Reading` out: records, problems, skips."""

from grassroots.ledgers.around.learned import Learned
from grassroots.ledgers.build import build
from grassroots.ledgers.outward.mending import Mending, mending
from grassroots.ledgers.outward.templates import template
from grassroots.ledgers.reading import ByNoun, Known, Reading, Rejected, Skip, TableRead, in_order
from grassroots.ledgers.table import Row, Sheet, Table, digest_of, read_whole

__all__ = [
    "ByNoun",
    "Known",
    "Learned",
    "Mending",
    "Reading",
    "Rejected",
    "Row",
    "Sheet",
    "Skip",
    "Table",
    "TableRead",
    "build",
    "digest_of",
    "in_order",
    "mending",
    "read_whole",
    "template",
]

"""The desk: what people do every day, with the names, numbers and words that they write in their ledgers."""

from grassroots.workspace.desk.desk import Desk
from grassroots.workspace.desk.rows import ledger_of

__all__ = ["Desk", "ledger_of"]

"""The desk: what people do every day, with the names, numbers and words that they write in their ledgers."""

from grassroots.workspace.desk.persons import Persons
from grassroots.workspace.desk.rows import ledger_of

__all__ = ["Persons", "ledger_of"]

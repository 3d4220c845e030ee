"""What the rules of a charter say: on a day, of one record, as a list of what is to be done, and under another charter."""

from grassroots.workspace.told.telling import RuleSaid, Telling

__all__ = ["RuleSaid", "Telling"]

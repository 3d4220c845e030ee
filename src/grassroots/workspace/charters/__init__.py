"""Charters in use: opened through the door, and kept between runs."""

from grassroots.workspace.charters.opened import charter_files, open_calendars, open_charter, with_kinds
from grassroots.workspace.charters.said import Said, said_of

__all__ = ["Said", "charter_files", "open_calendars", "open_charter", "said_of", "with_kinds"]

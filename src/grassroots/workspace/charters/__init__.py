"""Charters in use: opened through the door, kept between runs, tried by their examples and against one another."""

from grassroots.workspace.charters.opened import charter_files, open_calendars, open_charter, with_kinds

__all__ = ["charter_files", "open_calendars", "open_charter", "with_kinds"]

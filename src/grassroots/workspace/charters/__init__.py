"""Charters in use: opened through the door, and kept between runs."""

from grassroots.workspace.charters.opened import charter_files, open_calendars, open_charter, with_kinds

__all__ = ["charter_files", "open_calendars", "open_charter", "with_kinds"]

"""Casework: routing, duplicates, handling, rosters."""

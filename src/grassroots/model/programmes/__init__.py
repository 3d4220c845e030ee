"""Programmes with stages, tasks, dues, targets, tallies."""

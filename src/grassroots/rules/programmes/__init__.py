"""Programmes: duties, tasks, gates, horizons, tallies."""

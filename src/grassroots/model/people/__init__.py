"""Persons and households, and what is kept of members."""

"""Decisions: votes, elections, votes on projects."""

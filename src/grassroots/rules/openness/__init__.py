"""Openness: notices, checks without notice, rechecks, surveys."""

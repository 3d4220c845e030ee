"""Assessments, marks, plans."""

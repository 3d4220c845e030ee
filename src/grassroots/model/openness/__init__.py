"""Notices, consents, mandates, surveys."""

"""Notices, consents, holds, mandates, surveys."""

"""Contacts, needs, offers, promises, budgets."""

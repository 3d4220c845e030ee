"""What is closed to words of one’s own."""

from __future__ import annotations

WORDLESS = ("notice", "consent", "mandate")
"""The nouns that say nothing but words of the charter: none may add a field of its own to them."""

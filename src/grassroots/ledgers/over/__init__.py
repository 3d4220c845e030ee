"""Rows laid over what the store has: who moved, what was changed here since, what becomes of it."""

__all__: list[str] = []

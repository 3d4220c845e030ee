"""What stands around the cells of a ledger and helps to read them: its setting, and what the office said before."""

__all__: list[str] = []

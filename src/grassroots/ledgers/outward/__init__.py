"""What goes back to an office: blank ledgers, stored ones to go on with, and workbooks in which mistakes are marked."""

__all__: list[str] = []

"""Foreign tables and ledgers beside the store: a mapping drafted from what stands in one, the mappings that an office took over, and what was taken in just so before."""

__all__: list[str] = []

"""Foreign tables: a mapping drafted from what stands in one, and the mappings that an office took over."""

__all__: list[str] = []

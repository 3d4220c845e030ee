"""Organization: formation, dissolution, territory."""

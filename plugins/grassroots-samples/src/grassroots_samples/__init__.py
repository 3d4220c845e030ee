"""Samples for grassroots: a folder each, with `ledgers`, `charter` and `published.toml`. `grassroots.samples` opens and copies them."""

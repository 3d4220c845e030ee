"""From the TOML files of a charter to a `Charter` that is checked, or to everything that is wrong with them."""

from grassroots.charter.loading.charters import load, overlay

__all__ = ["load", "overlay"]

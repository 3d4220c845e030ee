"""Plots of the family of programmes."""

from __future__ import annotations

from grassroots.testing.planted import Plot

PLOTS: dict[str, Plot] = {}

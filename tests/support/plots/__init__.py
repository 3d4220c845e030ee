"""Sound records of every kind of rule, and the faults that are planted in them: a file a family, a plot a kind."""

from __future__ import annotations

from support.plots import casework, openness, programmes, service, time

from grassroots.testing.planted import Plot

PLOTS: dict[str, Plot] = {**casework.PLOTS, **openness.PLOTS, **programmes.PLOTS, **service.PLOTS, **time.PLOTS}
"""Kind → its plot, over the charter of `support.every_kind`."""

"""Sound records of every kind of rule, and the faults that are planted in them: a file a family, a plot a kind."""

from __future__ import annotations

from support.plots import appraisal, casework, decisions, members, openness, organization, posts, programmes, service, time

from grassroots.testing.planted import Plot

PLOTS: dict[str, Plot] = {
    **appraisal.PLOTS,
    **casework.PLOTS,
    **decisions.PLOTS,
    **members.PLOTS,
    **openness.PLOTS,
    **organization.PLOTS,
    **posts.PLOTS,
    **programmes.PLOTS,
    **service.PLOTS,
    **time.PLOTS,
}
"""Kind → its plot, over the charter of `support.every_kind`."""

"""Sound rules of those kinds of which no charter that is given away has one: faults are planted in them."""

from __future__ import annotations

EXAMPLES = """
[words.theme]
venues = { en = "venues", zh = "阵地" }
[task.papers]
en = "self-inspection paper"
zh = "自查材料"
programme = "campaign"
stage = 2
kind = "self_inspection"
where = { kind = "branch" }
due_after = 20
[horizon.venues]
en = "venues"
zh = "阵地建设"
theme = "venues"
years = 3
[horizon.venues.parts.first]
share = "0.3"
measure = "tasks_final"
[horizon.venues.parts.second]
share = "0.3"
measure = "duties_done"
[horizon.venues.parts.third]
share = "0.4"
measure = "duties_in_time"
"""

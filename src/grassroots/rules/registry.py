"""The one list of the kinds of rule, from the families that have them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import grassroots.rules.appraisal as appraisal
import grassroots.rules.casework as casework
import grassroots.rules.decisions as decisions
import grassroots.rules.members as members
import grassroots.rules.openness as openness
import grassroots.rules.organization as organization
import grassroots.rules.posts as posts
import grassroots.rules.programmes as programmes
import grassroots.rules.service as service
import grassroots.rules.time as time
from grassroots.rules.kind import Kind

FAMILIES = (time, programmes, decisions, members, appraisal, organization, posts, service, casework, openness)
"""The families. What each would have others call stands on its page, and on that of rules."""

KINDS: Mapping[str, Kind[Any]] = MappingProxyType({kind.name: kind for family in FAMILIES for kind in family.KINDS})
"""Name → kind."""

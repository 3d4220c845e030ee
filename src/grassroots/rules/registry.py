"""The one list of the kinds of rule, from the families that have them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from grassroots.rules.appraisal.kinds import KINDS as APPRAISAL
from grassroots.rules.casework.kinds import KINDS as CASEWORK
from grassroots.rules.decisions.kinds import KINDS as DECISIONS
from grassroots.rules.kind import Kind
from grassroots.rules.members.kinds import KINDS as MEMBERS
from grassroots.rules.openness.kinds import KINDS as OPENNESS
from grassroots.rules.organization.kinds import KINDS as ORGANIZATION
from grassroots.rules.posts.kinds import KINDS as POSTS
from grassroots.rules.programmes.kinds import KINDS as PROGRAMMES
from grassroots.rules.service.kinds import KINDS as SERVICE
from grassroots.rules.time.kinds import KINDS as TIME

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *TIME,
            *PROGRAMMES,
            *DECISIONS,
            *MEMBERS,
            *APPRAISAL,
            *ORGANIZATION,
            *POSTS,
            *SERVICE,
            *CASEWORK,
            *OPENNESS,
        )
    }
)
"""Name → kind."""

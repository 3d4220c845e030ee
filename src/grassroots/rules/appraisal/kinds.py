"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.appraisal import findings
from grassroots.rules.kind import Kind

KINDS: tuple[Kind[Any], ...] = (findings.KIND,)
"""The kinds of this family."""

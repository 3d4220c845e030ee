"""The kinds of rule of this family."""

from __future__ import annotations

from typing import Any

from grassroots.rules.appraisal import index, judged
from grassroots.rules.kind import Kind

KINDS: tuple[Kind[Any], ...] = (judged.KIND, judged.UNKNOWN, index.KIND)
"""The kinds of this family."""

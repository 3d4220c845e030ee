"""The words of this family: its texts, numbers as they are printed, labels."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grassroots.charter import Labels
from grassroots.texts import catalogue
from grassroots.values import Language, rounded


def say(code: str, language: Language, /, **details: Any) -> str:
    """A text of this family."""
    return catalogue("grassroots.rules.appraisal").say(code, language, **details)


def why_text(why: str, language: Language) -> str:
    """Why something has no score; empty where it has one."""
    return say(f"why-{why}", language) if why else ""


def shown(value: Fraction | None, places: int = 2) -> str:
    """A number of a score as it is printed, to two places; a dash for none."""
    return "—" if value is None else rounded(value, places)


def label_of(labels: Labels, name: str, language: Language) -> str:
    """The label in a language, else the name."""
    return labels.get(language) or next(iter(labels.values()), name)

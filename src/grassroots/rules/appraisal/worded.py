"""The words of this family: its texts, numbers as they are printed, labels."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grassroots.charter import Labels
from grassroots.reading.at import At
from grassroots.texts import catalogue
from grassroots.values import Language, Ref, rounded


def say(code: str, language: Language, /, **details: Any) -> str:
    """A text of this family."""
    return catalogue("grassroots.rules.appraisal").say(code, language, **details)


def called(subject: Ref, at: At) -> str:
    """Who is judged, by name; of a person, by the id, which the reader's own list replaces."""
    found = at.snapshot.get(subject.noun, subject.id) if subject.noun != "person" else None
    return getattr(found, "name", "") or subject.id


def why_text(why: str, language: Language) -> str:
    """Why something has no score; empty where it has one."""
    return say(f"why-{why}", language) if why else ""


def shown(value: Fraction | None, places: int = 2) -> str:
    """A number of a score as it is printed, to two places; a dash for none."""
    return "—" if value is None else rounded(value, places)


def label_of(labels: Labels, name: str, language: Language) -> str:
    """The label in a language, else the name."""
    return labels.get(language) or next(iter(labels.values()), name)

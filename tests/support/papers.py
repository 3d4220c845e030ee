"""What a report says by its contract for machines, to hold against what a document says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from grassroots.charter.sentence import pieces, place_of


def sentences(document: dict[str, Any], language: str) -> Iterator[str]:
    """The sentences of a report, filled with what its slots say."""
    for section in document["sections"]:
        for block in section["blocks"]:
            if "say" in block:
                slots = block["say"]["slots"]
                parts = pieces(block["say"]["text"][language])
                yield "".join(
                    slots[place_of(part).figure]["text"][language] if at % 2 else part for at, part in enumerate(parts)
                )


def numbers_of_tables(document: dict[str, Any]) -> Iterator[tuple[Fraction, bool]]:
    """The numbers in the cells of its tables, row by row, and whether each is a share."""
    figures = {figure["name"]: figure for figure in document["figures"]}
    for section in document["sections"]:
        for block in section["blocks"]:
            for row in block["table"]["cells"] if "table" in block else ():
                for name in row:
                    value = figures[name]["value"] if name else None
                    if isinstance(value, int | str):
                        yield Fraction(value), False
                    elif isinstance(value, dict) and "numerator" in value:
                        yield Fraction(value["numerator"], value["denominator"]), True
                    elif isinstance(value, dict):
                        yield Fraction(value["median"]), False


def numbers_in(cells: list[str]) -> list[Fraction]:
    """The numbers that cells show, in order."""
    found = []
    for text in cells:
        match = re.fullmatch(r"(-?[\d,]+(?:\.\d+)?)( ?%)?[†\s]*", text.strip())
        if match:
            found.append(Fraction(match[1].replace(",", "")) / (100 if match[2] else 1))
    return found

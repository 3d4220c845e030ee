"""Columns that the reference reads, where they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grassroots_columns.column import Column, Flags


class Asked:
    """A column that the reference reads where it is asked for."""

    def __init__(self, read: Callable[[int], Any], seed: Column | None, known: Flags) -> None:
        self._read, self._known = read, known
        self._codes = np.zeros(len(known), np.int64)
        if seed:
            self._codes[known] = seed.codes[known]
        self._values: list[Any] = [*seed.values] if seed else [None]
        self._places = {(type(value), str(value)): place for place, value in enumerate(self._values)}

    def column(self, among: Flags) -> Column:
        """The column; only the rows that are asked for are right."""
        for row in np.flatnonzero(among & ~self._known).tolist():
            value = self._read(row)
            place = self._places.setdefault((type(value), str(value)), len(self._values))
            if place == len(self._values):
                self._values.append(value)
            self._codes[row] = place
        self._known |= among
        return Column(self._codes, list(self._values))

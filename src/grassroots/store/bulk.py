"""Much at once, without the search for circles among objects, which would be begun again and again while nothing of it can go yet."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST = 5_000_000
"""So many objects may have come while several took turns and nobody looked for circles; then it is done once, whoever is within."""

_waiting = Lock()
_within = 0
_was_on = False


@contextmanager
def bulk() -> Iterator[None]:
    """Within, nobody looks for objects that lead to one another in circles and to nothing else; all others go at once, as ever. Where several threads are within, it
    is until the last has left.

    >>> with bulk():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    global _within, _was_on
    with _waiting:
        if not _within:
            _was_on = gc.isenabled()
            gc.disable()
        elif gc.get_count()[0] > MOST:
            gc.collect()
        _within += 1
    try:
        yield
    finally:
        with _waiting:
            _within = max(_within - 1, 0)
            if not _within and _was_on:
                gc.enable()


def _begin_anew() -> None:
    """In a fork is none of the threads that were within, so none of them will ever leave."""
    global _waiting, _within
    _waiting = Lock()
    if _within and _was_on:
        gc.enable()
    _within = 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)

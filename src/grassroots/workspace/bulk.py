"""Much at once: while hundreds of thousands of objects come to be that are all kept, looking for garbage among them is work for nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
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
    with _lock:
        if not _within:
            _was_on = gc.isenabled()
            gc.disable()
        _within += 1
    try:
        yield
    finally:
        with _lock:
            _within -= 1
            if not _within and _was_on:
                gc.enable()

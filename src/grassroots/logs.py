"""What the library logs, by `logging` under the name `grassroots`: takings-in, appends, conflicts, sendings, erasures, slow reads, failures of plugins.

Never a value, an id, a name, a reason or an address: only kinds and numbers. Without a handler of the program nothing is printed.
"""

from __future__ import annotations

import logging

__all__ = ["SLOW_SECONDS", "log"]

log = logging.getLogger("grassroots")
log.addHandler(logging.NullHandler())

SLOW_SECONDS = 1.0
"""A reading of all records that takes longer is logged."""

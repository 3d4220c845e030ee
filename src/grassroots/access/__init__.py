"""Access: who reads, of which part of the organization, for what purpose. Every read goes through a `View`."""

from grassroots.access.actors import EVERY, OFFICE, PUBLICATION, PURPOSES, STATISTICS, Actor, Grant, Purpose, Verb
from grassroots.access.changing import restricted
from grassroots.access.closing import WITHHELD, Withheld, places_to_tell
from grassroots.access.scope import LAST_DAY, OUTSIDE
from grassroots.access.view import View

__all__ = [
    "EVERY",
    "LAST_DAY",
    "OFFICE",
    "OUTSIDE",
    "PUBLICATION",
    "PURPOSES",
    "STATISTICS",
    "WITHHELD",
    "Actor",
    "Grant",
    "Purpose",
    "Verb",
    "View",
    "Withheld",
    "places_to_tell",
    "restricted",
]

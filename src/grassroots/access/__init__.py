"""Access: who reads, of which part of the organization, for what purpose. Every read goes through a `View`."""

from grassroots.access.actors import EVERY, OFFICE, PUBLICATION, PURPOSES, STATISTICS, Actor, Grant, Purpose, Verb
from grassroots.access.closing import places_to_tell
from grassroots.access.scope import OUTSIDE
from grassroots.access.view import LAST_DAY, View, restricted

__all__ = [
    "EVERY",
    "LAST_DAY",
    "OFFICE",
    "OUTSIDE",
    "PUBLICATION",
    "PURPOSES",
    "STATISTICS",
    "Actor",
    "Grant",
    "Purpose",
    "Verb",
    "View",
    "places_to_tell",
    "restricted",
]

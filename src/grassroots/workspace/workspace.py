"""The office: ledgers in, changes with reason and actor, snapshots, figures and reports out."""

from __future__ import annotations

from grassroots.workspace.arguments import takes_what_fits
from grassroots.workspace.desk import Persons
from grassroots.workspace.documents import Documents
from grassroots.workspace.exporting import Exporting
from grassroots.workspace.mail import Mailing
from grassroots.workspace.taking import TakingIn
from grassroots.workspace.told.explaining import Explaining
from grassroots.workspace.told.trying import Trying


@takes_what_fits
class Office(TakingIn, Persons, Explaining, Trying, Documents, Exporting, Mailing):
    """A charter, a store and plugins opened together, for one actor, scope and purpose. Made by `grassroots.open`.

    Any number of threads may share it; `seen_by` gives it as another actor sees it, over the same store and all that was read of it. Calls wait for the
    disk, so async code makes them in a thread. After a fork both sides go on. Any number of processes may open one store at once, each with an office of
    its own: an edit is judged by what the store holds when it is stored, and worked out again where somebody else was faster.

    Everything is read through `view`. Use it in a `with` statement, or close it.
    """

"""The workspace: ledgers in, changes with reason and actor, snapshots, figures and reports out."""

from __future__ import annotations

from grassroots.workspace.desk import Desk
from grassroots.workspace.documents import Documents
from grassroots.workspace.explaining import Explaining
from grassroots.workspace.mailing import Mailing
from grassroots.workspace.taking import TakingIn


class Workspace(TakingIn, Desk, Explaining, Documents, Mailing):
    """A charter, a store and plugins opened together, for one actor, scope and purpose. Made by `grassroots.open`.

    Everything is read through `view`. Use it in a `with` statement, or close it.
    """

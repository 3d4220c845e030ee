"""Workspaces: a charter, a store and plugins opened together. The one object that most users hold."""

from grassroots.workspace.charters import open_charter
from grassroots.workspace.opening import open_workspace
from grassroots.workspace.workspace import Office

__all__ = ["Office", "open_charter", "open_workspace"]

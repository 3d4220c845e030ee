"""Mail: reminders of what is due, and what was queued, handed to a channel."""

from grassroots.workspace.mail.mailing import Mailing

__all__ = ["Mailing"]

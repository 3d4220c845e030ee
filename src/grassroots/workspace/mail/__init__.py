"""Mail: reminders of what is due, notices, and what was queued, handed to a channel."""

from grassroots.workspace.mail.mailing import Mailing
from grassroots.workspace.mail.plan import FILE, MADE, NoticePlan, Receiver, notice_plan, read_plan
from grassroots.workspace.mail.wording import Wording, given_fields

__all__ = ["FILE", "MADE", "Mailing", "NoticePlan", "Receiver", "Wording", "given_fields", "notice_plan", "read_plan"]

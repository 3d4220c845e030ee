"""grassroots: records, rules and reports for grassroots organizations. Every figure leads to the records that it counts.

>>> import grassroots as gr
>>> with gr.open("memory:") as office:
...     office.head.seq
0

This page holds the public names. They are loaded when they are first used: importing the package itself costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from grassroots.access import OFFICE, PUBLICATION, STATISTICS, Actor, Grant, Purpose, Verb, View
    from grassroots.charter import Charter, Measure, Outline, Workflow
    from grassroots.errors import (
        BatchReused,
        CharterInvalid,
        Conflict,
        DamagedStore,
        Full,
        GrassrootsError,
        HasProblems,
        InvalidArgument,
        InvalidValue,
        NewerStore,
        NoPlugin,
        NotFound,
        PluginError,
        Refused,
        StoreError,
        Unknown,
    )
    from grassroots.fields import Privacy
    from grassroots.figures import Difference, Evidence, Figure, Question, Spread, Tree, compare
    from grassroots.hooks import hookimpl
    from grassroots.ledgers import Reading
    from grassroots.model import (
        NOUNS,
        Activity,
        Allowance,
        Answer,
        Application,
        Area,
        Assessment,
        Asset,
        Attachment,
        Attendance,
        Ballot,
        Budget,
        CalendarDay,
        Candidacy,
        Case,
        ChangeEvent,
        Circumstance,
        Claim,
        Commitment,
        Consent,
        Contact,
        ContactPoint,
        Contribution,
        Count,
        Custom,
        Due,
        DuesLine,
        ExternalId,
        Facility,
        Finding,
        Heir,
        Household,
        JointCall,
        Link,
        LocalName,
        Mandate,
        Mark,
        Membership,
        Motion,
        Need,
        Note,
        Notice,
        Offer,
        Origin,
        Override,
        Partner,
        Person,
        Placement,
        Plan,
        Post,
        Programme,
        Project,
        Proposal,
        Provision,
        Qualification,
        Rating,
        Record,
        Reply,
        SamePerson,
        Seat,
        Service,
        Shift,
        Stage,
        Step,
        Survey,
        Tally,
        Target,
        Task,
        Team,
        Tenure,
        Unit,
        Vote,
    )
    from grassroots.plugins import PluginInfo, Plugins
    from grassroots.problems import Problem
    from grassroots.reports import Report, make_report
    from grassroots.snapshot import Snapshot
    from grassroots.store import Head, Message, Store
    from grassroots.values import PartialDate, Period, Quality, Quantity, Rate, Ref, Source
    from grassroots.workspace import Workspace, open_charter
    from grassroots.workspace import open_workspace as open

_HOMES = {
    "access": "OFFICE PUBLICATION STATISTICS Actor Grant Purpose Verb View",
    "charter": "Charter Measure Outline Workflow",
    "errors": (
        "BatchReused CharterInvalid Conflict DamagedStore Full GrassrootsError HasProblems InvalidArgument InvalidValue NewerStore "
        "NoPlugin NotFound PluginError Refused StoreError Unknown"
    ),
    "fields": "Privacy",
    "figures": "Difference Evidence Figure Question Spread Tree compare",
    "hooks": "hookimpl",
    "ledgers": "Reading",
    "model": (
        "NOUNS Activity Allowance Answer Application Area Assessment Asset Attachment Attendance Ballot Budget CalendarDay Candidacy Case ChangeEvent Circumstance Claim "
        "Commitment Consent Contact ContactPoint Contribution Count Custom Due DuesLine ExternalId Facility Finding Heir Household JointCall Link LocalName Mandate Mark Membership "
        "Motion Need Note Notice Offer Origin Override Partner Person Placement Plan Post Programme Project Proposal Provision Qualification Rating Record "
        "Reply SamePerson Seat Service Shift Stage Step Survey Tally Target Task Team Tenure Unit Vote"
    ),
    "plugins": "PluginInfo Plugins",
    "problems": "Problem",
    "reports": "Report make_report",
    "snapshot": "Snapshot",
    "store": "Head Message Store",
    "values": "PartialDate Period Quality Quantity Rate Ref Source",
    "workspace": "Workspace open_charter open",
}
_HOME = {name: room for room, names in _HOMES.items() for name in names.split()}

__all__ = [
    "NOUNS",
    "OFFICE",
    "PUBLICATION",
    "STATISTICS",
    "Activity",
    "Actor",
    "Allowance",
    "Answer",
    "Application",
    "Area",
    "Assessment",
    "Asset",
    "Attachment",
    "Attendance",
    "Ballot",
    "BatchReused",
    "Budget",
    "CalendarDay",
    "Candidacy",
    "Case",
    "ChangeEvent",
    "Charter",
    "CharterInvalid",
    "Circumstance",
    "Claim",
    "Commitment",
    "Conflict",
    "Consent",
    "Contact",
    "ContactPoint",
    "Contribution",
    "Count",
    "Custom",
    "DamagedStore",
    "Difference",
    "Due",
    "DuesLine",
    "Evidence",
    "ExternalId",
    "Facility",
    "Figure",
    "Finding",
    "Full",
    "Grant",
    "GrassrootsError",
    "HasProblems",
    "Head",
    "Heir",
    "Household",
    "InvalidArgument",
    "InvalidValue",
    "JointCall",
    "Link",
    "LocalName",
    "Mandate",
    "Mark",
    "Measure",
    "Membership",
    "Message",
    "Motion",
    "Need",
    "NewerStore",
    "NoPlugin",
    "NotFound",
    "Note",
    "Notice",
    "Offer",
    "Origin",
    "Outline",
    "Override",
    "PartialDate",
    "Partner",
    "Period",
    "Person",
    "Placement",
    "Plan",
    "PluginError",
    "PluginInfo",
    "Plugins",
    "Post",
    "Privacy",
    "Problem",
    "Programme",
    "Project",
    "Proposal",
    "Provision",
    "Purpose",
    "Qualification",
    "Quality",
    "Quantity",
    "Question",
    "Rate",
    "Rating",
    "Reading",
    "Record",
    "Ref",
    "Refused",
    "Reply",
    "Report",
    "SamePerson",
    "Seat",
    "Service",
    "Shift",
    "Snapshot",
    "Source",
    "Spread",
    "Stage",
    "Step",
    "Store",
    "StoreError",
    "Survey",
    "Tally",
    "Target",
    "Task",
    "Team",
    "Tenure",
    "Tree",
    "Unit",
    "Unknown",
    "Verb",
    "View",
    "Vote",
    "Workflow",
    "Workspace",
    "__version__",
    "compare",
    "hookimpl",
    "make_report",
    "open",
    "open_charter",
]


def __getattr__(name: str) -> Any:
    room = _HOME.get(name)
    if room is None:
        raise AttributeError(f"module 'grassroots' has no attribute {name!r}")
    found = getattr(import_module(f"grassroots.{room}"), "open_workspace" if name == "open" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

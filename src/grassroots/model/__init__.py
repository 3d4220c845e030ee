"""The nouns: what an organization consists of, a file each. `Record` is their union; `NOUNS` finds a class by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from grassroots.fields import FieldInfo, fields_of
from grassroots.model.appraisal.assessment import Assessment
from grassroots.model.appraisal.plan import Plan
from grassroots.model.appraisal.rating import Rating
from grassroots.model.casework.case import Case
from grassroots.model.casework.contact_point import ContactPoint
from grassroots.model.casework.finding import Finding
from grassroots.model.casework.joint_call import JointCall
from grassroots.model.casework.note import Note
from grassroots.model.casework.reply import Reply
from grassroots.model.casework.service import Service
from grassroots.model.casework.shift import Shift
from grassroots.model.derived import DERIVED, Derived, derived_noun, noun_name
from grassroots.model.meetings.activity import Activity
from grassroots.model.meetings.attendance import Attendance
from grassroots.model.meetings.ballot import Ballot, Mark
from grassroots.model.meetings.candidacy import Candidacy
from grassroots.model.meetings.count import Count
from grassroots.model.meetings.motion import Motion
from grassroots.model.meetings.project import Project
from grassroots.model.meetings.proposal import Proposal
from grassroots.model.meetings.vote import Vote
from grassroots.model.openness.answer import Answer
from grassroots.model.openness.consent import Consent
from grassroots.model.openness.mandate import Mandate
from grassroots.model.openness.notice import Notice
from grassroots.model.openness.survey import Survey
from grassroots.model.organization.area import Area
from grassroots.model.organization.asset import Asset
from grassroots.model.organization.change_event import ChangeEvent, Heir, Origin
from grassroots.model.organization.facility import Facility
from grassroots.model.organization.partner import Partner
from grassroots.model.organization.unit import Unit
from grassroots.model.parts import Attachment, Custom, ExternalId, LocalName, Placement, Step
from grassroots.model.people.application import Application
from grassroots.model.people.circumstance import Circumstance
from grassroots.model.people.dues_line import DuesLine
from grassroots.model.people.household import Household
from grassroots.model.people.membership import Membership
from grassroots.model.people.override import Override
from grassroots.model.people.person import Person
from grassroots.model.people.qualification import Qualification
from grassroots.model.people.same_person import SamePerson
from grassroots.model.posts.allowance import Allowance
from grassroots.model.posts.link import Link
from grassroots.model.posts.post import Post
from grassroots.model.posts.seat import Seat
from grassroots.model.posts.team import Team
from grassroots.model.posts.tenure import Tenure
from grassroots.model.programmes.due import Due
from grassroots.model.programmes.programme import Programme
from grassroots.model.programmes.stage import Stage
from grassroots.model.programmes.tally import Tally
from grassroots.model.programmes.target import Target
from grassroots.model.programmes.task import Task
from grassroots.model.record import Noun
from grassroots.model.reference import references
from grassroots.model.service.budget import Budget
from grassroots.model.service.claim import Claim
from grassroots.model.service.commitment import Commitment
from grassroots.model.service.contact import Contact
from grassroots.model.service.contribution import Contribution
from grassroots.model.service.need import Need
from grassroots.model.service.offer import Offer
from grassroots.model.service.provision import Provision
from grassroots.model.time.calendar_day import CalendarDay

__all__ = [
    "DERIVED",
    "NOUNS",
    "Activity",
    "Allowance",
    "Answer",
    "Application",
    "Area",
    "Assessment",
    "Asset",
    "Attachment",
    "Attendance",
    "Ballot",
    "Budget",
    "CalendarDay",
    "Candidacy",
    "Case",
    "ChangeEvent",
    "Circumstance",
    "Claim",
    "Commitment",
    "Consent",
    "Contact",
    "ContactPoint",
    "Contribution",
    "Count",
    "Custom",
    "Derived",
    "Due",
    "DuesLine",
    "ExternalId",
    "Facility",
    "Finding",
    "Heir",
    "Household",
    "JointCall",
    "Link",
    "LocalName",
    "Mandate",
    "Mark",
    "Membership",
    "Motion",
    "Need",
    "Note",
    "Notice",
    "Noun",
    "Offer",
    "Origin",
    "Override",
    "Partner",
    "Person",
    "Placement",
    "Plan",
    "Post",
    "Programme",
    "Project",
    "Proposal",
    "Provision",
    "Qualification",
    "Rating",
    "Record",
    "Reply",
    "SamePerson",
    "Seat",
    "Service",
    "Shift",
    "Stage",
    "Step",
    "Survey",
    "Tally",
    "Target",
    "Task",
    "Team",
    "Tenure",
    "Unit",
    "Vote",
    "derived_noun",
    "has_span",
    "has_steps",
    "home_field",
    "key_of",
    "known_noun",
    "noun_class",
    "noun_name",
    "noun_of",
    "references",
]

Record = (
    Unit
    | ChangeEvent
    | Person
    | Membership
    | Post
    | Tenure
    | Team
    | Seat
    | Link
    | Programme
    | Stage
    | Activity
    | Attendance
    | Qualification
    | Motion
    | Vote
    | Count
    | Candidacy
    | Ballot
    | Case
    | Reply
    | Note
    | Project
    | Proposal
    | Household
    | Contact
    | Facility
    | Need
    | Offer
    | Claim
    | Partner
    | Area
    | Asset
    | Contribution
    | Provision
    | Target
    | Tally
    | Assessment
    | Rating
    | Survey
    | Answer
    | Finding
    | Plan
    | Due
    | Task
    | Circumstance
    | DuesLine
    | Application
    | Override
    | SamePerson
    | CalendarDay
    | Consent
    | Notice
    | Mandate
    | Service
    | ContactPoint
    | Shift
    | JointCall
    | Allowance
    | Commitment
    | Budget
)
"""Any record."""

NOUNS: Mapping[str, type[Record]] = {
    "unit": Unit,
    "change_event": ChangeEvent,
    "person": Person,
    "membership": Membership,
    "post": Post,
    "tenure": Tenure,
    "team": Team,
    "seat": Seat,
    "link": Link,
    "programme": Programme,
    "stage": Stage,
    "activity": Activity,
    "attendance": Attendance,
    "qualification": Qualification,
    "motion": Motion,
    "vote": Vote,
    "count": Count,
    "candidacy": Candidacy,
    "ballot": Ballot,
    "case": Case,
    "reply": Reply,
    "note": Note,
    "project": Project,
    "proposal": Proposal,
    "household": Household,
    "contact": Contact,
    "facility": Facility,
    "need": Need,
    "offer": Offer,
    "claim": Claim,
    "partner": Partner,
    "area": Area,
    "asset": Asset,
    "contribution": Contribution,
    "provision": Provision,
    "target": Target,
    "tally": Tally,
    "assessment": Assessment,
    "rating": Rating,
    "survey": Survey,
    "answer": Answer,
    "finding": Finding,
    "plan": Plan,
    "due": Due,
    "task": Task,
    "circumstance": Circumstance,
    "dues_line": DuesLine,
    "application": Application,
    "override": Override,
    "same_person": SamePerson,
    "calendar_day": CalendarDay,
    "consent": Consent,
    "notice": Notice,
    "mandate": Mandate,
    "service": Service,
    "contact_point": ContactPoint,
    "shift": Shift,
    "joint_call": JointCall,
    "allowance": Allowance,
    "commitment": Commitment,
    "budget": Budget,
}
"""Every noun by its name, in the order in which they build on one another."""

_NAMES: Mapping[type, str] = {cls: name for name, cls in NOUNS.items()}


def known_noun(noun: str) -> bool:
    """Whether there is such a noun, stored or derived."""
    return noun in NOUNS or noun in DERIVED


def noun_class(noun: str) -> type[Noun | Derived]:
    """The class of a noun, stored or derived.

    >>> noun_class("case") is Case
    True
    """
    return NOUNS[noun] if noun in NOUNS else DERIVED[noun]


def noun_of(record: Record | Derived) -> str:
    """The name of a record's noun.

    >>> from grassroots.values import PersonId
    >>> noun_of(Person(id=PersonId("p-1")))
    'person'
    """
    known = _NAMES.get(type(record))
    return noun_name(type(record)) if known is None else known


def key_of(record: Record | Derived) -> tuple[str, str]:
    """What a record is known by: (noun, id).

    >>> from grassroots.values import PersonId
    >>> key_of(Person(id=PersonId("p-1")))
    ('person', 'p-1')
    """
    return noun_of(record), record.id


@cache
def home_field(noun: str) -> FieldInfo | None:
    """The field that leads to the unit at which a record of this noun counts; None for a person, a unit and a change of units.

    >>> home_field("case").name, home_field("reply").name, home_field("person")
    ('unit', 'case', None)
    """
    return next((info for info in fields_of(noun_class(noun)) if info.home), None)


@cache
def has_steps(noun: str) -> bool:
    """Whether records of this noun have a life in dated steps.

    >>> has_steps("case"), has_steps("unit")
    (True, False)
    """
    return any(info.many and info.kind is Step for info in fields_of(noun_class(noun)))


@cache
def has_span(noun: str) -> bool:
    """Whether records of this noun stand from a start to an end.

    >>> has_span("tenure"), has_span("case")
    (True, False)
    """
    names = {info.name for info in fields_of(noun_class(noun))}
    return {"start", "end"} <= names

"""The nouns: what an organization consists of, a file each. `NOUNS` finds the class of one by its name.

To add a noun, write its file in a family, name its class in the list below, where it can build on those above it, and give it and its fields
their labels in `labels.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from grassroots.fields import FieldInfo, fields_of, holds_many
from grassroots.model.derived import DERIVED as DERIVED
from grassroots.model.derived import Derived as Derived
from grassroots.model.derived import derived_noun as derived_noun
from grassroots.model.derived import noun_name as noun_name
from grassroots.model.parts import Attachment as Attachment
from grassroots.model.parts import Custom as Custom
from grassroots.model.parts import ExternalId as ExternalId
from grassroots.model.parts import LocalName as LocalName
from grassroots.model.parts import Placement as Placement
from grassroots.model.parts import Step as Step
from grassroots.model.record import Noun as Noun
from grassroots.model.reference import references as references

# The one list of nouns, in the order in which they build on one another: what is read, stored and told noun by noun keeps it.
# isort: off
from grassroots.model.organization.unit import Unit as Unit
from grassroots.model.organization.change_event import ChangeEvent as ChangeEvent
from grassroots.model.organization.change_event import Heir as Heir
from grassroots.model.organization.change_event import Origin as Origin
from grassroots.model.people.person import Person as Person
from grassroots.model.people.membership import Membership as Membership
from grassroots.model.posts.post import Post as Post
from grassroots.model.posts.tenure import Tenure as Tenure
from grassroots.model.posts.team import Team as Team
from grassroots.model.posts.seat import Seat as Seat
from grassroots.model.posts.link import Link as Link
from grassroots.model.programmes.programme import Programme as Programme
from grassroots.model.programmes.stage import Stage as Stage
from grassroots.model.meetings.activity import Activity as Activity
from grassroots.model.meetings.attendance import Attendance as Attendance
from grassroots.model.people.qualification import Qualification as Qualification
from grassroots.model.meetings.motion import Motion as Motion
from grassroots.model.meetings.vote import Vote as Vote
from grassroots.model.meetings.count import Count as Count
from grassroots.model.meetings.candidacy import Candidacy as Candidacy
from grassroots.model.meetings.ballot import Ballot as Ballot
from grassroots.model.meetings.ballot import Mark as Mark
from grassroots.model.meetings.ballot import tallied as tallied
from grassroots.model.casework.case import Case as Case
from grassroots.model.casework.reply import Reply as Reply
from grassroots.model.casework.note import Note as Note
from grassroots.model.meetings.project import Project as Project
from grassroots.model.meetings.proposal import Proposal as Proposal
from grassroots.model.meetings.milestone import Milestone as Milestone
from grassroots.model.people.household import Household as Household
from grassroots.model.service.contact import Contact as Contact
from grassroots.model.organization.facility import Facility as Facility
from grassroots.model.service.need import Need as Need
from grassroots.model.service.offer import Offer as Offer
from grassroots.model.service.claim import Claim as Claim
from grassroots.model.organization.partner import Partner as Partner
from grassroots.model.organization.area import Area as Area
from grassroots.model.organization.asset import Asset as Asset
from grassroots.model.service.pledge import Pledge as Pledge
from grassroots.model.service.contribution import Contribution as Contribution
from grassroots.model.service.provision import Provision as Provision
from grassroots.model.programmes.target import Target as Target
from grassroots.model.programmes.tally import Tally as Tally
from grassroots.model.appraisal.assessment import Assessment as Assessment
from grassroots.model.appraisal.rating import Rating as Rating
from grassroots.model.openness.survey import Survey as Survey
from grassroots.model.openness.answer import Answer as Answer
from grassroots.model.casework.finding import Finding as Finding
from grassroots.model.appraisal.plan import Plan as Plan
from grassroots.model.programmes.due import Due as Due
from grassroots.model.programmes.task import Task as Task
from grassroots.model.people.circumstance import Circumstance as Circumstance
from grassroots.model.people.dues_line import DuesLine as DuesLine
from grassroots.model.people.debit_mandate import DebitMandate as DebitMandate
from grassroots.model.people.collection import Collection as Collection
from grassroots.model.people.bank_return import BankReturn as BankReturn
from grassroots.model.people.payment_plan import PaymentPlan as PaymentPlan
from grassroots.model.people.application import Application as Application
from grassroots.model.people.override import Override as Override
from grassroots.model.people.same_person import SamePerson as SamePerson
from grassroots.model.time.calendar_day import CalendarDay as CalendarDay
from grassroots.model.openness.consent import Consent as Consent
from grassroots.model.openness.hold import Hold as Hold
from grassroots.model.openness.notice import Notice as Notice
from grassroots.model.openness.comment import Comment as Comment
from grassroots.model.openness.passage import Passage as Passage
from grassroots.model.openness.mandate import Mandate as Mandate
from grassroots.model.casework.service import Service as Service
from grassroots.model.casework.contact_point import ContactPoint as ContactPoint
from grassroots.model.casework.shift import Shift as Shift
from grassroots.model.casework.joint_call import JointCall as JointCall
from grassroots.model.posts.allowance import Allowance as Allowance
from grassroots.model.posts.on_site import OnSite as OnSite
from grassroots.model.posts.pay_level import PayLevel as PayLevel
from grassroots.model.posts.pool_promotion import PoolPromotion as PoolPromotion
from grassroots.model.organization.asset_income import AssetIncome as AssetIncome
from grassroots.model.service.commitment import Commitment as Commitment
from grassroots.model.service.budget import Budget as Budget
from grassroots.model.service.diary_entry import DiaryEntry as DiaryEntry
from grassroots.model.service.employment import Employment as Employment
from grassroots.model.service.referral import Referral as Referral
from grassroots.model.appraisal.merit import Merit as Merit
from grassroots.model.appraisal.star_review import StarReview as StarReview
from grassroots.model.casework.change_request import ChangeRequest as ChangeRequest
# isort: on

Record = Noun
"""Any record."""

NOUNS: Mapping[str, type[Record]] = {
    noun_name(cls): cls for cls in [*globals().values()] if isinstance(cls, type) and issubclass(cls, Noun) and cls is not Noun
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
    return holds_many(noun_class(noun), Step)


@cache
def has_span(noun: str) -> bool:
    """Whether records of this noun stand from a start to an end.

    >>> has_span("tenure"), has_span("case")
    (True, False)
    """
    names = {info.name for info in fields_of(noun_class(noun))}
    return {"start", "end"} <= names


if not TYPE_CHECKING:  # type checkers take what is imported by name above
    __all__ = sorted(name for name, what in globals().items() if getattr(what, "__module__", "").startswith("grassroots.model"))
    __all__ += ["DERIVED", "NOUNS"]

"""A change that makes units out of units: a merger, a split, a succession."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen

from grassroots.fields import described, public
from grassroots.model.record import Noun
from grassroots.values import UnitId


@frozen(kw_only=True, field_transformer=described)
class Origin:
    """A unit that ends or gives in a change.

    >>> Origin(unit=UnitId("a")).unit
    'a'
    """

    unit: UnitId = field(metadata=public("the unit", ref="unit"))


@frozen(kw_only=True, field_transformer=described)
class Heir:
    """A unit that takes over in a change.

    >>> Heir(unit=UnitId("b")).unit
    'b'
    """

    unit: UnitId = field(metadata=public("the unit", ref="unit"))


@frozen(kw_only=True, field_transformer=described)
class ChangeEvent(Noun):
    """A change that makes units out of units: a merger, a split, a succession.

    It keeps the lineage: what counted at a unit of `before` rolls up to the first of `after` once the old unit no longer stands.

    >>> from datetime import date
    >>> from grassroots.model.organization.change_event import Heir, Origin
    >>> ChangeEvent(id="c1", kind="merge", on=date(2014, 7, 1), before=(Origin(unit=UnitId("a")),), after=(Heir(unit=UnitId("b")),)).kind
    'merge'
    """

    kind: str = field(metadata=public("merge, split, succeed or dissolve", words="unit_change"))
    on: date = field(metadata=public("the first day on which the change holds"))
    before: tuple[Origin, ...] = field(default=(), metadata=public("the units that end or give"))
    after: tuple[Heir, ...] = field(
        default=(), metadata=public("the units that take over, the main one first; none when a unit is dissolved without heir")
    )

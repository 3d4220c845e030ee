"""How large a unit is by a rule on formation, and how many households an area has: derived records."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.fields import described, internal, public
from grassroots.model import Derived, derived_noun
from grassroots.values import AreaId, UnitId


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class UnitSize(Derived):
    """The size of a unit as a rule counts it.

    >>> UnitSize(id="branches:b7", unit=UnitId("b7"), rule="branches", size=2, become="joint_branch").become
    'joint_branch'
    """

    unit: UnitId = field(metadata=public("the unit", ref="unit", home=True))
    rule: str = field(metadata=public("the rule of the charter by which it is counted"))
    size: int = field(metadata=public("how large it is; 0 or more"))
    become: str | None = field(
        default=None,
        metadata=public("the kind of unit that a unit of this size becomes; none: it stays what it is", words="unit"),
    )
    leaders: int | None = field(
        default=None, metadata=public("how many hold the posts that lead it, where the rule says how many it takes; 0 or more")
    )


@derived_noun
@frozen(kw_only=True, field_transformer=described)
class AreaCover(Derived):
    """How many households an area has, by its list of addresses and those of the register.

    >>> AreaCover(id="a", area=AreaId("a"), unit=UnitId("u"), kind="grid", households=120).households
    120
    """

    area: AreaId = field(metadata=public("the area", ref="area"))
    unit: UnitId = field(metadata=public("the unit that serves it", ref="unit", home=True))
    kind: str = field(metadata=public("the kind of area, a word of the charter", words="area"))
    households: int = field(metadata=internal("how many households have an address in it; 0 or more"))

"""The people of a drawn organization and what they hold: memberships, posts, teams, links; partners and households."""

from __future__ import annotations

from attrs import evolve

from grassroots import model
from grassroots.charter import StateKind
from grassroots.model import Record
from grassroots.testing.strategies.office import Office, Span
from grassroots.testing.strategies.tree import FIRST
from grassroots.values import AreaId, AssetId, ConsentId, HouseholdId, PartialDate, PartnerId, PersonId, PostId, TeamId


def person(office: Office, id: str) -> Record:
    birth = office.dice.maybe([PartialDate(1950), PartialDate(1971, 3), PartialDate(1999, 12, 31)])
    return model.Person(id=PersonId(id), name=f"Person {id}", birth=birth, education=office.maybe_word("education"))


def membership(office: Office, id: str) -> Record | None:
    person = office.of("person")
    if person is None:
        return None
    day, _ = office.day()
    unit, registration = office.unit(day), office.word("registration")
    key = (person.id, unit, registration)
    bare = model.Membership(id=id, person=person.id, unit=unit, registration=registration)
    workflow = office.charter.workflow_of(bare)
    if key in office.ended:
        ended = office.ended[key]
        if ended is None or unit not in office.tree.status(ended):
            return None
        day = max(day, ended)
    life = office.life(workflow, day)
    over = bool(life and workflow and workflow.states[life[-1].state].kind is StateKind.DROPPED)
    office.ended[key] = (life[-1].on - office.dice.as_of).days if over else None
    return evolve(bare, number=office.dice.maybe(["0017", "A-3"]), steps=life)


def post(office: Office, id: str) -> Record:
    start, end = office.span("post", id)
    return model.Post(
        id=PostId(id),
        unit=office.home(start),
        kind=office.word("post"),
        seats=1 + office.dice.number(0, 1),
        start=start,
        end=end,
    )


def tenure(office: Office, id: str) -> Record | None:
    post, person = office.of("post"), office.of("person")
    if post is None or person is None:
        return None
    start, end = office.span("tenure", id, office.spans["post", post.id])
    if start is None:
        start = office.dice.day(FIRST)
    span = ((start - office.dice.as_of).days, None if end is None else (end - office.dice.as_of).days)
    exclusive = post.kind in office.charter.exclusive
    held = office.busy.setdefault(f"post {post.id}", [])
    holds = office.busy.setdefault(f"person {person.id}", [])
    if sum(overlap(span, other) for other in held) >= post.seats:
        return None
    if exclusive and any(overlap(span, other) for other in holds):
        return None
    held.append(span)
    if exclusive:
        holds.append(span)
    return model.Tenure(id=id, post=post.id, person=person.id, start=start, end=end, method=office.maybe_word("tenure_method"))


def team(office: Office, id: str) -> Record:
    start, end = office.span("team", id)
    return model.Team(id=TeamId(id), unit=office.home(start), kind=office.word("team"), name=f"Team {id}", start=start, end=end)


def seat(office: Office, id: str) -> Record | None:
    team, person = office.of("team"), office.of("person")
    if team is None or person is None:
        return None
    start, end = office.span("seat", id, office.spans["team", team.id])
    return model.Seat(
        id=id,
        team=team.id,
        person=person.id,
        role=office.maybe_word("team_role"),
        skill=office.maybe_word("skill"),
        start=start,
        end=end,
    )


def partner(office: Office, id: str) -> Record:
    start, end = office.span("partner", id)
    return model.Partner(
        id=PartnerId(id), unit=office.home(start), kind=office.word("partner"), name=f"Partner {id}", start=start, end=end
    )


def household(office: Office, id: str) -> Record:
    start, end = office.span("household", id)
    return model.Household(
        id=HouseholdId(id),
        unit=office.home(start),
        address=f"Door {id}",
        key_family=office.dice.flag(),
        start=start,
        end=end,
    )


def area(office: Office, id: str) -> Record:
    start, end = office.span("area", id)
    square = '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}'
    return model.Area(
        id=AreaId(id),
        unit=office.home(start),
        kind=office.word("area"),
        name=f"Area {id}",
        addresses="Mill Lane 1-19 odd; Bridge Square",
        geometry=office.dice.maybe([square]),
        start=start,
        end=end,
    )


def asset(office: Office, id: str) -> Record:
    start, end = office.span("asset", id)
    former = office.maybe_of("asset")
    return model.Asset(
        id=AssetId(id),
        unit=office.home(start),
        kind=office.word("asset"),
        name=f"Asset {id}",
        value=office.amount() if office.dice.flag() else None,
        income=office.amount() if office.dice.flag() else None,
        use=office.maybe_word("asset_use"),
        holder=office.ref("person", "household", "unit", "partner") if office.dice.flag() else None,
        came_from=former,
        share=office.dice.number(0, 3) if former else None,
        share_of=3 if former else None,
        start=start,
        end=end,
        disposal=office.maybe_word("disposal") if end else None,
    )


def link(office: Office, id: str) -> Record | None:
    holder = office.ref("person", "unit", "team", "partner", "facility")
    target = office.ref("household", "person", "partner", "project", "proposal", "case", "unit", "facility")
    if holder is None or target is None:
        return None
    start, end = office.span("link", id)
    return model.Link(
        id=id,
        unit=office.home(start),
        kind=office.word("link"),
        holder=holder,
        target=target,
        target_kind=office.maybe_word("target_kind"),
        start=start,
        end=end,
    )


def circumstance(office: Office, id: str) -> Record | None:
    membership = office.of("membership")
    if membership is None:
        return None
    start, end = office.span("circumstance", id)
    fixed = office.dice.maybe([True, False])
    return model.Circumstance(
        id=id, membership=membership.id, kind=office.word("circumstance"), start=start, end=end, fixed_place=fixed
    )


def dues_line(office: Office, id: str) -> Record | None:
    membership = office.of("membership")
    if membership is None:
        return None
    number, on = office.day()
    return model.DuesLine(
        id=id,
        membership=membership.id,
        kind=office.word("dues_line"),
        month=on.replace(day=1),
        on=on,
        amount=office.amount() if office.dice.flag() else None,
        base=office.amount() if office.dice.flag() else None,
        consent=office.unit(number) if office.dice.flag() else None,
    )


def allowance(office: Office, id: str) -> Record | None:
    tenure, assessment = office.of("tenure"), office.of("assessment")
    if tenure is None:
        return None
    number, on = office.day()
    return model.Allowance(
        id=id,
        tenure=tenure.id,
        kind=office.word("allowance"),
        part=office.word("pay_part"),
        month=on.replace(day=1),
        on=on,
        amount=office.amount() if office.dice.flag() else None,
        payer=office.unit(number) if office.dice.flag() else None,
        level=office.dice.number(1, 18) if office.dice.flag() else None,
        assessment=assessment.id if assessment and office.dice.flag() else None,
    )


def application(office: Office, id: str) -> Record | None:
    person = office.of("person")
    if person is None:
        return None
    day, _ = office.day()
    post = office.of("post") if office.dice.flag() else None
    bare = model.Application(
        id=id,
        kind=office.word("pathway"),
        person=person.id,
        unit=office.unit(day),
        post=post.id if post else None,
    )
    return evolve(bare, steps=office.life(office.charter.workflow_of(bare), day))


def override(office: Office, id: str) -> Record | None:
    about, by = office.ref("membership", "application"), office.of("person")
    if about is None or by is None:
        return None
    number, start = office.day()
    return model.Override(
        id=id,
        unit=office.unit(number),
        about=about,
        what=office.word("overridden"),
        set_to="no",
        ground=office.word("ground"),
        decided_by=by.id,
        start=start,
        end=office.dice.day(number + 1 + office.dice.number(0, 400)),
    )


def consent(office: Office, id: str) -> Record | None:
    giver = office.ref("person", "household", "partner")
    if giver is None:
        return None
    number, start = office.day()
    end = office.dice.maybe([office.dice.day(number + 90)])
    return model.Consent(
        id=ConsentId(id),
        unit=office.unit(number),
        giver=giver,
        purpose=office.word("consent"),
        start=start,
        end=end,
        revoked=end is not None and office.dice.flag(),
    )


def same_person(office: Office, id: str) -> Record | None:
    drawn = office.drawn.get("person", [])
    if len(drawn) < 2:
        return None
    kept, other = office.dice.number(0, len(drawn) - 1), office.dice.number(0, len(drawn) - 1)
    # One record goes on under an earlier one, once: no two decisions about it, and no circle.
    taken = office.busy.setdefault("same_person", [])
    if kept >= other or (other, None) in taken:
        return None
    taken.append((other, None))
    number, start = office.day()
    end = office.dice.maybe([office.dice.day(number + 30)])
    return model.SamePerson(id=id, kept=drawn[kept].id, merged=drawn[other].id, decided_by=drawn[0].id, start=start, end=end)


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans, open at None, have a day in common."""
    low = max(FIRST if a[0] is None else a[0], FIRST if b[0] is None else b[0])
    return low < min(10**6 if a[1] is None else a[1], 10**6 if b[1] is None else b[1])

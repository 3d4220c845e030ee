"""Staffing rules applied: which units have what their pattern asks for, whether posts were filled the prescribed way, whether shares of picks are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from grassroots.charter.charter import Charter
from grassroots.errors import NotFound
from grassroots.model import Application, Link, Post, Seat, Team, Tenure, Unit
from grassroots.problems import Named, Problem
from grassroots.reading.at import At
from grassroots.reading.reader import Reader
from grassroots.rules.posts.posts import holds_on, tenures_of
from grassroots.rules.posts.staffing_rule import Need, Pick, Selection, StaffingRule
from grassroots.snapshot import Snapshot
from grassroots.values import Period, Rate, Ref, UnitId

# -- patterns ------------------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class NeedStatus:
    """One line of the pattern at one unit: how many there are (`by`: which records), and how many are lacking or too many."""

    need: Need
    have: int
    by: tuple[tuple[str, str], ...]

    @property
    def lacking(self) -> int:
        """How many are lacking; 0 or more."""
        return max(self.need.at_least - self.have, 0)

    @property
    def surplus(self) -> int:
        """How many are too many; 0 or more."""
        return 0 if self.need.at_most is None else max(self.have - self.need.at_most, 0)


@frozen(kw_only=True)
class UnitStaffing:
    """A unit held against its pattern, line by line."""

    unit: UnitId
    lines: tuple[NeedStatus, ...]

    @property
    def met(self) -> bool:
        """Whether every line is met."""
        return not any(one.lacking or one.surplus for one in self.lines)


@frozen(kw_only=True)
class Staffing:
    """All units of a pattern on a day: which meet it, what is lacking where.

    `rate`: the units that meet it, of all. `gaps`: what is lacking or too many, a Problem each, in the order of units.
    """

    rule: StaffingRule
    day: date
    units: tuple[UnitStaffing, ...]
    gaps: tuple[Problem, ...]

    @property
    def rate(self) -> Rate:
        """How many units meet the pattern, of all to which it applies."""
        return Rate(sum(one.met for one in self.units), len(self.units))

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The rule with its source, how many units meet it, and each gap."""
        zh = language == "zh"
        rule = self.rule
        source = rule.source or ("未注明" if zh else "not stated")
        unsure = ("（未核实）" if zh else " (unconfirmed)") if rule.unconfirmed else ""
        named = rule.labels.get(language, rule.name)
        met, of = self.rate.numerator, self.rate.denominator
        return (
            f"{named}（依据：{source}{unsure}）" if zh else f"{named} (source: {source}{unsure})",
            f"{self.day}：{of}个单位中{met}个达到。" if zh else f"{self.day}: {met} of {of} units meet it.",
            *(gap.text(language) for gap in self.gaps),
        )


def staffing_on(rule: StaffingRule, snapshot: Snapshot, day: date, scope: UnitId | None = None) -> Staffing:
    """Every unit to which a pattern applies on a day, held against it."""
    reader = Reader(snapshot)
    units: list[UnitStaffing] = []
    gaps: list[Problem] = []
    standing = snapshot.under(scope, day) if scope else snapshot.tree_on(day).units
    for id in sorted(standing):
        unit = snapshot.get("unit", id)
        if not isinstance(unit, Unit) or not reader.holds(unit, rule.where, day):
            continue
        lines = tuple(_line(need, unit, snapshot, day, reader) for need in rule.needs)
        units.append(UnitStaffing(unit=unit.id, lines=lines))
        gaps += [_gap(one, unit, rule, snapshot) for one in lines if one.lacking or one.surplus]
    return Staffing(rule=rule, day=day, units=tuple(units), gaps=tuple(gaps))


def _line(need: Need, unit: Unit, snapshot: Snapshot, day: date, reader: Reader) -> NeedStatus:
    units = snapshot.under(unit.id, day) if need.below else (unit.id,)
    if need.post:
        people: dict[str, tuple[str, str]] = {}
        for post in _kept(snapshot, "post", units, day):
            if isinstance(post, Post) and post.kind in need.post:
                for tenure in tenures_of(snapshot, post.id):
                    if holds_on(tenure, day) and tenure.method not in need.not_by:
                        _person(people, tenure.person, ("tenure", tenure.id), need, snapshot, day, reader)
        return NeedStatus(need=need, have=len(people), by=tuple(people.values()))
    teams = [
        one for one in _kept(snapshot, "team", units, day) if isinstance(one, Team) and (not need.team or one.kind in need.team)
    ]
    if not need.role:
        return NeedStatus(need=need, have=len(teams), by=tuple(("team", team.id) for team in teams))
    people = {}
    for team in teams:
        for seat in snapshot.referrers("seat", "team", ("team", team.id)):
            if isinstance(seat, Seat) and seat.role in need.role and snapshot.counts_on(seat, day):
                _person(people, seat.person, ("seat", seat.id), need, snapshot, day, reader)
    return NeedStatus(need=need, have=len(people), by=tuple(people.values()))


def _person(
    people: dict[str, tuple[str, str]],
    id: str,
    key: tuple[str, str],
    need: Need,
    snapshot: Snapshot,
    day: date,
    reader: Reader,
) -> None:
    stands = snapshot.person(id)
    person = snapshot.get("person", stands)
    if person is not None and reader.holds(person, need.person, day):
        people.setdefault(stands, key)


def _kept(snapshot: Snapshot, noun: str, units: tuple[UnitId, ...], day: date) -> list[object]:
    return [one for id in units for one in snapshot.referrers(noun, "unit", ("unit", id)) if snapshot.counts_on(one, day)]


def _gap(line: NeedStatus, unit: Unit, rule: StaffingRule, snapshot: Snapshot) -> Problem:
    need = line.need
    details = {
        "unit": unit.name or unit.id,
        "need": Named(need.labels.get("en", need.name), need.labels),
        "have": line.have,
        "source": need.source or rule.source or rule.name,
    }
    place = snapshot.sources.get(("unit", unit.id))
    if line.lacking:
        return Problem("staff-short", source=place, value=need.name, details={**details, "least": need.at_least})
    return Problem("staff-over", source=place, value=need.name, details={**details, "most": need.at_most})


# -- the way to a post ---------------------------------------------------------------------------------------------------------------


def unselected(rule: StaffingRule, snapshot: Snapshot, period: Period) -> tuple[Problem, ...]:
    """Terms of office that began in a period by a way of selection, with no such way on record: no application of the person that had taken the step
    the rule asks for by the first day (for that post, where the application names one)."""
    ways = {one.method: one for one in rule.selections}
    return tuple(
        Problem(
            "selection-missing",
            source=snapshot.sources.get(("tenure", one.id)),
            details={
                "id": one.id,
                "day": one.start,
                "pathway": _way(snapshot.charter, way.pathway),
                "source": way.source or rule.source or rule.name,
            },
        )
        for one in snapshot.all("tenure").values()
        if isinstance(one, Tenure)
        and one.start in period
        and (way := ways.get(one.method or "")) is not None
        and not _went(one, way, snapshot)
    )


def _went(tenure: Tenure, way: Selection, snapshot: Snapshot) -> bool:
    from grassroots.rules.members.pathways import course_of

    person = snapshot.person(tenure.person)
    for one in snapshot.all("application").values():
        if (
            not isinstance(one, Application)
            or one.kind != way.pathway
            or snapshot.person(one.person) != person
            or one.post not in (None, tenure.post)
        ):
            continue
        course = course_of(one, At(snapshot, tenure.start))
        # Under a pathway a step counts only if the steps before it, the waiting times and the approvals are there.
        if course is not None:
            if any(step.name == way.step and step.counts for step in course.taken):
                return True
        elif any(step.state == way.step and step.on <= tenure.start for step in one.steps):
            return True
    return False


# -- picks by strata -----------------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Stratum:
    """One stratum of a pick: how many hold such a post, how many of them are picked, and between which numbers that should be."""

    team: str
    name: str
    number: int
    picked: int
    least: int
    most: int

    @property
    def kept(self) -> bool:
        """Whether the number lies within the bounds."""
        return self.least <= self.picked <= self.most


@frozen(kw_only=True)
class Picks:
    """The picks of a rule on a day: the strata of each team, who is picked without a contract or without such a post, and what is wrong, as Problems."""

    pick: Pick
    day: date
    strata: tuple[Stratum, ...]
    contracts: Rate
    problems: tuple[Problem, ...]


def picks_on(rule: StaffingRule, name: str, snapshot: Snapshot, day: date) -> Picks:
    """The picks of that name held against the rule: shares in each stratum, a contract for each. It says how many, never who.

    Raises:
        NotFound: the rule has no picks of that name.
    """
    pick = next((one for one in rule.picks if one.name == name), None)
    if pick is None:
        known = ", ".join(one.name for one in rule.picks) or "none"
        raise NotFound(f"the staffing rule {rule.name!r} has no picks {name!r}; it has {known}")
    reader = Reader(snapshot)
    strata: list[Stratum] = []
    problems: list[Problem] = []
    bound = of = 0
    source = pick.source or rule.source or rule.name
    for team in snapshot.all("team").values():
        if not isinstance(team, Team) or team.kind != pick.team or not snapshot.counts_on(team, day):
            continue
        holders = _holders(pick, team, snapshot, day, reader)
        seats = {
            snapshot.person(seat.person): seat
            for seat in snapshot.referrers("seat", "team", ("team", team.id))
            if isinstance(seat, Seat) and snapshot.counts_on(seat, day)
        }
        for stratum in sorted(set(holders.values())):
            members = [person for person, own in holders.items() if own == stratum]
            least, most = pick.bounds(len(members))
            one = Stratum(
                team=team.id,
                name=stratum,
                number=len(members),
                picked=sum(person in seats for person in members),
                least=least,
                most=most,
            )
            strata.append(one)
            if not one.kept:
                details = {"team": team.id, "stratum": stratum, "have": one.picked, "number": one.number}
                details |= {"least": least, "most": most, "source": source}
                problems.append(Problem("pick-share", source=snapshot.sources.get(("team", team.id)), details=details))
        for person, seat in sorted(seats.items()):
            details = {"id": seat.id, "team": team.id, "source": source}
            place = snapshot.sources.get(("seat", seat.id))
            if person not in holders:
                problems.append(Problem("pick-stranger", source=place, details=details))
            of += 1
            if pick.contract and not _contract(pick, person, snapshot, day):
                details["contract"] = _label(snapshot.charter, pick.contract)
                problems.append(Problem("pick-contract", source=place, details=details))
            else:
                bound += 1
    return Picks(pick=pick, day=day, strata=tuple(strata), contracts=Rate(bound, of), problems=tuple(problems))


def _holders(pick: Pick, team: Team, snapshot: Snapshot, day: date, reader: Reader) -> Mapping[str, str]:
    """Who holds such a post under the unit that keeps the team: person → stratum."""
    found: dict[str, str] = {}
    for post in _kept(snapshot, "post", snapshot.under(team.unit, day), day):
        if isinstance(post, Post) and post.kind in pick.post:
            stratum = str(reader.value(post, pick.by, day) or "—") if pick.by else "—"
            for tenure in tenures_of(snapshot, post.id):
                if holds_on(tenure, day):
                    found.setdefault(snapshot.person(tenure.person), stratum)
    return found


def _contract(pick: Pick, person: str, snapshot: Snapshot, day: date) -> bool:
    return any(
        isinstance(link, Link)
        and link.kind == pick.contract
        and snapshot.counts_on(link, day)
        and any(one.noun == "person" and snapshot.person(one.id) == person for one in _ends(link))
        for link in snapshot.all("link").values()
    )


def _ends(link: Link) -> tuple[Ref, Ref]:
    return link.holder, link.target


def _label(charter: Charter, word: str) -> Named:
    return Named(charter.label("link", word, "en"), {"zh": charter.label("link", word, "zh")})


def _way(charter: Charter, name: str) -> Named:
    """What a pathway is called."""
    rules = charter.rules.get("pathway", {}).values()
    labels = next((rule.labels for rule in rules if rule.known_as == name), {})
    return Named(labels.get("en", name), labels)

"""The sample of Shangnan County: nineteen systems of a town, from ledgers to the figures that were published, with what is damaged said as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from support.rubrics import all_proposed_uses
from support.samples import EXAMPLES, made_as_committed, published, sample, sheets
from support.taken import rule

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.model import Assessment, Budget, Case, Due, Link, Tally, Vote
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade_all
from grassroots.rules.decisions.decisions import decide
from grassroots.rules.decisions.elections import elect
from grassroots.rules.openness.notices import KIND as NOTICES
from grassroots.rules.openness.notices import board
from grassroots.rules.organization.partition import partition_of
from grassroots.rules.organization.territory import area_of
from grassroots.rules.posts.pay import pay_accounts
from grassroots.rules.posts.pay_rule import PayRule
from grassroots.rules.posts.promotion import eligible_on
from grassroots.rules.posts.promotion_rule import PromotionRule
from grassroots.rules.posts.rises import rises
from grassroots.rules.posts.staffing_rule import StaffingRule
from grassroots.rules.posts.turns import turns_of
from grassroots.rules.programmes.duties import behind, statuses
from grassroots.rules.programmes.duty_opening import duties_of
from grassroots.rules.programmes.duty_status import DutyState
from grassroots.rules.service.agreements import AgreementRule, AgreementState, agreement_problems
from grassroots.snapshot import Snapshot
from grassroots.values import Period, PersonId, UnitId

NAME = "shangnan"
AS_OF = date(2022, 12, 31)
YEAR = Period.year(2022)
COMMUNITIES = [f"C{at}" for at in range(1, 8)]
PUBLISHED = published(NAME)["figure"]


@pytest.fixture(scope="module")
def street() -> gr.Office:
    """The sample, taken in."""
    return sample(NAME)


@pytest.fixture(scope="module")
def snapshot(street: gr.Office) -> Snapshot:
    """Its records at the end of the year."""
    return street.snapshot(AS_OF)


@pytest.fixture(scope="module")
def told(street: gr.Office, snapshot: Snapshot) -> Mapping[str, gr.Figure]:
    """The figures of the account for the year, with the cells of those that are split."""
    wanted = {name.partition(".")[0] for name in PUBLISHED} | {"notices_in_force"}
    measures = street.charter.measures
    return evaluate(
        [name for name in measures if name in wanted or measures[name].source.startswith("S2")], snapshot, period=YEAR
    )


def part_of(found: Mapping[str, gr.Figure], name: str) -> tuple[gr.Figure, str]:
    """A name as a sentence of a report has it: a figure, or a part of one."""
    if name in found:
        return found[name], ""
    figure, _, part = name.rpartition(".")
    return found[figure], part


def share(figure: gr.Figure) -> tuple[int, int]:
    """What is hit, and of how many."""
    assert figure.numerator is not None and figure.denominator is not None
    return int(figure.numerator), int(figure.denominator)


def gaps(street: gr.Office, name: str) -> list[str]:
    """The records that a share misses, by id."""
    return sorted(id for _, id in street.ask(street.figure(name, AS_OF).question).misses)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_records_give_the_published_figure(name: str, told: Mapping[str, gr.Figure]) -> None:
    said = PUBLISHED[name]
    figure, part = part_of(told, name)
    assert figure.text(part) == said["value"]
    if said.get("relation") == "over":
        assert Decimal(figure.text().replace(",", "")) > Decimal(said["published"].replace(",", ""))
    if said.get("relation") == "unclear":
        assert (figure.value, figure.left_out) == (None, {"missing": 3})


# -- systems ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.system("S2-01")
def test_lists_go_up_each_quarter_and_who_sent_none_is_known(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    assert share(told["lists_sent_up"]) == (41, 42)
    assert dict(told["lists_sent_up"].left_out)["running"] == 14, "the last quarter is due in January"
    assert gaps(street, "lists_sent_up") == [one.due.id for one in behind(At.of(snapshot, AS_OF))]
    (late,) = behind(At.of(snapshot, AS_OF))
    assert (late.due.unit, late.due.duty, late.due.first) == ("C5", "problem_list", date(2022, 4, 1))
    assert share(told["sent_down"]) == (34, 34)
    assert sheets(street, told["lists_sent_up"]) == {"duties.csv"}
    assert sheets(street, told["task_lists"]) == {"activities.csv"}
    # What the rules ask of the year, computed from the charter alone: as many as the ledger of duties has, each of the same body and quarter.
    dues = {(one.duty, one.unit, one.first) for one in snapshot.all("due").values() if isinstance(one, Due)}
    blank = Snapshot.of([one for one in snapshot if not isinstance(one, Due)], street.charter, as_of=AS_OF, check=False)
    asked = duties_of(At.of(blank), YEAR, sorted({duty for duty, _, _ in dues}))
    assert {(one.duty, one.unit, one.first) for one in asked} == dues
    assert len(dues) == 118
    assert told["responsibilities_behind"].value == told["problems_without_owner"].value == 1


@pytest.mark.system("S2-02")
def test_five_offices_in_name_and_eight_on_the_list_are_a_conflict_that_is_said(
    street: gr.Office, told: Mapping[str, gr.Figure]
) -> None:
    (found,) = street.conflicts(AS_OF)
    assert found.details["measure"] == "offices", "three centres are three: no conflict"
    assert (found.code, found.details["told"], found.details["found"]) == ("tally-conflict", "5", "8")
    assert found.source is not None
    assert (Path(found.source.file).name, found.source.sheet) == ("numbers.xlsx", "统计数")
    assert sheets(street, told["offices"]) == {"单位名册"}
    assert share(told["consultations_in_time"]) == (4, 5)
    assert (told["consultations.heeded"].value, told["consultations.not_heeded"].value) == (4, 1)


@pytest.mark.system("S2-03")
def test_the_chair_goes_round_by_quarter_and_each_owes_five_ones(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    assert [told[f"rotating_chairs.{code}"].value for code in COMMUNITIES] == [4] * 7
    rotation = rule(street, "staffing", "rotating_chairs", StaffingRule).rotation
    assert rotation is not None
    assert [turn.state for turn in turns_of(rotation, "R-C1", YEAR, At.of(snapshot))] == ["in_turn"] * 4
    odd = turns_of(rotation, "R-C7", YEAR, At.of(snapshot))
    assert [turn.by for turn in odd] == ["P-U71", "P-U72", "P-U74", "P-U73"]
    assert [turn.skipped for turn in odd][2] == ("P-U73",)
    names = [f"chair_{one}" for one in ("volunteering", "meeting", "suggestions", "lesson", "survey")]
    due = [one for one in duties_of(At.of(snapshot), YEAR, names) if one.post]
    assert len(due) == 28 * 5
    standings = statuses(At.of(Snapshot.of([*snapshot, *due], street.charter, as_of=AS_OF, check=False)))
    assert {one.state for one in standings if one.due.duty in names} == {DutyState.DONE}
    assert sheets(street, told["federation_problems_solved"]) == {"共建问题台账"}


@pytest.mark.system("S2-04")
def test_numbers_whose_role_is_lost_have_no_value_and_keep_their_text(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    kept = [
        one.amount for one in snapshot.all("tally").values() if isinstance(one, Tally) and one.kind == "settlements_unclear"
    ]
    assert {(one.value, one.quality) for one in kept if one} == {(None, gr.values.Quality.DAMAGED)}
    assert [one.raw[:2] for one in kept if one] == ["33", "38", "58"]
    assert told["settlements_with_branch"].value == told["settlements"].value == 56
    assert told["resident_team_members"].value == 2 * 56
    (line,) = snapshot.all("budget").values()
    assert isinstance(line, Budget) and line.planned is not None
    assert (line.planned.raw, line.planned.value, line.planned.quality) == ("近100万", 1_000_000, gr.values.Quality.ROUGH)
    assert sheets(street, told["first_secretaries"]) == {"tenures.csv"}


@pytest.mark.system("S2-05")
def test_small_businesses_are_recognized_claim_posts_and_act(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    assert sheets(street, told["recognized_businesses"]) == {"授牌商户台账"}
    assert sheets(street, told["claimed_posts"]) == {"tenures.csv"}
    months = [street.figure("business_actions", AS_OF, period=Period.month(2022, month)).value for month in range(1, 13)]
    assert sum(months) == told["business_actions"].value == 26 + 5 + 3
    assert told["cross_services"].value == 14


@pytest.mark.system("S2-06")
def test_a_comma_out_of_place_is_repaired_and_says_so(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    found = {one.kind: one.amount for one in snapshot.all("tally").values() if isinstance(one, Tally)}
    repaired, rough = found["industrial_products"], found["farm_products"]
    assert repaired is not None and rough is not None
    assert (repaired.raw, repaired.value, repaired.quality) == ("1900,000余", 1_900_000, gr.values.Quality.REPAIRED)
    assert (rough.raw, rough.value, rough.quality) == ("300余万", 3_000_000, gr.values.Quality.ROUGH)
    assert sheets(street, told["courier_reports"]) == {"courier_reports.csv"}
    reports = [one for one in snapshot.all("case").values() if isinstance(one, Case) and one.channel == "courier"]
    assert {(one.requester, one.text) for one in reports} == {(None, None)}


@pytest.mark.system("S2-07")
def test_a_room_that_earns_more_than_the_ceiling_is_named(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    assert told["rooms_let"].value == told["room_services"].value == 4
    assert sheets(street, told["rooms_let"]) == {"facilities.csv"}
    rooms = rule(street, "agreement", "rooms", AgreementRule)
    found = [one for one in snapshot.derived("agreement_state", AS_OF).values() if isinstance(one, AgreementState)]
    assert [one.margin for one in found] == [Decimal("0.07")] * 2 + [Decimal("0.1667")] + [Decimal("0.07")]
    over = [(one.value, one.code) for one in agreement_problems(rooms, At.of(snapshot))]
    assert over == [(found[2].agreement, "agreement-over-ceiling")]
    assert {(one.promised, one.given) for one in found} == {(24, 0)}, "hours owed in return"


@pytest.mark.system("S2-08")
def test_people_are_trained_and_placed_and_workshops_have_jobs(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    assert sheets(street, told["trained_for_work"]) == {"activities.csv"}
    assert sheets(street, told["placed_in_work"]) == {"发放台账"}
    assert sheets(street, told["workshop_jobs"]) == {"facilities.csv"}


@pytest.mark.system("S2-09")
def test_four_formats_of_meeting_and_one_body_without_anybody(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    kinds = ("listening_meeting", "coordination_meeting", "hearing_meeting", "review_meeting")
    assert [told[f"resident_meetings.{kind}"].value for kind in kinds] == [7] * 4
    assert gaps(street, "firms_with_cross_appointment") == ["OC7"]


@pytest.mark.system("S2-10")
def test_150_grids_leave_no_gap_and_serve_nothing_twice(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    found = partition_of(At.of(snapshot), "grid", units=["grid"])
    assert found.sound, [str(one) for one in found.problems[:3]]
    assert (len(found.areas), found.coverage.numerator, found.coverage.denominator) == (150, 160, 160)
    area = area_of("示例巷7 12", At.of(snapshot), kind="grid")
    assert area is not None
    assert area.unit == "G014"
    before = date(2022, 2, 28)
    assert (street.figure("sector_grids", before).value, street.figure("grids", before).value) == (21, 0)
    assert snapshot.tree.place(UnitId("X01"), AS_OF) == "G001"
    assert share(told["grids_staffed"]) == (150, 150)
    online, spot = (told[f"matters_by_channel.{channel}"].value for channel in ("online", "offline"))
    assert online + spot == told["orders"].value


@pytest.mark.system("S2-11")
def test_an_order_goes_from_placed_to_inspected(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    one = street.get("case", "order-002")
    assert isinstance(one, Case)
    assert [step.state for step in one.steps] == ["received", "accepted", "opened", "dispatched", "replied", "inspected"]
    assert sum(street.figure("orders_solved", AS_OF, scope=UnitId(code), period=YEAR).value for code in COMMUNITIES) == 624
    assert sheets(street, told["orders_solved"]) == {"orders.csv"}
    assert sheets(street, told["agreements"]) == {"agreements.csv"}
    assert "已服务" in told["orders_solved"].explain("zh"), "the state is called as in the five orders"


@pytest.mark.system("S2-12")
def test_263_institutions_share_and_those_without_agreement_are_a_list(
    street: gr.Office, told: Mapping[str, gr.Figure]
) -> None:
    assert share(told["units_with_agreement"]) == (238, 263)
    assert gaps(street, "units_with_agreement") == [f"I{at}" for at in range(239, 264)]
    assert told["units_with_agreement"].measure.derived
    assert sheets(street, told["shared_space"]) == {"offers.csv"}


@pytest.mark.system("S2-13")
def test_households_are_named_by_consent_and_no_list_against_persons_is_taken_in(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure], tmp_path: Path
) -> None:
    assert street.figure("notices_in_force.star_household", date(2022, 9, 30)).value == 10
    assert told["notices_in_force.star_household"].value == 9, "one household took its consent back"
    assert Counter(posted.kind for posted in board(At.of(snapshot))) == {"convention": 7, "star_household": 9, "role_model": 3}
    assert [one.what for one in NOTICES.proposals(At.of(snapshot))] == []
    residents = [one for one in snapshot.all("vote").values() if isinstance(one, Vote) and one.rule == "residents"]
    assert [decide(one, At.of(snapshot)).passed for one in residents] == [True] * 7
    (tmp_path / "notices.csv").write_text(
        "No.,published by,kind,about,legal basis,announced on,published on,last day\n"
        "x,示例街道,warning to an organization,p-M0009,statute,2022-10-01,2022-10-07,2022-12-01\n",
        encoding="utf-8",
    )
    assert not street.read(tmp_path / "notices.csv").ok


@pytest.mark.system("S2-14")
def test_whoever_was_elected_holds_the_post_and_meets_the_profile(
    street: gr.Office, snapshot: Snapshot, told: Mapping[str, gr.Figure]
) -> None:
    winners: set[str] = set()
    for vote in snapshot.all("vote").values():
        if isinstance(vote, Vote) and vote.rule == "committee":
            found = elect(vote, At.of(snapshot))
            assert found.problems == (), found.explain()
            winners |= set(found.elected)
    held = {tenure.person for tenure in snapshot.all("tenure").values() if tenure.method == "elected"}  # type: ignore[union-attr]
    assert held == winners
    assert share(told["elected_graduates"]) == (27, 31)
    profile = eligible_on(rule(street, "promotion", "candidates", PromotionRule), At.of(snapshot, AS_OF))
    assert (len(profile), all(one.meets for one in profile)) == (38, True)


@pytest.mark.system("S2-15")
def test_three_posts_of_eighteen_levels_are_paid_what_the_rule_owes(street: gr.Office, snapshot: Snapshot) -> None:
    pay = rule(street, "pay", "community", PayRule)
    assert pay.ladder is not None
    assert (len(pay.ladder.classes), pay.ladder.levels) == (3, 18)
    accounts = pay_accounts(pay, At.of(snapshot, AS_OF))
    assert len(accounts) == 21
    assert {(one.arrears, one.problems) for one in accounts} == {(0, ())}
    owed = {line.owed for one in accounts for line in one.lines if line.part == "supplement"}
    assert owed == {300}
    assert rises(pay, At.of(snapshot, AS_OF)) == (), "nobody has been on a level for two years"


@pytest.mark.system("S2-16")
def test_classes_and_the_lecture_hall_come_from_the_ledger_of_courses(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    assert sheets(street, told["training_classes"]) == sheets(street, told["lecture_halls"]) == {"培训班台账"}


@pytest.mark.system("S2-17")
def test_a_double_evaluation_counts_in_the_yearly_targets_and_what_follows_is_only_proposed(
    street: gr.Office, snapshot: Snapshot
) -> None:
    kept = {(one.rubric, one.subject): one for one in snapshot.all("assessment").values() if isinstance(one, Assessment)}
    for name, more in (("secretaries", {"by": (PersonId("p-M0001"),)}), ("targets", {})):
        found = grade_all(name, At.of(snapshot), period=YEAR, rated=YEAR, **more)  # type: ignore[arg-type]
        assert found.problems == ()
        assert len(found.graded) == 7
        for one in found.graded:
            decided = kept[name, one.subject]
            assert decided.grade == one.grade
            assert 0 <= one.score.value - Fraction(decided.score or 0) < Fraction(1, 10_000)
    uses = Counter((one.rule, one.what, one.body) for one in all_proposed_uses(At.of(snapshot)))
    assert uses == {("secretaries", "appointment", ("street",)): 4, ("targets", "funding", ("street",)): 4}


@pytest.mark.system("S2-18")
def test_who_registers_at_a_grid_keeps_the_home_unit(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    assert told["registered_for_service"].value == 88, "of ninety two moved away"
    assert sheets(street, told["registered_for_service"]) == {"registrations.csv"}
    assert street.figure("members", AS_OF).value == 480, "nobody counts twice"


@pytest.mark.system("S2-19")
def test_two_coverages_name_what_they_miss(street: gr.Office, told: Mapping[str, gr.Figure]) -> None:
    assert gaps(street, "bodies_organized") == ["B17", "B18", "B19", "B20", "OC7"]
    assert gaps(street, "bodies_worked_with") == ["B20"]
    assert gaps(street, "places_organized") == ["C7"]
    assert gaps(street, "places_worked_with") == []
    assert sheets(street, told["bodies_organized"]) == {"partners.csv"}


# -- the rest --------------------------------------------------------------------------------------------------------------------------


def test_every_record_is_sound_but_for_what_is_late_or_damaged_a_partner_who_keeps_too_much_and_two_who_swapped_turns(
    street: gr.Office, snapshot: Snapshot
) -> None:
    assert snapshot.problems == ()
    told = street.check(AS_OF)
    assert [(one.code, one.source and one.source.row) for one in told] == [
        ("clock-late", 21),
        ("clock-late", 36),
        ("clock-overdue", 41),
        ("clock-overdue", 42),
        ("clock-overdue", 43),
        ("duty-behind", 37),
        ("tally-damaged", 4),
        ("tally-damaged", 5),
        ("tally-damaged", 6),
        ("tally-conflict", 2),
        ("turn-out-of-turn", 81),
        ("agreement-over-ceiling", 242),
        ("case-overdue", 35),
    ]


def test_every_system_of_the_account_has_a_figure_that_rests_on_a_ledger() -> None:
    assert {one["source"] for one in PUBLISHED.values()} == {f"S2-{at:02}" for at in (*range(1, 7), *range(8, 13), 14, 15, 16)}


def test_no_judgement_of_a_person_but_of_those_who_hold_an_office(snapshot: Snapshot) -> None:
    judged = {one.subject.id for one in snapshot.all("assessment").values() if one.subject.noun == "person"}  # type: ignore[union-attr]
    held = {one.person for one in snapshot.all("tenure").values() if one.post.startswith("P-C")}  # type: ignore[union-attr]
    assert judged == held


def test_a_link_of_cooperation_is_between_bodies_and_places_never_about_a_person(snapshot: Snapshot) -> None:
    links = [one for one in snapshot.all("link").values() if isinstance(one, Link)]
    assert {one.kind for one in links if one.target.noun == "person"} == set()


def test_the_ledgers_again_store_nothing(street: gr.Office) -> None:
    head = street.head
    again = street.take_in(EXAMPLES / NAME / "ledgers")
    assert (again.ok, again.stored, again.new, again.changed) == (True, False, frozenset(), frozenset())
    assert street.head == head


def test_the_report_says_in_both_languages_what_is_invented_damaged_and_in_conflict(street: gr.Office) -> None:
    report = street.report("year", as_of=AS_OF)
    for language, notes, said in (
        ("en", ("Invented records", "Conflict in the source", "33, 38 and 58", "Repaired"), "8 offices and 3 centres; the name of the model says 5 and 3"),
        ("zh", ("记录均为虚构", "原文前后不一致", "33、38、58", "已修复"), "8个办公室、3个中心；模式名称所称为5个和3个"),
    ):  # fmt: skip
        rendered = report.render(language)
        assert all(any(note in one for one in rendered.notes) for note in notes)
        text = "\n".join(block.text for section in rendered.sections for block in section.blocks if hasattr(block, "text"))
        assert said in text
        for number in (
            "28",
            "234",
            "73",
            "57",
            "1,900,000",
            "2,468",
            "150",
            "624",
            "238",
            "263",
            "6,049",
            "90.5",
            "87",
            "300",
        ):
            assert number in text, number


def test_the_script_makes_what_is_committed() -> None:
    made_as_committed(NAME)

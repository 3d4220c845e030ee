"""Orders of residents over agreements and teams, and a platform that closed everything: rows are invented, the published totals are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support.taken import taken_in

import grassroots as gr
from grassroots.figures import evaluate
from grassroots.model import Case
from grassroots.values import Period

AS_OF = date(2021, 12, 31)
TOPICS = 9472
"""The items of one platform, all "completed" by the end of 2021."""
ORDERS, AGREEMENTS, TEAMS = 621, 238, 28
"""More than 620 problems were solved by orders."""


def ledgers() -> dict[str, str]:
    classes = ("water and electricity", "quarrels between neighbours", "employment")
    orders = (
        f"{n},c1,{classes[n % 3]},2021-03-01,2021-03-01,2021-03-02,2021-03-02,c1,2021-03-{5 + n % 20:02},solved,2021-03-28,satisfied"
        for n in range(1, ORDERS + 1)
    )
    return {
        "units": "code,name,kind,part of\ncity,City,city,\ns1,Lake Street,street,city\nc1,Lake Community,community,s1\n",
        "members": "No.,name,unit,member since\n" + "".join(f"{n},Person {n},s1,2015-01-01\n" for n in range(1, 8)),
        "links": "No.,unit,kind,who,toward whom,first day\n"
        + "".join(f"{n},c1,agreement,{n % 7 + 1},c1,2021-01-01\n" for n in range(1, AGREEMENTS + 1)),
        "teams": "code,unit,kind,name,formed on\n"
        + "".join(f"team{n},c1,volunteer team,Team {n},2021-01-01\n" for n in range(1, TEAMS + 1)),
        "five orders": "order No.,unit,class,placed on,accepted on,opened on,dispatched on,dispatched to,done on,outcome,inspected on,rating\n"
        + "\n".join(orders),
        "e-home": "platform,ticket,unit,category,received at,closed on\n"
        + "".join(f"e-home,{n},s1,request,2021-{n % 12 + 1:02}-05,2021-12-20\n" for n in range(1, TOPICS + 1)),
    }


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A street with its orders and the topics of one platform."""
    with taken_in(tmp_path_factory.mktemp("orders"), ledgers(), "cn-hotline") as workspace:
        yield workspace


@pytest.mark.system("S2-11")
def test_the_five_orders_go_from_placed_to_inspected_over_238_agreements_and_28_teams(street: gr.Office) -> None:
    names = ("agreements", "volunteer_teams", "orders_solved", "orders")
    found = evaluate(names, street.snapshot(AS_OF), period=Period.year(2021))
    assert [found[name].value for name in names] == [AGREEMENTS, TEAMS, ORDERS, ORDERS]
    assert [found[f"orders.{name}"].value for name in ("water_power", "neighbours", "employment")] == [207, 207, 207]
    evidence = street.ask(found["orders_solved"].question)
    rows = {(Path(evidence.sources[key].file).stem, evidence.sources[key].row) for key in evidence.hits}
    assert rows == {("five orders", row) for row in range(2, ORDERS + 2)}
    one = street.get("case", "order-1")
    assert isinstance(one, Case)
    assert [step.state for step in one.steps] == ["received", "accepted", "opened", "dispatched", "replied", "inspected"]


@pytest.mark.system("S4-10")
def test_a_platform_that_closed_all_9472_topics_says_nothing_of_what_came_of_them(street: gr.Office) -> None:
    names = ("closed_share", "solved_share", "outcomes")
    found = evaluate(names, street.snapshot(AS_OF), period=Period.year(2021))
    closed, solved = found["closed_share.e_home"], found["solved_share.e_home"]
    assert (closed.numerator, closed.denominator, closed.value) == (TOPICS, TOPICS, 1)
    assert (solved.numerator, solved.denominator, solved.value) == (0, 0, None)
    assert solved.left_out == {"outcome_unknown": TOPICS}
    assert found["outcomes.unknown"].value == TOPICS
    rows = street.ask(closed.question).sources
    assert {Path(source.file).stem for source in rows.values()} == {"e-home"}

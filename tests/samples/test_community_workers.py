"""Full-time community workers: the segment that each goes round, and the marks of each day, from ledgers to figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from support.taken import rate, rows, table

import grassroots as gr
from grassroots.reading import At
from grassroots.rules.appraisal.grade import grade_all
from grassroots.values import Period, PersonId

AS_OF = date(2014, 9, 30)
SEPTEMBER = Period.month(2014, 9)
DAYS = [day for at in range(30) if (day := date(2014, 9, 1) + timedelta(days=at)).weekday() < 5]

CHARTER = """\
id = "workers"
version = "1"
extends = "cn-street"
languages = ["en", "zh"]
valid_from = 2014-01-01
source = "S0-20; items and edges are invented"
label = { en = "Community workers", zh = "专职社区工作者" }

[words.contact_purpose]
round = { en = "round of the segment", zh = "片区走访" }

[rubric.daily]
en = "Daily assessment of community workers"
zh = "社工日常考核"
subject = "person"
source = "S0-20; items and edges are invented"
published = "meeting of community workers, 2014-01-06"
valid_from = 2014-01-01
appeal_days = 10
answer_days = 30
months = 12
where = { has = { tenure = "person", where = { "post.kind" = "social_worker" } } }
grade = [ { grade = "excellent", at_least = "90" }, { grade = "qualified" } ]
[rubric.daily.item]
duty = { en = "the day's work", zh = "当日履职", weight = "100", fed_by = "marks" }

[measure.households_on_rounds]
en = "households visited on rounds"
zh = "片区走访入户率"
rate = "household"
hit = { has = { contact = "target", where = { purpose = "round", code = "reached" } } }
source = "S0-20"

[measure.daily_marks]
en = "marks of a day's work"
zh = "日常考核记录"
count = "rating"
where = { rubric = "daily" }
dated = "on"
source = "S0-20"
"""


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    """A community with three segments, a worker for each; twelve households, of which the workers called at nine."""
    folder = tmp_path_factory.mktemp("workers")
    ledgers = folder / "ledgers"
    (folder / "charter").mkdir()
    ledgers.mkdir()
    (folder / "charter" / "charter.toml").write_text(CHARTER, encoding="utf-8")
    segments = ("g1", "g2", "g3")
    at_home = {"g1": 4, "g2": 3, "g3": 2}
    tables = {
        "units": table(
            "code,kind,name,part of",
            ["st,街道,Street,", "c1,社区,Community 1,st", *(f"{code},网格,Segment {code},c1" for code in segments)],
        ),
        "members": table("member No.,name,branch", [f"W{at},成员{at},c1" for at in (1, 2, 3, 9)]),
        "posts": table("code,unit,kind,seats", [f"sw-{code},{code},社工,1" for code in segments]),
        "tenures": table(
            "No.,post,member No.,first day,last day,method", [f"{at},sw-g{at},W{at},2014-01-01,,任命" for at in (1, 2, 3)]
        ),
        "households": table(
            "household No.,village or community", [f"H{code}{at},{code}" for code in segments for at in range(4)]
        ),
        "visits": table(
            "visit No.,visiting unit,visited on,household No.,member No.,purpose,result",
            [
                f"V{code}{at},{code},{DAYS[at]},H{code}{at},W{code[1]},片区走访,已走访"
                for code in segments
                for at in range(at_home[code])
            ],
        ),
        "member_ratings": table(
            "No.,unit,member rated,rubric,item,given on,group,mark",
            [f"{at}-{day:%d},c1,W{at},daily,duty,{day},上级,{98 - 4 * at - (day.day % 2)}" for at in (1, 2, 3) for day in DAYS],
        ),
    }
    for name, text in tables.items():
        (ledgers / f"{name}.csv").write_text(text, encoding="utf-8")
    with gr.open("memory:", charter=folder / "charter") as workspace:
        reading = workspace.take_in(ledgers)
        assert reading.ok, str(reading)
        yield workspace


@pytest.mark.system("S0-20")
def test_each_worker_goes_round_a_segment_and_what_is_left_of_it_is_a_list(street: gr.Office) -> None:
    assert rate(street, "households_on_rounds", AS_OF) == (9, 12)
    by_segment = {
        code: street.figure("households_on_rounds", AS_OF, scope=code).text("numerator") for code in ("g1", "g2", "g3")
    }
    assert by_segment == {"g1": "4", "g2": "3", "g3": "2"}
    assert rows(street, "households_on_rounds", AS_OF, misses=True) == [
        ("households", 9),
        ("households", 12),
        ("households", 13),
    ]
    one = street.figure("households_on_rounds", DAYS[0], scope="g3")
    assert (one.numerator, one.denominator) == (1, 4), "as of the first day one call was made there"


@pytest.mark.system("S0-20")
def test_the_marks_of_each_day_make_the_grade_of_the_month_and_somebody_else_decides(street: gr.Office) -> None:
    marks = street.figure("daily_marks", AS_OF, period=SEPTEMBER)
    assert marks.value == 3 * len(DAYS) == 66
    assert {name for name, _ in rows(street, "daily_marks", AS_OF)} == {"member_ratings"}
    found = grade_all("daily", At.of(street.snapshot(AS_OF)), period=SEPTEMBER, rated=SEPTEMBER, by=(PersonId("p-W9"),))
    odd = sum(day.day % 2 for day in DAYS)
    assert {one.subject.id: (one.score.value, one.grade) for one in found.graded} == {
        f"p-W{at}": (98 - 4 * at - Fraction(odd, len(DAYS)), "excellent" if at == 1 else "qualified") for at in (1, 2, 3)
    }
    assert found.places == {}, "persons are never ranked"
    with pytest.raises(gr.errors.Refused, match="humans with a name"):  # nobody answers for the judgement of oneself
        grade_all("daily", At.of(street.snapshot(AS_OF)), period=SEPTEMBER, rated=SEPTEMBER, by=(PersonId("p-W1"),))

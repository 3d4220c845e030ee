"""What an office gives out travels: it pickles, it is copied, and it has a plain form. Rights do not travel along."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.offices import office

import grassroots as gr
from grassroots.charter import Is, Measure, Split
from grassroots.figures import compare

DAY, BEFORE = "2024-12-31", "2024-01-31"


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gr.Office]:
    with office(tmp_path_factory.mktemp("club")) as opened:
        yield opened


def given(club: gr.Office) -> dict[str, Any]:
    """One of each that is given out."""
    figure, report = club.figure("cases_completed", DAY), club.report("year", DAY)
    return {
        "figure": figure,
        "evidence": figure.records(),
        "difference": compare(club.figure("cases_completed", BEFORE, period=gr.Period.year(2024)), figure),
        "report": report,
        "public report": club.report("year", DAY, profile="public"),
        "report difference": club.report("year", BEFORE).compare(report),
        "snapshot": club.snapshot(DAY),
    }


@pytest.mark.parametrize(
    "name", ["figure", "evidence", "difference", "report", "public report", "report difference", "snapshot"]
)
def test_it_pickles_and_has_a_plain_form_which_stays_the_same(club: gr.Office, name: str) -> None:
    one = given(club)[name]
    again = pickle.loads(pickle.dumps(one))
    plain = json.loads(json.dumps(one.to_dict(), allow_nan=False))
    if name in ("report", "public report"):
        # How a figure came to be is told by whoever has the records.
        for found in plain["figures"]:
            found.pop("explanation")
        other = again.to_dict()
        for found in other["figures"]:
            found.pop("explanation")
        assert json.loads(json.dumps(other)) == plain
    else:
        assert json.loads(json.dumps(again.to_dict())) == plain
    assert type(again) is type(one)


def test_a_copy_of_a_figure_has_its_question_which_the_office_answers(club: gr.Office) -> None:
    figure = club.figure("cases_completed", DAY)
    again = pickle.loads(pickle.dumps(figure))
    assert (again.question, again.value) == (figure.question, figure.value)
    with pytest.raises(gr.errors.Refused, match="ask the office"):
        again.records()
    assert club.ask(again.question).hits == figure.records().hits
    assert copy.deepcopy(figure).records().hits == figure.records().hits


def test_a_copied_snapshot_counts_as_before(club: gr.Office) -> None:
    snapshot = club.snapshot(DAY)
    again = pickle.loads(pickle.dumps(snapshot))
    assert list(again) == list(snapshot)
    measure = Measure(
        name="x", labels={"en": "x"}, form=gr.charter.Form.COUNT, noun="case", dated="received", by=(Split(path="unit"),)
    )
    period = gr.Period.year(2024)
    assert {name: one.value for name, one in gr.figures.evaluate([measure], again, period=period).items()} == {
        name: one.value for name, one in gr.figures.evaluate([measure], snapshot, period=period).items()
    }


def test_what_a_reader_of_a_part_pickles_has_nothing_of_the_rest(tmp_path: Path) -> None:
    with office(tmp_path) as club:
        club.correct("case", "cases-3", text="CANARY", reason="heard")
        ann = club.seen_by(gr.Actor.at("ann", "north"))
        snapshot, report = ann.snapshot(DAY), ann.report("year", DAY)
        for one in (snapshot, report, ann.figure("cases_received", DAY), report.compare(report)):
            assert b"CANARY" not in pickle.dumps(one)
            assert b"cases-3" not in pickle.dumps(one)
        again = pickle.loads(pickle.dumps(snapshot))
        assert [*again.all("clock_state")] == [*snapshot.all("clock_state")]
        with pytest.raises(gr.errors.InvalidArgument, match="ask the office"):
            again.derived("clock_state", gr.Period.year(2023).last)


def test_it_is_read_by_another_process(club: gr.Office, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(pickle.dumps([club.report("year", DAY), club.snapshot(DAY), club.figure("members", DAY)]))
    script = "import pickle, sys; r, s, f = pickle.load(open(sys.argv[1], 'rb')); print(f.value, len(s), r['members'].value)"
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "a")], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "10", "2"]


def test_a_measure_of_words_pickles() -> None:
    measure = Measure(name="x", labels={"en": "x"}, form=gr.charter.Form.COUNT, noun="case", where=Is("unit", ("b7",)))
    assert pickle.loads(pickle.dumps(measure)) == measure

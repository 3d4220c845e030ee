"""Popolo: what the file says is stored, nothing of it is lost without a word, and nothing is made up."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import grassroots as gr
import grassroots_charters_open311
import grassroots_popolo
from grassroots.errors import HasProblems, InvalidArgument, NotFound
from grassroots.ledgers import Reading, Sheet
from grassroots.plugins import Plugins
from grassroots.testing.charter_kit import check_charters
from grassroots_popolo import PopoloRows, grassroots_open_charter, grassroots_open_rows

PERSON = {"id": "ann", "name": "Ann Example", "birth_date": "1970-03", "email": "ann@example.org", "gender": "female"}
COUNCIL = {"id": "council", "name": "Council", "founding_date": "1950", "classification": "legislature"}


def taken(folder: Path, **collections: Any) -> Reading:
    path = folder / "popolo.json"
    path.write_text(json.dumps(collections), encoding="utf-8")
    office = gr.open("memory:", charter="popolo", plugins=Plugins.of(grassroots_popolo))
    return office.take_in(path)


def all_of(reading: Reading, noun: str) -> list[Any]:
    return [record for record in reading.records if type(record).__name__.lower() == noun]


def test_the_charter_keeps_the_laws() -> None:
    check_charters(grassroots_open_charter, "popolo")


def test_people_organizations_and_terms_are_stored_as_the_file_says(tmp_path: Path) -> None:
    membership = {"person_id": "ann", "organization_id": "council", "role": "chair", "post_id": "chair"}
    reading = taken(
        tmp_path,
        persons=[PERSON],
        organizations=[COUNCIL, {"id": "board", "name": "Board", "parent_id": "council"}],
        posts=[{"id": "chair", "label": "Chair", "organization_id": "council"}],
        memberships=[
            {**membership, "start_date": "2012-11-07", "end_date": "2016-10-01"},
            {**membership, "start_date": "2010", "end_date": "2011-03-01"},
            {**membership, "start_date": "2008-02", "end_date": "2009"},
            membership,
        ],
    )
    assert reading.ok, reading.summary()
    (ann,) = all_of(reading, "person")
    assert (ann.name, str(ann.birth), ann.email) == ("Ann Example", "1970-03", "ann@example.org")
    council, board = sorted(all_of(reading, "unit"), key=lambda one: one.id, reverse=True)
    assert ({one.name: one.text for one in council.custom}["founded"], council.start) == ("1950", None)
    assert board.parents[0].parent == "council"
    early, term = sorted(all_of(reading, "tenure"), key=lambda one: one.start)
    assert (term.post, term.person, str(term.start), str(term.end)) == ("chair", "p-ann", "2012-11-07", "2016-10-01")
    assert (early.post, str(early.start), str(early.known), term.known) == ("chair", "2010-01-01", "2010", None)
    undated, vague, early, dated = sorted(all_of(reading, "membership"), key=lambda one: str([step.on for step in one.steps]))
    assert [(step.state, str(step.on)) for step in dated.steps] == [("full", "2012-11-07"), ("ended", "2016-10-01")]
    assert [(step.state, str(step.known)) for step in early.steps] == [("full", "2010"), ("ended", "None")]
    assert [(step.state, str(step.known)) for step in vague.steps] == [("full", "2008-02"), ("ended", "2009")]
    for one in (undated, vague):
        assert {field.name: field.text for field in one.custom} == {"role": "chair", "post": "chair"}
    assert [one.value for one in reading.remarks if one.code == "extra-column"] == ["gender"]


def test_what_is_embedded_is_as_if_it_stood_by_itself(tmp_path: Path) -> None:
    membership = {
        "id": "m1",
        "start_date": "2012-11-07",
        "person": PERSON,
        "post": {"id": "chair", "organization_id": "council"},
    }
    reading = taken(tmp_path, organizations=[{**COUNCIL, "memberships": [membership]}])
    assert reading.ok, reading.summary()
    nouns = Counter(type(record).__name__ for record in reading.records)
    assert nouns == {"Unit": 1, "Person": 1, "Post": 1, "Membership": 1, "Tenure": 1}


def test_votes_are_counted_and_kept_of_nobody(tmp_path: Path) -> None:
    motion = {"id": "m", "organization_id": "council", "text": "That it be so", "date": "2013-01-01", "result": "pass"}
    votes = [{"voter_id": "ann", "option": "yes"}, {"voter_id": "bob", "option": "yes"}, {"voter_id": "cy", "option": "no"}]
    event = {"id": "v", "organization_id": "council", "motion_id": "m", "start_date": "2013-01-01T12:00", "votes": votes}
    reading = taken(tmp_path, organizations=[COUNCIL], motions=[motion], vote_events=[event])
    assert reading.ok, reading.summary()
    assert {one.choice: one.votes for one in all_of(reading, "count")} == {"yes": 2, "no": 1}
    (vote,) = all_of(reading, "vote")
    assert (str(vote.on), str(vote.at), vote.motion) == ("2013-01-01", "12:00:00", "motions-m")
    (put,) = all_of(reading, "motion")
    assert [(step.state, step.outcome) for step in put.steps] == [("put", None), ("decided", "pass")]
    assert [skip.reason for skip in reading.skips] == ["votes_by_name"] * 3
    assert "bob" not in str(reading.records)


def test_a_moment_with_an_offset_is_told_where_no_zone_is_named(tmp_path: Path) -> None:
    event = {"id": "v", "organization_id": "council", "start_date": "2013-10-09T18:53:09Z"}
    reading = taken(tmp_path, organizations=[COUNCIL], vote_events=[event])
    assert [problem.code for problem in reading.problems] == ["offset-without-zone"]


def test_an_area_belongs_to_whom_has_it_and_one_that_nobody_has_is_told(tmp_path: Path) -> None:
    areas = [{"id": "w1", "name": "Ward 1"}, {"id": "w2", "name": "Ward 2"}]
    reading = taken(tmp_path, organizations=[{**COUNCIL, "area_id": "w1"}], areas=areas)
    assert [(problem.code, problem.source and problem.source.row) for problem in reading.problems] == [("missing-cell", 3)]


@pytest.mark.parametrize(
    "text", ["[]", "{", "{}", '{"type": "FeatureCollection"}', '[{"service_code": "1"}]', "\0", '{"requests": []}']
)
def test_other_json_is_left_to_others(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    assert grassroots_open_rows(str(tmp_path / "a.json"), {}) is None


@pytest.mark.parametrize("first", [True, False])
def test_it_is_read_as_popolo_though_another_plugin_takes_json_too(tmp_path: Path, first: bool) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"persons": [PERSON]}), encoding="utf-8")
    both = [grassroots_popolo, grassroots_charters_open311]
    rows = Plugins.of(*(both if first else reversed(both))).open_rows(path)
    assert [table.sheet for table in rows.tables()] == ["persons"]


@pytest.mark.parametrize("collections", ['{"persons": [1]}', '{"persons": [["a"]]}', '{"persons": [{"identifiers": [1]}]}'])
def test_what_is_no_popolo_is_a_problem(tmp_path: Path, collections: str) -> None:
    (tmp_path / "a.json").write_text(collections, encoding="utf-8")
    with pytest.raises(HasProblems) as caught:
        list(PopoloRows(tmp_path / "a.json").tables())
    assert caught.value.problems[0].text("zh")
    with pytest.raises(NotFound):
        list(PopoloRows(tmp_path / "none.json").tables())


def test_tables_are_written_as_collections(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    PopoloRows(path).write([Sheet(name="persons", headings=("id", "name"), rows=[("ann", "Ann Example"), ("bob", "")])])
    assert json.loads(path.read_text(encoding="utf-8")) == {"persons": [{"id": "ann", "name": "Ann Example"}, {"id": "bob"}]}
    with pytest.raises(InvalidArgument):
        PopoloRows(path).write([Sheet(name="people", headings=("id",), rows=[])])


DATA = Path(os.environ.get("GRASSROOTS_DATA", Path(__file__).parents[4] / "shared/data")) / "popolo"


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here")
def test_a_real_file_comes_in_whole() -> None:
    office = gr.open("memory:", charter="popolo", plugins=Plugins.of(grassroots_popolo))
    reading = office.take_in(DATA / "vic_councillors_popolo.json")
    assert reading.ok
    nouns = Counter(type(record).__name__ for record in reading.records)
    assert nouns == {"Person": 670, "Unit": 96, "Membership": 756}
    told = json.loads((DATA / "vic_councillors_popolo.json").read_text(encoding="utf-8"))
    starts = Counter(one["start_date"] for one in told["memberships"] if one.get("start_date"))
    stored = Counter(str(step.on) for one in reading.records for step in getattr(one, "steps", ()) if step.state == "full")
    assert stored == starts

"""Each format in which records leave keeps the laws, is read by somebody else's reader, and comes in again as it was."""

from __future__ import annotations

import csv
import io
import json
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from support.offices import office
from support.samples import TENANTS
from support.sheets import shared_data

import grassroots as gr
from grassroots.builtin.exports import grassroots_open_export
from grassroots.builtin.exports.votes import PabulibFile
from grassroots.builtin.pabulib import Pabulib, read_pabulib
from grassroots.errors import InvalidArgument, NoPlugin, NotFound
from grassroots.leaving import Entry
from grassroots.rules import ProjectVoteRule
from grassroots.rules.decisions.project_vote_rule import PaperKind, Score
from grassroots.snapshot import Snapshot
from grassroots.testing.export_kit import check_export, sample_charter
from grassroots.workspace.exporting import leaving_of

DAY = "2024-12-31"


def values(found: Any) -> Iterator[str]:
    """Every text in what JSON holds."""
    if isinstance(found, dict):
        yield from (text for one in found.values() for text in values(one))
    elif isinstance(found, list):
        yield from (text for one in found for text in values(one))
    elif found is not None:
        yield str(found)


# -- the judges --


def texts_of_calendar(path: Path) -> list[str]:
    icalendar = pytest.importorskip("icalendar")
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert not calendar.errors, calendar.errors
    found = []
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        assert event.DTSTART < event.DTEND
        found += [str(event[name]) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION") if name in event]
        found += list(event["CATEGORIES"].cats) if "CATEGORIES" in event else []
    return found


def texts_of_cards(path: Path) -> list[str]:
    vobject = pytest.importorskip("vobject")
    text = path.read_bytes().decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    cards = list(vobject.readComponents(text))
    assert cards
    assert all(card.version.value == "4.0" and card.fn.value for card in cards)
    return [str(value) for card in cards for line in card.getChildren() for value in _flat(line.value)]


def _flat(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, str) else [part for part in vars(value).values() if part]


def texts_of_package(path: Path) -> list[str]:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["type", "title", "note"])[:5]
    with zipfile.ZipFile(path) as package:
        tables = [name for name in package.namelist() if name.endswith(".csv")]
        return [
            cell for name in tables for row in csv.reader(io.StringIO(package.read(name).decode(), newline="")) for cell in row
        ]


def texts_of_map(path: Path) -> list[str]:
    shapely = pytest.importorskip("shapely")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert all(one["type"] == "Feature" and one["properties"] for one in found["features"])
    shapely.from_geojson(json.dumps({**found, "features": [one for one in found["features"] if one["geometry"]]}))
    return list(values(found["features"]))


def texts_of_graph(path: Path) -> list[str]:
    rdflib = pytest.importorskip("rdflib")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own making
        graph = rdflib.Graph().parse(path, format="json-ld")
    org = rdflib.Namespace("http://www.w3.org/ns/org#")
    units = {*graph.subjects(rdflib.RDF.type, org.Organization), *graph.subjects(rdflib.RDF.type, org.OrganizationalUnit)}
    assert {*graph.objects(None, org.subOrganizationOf)} | {*graph.objects(None, org.postIn)} <= units
    return sorted(str(one) for one in graph.objects() if isinstance(one, rdflib.Literal))


def texts_of_vote(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    meta = dict(row for row in rows[2 : rows.index(["PROJECTS"])])
    first, last = rows.index(["PROJECTS"]), rows.index(["VOTES"])
    assert int(meta["num_votes"]) == len(rows) - last - 2
    assert int(meta["num_projects"]) == last - first - 2
    return [cell for row in rows for cell in row]


JUDGES = {
    "icalendar": texts_of_calendar,
    "vcard": texts_of_cards,
    "datapackage": texts_of_package,
    "geojson": texts_of_map,
    "org": texts_of_graph,
    "pabulib": texts_of_vote,
}


@pytest.mark.parametrize("name", JUDGES)
def test_each_format_keeps_the_laws_and_is_read_by_somebody_elses_reader(name: str) -> None:
    check_export(grassroots_open_export, name, read=JUDGES[name])


# -- and back again --


def told(reading: gr.Office) -> dict[str, Any]:
    return {noun: list(found) for noun, found in reading.snapshot(DAY).to_dict()["records"].items()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_package_of_ledgers_is_taken_in_again_as_it_was(tmp_path: Path, language: str) -> None:
    whole = gr.open("memory:")
    assert whole.take_in(TENANTS).stored
    package = whole.export("datapackage", tmp_path / "all.zip", DAY, language)
    with zipfile.ZipFile(package) as files:
        described = json.loads(files.read("datapackage.json"))
        files.extractall(tmp_path / "again")
    (tmp_path / "again" / "datapackage.json").unlink()
    again = gr.open("memory:")
    reading = again.take_in(tmp_path / "again")
    assert reading.stored, str(reading)
    assert told(again) == told(whole)
    cases = next(one for one in described["resources"] if one["name"] == "cases")["schema"]
    assert [one["type"] for one in cases["fields"]].count("date") > 0
    assert cases["primaryKey"]
    assert {one["reference"]["resource"] for one in cases["foreignKeys"]} == {"units"}


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time in May 2024."""
    return datetime.combine(date(2024, 5, day), time(hour, minute))


def calendar(path: Path) -> list[tuple[str, Any, Any]]:
    icalendar = pytest.importorskip("icalendar")
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    return [(str(event["SUMMARY"]), event.decoded("DTSTART"), event.decoded("DTEND", None)) for event in events]


@pytest.mark.parametrize(
    ("times", "first", "last"),
    [
        ({}, date(2024, 5, 6), date(2024, 5, 7)),
        ({"until": date(2024, 5, 8)}, date(2024, 5, 6), date(2024, 5, 9)),
        ({"at": time(19), "until_at": time(21, 30)}, moment(6, 19), moment(6, 21, 30)),
        ({"at": time(19), "until_at": time(0)}, moment(6, 19), moment(7, 0)),
        ({"at": time(22), "until_at": time(5)}, moment(6, 22), moment(7, 5)),
        ({"at": time(19), "until": date(2024, 5, 7)}, moment(6, 19), moment(8, 0)),
        ({"at": time(19)}, moment(6, 19), None),
    ],
)
def test_a_meeting_stands_in_the_calendar_when_it_is_held(tmp_path: Path, times: Any, first: date, last: date) -> None:
    whole = office(tmp_path)
    meeting = gr.model.Activity(
        id="a-1", unit=gr.values.UnitId("north"), kind="meeting", on=date(2024, 5, 6), title="Meeting", **times
    )
    whole.add(meeting, reason="planned")
    path = whole.seen_by("ann", purpose="publication").export("icalendar", tmp_path / "a.ics", DAY)
    assert calendar(path) == [("Meeting (North House)", first, last)]
    zh = whole.seen_by("ann", purpose="publication").export("icalendar", tmp_path / "b.ics", DAY, "zh")
    assert calendar(zh)[0][0] == "Meeting（North House）"


def test_what_is_to_be_done_stands_in_the_calendar_of_the_office_and_not_in_that_of_others(tmp_path: Path) -> None:
    whole = gr.open("memory:")
    assert whole.take_in(TENANTS).stored
    mine = calendar(whole.export("icalendar", tmp_path / "mine.ics", DAY))
    published = whole.seen_by("ann", purpose="publication")
    others = calendar(published.export("icalendar", tmp_path / "others.ics", DAY))
    due = [one.day for one in whole.todo(DAY) if one.day and one.urgency.value != "decide"]
    assert Counter(one[1] for one in mine if one not in others) == Counter(due)
    assert len(others) == 12
    march = published.export("icalendar", tmp_path / "march.ics", DAY, period=gr.Period.month(2024, 3))
    assert [first for _, first, _ in calendar(march)] == [date(2024, 3, 15)]
    with pytest.raises(NotFound, match="nothing of this kind leaves"):
        published.export("icalendar", tmp_path / "none.ics", DAY, period=gr.Period.year(2019))
    assert not (tmp_path / "none.ics").exists()


def test_of_persons_only_those_leave_who_agreed_and_only_while_they_do(tmp_path: Path) -> None:
    pytest.importorskip("vobject")
    whole = office(tmp_path)
    ann = next(iter(whole.records("person", DAY)))
    consent = gr.model.Consent(
        id="co-1", unit=gr.values.UnitId("north"), giver=gr.Ref("person", ann.id), purpose="promise",
        start=date(2024, 2, 1), end=date(2024, 6, 1),
    )  # fmt: skip
    whole.add(consent, reason="signed")
    everybody = set(texts_of_cards(whole.export("vcard", tmp_path / "a.vcf", "2024-03-01")))
    agreed = set(texts_of_cards(whole.export("vcard", tmp_path / "b.vcf", "2024-03-01", consent="promise")))
    names = {one.name for one in whole.records(gr.model.Person, DAY) if one.name}
    assert names <= everybody
    assert names & agreed == {whole.get(gr.model.Person, ann.id).name}
    for day in ("2024-01-31", "2024-06-01"):
        with pytest.raises(NotFound):
            whole.export("vcard", tmp_path / "c.vcf", day, consent="promise")
    with pytest.raises(NotFound, match="knows no consent 'promse'"):
        whole.export("vcard", tmp_path / "c.vcf", "2024-03-01", consent="promse")
    with pytest.raises(NotFound):
        whole.seen_by("ann", purpose="publication").export("vcard", tmp_path / "c.vcf", "2024-03-01")


def test_what_is_of_a_person_who_did_not_agree_leaves_in_no_ledger_and_no_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = office(tmp_path)
    ann, bob = whole.records("person", DAY)
    consent = gr.model.Consent(
        id="co-1", unit=gr.values.UnitId("north"), giver=gr.Ref("person", ann.id), purpose="promise", start=date(2024, 2, 1)
    )
    whole.add(consent, reason="signed")
    whole.correct("case", next(one.id for one in whole.records("case", DAY)), agent=bob.id, reason="on behalf")
    entries = [
        Entry(key=one.id, about=("membership", one.id), day=date(2024, 12, 31), title=f"about {one.person}", text="")
        for one in whole.records(gr.model.Membership, DAY)
    ]
    monkeypatch.setattr(gr.Office, "todo", lambda self, *given, **named: SimpleNamespace(entries=lambda language: entries))
    for asked, left in (("", {"1", "2"}), ("promise", {"1"})):
        events = calendar(whole.export("icalendar", tmp_path / "a.ics", DAY, consent=asked))
        assert {title for title, _, _ in events} == {f"about {one.id}" for one in (ann, bob)[: len(left)]}
        with zipfile.ZipFile(whole.export("datapackage", tmp_path / "a.zip", DAY, consent=asked)) as package:
            tables = {
                name: list(csv.DictReader(io.StringIO(package.read(name).decode(), newline="")))
                for name in ("members.csv", "cases.csv")
            }
        assert {row["No."] for row in tables["members.csv"]} == left
        assert len(tables["cases.csv"]) == 3
        assert any(row["on behalf, by"] for row in tables["cases.csv"]) == (not asked)


def test_areas_are_taken_in_again_as_they_were(tmp_path: Path) -> None:
    whole = office(tmp_path)
    shape = '{"type":"Polygon","coordinates":[[[0.50,0],[1.50,0],[1.50,1],[0.50,1],[0.50,0]]]}'
    for number, geometry in (("7", shape), ("8", None)):
        area = gr.model.Area(
            id=f"area-{number}", unit=gr.values.UnitId("north"), kind="territory", name=f"Cell {number}", geometry=geometry,
            addresses="Mill Lane 1-9 odd", start=date(2020, 1, 1), end=date(2030, 1, 1),
        )  # fmt: skip
        whole.add(area, reason="drawn")
    (tmp_path / "again").mkdir()
    path = whole.export("geojson", tmp_path / "again" / "areas.geojson", DAY)
    assert '"id":"7"' in path.read_text(encoding="utf-8")
    again = office(tmp_path / "b")
    reading = again.take_in(path.parent)
    assert reading.stored, str(reading)
    assert again.records("area", DAY) == whole.records("area", DAY)


def papers_in(vote: Pabulib) -> Counter[frozenset[str]]:
    """How many papers name which projects."""
    found: Counter[frozenset[str]] = Counter()
    for one in vote.papers:
        found[frozenset(one.options)] += one.papers
    return found


def kept_and_written(vote: Pabulib, target: Path) -> PaperKind:
    """Keeps a vote as records, and writes these."""
    kinds = {"ordinal": PaperKind.ORDINAL, "cumulative": PaperKind.CUMULATIVE}
    kind = kinds.get(vote.meta["vote_type"], PaperKind.APPROVAL)
    rule = ProjectVoteRule(
        name="city", papers=kind, ranks=(3, 2, 1), score=Score.POINTS if kind is PaperKind.ORDINAL else Score.VOTES
    )
    charter = evolve(sample_charter(), rules={"project_vote": {"city": rule}})
    records: list[Any] = [gr.model.Unit(id="city", kind="association", name="City")]
    money = gr.values.Quantity(raw=str(vote.budget), value=vote.budget, measured_in="PLN")
    records.append(gr.model.Vote(id="v", unit="city", kind="projects", on=date(2021, 5, 1), rule="city", budget=money))
    for one in vote.projects:
        cost = gr.values.Quantity(raw=str(one.cost), value=one.cost, measured_in="PLN")
        records.append(gr.model.Project(id=one.id, unit="city", kind="works", name=one.name, budget=cost))
    for paper in vote.papers:
        points: Any = paper.points or [None] * len(paper.options)
        marks = [
            gr.model.Mark(option=gr.Ref("project", id), points=given, rank=place if kind is PaperKind.ORDINAL else None)
            for place, (id, given) in enumerate(zip(paper.options, points, strict=True), 1)
        ]
        records.append(gr.model.Ballot.of("v", marks, paper.papers))
    snapshot = Snapshot.of(records, charter, as_of=date(2021, 12, 31), check=False)
    PabulibFile().write(leaving_of(snapshot), target)
    return kind


CITIES = ("poland_krakow_2021_bienczyce", "poland_katowice_2020_zarzecze", "poland_gdynia_2020_kamienna-gora-small")


@pytest.mark.parametrize("file", CITIES)
def test_a_real_vote_of_a_city_comes_in_and_leaves_as_it_was(tmp_path: Path, file: str) -> None:
    vote = read_pabulib(shared_data(f"pabulib/{file}.pb").read_text(encoding="utf-8"))
    kind = kept_and_written(vote, tmp_path / "v.pb")
    again = read_pabulib((tmp_path / "v.pb").read_text(encoding="utf-8"))
    assert not again.problems
    marked = {id for paper in vote.papers for id in paper.options}
    assert {one for one in vote.projects if one.id in marked} == set(again.projects)
    assert papers_in(again) == papers_in(vote)
    if kind is PaperKind.ORDINAL:
        assert set(again.papers) == set(vote.papers)
    assert (again.budget, again.meta["vote_type"]) == (vote.budget, vote.meta["vote_type"])


@pytest.mark.slow
@pytest.mark.parametrize("file", CITIES)
def test_the_tools_of_those_who_collect_such_votes_read_the_same_of_what_came_in_and_of_what_left(
    tmp_path: Path, file: str
) -> None:
    election = pytest.importorskip("pabutools.election", reason="pabutools is not installed (pip install pabutools)")
    given = shared_data(f"pabulib/{file}.pb")
    vote = read_pabulib(given.read_text(encoding="utf-8"))
    kept_and_written(vote, tmp_path / "v.pb")
    marked = {id for paper in vote.papers for id in paper.options}

    def told(path: Path) -> tuple[Any, ...]:
        instance, papers = election.parse_pabulib(str(path))
        named = {str(one.name): float(one.cost) for one in instance if str(one.name) in marked}
        return float(instance.budget_limit), named, Counter(repr(sorted(map(str, one))) for one in papers)

    assert told(given) == told(tmp_path / "v.pb")
    assert sum(told(given)[2].values()) == sum(one.papers for one in vote.papers) > 100


def test_what_is_asked_for_wrongly_is_told_in_both_languages(tmp_path: Path) -> None:
    whole = office(tmp_path)
    with pytest.raises(NoPlugin, match="no plugin exports as 'icalender'") as missing:
        whole.export("icalender", tmp_path / "a.ics", DAY)
    assert missing.value.text("en").startswith("nothing here exports as 'icalender'; there are icalendar")
    assert missing.value.text("zh").startswith("没有“icalender”这种导出格式，有：日历、通讯录、")
    with pytest.raises(InvalidArgument, match="the format icalendar has no option 'vote'"):
        whole.export("icalendar", tmp_path / "a.ics", DAY, vote="v-1")
    with pytest.raises(InvalidArgument, match="the format pabulib has no option 'votes'; it has vote"):
        whole.export("pabulib", tmp_path / "a.pb", DAY, votes="v-1")
    with pytest.raises(NotFound, match="no vote on projects"):
        whole.export("pabulib", tmp_path / "a.pb", DAY)
    with pytest.raises(InvalidArgument, match="no folder"):
        whole.export("icalendar", tmp_path / "nowhere" / "a.ics", DAY)
    (tmp_path / "calendars").mkdir()
    with pytest.raises(InvalidArgument, match="is a folder"):
        whole.export("icalendar", tmp_path / "calendars", DAY)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["calendars", "ledgers"]


def test_no_export_is_written_over_the_records_of_an_office(tmp_path: Path) -> None:
    store = tmp_path / "office.sqlite"
    with office(tmp_path, address=str(tmp_path / "office.db")) as whole:
        before = (tmp_path / "office.db").read_bytes()
        store.write_bytes(before)
        for target in (tmp_path / "office.db", store):
            with pytest.raises(InvalidArgument, match="records lie in"):
                whole.export("datapackage", target, DAY)
            assert target.read_bytes() == before


def test_that_nothing_leaves_is_told_by_what_was_asked(tmp_path: Path) -> None:
    whole = office(tmp_path)
    for purpose, cured in (("office", False), ("publication", True)):
        with pytest.raises(NotFound, match="nothing of this kind leaves") as told:
            whole.seen_by("ann", purpose=purpose).export("geojson", tmp_path / "a.geojson", DAY)
        assert ("opens all that you may read" in told.value.text("en")) == cured
        assert ("日常办公" in told.value.text("zh")) == cured
    with pytest.raises(NotFound) as told:
        whole.export("pabulib", tmp_path / "a.pb", DAY)
    assert "''" not in told.value.text("en") and "“”" not in told.value.text("zh")


def test_a_format_goes_by_what_it_is_called_in_any_language(tmp_path: Path) -> None:
    whole = office(tmp_path)
    files = [
        whole.export(name, tmp_path / f"{place}.zip", DAY) for place, name in enumerate(("datapackage", "Ledgers", "全部台账"))
    ]
    assert len({path.read_bytes() for path in files}) == 1

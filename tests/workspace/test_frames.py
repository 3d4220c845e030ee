"""Records as typed tables: what a reader sees of each noun, for whoever goes on counting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from support.samples import TENANTS

import grassroots as gr
from grassroots.fields import Column, fields_of
from grassroots.model import DERIVED, NOUNS, Case, Membership, Person, Tally, noun_class

DAY = "2024-12-31"


@pytest.fixture(scope="module")
def office() -> gr.Office:
    found = gr.open("memory:")
    assert found.take_in(TENANTS).stored
    return found


def test_a_frame_has_a_row_a_record_with_where_it_stands(office: gr.Office) -> None:
    polars = pytest.importorskip("polars")
    frame = office.frame(Case, DAY)
    table = polars.DataFrame(frame)
    assert table["id"].to_list() == [one.id for one in office.records(Case, DAY)]
    by_state = dict(table.group_by("status_state").len().iter_rows())
    assert sum(by_state.values()) == 24
    assert table["home"].n_unique() == 3
    assert table["steps"].list.eval(polars.element().struct.field("on")).explode().dtype == polars.Date
    assert table.filter(polars.col("home") == "house-1").height == office.figure("cases_received", DAY, scope="house-1").value


def test_every_noun_stored_and_derived_has_a_frame_of_the_types_that_its_fields_have(office: gr.Office) -> None:
    arrow = pytest.importorskip("pyarrow")
    types = {
        Column.TEXT: arrow.string(),
        Column.INTEGER: arrow.int64(),
        Column.DATE: arrow.date32(),
        Column.FLAG: arrow.bool_(),
    }
    for noun in (*NOUNS, *DERIVED):
        frame = office.frame(noun, DAY)
        table = frame.to_arrow()
        assert table.num_rows == len(office.records(noun, DAY)), noun
        for info in fields_of(noun_class(noun)):
            if not info.many and info.kind in types:
                assert table.schema.field(info.name).type == types[info.kind], (noun, info.name)


def test_a_quantity_stands_as_numbers_and_as_it_was_written(office: gr.Office, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    other = gr.open("memory:")
    other.add(gr.model.Unit(id="all", kind="association", name="All"), reason="begun")
    amount = gr.values.Quantity(raw="1200.5", value=Decimal("1200.5"), measured_in="CNY")
    other.add(Tally(id="t-1", unit="all", kind="residents", on=date(2024, 1, 2), amount=amount, origin="=sum"), reason="told")
    frame = other.frame(Tally, DAY)
    (row,) = frame.to_arrow().select(["amount_raw", "amount_value", "amount_measured_in", "on"]).to_pylist()
    assert row == {
        "amount_raw": "1200.5",
        "amount_value": Decimal("1200.5000"),
        "amount_measured_in": "CNY",
        "on": date(2024, 1, 2),
    }
    text = frame.write(tmp_path / "t.csv").read_text(encoding="utf-8-sig")
    assert "'=sum" in text
    assert frame.write(tmp_path / "t.parquet").stat().st_size > 0
    with pytest.raises(gr.errors.InvalidArgument):
        frame.write(tmp_path / "t.doc")
    assert "1200.5" in frame._repr_html_()


def test_a_frame_holds_what_its_reader_may_see_and_no_more(office: gr.Office) -> None:
    assert any(row["name"] for row in office.frame(Person, DAY).to_rows())
    published = office.seen_by("ann", purpose="publication")
    assert not any(row["name"] for row in published.frame(Person, DAY).to_rows())
    assert len(published.frame(Membership, DAY)) == 0
    clerk = office.seen_by(gr.Actor.at("ann", "house-1"))
    assert {row["home"] for row in clerk.frame(Case, DAY).to_rows()} == {"house-1"}
    assert "withheld" not in str([published.frame(noun, DAY).to_rows() for noun in NOUNS])

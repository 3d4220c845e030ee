"""The kit for readers of tables: ours pass, and a twin that breaks a law is rejected for it."""

from __future__ import annotations

import pytest

from grassroots.builtin.csv import TextRows
from grassroots.testing.laws import LawBroken
from grassroots.testing.rows_kit import BROKEN, LAWS, check_rows, twin
from grassroots_xlsx.rows import WorkbookRows


def test_every_law_has_a_broken_twin() -> None:
    assert set(BROKEN) == set(LAWS)


@pytest.mark.parametrize("name", ["table.csv", "table.tsv", "table.txt"])
def test_tables_of_text_keep_the_laws(name: str) -> None:
    check_rows(TextRows, name)


def test_workbooks_keep_the_laws() -> None:
    check_rows(WorkbookRows, "table.xlsx", sheets=2)


@pytest.mark.parametrize("law", LAWS)
def test_the_kit_rejects_what_breaks_a_law(law: str) -> None:
    if law == "sheets_keep_their_order":
        with pytest.raises(LawBroken) as caught:
            check_rows(twin(BROKEN[law], WorkbookRows), "table.xlsx", sheets=2)
    else:
        with pytest.raises(LawBroken) as caught:
            check_rows(twin(BROKEN[law], TextRows), "table.csv")
    assert law in caught.value.broken

"""What a strict type checker accepts also runs."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import grassroots as gr
from grassroots.errors import NotFound
from grassroots.model import Case, Person

TENANTS = Path(__file__).parents[2] / "docs/examples/tenants/ledgers"


def test_the_script_that_mypy_reads_with_the_library_does_what_it_says() -> None:
    found = importlib.util.spec_from_file_location("script", Path(__file__).with_name("script.py"))
    assert found is not None
    assert found.loader is not None
    script = importlib.util.module_from_spec(found)
    found.loader.exec_module(script)
    with gr.open("memory:") as office:
        office.take_in(TENANTS)
        told = script.use(office, "2024-12-31")
        assert told
        assert told[0].endswith("received")
        case = office.records(Case, "2024-12-31")[0]
        assert office.get(Case, case.id) == office.get("case", case.id) == case
        with pytest.raises(NotFound):
            office.get(Person, case.id)

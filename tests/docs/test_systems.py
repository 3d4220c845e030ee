"""The page of systems cannot lie: its rows, states and proofs are those of the repository."""

from __future__ import annotations

import importlib.util
import os
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GRASSROOTS_DATA", ROOT.parent / "shared" / "data"))
SYSTEMS = tomllib.loads((ROOT / "docs/reference/systems.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_systems", ROOT / "docs/reference/make_systems.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_data_and_the_tests_say(maker: ModuleType) -> None:
    assert (ROOT / "docs/reference/systems.md").read_text(encoding="utf-8") == maker.page(), (
        "run docs/reference/make_systems.py"
    )


def test_every_row_that_claims_to_work_has_a_test_that_goes_from_ledger_to_figure(maker: ModuleType) -> None:
    proved = maker.proofs()
    claimed = {id for id, row in SYSTEMS.items() if row.get("state") in ("working", "partly")}
    assert claimed == set(proved)


def test_partly_says_what_is_lacking_and_working_lacks_nothing() -> None:
    for id, row in SYSTEMS.items():
        state = row.get("state", "missing")
        assert state in ("working", "partly", "missing"), id
        assert bool(row.get("lacks")) >= (state == "partly"), id
        assert not (state == "working" and row.get("lacks")), id


def test_the_rows_are_the_hundred_and_six_of_the_seed_documents() -> None:
    assert len(SYSTEMS) == 106
    listed = DATA.parent / "domain" / "systems.md"
    if not listed.exists():
        pytest.skip(f"the list of systems is not at {listed}")
    assert set(SYSTEMS) == set(re.findall(r"^\| (S\d-\d\d) \|", listed.read_text(encoding="utf-8"), re.MULTILINE))

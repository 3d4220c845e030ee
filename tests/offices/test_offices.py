"""Every entry of every office that is there: figures, findings, to-dos, changes of one cell. What does not pass yet is listed in open.toml, and only that."""

from __future__ import annotations

import pytest
from support.office_entries import Entry, folder, office, offices, open_entries

KNOWN = [
    pytest.param(name, kind, entry, id=f"{name}-{entry['id']}") for name in offices() for kind, entry in office(name).entries()
]


@pytest.mark.skipif(not offices(), reason=f"no offices in {folder()}; GRASSROOTS_OFFICES says where they are")
@pytest.mark.parametrize(("name", "kind", "entry"), KNOWN)
def test_an_entry_comes_out(name: str, kind: str, entry: Entry) -> None:
    outcome = office(name).ask(kind, entry)
    if entry["id"] in open_entries().get(name, {}):
        assert outcome.how != "passed", f"{name} {entry['id']} passes: strike it out of tests/offices/open.toml"
    else:
        assert outcome.how == "passed", f"{entry}: {outcome}"


@pytest.mark.skipif(not offices(), reason=f"no offices in {folder()}; GRASSROOTS_OFFICES says where they are")
def test_a_charter_of_an_office_is_short() -> None:
    for name in offices():
        lines = [line for file in office(name).charter.glob("*.toml") for line in file.read_text(encoding="utf-8").splitlines()]
        assert len(lines) <= 64, name


def test_what_is_listed_as_open_is_an_entry() -> None:
    for name in set(offices()) & set(open_entries()):
        assert set(open_entries()[name]) <= {entry["id"] for _, entry in office(name).entries()}

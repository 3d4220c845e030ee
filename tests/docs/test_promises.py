"""The tests that the pages on privacy and security name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grassroots.testing.store_kit import LAWS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["docs/explanation/privacy.md", "docs/explanation/reliability.md", "SECURITY.md"])
def test_every_promise_names_a_test_that_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    sources = "\n".join(one.read_text(encoding="utf-8") for one in (ROOT / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", sources))
    told = set(re.findall(r"`(test_\w+)`", text))
    paths = set(re.findall(r"`(tests/[\w/]+\.py)`", text))
    laws = set(re.findall(r"`(\w*erase\w*_\w+|an_erasure_\w+)`", text)) - told
    assert told - there == set()
    assert {one for one in paths if not (ROOT / one).is_file()} == set()
    assert laws <= set(LAWS)
    assert len(told | paths) > 3


# -- the machines of those who read it --


def test_no_page_has_a_command_of_unix_alone_without_the_one_for_windows() -> None:
    """Offices work on Windows: where a page calls `python3` or switches an environment on, it says how that is done there."""
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").glob("tutorial/*.md")),
        *sorted((ROOT / "docs").glob("how-to/*.md")),
    ]
    lacking = [
        f"{page.name}: {what}"
        for page in pages
        for what, twin in ((r"\bpython3 ", r"(?<![.\w])py\b"), (r"source \.venv/bin/activate", r"\.venv\\Scripts\\activate"))
        if re.search(what, text := page.read_text(encoding="utf-8")) and not (re.search(twin, text) and "Windows" in text)
    ]
    assert lacking == []

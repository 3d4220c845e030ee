"""The site of the pages: every page is found from its navigation, and it is built with every link checked and nothing loaded from elsewhere."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"'> ]+)")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_site", ROOT / "docs" / "site" / "make_site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(tool: ModuleType) -> dict[str, str]:
    made: dict[str, str] = tool.pages()
    return made


def listed(nav: Any) -> Iterator[str]:
    """The pages of a navigation."""
    if isinstance(nav, str):
        yield nav
    else:
        for one in nav.values() if isinstance(nav, dict) else nav:
            yield from listed(one)


def test_every_page_is_found_once_and_every_way_in_is_there(tool: ModuleType, pages: dict[str, str]) -> None:
    found = list(listed(tool.navigation(list(pages))))
    assert sorted(found) == sorted(pages)
    assert len(pages) > 90


def test_every_public_name_of_every_room_has_its_place(tool: ModuleType, pages: dict[str, str]) -> None:
    rooms = {module.__name__: module for module in tool.rooms()}
    assert {
        f"grassroots.{name}" for name in ("model", "figures", "rules", "store", "workspace", "hooks", "samples")
    } <= rooms.keys()
    for name, module in rooms.items():
        page = pages[f"{tool.ROOMS}/{name}.md"]
        assert not [one for one in module.__all__ if f"## `{one}`" not in page], name


def test_what_belongs_to_a_method_stands_below_it(tool: ModuleType, pages: dict[str, str]) -> None:
    text = "- **`.rows()`**\n\n  A row.\n\n  ```pycon\n  >>> 1\n      x\n  ```\n\nPlain.\n\n  left\n"
    assert (
        tool.nested(text)
        == "- **`.rows()`**\n\n    A row.\n\n    ```pycon\n    >>> 1\n        x\n    ```\n\nPlain.\n\n  left\n"
    )
    assert "- **`.records(self) -> 'Evidence'`**\n\n    Asks the question again" in pages[f"{tool.ROOMS}/grassroots.figures.md"]


def test_a_notebook_is_a_page_with_what_it_shows(pages: dict[str, str]) -> None:
    page = pages["docs/notebooks/analyst.md"]
    assert page.startswith("# An analyst's year\n")
    assert "```python\nrate = office.figure(" in page
    assert "<table><tr>" in page
    assert "<style" not in page


@pytest.mark.slow
def test_the_site_is_built_offline_and_no_link_is_broken(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("zensical", reason='Zensical is not installed (pip install "grassroots[docs]")')
    tool.build(tmp_path / "site")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 90
    assert not {link for page in pages for link in LOADED.findall(page.read_text(encoding="utf-8"))}
    assert "半小时上手" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    whole = tool.pages()
    monkeypatch.setattr(tool, "pages", lambda: {**whole, "docs/how-to/lost.md": "# Lost\n\n[nowhere](no-such-page.md)\n"})
    with pytest.raises(SystemExit, match=r"no-such-page\.md|does not exist"):
        tool.build(tmp_path / "other")

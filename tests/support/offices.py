"""A small office under the neutral charter: a club of two houses, its ledgers as text, and workspaces over them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import grassroots as gr

UNITS = """code,name,kind,part of,founded on
club,The Club,association,,2019-05-01
north,North House,house,club,2019-05-01
south,South House,house,club,2019-05-01
"""
MEMBERS = """No.,name,unit,member since
1,Ann Example,north,2020-01-01
2,Bob Example,south,2021-01-01
"""
CASES = """No.,unit,category,what was said,received on,answered on,outcome
1,north,request,the lamp,2024-01-22,2024-02-11,solved
2,north,request,the door,2024-02-01,,
3,south,request,the roof,2024-03-01,,
"""
LEDGERS = {"units.csv": UNITS, "members.csv": MEMBERS, "cases.csv": CASES}


def put(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes files into a folder, and gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def office(folder: Path, files: Mapping[str, str] = LEDGERS, address: str = "memory:", **more: Any) -> gr.Office:
    """A workspace that has these ledgers in store."""
    opened = gr.open(address, plugins=gr.Plugins.of(), create=True, **more)
    reading = opened.take_in(put(folder / "ledgers", files))
    assert reading.stored, str(reading)
    return opened


def line(text: str, number: int, new: str) -> str:
    """The ledger with another text in its row `number` (the headings are row 1); without that row if `new` is empty."""
    lines = text.splitlines()
    lines[number - 1 : number] = [new] if new else []
    return "\n".join(lines) + "\n"

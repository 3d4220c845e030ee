"""Rows at random: nothing is raised, no row is lost, and nothing is stored that the row does not say."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from support.mess import COLUMNS
from support.sheets import house, table
from support.workbooks import shown

from grassroots.ledgers import Row, Table, build
from grassroots.model import Activity, Case, Person, Tally, key_of
from grassroots.values import Source

TYPED = [shown(kind.cell) for column in COLUMNS for kind in column.kinds]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DITTO = ("同上", "同前", "〃", "″", '"', "”", "''")
UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u00ad"))
MARKS = list("0123456789") * 3 + list(" .,-/:年月日号元万约整￥%()（）~TZ+'=\"E") + ["", "a", "星期四"]


def cell(chance: random.Random) -> str:
    text = chance.choice(TYPED)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(MARKS) + text[at + chance.randrange(2) :]
    return text


ONES = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


def numbers_in(text: str) -> set[int]:
    text = text.translate(UNSEEN)
    plain = "".join(chr(ord(one) - 0xFEE0) if "０" <= one <= "９" else one for one in text)
    runs = re.findall(r"\d+", plain)
    # Days may be written out: 二〇一四年六月五日, 十月, 廿三日.
    for run in re.findall("[〇零一二三四五六七八九十廿卅]+", plain):
        digits = [ONES.get(one) for one in run]
        if None not in digits:
            runs.append("".join(str(one) for one in digits))
        elif "十" in run or run[0] in "廿卅":
            tens, _, ones = run.replace("廿", "二十").replace("卅", "三十").partition("十")
            runs.append(str(10 * ONES.get(tens or "一", 0) + ONES.get(ones or "零", 0)))
    eight = [part for run in runs if len(run) in (6, 8, 12, 14) for part in (run[:4], run[4:6], run[6:8]) if part]
    named = [number for number, name in enumerate(MONTHS, 1) if name in text.casefold()]
    return {*(int(part) for part in (*runs, *eight)), *named}


def says_day(text: str, year: int, *rest: int | None) -> bool:
    found = numbers_in(text)
    return (year in found or year % 100 in found) and {part for part in rest if part} <= found


def says_amount(text: str, value: Decimal) -> bool:
    """Whether the digits of a value stand in a text, whatever marks and zeros are about them."""
    digits = format(abs(value).normalize(), "f").replace(".", "").strip("0")
    text = text.translate(UNSEEN)
    typed = re.sub(r"\D", "", "".join(chr(ord(one) - 0xFEE0) if "０" <= one <= "９" else one for one in text))
    return digits in typed


def tried(rows: int, seed: int) -> None:
    chance = random.Random(seed)
    files = {
        "meetings": ("No.", "unit", "held on"),
        "tallies": ("day", "unit", "number"),
        "opinions": ("No.", "unit", "received on"),
        "members": ("No.", "name", "born"),
    }
    typed: dict[tuple[str, int], str] = {}
    tables = []
    for name, headings in files.items():
        lines = [Row(headings, Source(f"{name}.csv", "", 1))]
        for number in range(2, rows // len(files) + 2):
            text = typed[name, number] = cell(chance)
            if text.strip() in DITTO:
                # What the row says is what the row above says.
                typed[name, number] = typed.get((name, number - 1), "")
            unit = "Ann Example" if name == "members" else f"b{number % 90}"
            first, unit = ("2014-01-01", f"u{number}") if name == "tallies" else (f"k{number}", unit)
            natures = "tt" + chance.choice("tn")
            lines.append(Row((first, unit, text), Source(f"{name}.csv", "", number), natures=natures))
        tables.append(Table(file=f"{name}.csv", sheet="", rows=iter(lines)))
    units = "code | name | kind\n" + "\n".join(f"b{n} | Branch {n} | branch" for n in range(90))
    units += "\n" + "\n".join(f"u{n} | Unit {n} | branch" for n in range(2, rows // len(files) + 2))
    reading = build([table("units.csv", units), *tables], house())
    reading.check_conservation()
    sources = {key: source for source, keys in reading.fed.items() for key in keys}
    records = {key_of(record): record for record in reading.records}
    stored = 0
    for key, source in sources.items():
        text = typed.get((source.file.removesuffix(".csv"), source.row), "")
        match records[key]:
            case Activity() as record:
                assert says_day(text, record.on.year, record.on.month, record.on.day), (text, record.on)
            case Case() as record:
                on = record.steps[0].on
                assert says_day(text, on.year, on.month, on.day), (text, on)
            case Person() as record if record.birth:
                assert says_day(text, record.birth.year, record.birth.month, record.birth.day), (text, record.birth)
            case Tally() as record if record.amount.value is not None:
                assert says_amount(text, record.amount.value), (text, record.amount)
            case _:
                continue
        stored += 1
    assert stored > rows // 20


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_at_random_are_read_or_told_and_never_something_else(seed: int) -> None:
    tried(1200, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_a_million_rows_at_random(seed: int) -> None:
    tried(10_000, 1000 + seed)

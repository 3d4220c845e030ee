"""The rows of a workbook as texts: looked at first, then read by calamine. Nothing here needs the library, so that a process of its own starts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, TypeVar

from attrs import frozen

from grassroots_xlsx.look import MOST_CELLS, Found, Unfit
from grassroots_xlsx.parts import MOST_PARTS
from grassroots_xlsx.scan import MEANT, MISTAKES, PLAIN, scan

T = TypeVar("T")
Line = tuple[list[str], int, bool, list[tuple[int, str]], str, bool]
"""A row: its cells, its number from 1, whether it is hidden, its faults, what its cells are, whether it is struck through."""

_NATURES = {bool: "b", float: "n", int: "n", datetime: "d", date: "d", time: "h", timedelta: "h"}
"""What each cell is, as rows say it; all others are texts."""


@frozen
class Page:
    """A sheet: its title, whether it is hidden, whether it is our own, its rows."""

    title: str
    hidden: bool
    own: bool
    lines: Iterator[Line]
    hidden_columns: tuple[int, ...] = ()
    noted: tuple[tuple[int, int], ...] = ()
    """Where comments stand: row from 1, place from 0."""


def pages(data: bytes) -> Iterator[Page]:
    """The sheets that hold ledgers, in order, our own first: what each row of mistakes is about, and the mistakes.

    Raises:
        Unfit: it is no workbook, or goes beyond a limit.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    look = scan(data)
    book = _guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(data)))
    places = {sheet.name: place for place, sheet in enumerate(book.sheets_metadata)}
    for title in (look.own.get(MEANT, ""), look.own.get(MISTAKES, "")):
        if title in places:
            yield Page(title, True, True, _lines(book, places[title], title, Found()))
    if len(book.sheets_metadata) > MOST_PARTS:  # several may lie in one part
        raise Unfit("file-too-large", limit=f"{MOST_PARTS:,}")
    for place, sheet in enumerate(book.sheets_metadata):
        plain = {title for name, title in look.own.items() if name.startswith(PLAIN)}
        kept = sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible != SheetVisibleEnum.VeryHidden
        if kept and (sheet.name in plain or sheet.name not in look.own.values()):
            found = look.sheets.get(sheet.name, Found())
            columns = tuple(sorted(column for column in found.hidden_columns if column < found.columns))
            yield Page(
                sheet.name,
                sheet.visible != SheetVisibleEnum.Visible,
                False,
                _lines(book, place, sheet.name, found, plain=sheet.name in plain),
                columns,
                tuple(sorted((row + 1, column) for row, column in found.noted)),
            )


def _guarded(read: Callable[[], T]) -> T:
    """Whatever the reader raises for a damaged file is told as a problem of the file. It is written in Rust and promises no type: a panic of it
    comes as a `BaseException` that no module exports. What stops a program passes, and nothing of ours runs inside."""
    try:
        return read()
    except MemoryError:
        raise
    except Exception:
        raise Unfit("grassroots_xlsx:not-a-spreadsheet") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unfit("grassroots_xlsx:not-a-spreadsheet") from None


def _lines(book: Any, place: int, title: str, found: Found, *, plain: bool = False) -> Iterator[Line]:
    sheet = _guarded(lambda: book.get_sheet_by_index(place))
    grid: list[list[Any]] = _guarded(lambda: sheet.to_python(skip_empty_area=False)) if sheet.height else []
    width = max((len(row) for row in grid), default=0)
    height = max([len(grid), *(row + 1 for row, _ in found.faults)])
    faults: dict[int, list[tuple[int, str]]] = {}
    for (row, column), code in sorted(found.faults.items()):
        faults.setdefault(row, []).append((column, code))
    for row, column in found.struck_cells:
        if row not in found.struck:
            faults.setdefault(row, []).append((column, "struck-cell"))
    filled = _fill_merged(grid, sheet.merged_cell_ranges or found.merged, width, title)
    for number in range(height):
        values = grid[number] if number < len(grid) else []
        wrong = faults.get(number, [])
        cells = []
        for at, value in enumerate(values):
            try:
                cells.append(_text(value))
            except (OverflowError, ValueError):
                # No number, or a day after the last one.
                cells.append("")
                wrong = [*wrong, (at, "grassroots_xlsx:spreadsheet-error")]
        for at in range(len(cells)) if found.shown else ():
            if shows := found.shown.get((number, at)):
                cells[at] = _as_shown(cells[at], shows)
        while cells and not cells[-1].strip():
            cells.pop()
        if cells or wrong:
            natures = "".join([_NATURES.get(type(value), "?" if plain else "t") for value in values[: len(cells)]])
            if number in filled:
                natures = "".join(one.upper() if at in filled[number] else one for at, one in enumerate(natures))
            yield cells, number + 1, number in found.hidden, sorted(wrong), natures, number in found.struck


def _fill_merged(grid: list[list[Any]], ranges: Sequence[Any], width: int, title: str) -> dict[int, set[int]]:
    """Every cell of a merged range has the value of its first. Gives the places that were filled: row → columns."""
    filled: dict[int, set[int]] = {}
    count = 0
    for (top, left), (bottom, right) in ranges:
        if top >= len(grid) or left >= width:
            continue
        value = grid[top][left]
        rows, columns = range(top, min(bottom + 1, len(grid))), range(left, min(right + 1, width))
        count += len(rows) * len(columns)
        if count > MOST_CELLS:
            raise Unfit("grassroots_xlsx:beyond-limits", title)
        for row in rows:
            for column in columns:
                grid[row][column] = value
                if (row, column) != (top, left):
                    filled.setdefault(row, set()).add(column)
    return filled


def _as_shown(text: str, shows: str) -> str:
    """A cell as its format shows it: the year or month of a day that was typed without one, the zeros before a number, what makes another amount of it; a yes
    or no that is kept as a number."""
    if shows in ("true", "false"):
        return shows
    if shows[0] == "%":
        return f"{(Decimal(text) * 100).normalize():f}%"
    if shows[0] == "~":
        before, behind, *digits = shows[1:].split("|")
        return f"{before}{text.zfill(len(digits[0])) if digits and text.isdecimal() else text}{behind}"
    if shows[0] == "0":
        return text.zfill(len(shows)) if text.isdecimal() else text
    if shows == "year" and text.endswith("-01-01"):
        return text[:4]
    return text[:7] if text.endswith("-01") else text


def _text(value: Any) -> str:
    """A cell as text. A number is shown with the fifteen digits that a spreadsheet keeps, never as 1E+05; midnight is left out."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_shown(value)
        case datetime():
            rounded = value + timedelta(microseconds=500_000)
            rounded = rounded.replace(microsecond=0)
            return rounded.date().isoformat() if rounded.time() == time() else rounded.isoformat(" ")
        case date():
            return value.isoformat()
        case time():
            return value.replace(microsecond=0).isoformat()
        case timedelta():
            seconds = round(value.total_seconds())
            return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return "" if value is None else str(value)


def number_shown(value: float) -> str:
    """A number as a cell without a format shows it: with no more digits than a workbook keeps."""
    if value == int(value):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")

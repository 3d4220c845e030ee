"""Several tables in one sheet, side by side or one below another, each with headings of its own: where one ends and the next begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from attrs import evolve, frozen

from grassroots.ledgers.around.setting import when_of
from grassroots.ledgers.cells import fold
from grassroots.ledgers.table import Row, within
from grassroots.values import Source

Fits = Callable[[Sequence[Row]], frozenset[object]]
"""The ledgers of which the first of these rows (or the first two) are the headings, with all that are needed; and in which places."""

_MOST_TITLES = 3


@frozen
class Part:
    """One of the tables of a sheet: its rows, titles and headings included. `label`: where its headings begin, as `E1`; empty for the first.
    `beside`: the first places of small tables beside it that are no ledgers and were left out."""

    rows: Sequence[Row]
    label: str = ""
    beside: tuple[int, ...] = ()


def apart(rows: Sequence[Row], known: frozenset[str], fits: Fits) -> list[Part]:
    """The tables of a sheet; most have one. `known`: all headings of all ledgers, folded."""
    starts = [place for place, row in enumerate(rows) if _may_head(row, known)]
    if not starts:
        return [Part(rows)]
    cuts = _cuts(rows, starts, fits)
    parts: list[Part] = []
    for (first, head), (end, _) in pairwise([*cuts, (len(rows), 0)]):
        parts += _side_by_side(rows[first:end], head - first, known, fits)
    return [_labelled(part) if place else evolve(part, label="") for place, part in enumerate(parts)]


def _may_head(row: Row, known: frozenset[str]) -> bool:
    """Whether a row may be headings: its first text is one, and at least half of the others are."""
    first = row.cells[0] if row.cells else ""
    if not first or first.isspace():
        first = next((cell for cell in row.cells if cell and not cell.isspace()), "")
    if not first or not (_known(first, known)):
        return False
    texts = [cell for cell in row.cells if cell and not cell.isspace()]
    return len(set(texts)) > 1 and 2 * sum(_known(text, known) for text in texts) >= len(texts)


def _known(text: str, known: frozenset[str]) -> bool:
    return len(text) < 60 and fold(text) in known


def _cuts(rows: Sequence[Row], starts: Sequence[int], fits: Fits) -> list[tuple[int, int]]:
    """Where each table begins, its titles included, and where its headings stand. The same headings again go on with the same table, unless a
    title above them says another time."""
    cuts = [(0, starts[0])]
    before = fits(rows[starts[0] : starts[0] + 2]) if len(starts) > 1 else frozenset()
    for start in starts[1:]:
        first, head = cuts[-1]
        if (start == head + 1 and before) or not (found := fits(rows[start : start + 2])):
            continue
        if not before and start - head <= _MOST_TITLES:
            # What seemed to be headings stands above them: headings of several rows.
            cuts[-1], before = (first, start), found
            continue
        title = start
        while title - 1 > head and start - title < _MOST_TITLES and _is_title(rows[title - 1]):
            title -= 1
        texts = [cell for row in rows[title:start] for cell in row.cells if cell.strip()]
        when = when_of(texts, "", "")
        if not found & before or when.year or when.month:
            cuts.append((title, start))
            before = found
    return cuts


def _headings(row: Row) -> list[tuple[int, str]]:
    return [(place, fold(cell)) for place, cell in enumerate(row.cells) if cell and not cell.isspace()]


def _is_title(row: Row) -> bool:
    return len({cell.strip() for cell in row.cells} - {""}) == 1


def _side_by_side(rows: Sequence[Row], head: int, known: frozenset[str], fits: Fits) -> Iterator[Part]:
    spans = _spans(rows, head, known)
    whole = Part(rows, _corner(rows[head], 0))
    if len(spans) < 2:
        yield whole
        return
    cut = [[part for row in rows[head:] if (part := _between(row, first, end)) is not None] for first, end in spans]
    good = [bool(part and fits(part[:2])) for part in cut]
    names = [{text for _, text in _headings(part[0])} if part else set() for part in cut]
    of_good = {text for ok, texts in zip(good, names, strict=True) if ok for text in texts & known}
    apart = [first for ok, texts, (first, _) in zip(good, names, spans, strict=True) if not ok and texts & of_good]
    if sum(good) < 2 and not (any(good) and apart):
        yield whole
        return
    kept: list[tuple[int, int]] = []
    for ok, (first, end) in zip(good, spans, strict=True):
        if ok:
            kept.append((first, end))
        elif kept and first not in apart:
            kept[-1] = (kept[-1][0], end)
    for number, (first, end) in enumerate(kept):
        titles = [part for row in rows[:head] if (part := row if _is_title(row) else _between(row, first, end)) is not None]
        below = [part for row in rows[head:] if (part := _between(row, first, end)) is not None]
        yield Part([*titles, *below], _corner(rows[head], first), tuple(apart) if number == 0 else ())


def _spans(rows: Sequence[Row], head: int, known: frozenset[str]) -> list[tuple[int, int]]:
    """The runs of columns between those that are empty from the headings down; or the repetitions of the same headings."""
    heading = rows[head].cells
    width = max(len(row.cells) for row in rows[head:])
    filled = {place for place, cell in enumerate(heading) if cell and not cell.isspace()}
    if len(filled) < 2:
        return [(0, width)]
    if gaps := set(range(min(filled), max(filled))) - filled:
        for row in rows[head + 1 :]:
            gaps -= {place for place in gaps if place < len(row.cells) and row.cells[place].strip()}
            gaps -= {place for place, _ in row.faults}
            if not gaps:
                break
    places = [-1, *sorted(gaps), width]
    spans = [(first + 1, end) for first, end in pairwise(places) if end > first + 1]
    if len(spans) > 1:
        return spans
    return _repeated([fold(cell) for cell in heading], known) or spans


def _repeated(texts: Sequence[str], known: frozenset[str]) -> list[tuple[int, int]]:
    """The same headings again and again, without a gap."""
    for length in range(2, len(texts) // 2 + 1):
        if len(texts) % length == 0 and texts[0] in known and all(one == texts[at % length] for at, one in enumerate(texts)):
            return [(first, first + length) for first in range(0, len(texts), length)]
    return []


def _between(row: Row, first: int, end: int) -> Row | None:
    """What a row has between two columns, each cell in its place; None where it has nothing."""
    cells = tuple("" if place < first else cell for place, cell in enumerate(row.cells[:end]))
    faults = tuple(one for one in row.faults if first <= one[0] < end)
    if not faults and not any(cell and not cell.isspace() for cell in cells):
        return None
    return evolve(row, cells=cells, faults=faults, natures=row.natures[:end])


def _corner(row: Row, first: int) -> str:
    place = next(place for place, cell in enumerate(row.cells) if place >= first and cell.strip())
    return f"{column_letter(place)}{row.source.row}"


def _labelled(part: Part) -> Part:
    def there(source: Source) -> Source:
        return evolve(source, sheet=within(source.sheet, part.label))

    return evolve(part, rows=[evolve(row, source=there(row.source)) for row in part.rows])


def column_letter(place: int) -> str:
    """What a spreadsheet calls a column; `place` counts from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters

"""Charts as drawings: plain SVG, whose words stay words. They differ in shape and stroke, not in colour alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from fractions import Fraction
from html import escape

from grassroots.reports.rendered import Bar, BarChart, LineChart
from grassroots.reports.shapes import Layout

_WIDTH, _LABEL, _STEP, _THICK, _SIZE = 480, 140, 28, 16, 13
"""Of a drawing, in its own units: its width (on a phone it is read without scrolling), the room for labels, from bar to bar, the thickness of a bar, the size of letters."""
_HIGH, _LEFT, _BELOW, _ABOVE = 190, 56, 28, 26
"""Of lines: the height of the field, and the room at its left, below and above it."""
_HIGHEST = 420
"""How high a map may be."""
STROKES = (("#1f6b45", ""), ("#7d8a83", "6 4"), ("#1d2a24", "2 3"), ("#a8741a", "10 3 2 3"))
"""Colour and dashes of the lines in turn."""

Lead = Callable[[str, str], str]
"""(name of a figure, what is drawn of it) → the same, leading where the figure is told."""


def drawing(
    chart: BarChart | LineChart, colon: str = ": ", lead: Lead = lambda figure, drawn: drawn, *, alone: bool = False
) -> str:
    """A chart as SVG, for a page or (`alone`) for a file of its own. `lead` puts a link round what is drawn of a figure."""
    lines = list(_bars(chart, colon, lead) if isinstance(chart, BarChart) else _lines(chart, colon, lead))
    if alone:
        lines[0] = lines[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return "\n".join([*lines, "</svg>"])


def _open(height: int, caption: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(caption)}" font-size="{_SIZE}">'
    )


def _bars(chart: BarChart, colon: str, lead: Lead) -> Iterator[str]:
    values = max((length_of(bar.text) for bar in chart.bars), default=0)
    room = _WIDTH - _LABEL - values - 16
    placed = [bar for bar in chart.bars if bar.shape]
    layout = Layout([bar.shape for bar in placed], width=_WIDTH, most=_HIGHEST) if placed else None
    above = layout.height + _STEP if layout else 4
    yield _open(_STEP * len(chart.bars) + above, chart.caption)
    if layout is not None:
        yield from (_shape(bar, layout, colon) for bar in placed)
    for number, bar in enumerate(chart.bars):
        top = number * _STEP + above
        width = max(round(bar.share * room), 1 if bar.share else 0)
        drawn = lead(
            bar.figure,
            f'<rect x="{_LABEL}" y="{top}" width="{width}" height="{_THICK}" rx="2" fill="#4f9a73"/>'
            f'<text x="{_LABEL + width + 8}" y="{top + 13}">{escape(bar.text)}</text>',
        )
        if bar.aim is not None:
            at = _LABEL + round(bar.aim * room)
            drawn += f'<path d="M{at} {top - 3}V{top + _THICK + 3}" stroke="#1d2a24" stroke-width="2.5"/>'
        title = escape(f"{bar.label}{colon}{bar.text}")
        label = escape(_cut(bar.label, _LABEL - 16))
        yield f'<g><title>{title}</title><text x="{_LABEL - 10}" y="{top + 13}" text-anchor="end">{label}</text>{drawn}</g>'


def _shape(bar: Bar, layout: Layout, colon: str) -> str:
    """Where a unit lies: the darker the more, white where there is no number; with name and value where they have room."""
    data = "".join(layout.path(polygon) for polygon in bar.shape)
    dark = float(bar.share)
    red, green, blue = (round(light + (full - light) * dark) for light, full in ((234, 31), (243, 107), (238, 69)))
    fill = "#ffffff" if bar.number is None else f"#{red:02x}{green:02x}{blue:02x}"
    across = [layout.at(place)[0] for polygon in bar.shape for ring in polygon[:1] for place in ring]
    x, y = layout.middle(bar.shape)
    ink = "#ffffff" if bar.number is not None and dark > 0.8 else "#1d2a24"
    told = [text for text in (bar.label, bar.text) if text and length_of(text) <= max(across) - min(across)]
    texts = "".join(
        f'<text x="{x}" y="{y + 5 + 16 * at - 8 * (len(told) - 1)}" text-anchor="middle" fill="{ink}">{escape(text)}</text>'
        for at, text in enumerate(told)
    )
    title = escape(f"{bar.label}{colon}{bar.text}")
    return f'<g><title>{title}</title><path d="{data}" fill="{fill}" fill-rule="evenodd" stroke="#1d2a24"/>{texts}</g>'


def _lines(chart: LineChart, colon: str, lead: Lead) -> Iterator[str]:
    numbers = [point.number for line in chart.lines for point in line.points if point.number is not None]
    top = max([*numbers, Fraction(0)]) or Fraction(1)
    shown = next((point for line in chart.lines for point in line.points if point.number == top), None)
    across = Fraction(_WIDTH - _LEFT - 20, max(len(chart.labels) - 1, 1))

    def place(at: int, number: Fraction) -> tuple[int, int]:
        return round(_LEFT + at * across), round(_ABOVE + (1 - number / top) * _HIGH)

    yield _open(_ABOVE + _HIGH + _BELOW, chart.caption)
    for share, text in ((Fraction(0), "0"), (Fraction(1), shown.text if shown else "")):
        _, y = place(0, top * share)
        yield f'<path d="M{_LEFT} {y}H{_WIDTH - 20}" stroke="#b9c7bf" stroke-width="1" fill="none"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(text)}</text>'
    each = max(1, -(-max((length_of(label) for label in chart.labels), default=1) // max(round(across), 1)))
    for at, label in enumerate(chart.labels):
        if at % each == 0:
            x, _ = place(at, Fraction(0))
            yield f'<text x="{x}" y="{_ABOVE + _HIGH + 18}" text-anchor="middle">{escape(label)}</text>'
    key = _LEFT
    for number, line in enumerate(chart.lines):
        color, dashes = STROKES[number % len(STROKES)]
        stroke = f'stroke="{color}" stroke-width="2" fill="none"' + (f' stroke-dasharray="{dashes}"' if dashes else "")
        way, drawing_on = "", False
        for at, point in enumerate(line.points):
            if point.number is not None:
                x, y = place(at, point.number)
                way += f"{'L' if drawing_on else 'M'}{x} {y}"
            drawing_on = point.number is not None
        yield f'<path d="{way or "M0 0"}" {stroke}/>'
        for at, point in enumerate(line.points):
            if point.number is not None:
                x, y = place(at, point.number)
                title = escape(f"{line.label} {chart.labels[at]}{colon}{point.text}")
                size = 4 if number == 0 else 2
                yield (
                    f"<g><title>{title}</title>"
                    + lead(point.figure, f'<circle cx="{x}" cy="{y}" r="{size}" fill="{color}"/>')
                    + "</g>"
                )
        yield f'<path d="M{key} 8H{key + 28}" {stroke}/><text x="{key + 34}" y="12">{escape(line.label)}</text>'
        key += 34 + length_of(line.label) + 24


def length_of(text: str) -> int:
    """About how wide a text is, in units of the drawing: Chinese characters are as wide as high, others a good half.

    >>> length_of("ab"), length_of("\\u4e2d")
    (16, 13)
    """
    return sum(_SIZE if unicodedata.east_asian_width(char) in "WF" else 8 for char in text)


def _cut(text: str, room: int) -> str:
    """As much of a text as fits; the whole stands in the title of the bar."""
    if length_of(text) <= room:
        return text
    shown = ""
    for char in text:
        if length_of(shown + char) + _SIZE > room:
            break
        shown += char
    return shown + "…"

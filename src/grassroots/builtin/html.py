"""Reports as one HTML file: no script, nothing fetched; every figure leads to its rule and its records. Prints well."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grassroots.hooks import Writer, hookimpl
from grassroots.reports import BarChart, Rendered, Report, anchor

if TYPE_CHECKING:
    from jinja2 import Template

_LANGUAGES = {"zh": "zh-Hans"}
"""How a browser is told the language, where it matters for the shapes of characters."""


def page(rendered: Rendered) -> str:
    """The whole document."""
    seen: set[str] = set()

    def first(name: str) -> bool:
        if name in seen:
            return False
        seen.add(name)
        return True

    return _template().render(
        r=rendered,
        w=rendered.words,
        lang=_LANGUAGES.get(rendered.language, rendered.language),
        style=_style(),
        anchor=anchor,
        first=first,
        used=seen.__contains__,
        kind=lambda block: type(block).__name__,
        bars=lambda chart: _bars(chart, first, rendered.words["colon"]),
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    source = files("grassroots.builtin").joinpath("templates/report.html").read_text("utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(source)


@cache
def _style() -> Any:
    from markupsafe import Markup

    return Markup(files("grassroots.builtin").joinpath("templates/report.css").read_text("utf-8").strip())


_WIDTH, _LABEL, _STEP, _THICK, _SIZE = 720, 190, 28, 16, 13
"""Of a drawing, in its own units: its width, the room for labels, from bar to bar, the thickness of a bar, the size of letters."""


def _bars(chart: BarChart, first: Callable[[str], bool], colon: str) -> Any:
    """Plain bars as SVG."""
    from markupsafe import Markup

    values = max((_length(bar.text) for bar in chart.bars), default=0)
    room = _WIDTH - _LABEL - values - 16
    height = _STEP * len(chart.bars) + 4
    lines = [
        Markup('<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">').format(
            _WIDTH, height, chart.caption
        )
    ]
    for number, bar in enumerate(chart.bars):
        top = number * _STEP + 4
        width = max(round(bar.share * room), 1 if bar.share else 0)
        drawn = Markup('<rect x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>').format(
            _LABEL, top, width, _THICK, _LABEL + width + 8, top + 13, bar.text
        )
        if bar.figure:
            place = anchor(bar.figure)
            at = Markup(' id="at-{}"').format(place) if first(bar.figure) else ""
            drawn = Markup('<a href="#{}"{}>{}</a>').format(place, at, drawn)
        lines.append(
            Markup('<g><title>{}</title><text x="{}" y="{}" text-anchor="end">{}</text>{}</g>').format(
                f"{bar.label}{colon}{bar.text}", _LABEL - 10, top + 13, _cut(bar.label, _LABEL - 16), drawn
            )
        )
    return Markup("\n").join([*lines, Markup("</svg>")])


def _length(text: str) -> int:
    """About how wide a text is, in units of the drawing: Chinese characters are as wide as high, others a good half."""
    return sum(_SIZE if unicodedata.east_asian_width(char) in "WF" else 8 for char in text)


def _cut(text: str, room: int) -> str:
    """As much of a text as fits; the whole stands in the title of the bar."""
    if _length(text) <= room:
        return text
    shown = ""
    for char in text:
        if _length(shown + char) + _SIZE > room:
            break
        shown += char
    return shown + "…"


class HtmlWriter:
    """Writes `.html`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language."""
        target.write_bytes(page(rendered).encode("utf-8"))


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.html`."""
    return HtmlWriter() if address.lower().endswith((".html", ".htm")) else None

"""Reports as one HTML file: no script, nothing fetched; every figure leads to its rule and its records. Prints well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grassroots.charter.outline import Style
from grassroots.hooks import Writer, hookimpl
from grassroots.reports import BarChart, LineChart, Rendered, Report, anchor
from grassroots.reports.drawing import drawing

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
        official=rendered.style is Style.OFFICIAL,
        lang=_LANGUAGES.get(rendered.language, rendered.language),
        style=_style(),
        anchor=anchor,
        first=first,
        used=seen.__contains__,
        kind=lambda block: type(block).__name__,
        drawn=lambda chart: _drawn(chart, first, rendered.words["colon"]),
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


def _drawn(chart: BarChart | LineChart, first: Callable[[str], bool], colon: str) -> Any:
    """A chart as SVG; what is drawn of a figure leads to where it is told."""
    from markupsafe import Markup

    def lead(figure: str, drawn: str) -> str:
        if not figure:
            return drawn
        place = anchor(figure)
        at = f' id="at-{place}"' if first(figure) else ""
        return f'<a href="#{place}"{at}>{drawn}</a>'

    return Markup(drawing(chart, colon, lead))


class HtmlWriter:
    """Writes `.html`."""

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language."""
        target.write_bytes(page(rendered).encode("utf-8"))


@hookimpl
def grassroots_open_writer(address: str, options: Mapping[str, Any]) -> Writer | None:
    """Takes paths that end in `.html`."""
    return HtmlWriter() if address.lower().endswith((".html", ".htm")) else None

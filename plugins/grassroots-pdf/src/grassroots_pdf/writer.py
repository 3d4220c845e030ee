"""Reports as PDF. What a report says goes to the layout as data, never as its language: nothing that somebody typed is taken for a mark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.reports import BarChart, Grid, Heading, LineChart, Paragraph, Rendered, RenderedBlock, Report
from grassroots.reports.drawing import drawing

_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC", "Microsoft YaHei")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimHei", "Noto Serif CJK SC")
_CHINESE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "official": {
        "text": ("FangSong", "FangSong_GB2312", "STFangsong", *_SERIF),
        "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", *_SERIF),
        "head": ("SimHei", "STHeiti", *_SANS),
        "below": ("KaiTi", "KaiTi_GB2312", "STKaiti", "LXGW WenKai", *_SERIF),
    },
    "plain": {"text": _SANS, "title": _SANS, "head": _SANS, "below": _SANS},
    "annual": {"text": _SERIF, "title": _SERIF, "head": _SANS, "below": _SERIF},
}
"""The fonts of each style, the official first, then those that stand in for them."""
_LATIN = {
    "plain": ("Calibri", "Arial", "DejaVu Sans"),
    "annual": ("Georgia", "Libertinus Serif"),
    "official": ("Times New Roman", "Libertinus Serif"),
}
_SIZES: Mapping[str, Mapping[str, float]] = {
    "plain": {"text": 10.5, "title": 21, "head": 14.5, "below": 12, "table": 9.5, "leading": 0.75},
    "annual": {"text": 11, "title": 25, "head": 15.5, "below": 12.5, "table": 10, "leading": 0.8},
    "brief": {"text": 9.5, "title": 16, "head": 11.5, "below": 10.5, "table": 8.5, "leading": 0.6},
    "official": {"text": 16, "title": 22, "head": 16, "below": 16, "table": 12, "leading": 0.81},
}
_MARGINS = {"plain": (22, 25, 22, 25), "annual": (25, 28, 25, 28), "brief": (16, 18, 14, 18), "official": (37, 26, 35, 28)}
"""In millimetres: top, right, bottom, left."""


class PdfWriter:
    """Writes `.pdf`."""

    def __init__(self, fonts: str = "") -> None:
        self.fonts = fonts

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language.

        Raises:
            InvalidArgument: no font of this machine has the characters of the language; names fonts that do.
        """
        import typst

        style = rendered.style.value
        chinese = rendered.language.startswith("zh")
        wanted = _CHINESE.get(style, _CHINESE["plain"])
        known = frozenset(_fonts(self.fonts).families())
        here = {name: [font for font in fonts if font in known] for name, fonts in wanted.items()}
        if chinese and not here["text"]:
            problem = Problem(
                "grassroots_pdf:no-font", value=rendered.language, details={"fonts": list(dict.fromkeys((*_SANS, *_SERIF)))}
            )
            raise InvalidArgument.of(problem)
        latin = [font for font in _LATIN.get(style, _LATIN["plain"]) if font in known]
        data = {
            **_document(rendered),
            "fonts": {name: [*latin, *fonts] for name, fonts in here.items()},
            "sizes": _SIZES[style],
            "margins": dict(zip(("top", "right", "bottom", "left"), _MARGINS[style], strict=True)),
        }
        given = {"data": json.dumps(data, ensure_ascii=True)}
        target.write_bytes(typst.compile(_layout(), sys_inputs=given, font_paths=_fonts(self.fonts)))


@cache
def _layout() -> bytes:
    return files("grassroots_pdf").joinpath("report.typ").read_bytes()


@cache
def _fonts(folder: str) -> Any:
    """The fonts that there are: of the machine, of a folder, and those that the layout brings. To look for them takes a second, so they are kept."""
    import typst

    return typst.Fonts(font_paths=[folder] if folder else [])


def _document(rendered: Rendered) -> dict[str, Any]:
    """All that the document says, as plain data."""
    letter, words = rendered.letter, rendered.words
    official = rendered.style.value == "official"
    return {
        "language": rendered.language.partition("-")[0],
        "style": rendered.style.value,
        "title": rendered.title,
        "number": letter.number if official else "",
        "addressee": letter.addressee + words["colon"] if official and letter.addressee else "",
        "signed": [text for text in (letter.issuer, letter.day) if text] if official else [],
        "facts": [] if official else [f"{label}{words['colon']}{text}" for label, text in rendered.facts],
        "notes": list(rendered.notes),
        "sections": [
            {"title": section.title, "blocks": [_block(block, rendered) for block in section.blocks]}
            for section in rendered.sections
        ],
        "annex": _annex(rendered),
    }


def _block(block: RenderedBlock, rendered: Rendered) -> dict[str, Any]:
    colon = rendered.words["colon"]
    if isinstance(block, Heading):
        return {"kind": "head", "text": block.text}
    mark = block.mark if rendered.noted(block.mark) else 0
    sign = {"mark": mark, "sign": rendered.words["mark"].format(number=mark)}
    if isinstance(block, Paragraph):
        return {"kind": "say", "text": block.text, **sign}
    if isinstance(block, Grid):
        rows = [[cell.text for cell in row] for row in (block.headings, *block.rows)]
        more = {"words": block.words, "total": block.total, "notes": list(block.notes)}
        return {"kind": "table", "caption": block.caption, "rows": rows, **more, **sign}
    drawn = drawing(block, colon, alone=True)
    return {
        "kind": "chart",
        "caption": block.caption,
        "svg": drawn,
        "told": _told(block, colon),
        "small": isinstance(block, LineChart) and block.small,
        **sign,
    }


def _told(chart: BarChart | LineChart, colon: str) -> str:
    """A chart in words, for those who do not see it."""
    if isinstance(chart, BarChart):
        return "; ".join(f"{bar.label}{colon}{bar.text}" for bar in chart.bars)
    lines = (
        line.label
        + colon
        + ", ".join(f"{label} {point.text}" for label, point in zip(chart.labels, line.points, strict=True) if point.text)
        for line in chart.lines
    )
    return "; ".join(lines)


def _annex(rendered: Rendered) -> dict[str, Any] | None:
    """What proves the figures: how each is counted, by the mark of the block that shows it, and the records of the headline figures."""
    if not rendered.figures:
        return None
    words = rendered.words
    colon, semicolon = words["colon"], words["semicolon"]
    notes: list[dict[str, Any]] = []
    for note in rendered.figures:
        lines = [line for line in note.lines[1:] if line not in rendered.common]
        told = semicolon.join([f"{note.label}{colon}{note.text}", *lines])
        if note.main:
            notes.append({"mark": note.mark, "sign": words["mark"].format(number=note.mark), "text": told})
    notes.sort(key=lambda one: one["mark"] or 10**6)
    cells = semicolon.join(f"{note.label}{colon}{note.text}" for note in rendered.figures if not note.main)
    records = [
        {"title": f"{note.label}{colon}{note.text}", "lists": [_list(one.label, one.records, rendered) for one in note.records]}
        for note in rendered.figures
        if note.records
    ]
    common = [words["common"] + colon + semicolon.join(rendered.common)] if rendered.common else []
    return {
        "title": words["figures"],
        "origin": [f"{label}{colon}{text}" for label, text in rendered.origin] + common,
        "notes": notes,
        "tables": words["tables"] if cells else "",
        "cells": cells,
        "heading": words["records"] if records else "",
        "records": records,
    }


def _list(label: str, records: Sequence[Any], rendered: Rendered) -> str:
    words = rendered.words
    told = (
        one.id
        + (
            words["brackets"].format(text=words["comma"].join(more))
            if (more := [text for text in (one.name, one.place) if text])
            else ""
        )
        for one in records
    )
    return f"{label}{words['brackets'].format(text=len(records))}{words['colon']}{words['list'].join(told)}"

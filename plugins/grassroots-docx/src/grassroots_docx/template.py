"""Word templates of the office: staff lay out the paper, and write the names of figures where these belong."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from pathlib import Path
from secrets import token_hex
from typing import Any

from docx.oxml.ns import qn

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots.reports import Rendered, RenderedBlock, Report
from grassroots_docx.fields import Fields, Misnamed
from grassroots_docx.writer import placed, settled
from grassroots_docx.xml import Element

_FIELD = re.compile(r"[{｛]{2}(.*?)[}｝]{2}")
_TAG = re.compile(r"[{｛][%％](.*?)[%％][}｝]")
_HALF = re.compile(r"[{｛]{2}|[}｝]{2}|[{｛][%％]|[%％][}｝]")
_SINGLE = re.compile(r"[{｛]([^{}｛｝]+)[}｝]")
_QUOTES = str.maketrans("“”‘’＂＇（）［］，％", "\"\"''\"'()[],%")
_OPENS = {"for": "endfor", "if": "endif"}


class TemplateWriter:
    """Fills a Word document of the office with what a report has.

    A field is a name in double braces: of a figure, as the report or its annex calls it (`{{ opinions }}`, `{{ opinions.solved }}`, `{{ 意见 }}`), of what a paper
    bears (`{{ title }}`), or alone in a paragraph of a table, a chart or a section. `{% for section in sections %}` gives each with its `title` and its
    `paragraphs`, and `{% for row in tables["CAPTION"] %}` the rows of a table.
    """

    def __init__(self, template: str) -> None:
        self.template = template

    def write(self, report: Report, rendered: Rendered, target: Path) -> None:
        """Writes the report in one language, in the layout of the template.

        Raises:
            InvalidArgument: the template is no Word document, cannot be read as a template, or names what the report does not have: the first such place.
        """
        from docx.opc.exceptions import PackageNotFoundError
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined, TemplateError, UndefinedError
        from jinja2.sandbox import SandboxedEnvironment
        from lxml.etree import XMLSyntaxError

        fields, made = Fields.of(report, rendered), io.BytesIO()
        filled = DocxTemplate(self.template)
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        reading = _Reading(self.template, fields, environment)
        try:
            filled.init_docx()
            reading.read(filled.docx)
            filled.render({**fields.context(), "field": reading.values}, jinja_env=environment, autoescape=True)
        except InvalidArgument:
            raise
        except Misnamed as error:
            raise reading.refused("field", error.name, name=error.name, known=error.known) from None
        except UndefinedError as error:
            name = re.findall(r"'([^']*)'", str(error))[-1:]
            raise reading.refused(
                "field", *name, name=(name or [""])[0], known=("sections", "title", "paragraphs", "tables")
            ) from None
        except XMLSyntaxError:
            raise reading.refused("loop", "for") from None
        except (TemplateError, TypeError, ArithmeticError):
            raise reading.refused("template", told="") from None
        except (OSError, KeyError, ValueError, PackageNotFoundError):
            raise reading.refused("no-template") from None
        reading.place(filled.docx)
        filled.docx.save(made)
        target.write_bytes(settled(made.getvalue()))


class _Reading:
    """A template in the making: its fields are looked up before it is filled, so that each that is wrong is told with its place."""

    def __init__(self, template: str, fields: Fields, environment: Any) -> None:
        self.template, self.fields, self.environment = template, fields, environment
        self.values: list[Any] = []
        self.blocks: dict[str, tuple[RenderedBlock, ...]] = {}
        self.texts: list[str] = []
        self.opened: list[tuple[str, str]] = []
        self.own: set[str] = {"field", "loop", "range"}

    def refused(self, code: str, near: str = "", where: str = "", **details: Any) -> InvalidArgument:
        """The refusal, at the paragraph that is given, or at the first one that has what is near it."""
        where = where or next((text for text in self.texts if near and near.rpartition(".")[2] in text), "")
        where = where if len(where) <= 40 else f"{where[:40]}…"
        return InvalidArgument.of(Problem(f"grassroots_docx:{code}", value=self.template, details={"where": where, **details}))

    def read(self, document: Any) -> None:
        """Puts what stands for it into the place of each field."""
        body = document.element.body
        parts = [body]
        for section in document.sections:
            for name in ("header", "footer", "first_page_header", "first_page_footer", "even_page_header", "even_page_footer"):
                part = getattr(section, name)
                if not part.is_linked_to_previous:
                    parts.append(part._element)
        for part in parts:
            self.opened.clear()
            for paragraph in [*part.iter(qn("w:p"))]:
                self.paragraph(paragraph, main=part is body)
            if self.opened:
                raise self.refused("loop", where=self.opened[-1][1])

    def paragraph(self, paragraph: Element, *, main: bool) -> None:
        nodes = [one for one in paragraph.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is paragraph]
        text = "".join(one.text or "" for one in nodes)
        if not any(sign in text for sign in "{}｛｝"):
            return
        self.texts.append(text)
        written = _TAG.sub(lambda tag: " " * len(tag[0]), text)
        changes = [(tag.span(), self.tag(tag[1].translate(_QUOTES), text)) for tag in _TAG.finditer(text)]
        for found in _FIELD.finditer(written):
            if re.search("[{}｛｝]", found[1]):
                raise self.refused("braces", where=text, field="{{ … }}")
            alone = main and text.strip() == found[0]
            changes.append((found.span(), self.field(found[1].strip(), text, alone)))
        rest = _FIELD.sub("", written)
        if _HALF.search(rest):
            raise self.refused("braces", where=text, field="{{ … }}")
        for single in _SINGLE.finditer(rest):
            if self.fields.find(single[1]) is not None:
                raise self.refused("braces", where=text, field=f"{{{{ {single[1].strip()} }}}}")
        for (start, end), put in sorted(changes, reverse=True):
            _put(nodes, start, end, put)

    def field(self, written: str, text: str, alone: bool) -> str:
        """What a field becomes, so that it can be filled."""
        found = self.fields.find(written)
        if isinstance(found, tuple):
            if not alone:
                raise self.refused("alone", where=text, name=written)
            sign = f"\ue000{token_hex(8)}\ue001"
            self.blocks[sign] = found
            return sign
        if found is not None:
            self.values.append(found)
            return f"{{{{ field[{len(self.values) - 1}] }}}}"
        expression = written.translate(_QUOTES)
        if not self.asks(expression):
            raise self.refused("field", where=text, name=written, known=self.fields.near(written))
        return f"{{{{ {expression} }}}}"

    def asks(self, expression: str) -> bool:
        """Whether it is an expression of what a template may name, and of nothing else."""
        from jinja2 import TemplateSyntaxError, meta

        expression = re.sub(r"^(?:p|r|tr|tc)\s+", "", expression)
        try:
            asked = meta.find_undeclared_variables(self.environment.parse(f"{{{{ {expression} }}}}"))
        except TemplateSyntaxError:
            return False
        return asked <= {*self.fields.context(), *self.own} and not (
            asked and re.fullmatch(r"\w+(?:\.\w+)?", expression) and not asked & self.own
        )

    def tag(self, written: str, text: str) -> str:
        """A loop or a condition; each is closed, in its order."""
        words = re.findall(r"[^\W\d]\w*", re.sub(r"^\s*(?:p|r|tr|tc)\s+", "", written)) or [""]
        if words[0] in _OPENS:
            self.opened.append((words[0], text))
        elif words[0] in _OPENS.values() and (not self.opened or _OPENS[self.opened.pop()[0]] != words[0]):
            raise self.refused("loop", where=text)
        if words[0] == "for":
            self.own.update(words[1 : words.index("in")] if "in" in words else ())
        elif words[0] == "set":
            self.own.update(words[1:2])
        return f"{{%{written}%}}"

    def place(self, document: Any) -> None:
        """Puts tables, charts and sections where their fields stood, in the fonts of these."""
        for paragraph in [*document.element.body.iter(qn("w:p"))]:
            blocks = self.blocks.get("".join(one.text or "" for one in paragraph.iter(qn("w:t"))).strip())
            if blocks is None:
                continue
            for one in placed(document, self.fields.rendered, blocks):
                paragraph.addprevious(_alike(one, paragraph))
            after = paragraph.getnext()
            if paragraph.getparent().tag != qn("w:tc") or (after is not None and after.tag == qn("w:p")):
                paragraph.getparent().remove(paragraph)
            else:
                _put([*paragraph.iter(qn("w:t"))], 0, 10**6, "")


def _put(nodes: list[Element], start: int, end: int, put: str) -> None:
    """Puts a text in the place of a stretch of runs: into the first of them, so that it looks as this one does."""
    at = 0
    for node in nodes:
        text = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            node.text = text[:first] + put + text[last:]
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            put = ""
        at += len(text)


def _alike(made: Element, template: Element) -> Element:
    """A paragraph of running text as the field's own looks; everything else as it is."""
    if made.tag != qn("w:p") or made.find(qn("w:pPr")) is not None or made.find(f".//{qn('w:drawing')}") is not None:
        return made
    if (properties := template.find(qn("w:pPr"))) is not None:
        made.insert(0, deepcopy(properties))
    run = template.find(qn("w:r"))
    if run is not None and (look := run.find(qn("w:rPr"))) is not None:
        for one in made.iter(qn("w:r")):
            if one.find(qn("w:rPr")) is None:
                one.insert(0, deepcopy(look))
    return made

"""Papers: the reports of the charter, to be downloaded."""

from __future__ import annotations

from starlette.responses import Response

from grassroots.errors import InvalidArgument
from grassroots.problems import Problem
from grassroots_serve.asked import Asked
from grassroots_serve.files import sent

FORMATS = (".docx", ".pdf", ".html", ".xlsx", ".md", ".json")
PROFILES = ("internal", "public")
STYLES = ("plain", "official", "annual", "brief")
PROOFS = ("none", "notes", "annex")


def show(asked: Asked) -> Response:
    """What can be written."""
    outlines = [(name, asked.label(one.labels, name)) for name, one in asked.office.charter.outlines.items()]
    return asked.page(
        "papers",
        title=asked.say("papers"),
        outlines=outlines,
        day=asked.today,
        units=asked.units(),
        formats=[one for one in FORMATS if asked.can_write(one)],
        styles=[(one, asked.say(f"style-{one}")) for one in STYLES],
        proofs=[(one, asked.say(f"proof-{one}")) for one in PROOFS],
        profiles=[(one, asked.say(f"profile-{one}")) for one in PROFILES],
    )


def download(asked: Asked) -> Response:
    """A report as a file."""
    ending = asked.text("format")
    if ending not in FORMATS or not asked.can_write(ending):
        raise InvalidArgument.of(Problem("grassroots_serve:no-such-format", value=ending))
    report = asked.office.report(
        asked.text("outline"),
        asked.day(),
        period=asked.period(),
        scope=asked.unit(),
        profile=asked.text("profile") or "internal",
    )
    outline = asked.office.charter.outlines[asked.text("outline")]
    name = f"{asked.label(outline.labels, outline.name)}-{report.as_of}{ending}"
    more = {"style": asked.text("style"), "proof": asked.text("proof"), "reference": asked.text("number")}
    return sent(name, lambda target: asked.office.write(report, target, asked.language, **more))

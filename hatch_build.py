"""The page of the package, as a package index shows it: the README, of whose files it has none beside it.

A link to a plugin leads to its own page there; any other into the source, where the project says where that lies (`Source` of its addresses), and else it is
the words alone, with a line that says where the pages are. So no link of the page is dead.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

try:
    from hatchling.metadata.plugin.interface import MetadataHookInterface
except ImportError:  # whoever only asks what becomes of a page
    MetadataHookInterface = object  # type: ignore[assignment,misc]

LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?://|#|mailto:)([^)\s]+)\)")
PLUGIN = re.compile(r"plugins/(grassroots-[\w-]+)/README\.md")

READ_ON = "**Read on**"


def page(text: str, source: str = "") -> str:
    """A README as it may stand alone.

    >>> page("[Word](plugins/grassroots-docx/README.md), [more](docs/a.md)")
    '[Word](https://pypi.org/project/grassroots-docx/), more'
    >>> page("[more](docs/a.md)", "https://example.org/g/")
    '[more](https://example.org/g/docs/a.md)'
    """

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        if plugin := PLUGIN.fullmatch(target):
            return f"[{words}](https://pypi.org/project/{plugin[1]}/)"
        if source:
            return f"{picture}[{words}]({source.rstrip('/')}/{target})"
        return "" if picture else words

    alone = LINK.sub(link, text)
    return alone if source else alone.replace(READ_ON, f"{READ_ON}: pages of the source distribution, under `docs`")


class PageHook(MetadataHookInterface):
    """Puts the page into the metadata when a package is built."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Gives the metadata its page."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": page(text, metadata.get("urls", {}).get("Source", ""))}

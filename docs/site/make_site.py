"""Builds the site of these pages, offline, with Zensical (`pip install "grassroots[docs]"`). Broken links are errors.

    python docs/site/make_site.py [FOLDER]

The pages are those of the repository, where they lie; the notebooks with what they show, and a page for each room of the library with every public name,
are made on the way. Nothing on the site is loaded from elsewhere.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "docs" / "reference"))

BEGIN = (
    "docs/tutorial/office-quickstart.md", "docs/tutorial/office-quickstart.zh.md", "docs/tutorial/first-report.md",
    "docs/notebooks/analyst.md", "docs/notebooks/integrator.md", "docs/notebooks/embedder.md", "docs/how-to/test-with-its-kits.md",
)  # fmt: skip
"""The ways in, in the order in which they are shown: for an office, for whoever writes Python, analyst, integrator, embedder, author of tests."""

ROOMS = "docs/reference/rooms"

SETTINGS = {
    "site_name": "grassroots",
    "site_description": "Records, rules and reports for grassroots organizations: every figure leads to the records that it counts.",
    "theme": {
        "name": "material",
        "font": False,
        "icon": {"logo": "material/sprout"},
        "palette": {"primary": "teal"},
        "language": "en",
        "features": [
            "navigation.tabs",
            "navigation.indexes",
            "navigation.top",
            "toc.follow",
            "content.code.copy",
            "search.highlight",
        ],
    },
    "plugins": [{"search": {"lang": ["en", "zh"]}}],
    "markdown_extensions": ["tables", "admonition", "pymdownx.superfences", {"toc": {"permalink": True, "toc_depth": 3}}],
    "validation": {"omitted_files": "warn", "absolute_links": "warn", "unrecognized_links": "warn", "anchors": "warn"},
}


# -- the pages --


def rooms() -> Iterator[ModuleType]:
    """Every room of the library that says which of its names are for others."""
    package = importlib.import_module("grassroots")
    for found in pkgutil.walk_packages(package.__path__, "grassroots."):
        if ".testing" in found.name or found.name.count(".") > 1 or found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        if getattr(module, "__all__", None):
            yield module


def room_page(module: ModuleType) -> str:
    """A room with its public names, each with its signature and what it says of itself."""
    from make_reference import entry, public

    lines = [f"# {module.__name__}", "", (inspect.getdoc(module) or "").partition(">>>")[0].strip(), ""]
    for name, thing in public(module).items():
        lines += (
            [f"## `{name}`", "", f"[A room](grassroots.{name}.md).", ""] if inspect.ismodule(thing) else entry(name, thing, 2)
        )
    return "\n".join(lines)


def notebook_page(path: Path) -> str:
    """A notebook as a page: its texts, its code, and what that shows."""
    lines = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        lines += [text, ""] if cell["cell_type"] == "markdown" else ["```python", text, "```", ""]
        for output in cell.get("outputs", ()):
            lines += [*_shown(output), ""]
    return "\n".join(lines)


def _shown(output: dict[str, Any]) -> list[str]:
    if "text" in output:
        return ["```text", "".join(output["text"]).rstrip(), "```"]
    if "text/html" in output["data"]:
        markup = "".join(output["data"]["text/html"])
        # A blank line would end the markup.
        return [
            "<div class='shown'>"
            + re.sub(r"\n\s*\n", "\n", re.sub(r"<style.*?</style>", "", markup, flags=re.DOTALL))
            + "</div>"
        ]
    return ["```text", "".join(output["data"]["text/plain"]), "```"]


def nested(text: str) -> str:
    """The page with what belongs to an entry of a list four spaces in, as the builder wants it; here it stands two spaces in."""
    within, lines = False, []
    for line in text.splitlines():
        within = line.startswith("- **`") or (within and (not line or line.startswith("  ")))
        lines.append(f"  {line}" if within and line.startswith("  ") else line)
    return "\n".join([*lines, ""])


def pages() -> dict[str, str]:
    """Every page of the site: where it lies → its text."""
    places = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
    places += [*ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")]
    found = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(places)}
    for path in sorted(ROOT.glob("docs/notebooks/*.ipynb")):
        found[path.relative_to(ROOT).with_suffix(".md").as_posix()] = notebook_page(path)
    found |= {f"{ROOMS}/{module.__name__}.md": room_page(module) for module in rooms()}
    return {place: nested(text).replace(".ipynb)", ".md)") for place, text in found.items()}


def navigation(places: list[str]) -> list[dict[str, Any]]:
    """Where each page is found; a page that is in no list comes to the others of its folder."""

    def under(folder: str, ending: str = ".md", but: str = "\0") -> list[str]:
        return [
            one
            for one in places
            if one.startswith(folder) and one.endswith(ending) and not one.endswith(but) and one not in BEGIN
        ]

    return [
        {"Begin": ["README.md", *BEGIN]},
        {"How to": under("docs/how-to/", but=".zh.md")},
        {"操作指南": under("docs/how-to/", ".zh.md")},
        {"Understand": under("docs/explanation/")},
        {
            "Look up": [
                {"Reference": [one for one in under("docs/reference/") if ROOMS not in one]},
                {"Rooms of the library": under(ROOMS)},
            ]
        },
        {"Samples": under("docs/samples/")},
        {"Plugins": under("plugins/")},
        {"Project": [one for one in places if "/" not in one and one != "README.md"]},
    ]


# -- the site --


def build(target: Path) -> None:
    """Builds the site into a folder, which is made anew.

    Raises:
        SystemExit: a link leads nowhere.
    """
    with tempfile.TemporaryDirectory() as made:
        source = Path(made) / "pages"
        found = pages()
        for place, text in found.items():
            (source / place).parent.mkdir(parents=True, exist_ok=True)
            (source / place).write_text(text, encoding="utf-8")
        for folder in ("docs/images", "docs/examples"):
            shutil.copytree(
                ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__", "*.md"), dirs_exist_ok=True
            )
        settings = {**SETTINGS, "docs_dir": "pages", "site_dir": "site", "nav": navigation(list(found))}
        file = Path(made) / "mkdocs.yml"
        file.write_text(json.dumps(settings, ensure_ascii=False, indent=1), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "-f", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(made) / "site", target)


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "site"
    build(place)
    print(place)

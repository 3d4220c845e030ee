"""Every page is executed: Python blocks as doctests in the order of the page, console blocks as commands, in an empty folder; samples come with the packages."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grassroots.cli
from grassroots.model import derived

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", ROOT / "plugins/grassroots-samples/README.md", *ROOT.glob("docs/**/*.md")]
)
BLOCK = re.compile(r"^```(python|console|toml|csv)(?: file=(\S+))?\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
RUN_PY = re.compile(r"python3? run\.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder. A package that a page writes there can be imported, and is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    loaded, nouns = set(sys.modules), set(derived.DERIVED)
    yield tmp_path
    for name in set(sys.modules) - loaded:
        if name.startswith("grassroots_") and str(tmp_path) in str(sys.modules[name].__file__):
            del sys.modules[name]
    for noun in set(derived.DERIVED) - nouns:
        if derived.DERIVED[noun].__module__ not in sys.modules:
            del derived._KNOWN[noun]


def run_python(code: str, page: str, line: int, names: dict[str, object]) -> None:
    """Runs a block: a doctest where it shows answers, else plain code."""
    if ">>>" not in code:
        exec(compile("\n" * line + code, page, "exec", dont_inherit=True), names)
        return
    test = doctest.DocTestParser().get_doctest(code, names, page, page, line)
    report: list[str] = []
    failed = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False).run(test, out=report.append, clear_globs=False).failed
    names.update(test.globs)
    assert not failed, "".join(report)


def run_console(text: str, page: str) -> None:
    """Runs the commands that stand behind `$` and holds what they print against what the page shows (`...` for anything)."""
    commands = [command for command in re.split(r"^\$ ", text, flags=re.MULTILINE) if command.strip()]
    for command in commands:
        line, _, shown = command.partition("\n")
        if RUN_PY.match(line) or line.startswith(("pip ", "cd ", "git ", "python3 -m pip")):
            continue
        line, _, comment = line.partition("  #")
        expected = int(match.group(1)) if (match := re.search(r"exit (\d)", comment)) else 0
        words = shlex.split(line)
        assert words[0] == "grassroots", f"{page}: {line}"
        # In this process: that the module runs and its exit codes reach the shell is for the tests of the command line.
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = grassroots.cli.main(words[1:])
        assert code == expected, f"{page}: {line}\n{said.getvalue()}\n{complained.getvalue()}"
        if shown.strip():
            assert doctest.OutputChecker().check_output(shown, said.getvalue(), OPTIONS), f"{page}: {line}\n{said.getvalue()}"


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_run_and_say_what_it_shows(page: str, folder: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "__main__"}
    for match in BLOCK.finditer(text):
        kind, file, body = match.groups()
        if file:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(body, encoding="utf-8")
        elif kind == "python":
            run_python(body, page, text[: match.start()].count("\n"), names)
        elif kind == "console":
            run_console(body, page)


LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#:]+)(?:#[^)]*)?\)")


OF_PLUGINS = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("plugins/*/README.md") if path.parent.name != "grassroots-samples"
)


def linked(page: Path) -> list[Path]:
    """Where the links of a page lead."""
    return [(page.parent / target).resolve() for target in LINK.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", [*PAGES, *OF_PLUGINS])
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    assert not [target for target in linked(ROOT / page) if not target.exists()]


def test_every_page_is_found_from_the_front_page() -> None:
    found, waiting = set[Path](), [(ROOT / "README.md").resolve()]
    while waiting:
        page = waiting.pop()
        if page not in found and page.suffix == ".md" and page.is_file():
            found.add(page)
            waiting += linked(page)
    assert not [page for page in (*PAGES, *OF_PLUGINS) if (ROOT / page).resolve() not in found]

"""The house keeps its own rules: layers, types, style, no clock, a light front page, words for every problem."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from string import Formatter
from typing import Any

import pytest
from support.house import ROOT, SOURCES, nodes, read, tree

import grassroots
from grassroots import hooks, rules
from grassroots.fields import fields_of
from grassroots.model import NOUNS, Step
from grassroots.problems import is_worded, wordings, wordings_in
from grassroots.rules.registry import FAMILIES, KINDS
from grassroots.texts import rooms as catalogued


def tool(name: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Runs a tool that is installed beside this Python."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; python3 run.py test installs it")
    return subprocess.run([found, *args], cwd=ROOT, capture_output=True, text=True, check=False)


def tracked() -> list[Path]:
    """The files that are in version control; where there is none, those of the project's folders."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    folders = ("src", "plugins", "tests", "docs", "benchmarks")
    return [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]


# -- what tools check --


def test_the_layers_are_kept() -> None:
    done = tool("lint-imports", "--no-cache")
    assert done.returncode == 0, done.stdout


def test_the_types_are_sound() -> None:
    done = tool("mypy")
    assert done.returncode == 0, done.stdout


def test_the_style_is_kept() -> None:
    for args in (("check", "."), ("format", "--check", ".")):
        done = tool("ruff", *args)
        assert done.returncode == 0, done.stdout


# -- the front page --

HEAVY = (
    "cattrs",
    "click",
    "dateutil",
    "docx",
    "hypothesis",
    "jinja2",
    "openpyxl",
    "pluggy",
    "python_calamine",
    "rich",
    "sqlite3",
    "xlsxwriter",
)
FRONT = "import sys, time; start = time.process_time(); import grassroots; took = time.process_time() - start; import json; "


def fresh(code: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", FRONT + code], capture_output=True, text=True, check=True)
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_importing_the_package_loads_nothing_heavy() -> None:
    said = fresh(f"print(json.dumps({{'loaded': [name for name in {HEAVY!r} if name in sys.modules]}}))")
    assert said["loaded"] == []


def test_importing_the_package_takes_under_a_tenth_of_a_second() -> None:
    took = min(float(str(fresh("print(json.dumps({'took': took}))")["took"])) for _ in range(3))
    assert took < 0.1


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in grassroots.__all__:
        found = getattr(grassroots, name)
        if isinstance(found, type) or callable(found):
            assert (found.__doc__ or "").strip(), name
    with pytest.raises(AttributeError, match="no attribute 'opne'"):
        grassroots.opne  # type: ignore[attr-defined]


def rooms() -> list[str]:
    """The modules that are rooms: those at the top, and packages that hold names themselves."""
    source = ROOT / "src" / "grassroots"
    packages = [path.parent for path in source.rglob("__init__.py") if len(tree(path).body) > 1]
    modules = [path.with_suffix("") for path in source.glob("*.py") if not path.stem.startswith("__")]
    return sorted(".".join(path.relative_to(ROOT / "src").parts) for path in (*packages, *modules))


@pytest.mark.parametrize("room", rooms())
def test_every_room_says_which_names_are_for_others(room: str) -> None:
    module = importlib.import_module(room)
    names = module.__all__
    assert len(set(names)) == len(names)
    assert not [name for name in names if not hasattr(module, name)]
    assert not [name for name in names if name.startswith("_") and name != "__version__"]


def shown_to_type_checkers(page: str) -> dict[str, str]:
    """What a page imports under TYPE_CHECKING: name → the module from which."""
    (block,) = (node for node in tree(ROOT / page).body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: str(node.module) for node in imports for alias in node.names}


def test_the_front_page_shows_type_checkers_what_it_gives() -> None:
    shown = shown_to_type_checkers("src/grassroots/__init__.py")
    shown["open"] = shown.pop("open_workspace")
    assert shown == {name: f"grassroots.{room}".rstrip(".") for name, room in grassroots._HOME.items()}
    assert sorted(shown) == sorted(set(grassroots.__all__) - {"__version__"})
    assert set(dir(grassroots)) >= set(grassroots.__all__)


def test_the_page_of_rules_shows_type_checkers_what_it_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "reference"))
    front = importlib.import_module("make_rules_front")
    assert not front.stale(), "src/grassroots/rules/__init__.py is stale: run docs/reference/make_rules_front.py"
    assert not importlib.import_module("make_nouns_front").stale(), (
        "by_name.pyi is stale: run docs/reference/make_nouns_front.py"
    )
    shown = shown_to_type_checkers("src/grassroots/rules/__init__.py")
    assert sorted(shown) == rules.__all__


MAY_IMPORT_FAMILIES = ("src/grassroots/rules/", "src/grassroots/workspace/", "tests/", "docs/reference/api.md")
"""Beside the registry: the workspace, the tests of the library itself, and the page that tells where each thing stands."""


def test_nobody_but_the_registry_and_the_workspace_imports_a_family_of_rules() -> None:
    families = [f"grassroots.rules.{family.__name__.rpartition('.')[2]}" for family in FAMILIES]
    assert sorted(families) == sorted(
        f"grassroots.rules.{path.parent.name}" for path in ROOT.glob("src/grassroots/rules/*/__init__.py")
    )
    asked = re.compile(rf"(?:from|import) (?:{'|'.join(map(re.escape, families))})\b")
    pages = [path for path in tracked() if path.suffix in (".py", ".md", ".ipynb")]
    found = [
        f"{place}: {one.group()}"  # examples in docstrings and pages too
        for path in {*SOURCES, *pages}
        if not (place := path.relative_to(ROOT).as_posix()).startswith(MAY_IMPORT_FAMILIES)
        for one in asked.finditer(read(path))
    ]
    assert not found, "ask grassroots.rules, the page of rules"


BELOW = (
    "access",
    "charter",
    "codec",
    "figures",
    "fields",
    "ledgers",
    "model",
    "outbox",
    "reading",
    "snapshot",
    "store",
    "texts",
    "values",
)
"""The rooms below the rules."""

OTHERWISE = {
    ("access/actors.py", "publication"),
    ("charter/checking/workflow.py", "move"),
    ("charter/sentence.py", "horizon"),
    ("outbox.py", "clock"),
    ("texts.py", "catalogue"),
}
"""What is called as a kind of rule is and means something else: a purpose, a move from state to state, a part of a figure, an option of a channel, a function."""


def test_no_room_below_the_rules_knows_a_kind_of_rule_by_its_name() -> None:
    infos = [info for cls in (*NOUNS.values(), Step) for info in fields_of(cls)]
    # A field may declare the kinds of rule whose names it holds, as it declares its list of words.
    others = {
        *NOUNS,
        *(info.name for info in infos),
        *(info.words for info in infos),
        *(one for info in infos for one in info.rules),
    }
    found = []
    for path in SOURCES:
        room, _, _ = (place := path.relative_to(ROOT).as_posix().removeprefix("src/grassroots/")).partition("/")
        if room.removesuffix(".py") in BELOW:
            literals = [node for node in nodes(path) if isinstance(node, ast.Constant)]
            named = {str(one.value) for one in literals if one.value in KINDS and one.value not in others}
            found += [(place, name) for name in named - {name for here, name in OTHERWISE if here == place}]
            found += [(place, name) for name in _asked_by_name(tree(path), ("rules", "kinds"))]
    assert found == []


def _asked_by_name(module: ast.Module, tables: tuple[str, ...]) -> Iterator[str]:
    """The names by which a table is asked in the code itself: `rules["dues"]`, `rules.get("dues")`."""
    for node in ast.walk(module):
        match node:
            case ast.Subscript(value=ast.Attribute(attr=table), slice=ast.Constant(value=str() as name)) if table in tables:
                yield name
            case ast.Call(
                func=ast.Attribute(attr="get", value=ast.Attribute(attr=table)), args=[ast.Constant(value=str() as name), *_]
            ) if table in tables:
                yield name


def test_every_hook_says_what_it_is_given_and_what_it_gives_and_since_when() -> None:
    found = {name: value for name, value in vars(hooks).items() if name.startswith("grassroots_")}
    assert len(found) == 9
    for name, hook in found.items():
        assert "Args:" in (hook.__doc__ or ""), name
        assert "Returns:" in (hook.__doc__ or ""), name
        since = re.search(r"\A.*Added in (\d+)\.(\d+)\.$", hook.__doc__ or "", re.MULTILINE)
        assert since is not None, name
        assert tuple(map(int, since.groups())) <= tuple(map(int, grassroots.__version__.split(".")[:2])), name


# -- the code --

CLOCKS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "localtime"),
}


def clocks(path: Path) -> list[int]:
    """The lines on which a clock is read."""
    return [
        node.lineno
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and (getattr(node.value, "id", getattr(node.value, "attr", "")), node.attr) in CLOCKS
    ]


def test_no_clock_is_read_but_by_the_command_line_in_one_place() -> None:
    found = {path.relative_to(ROOT).as_posix(): lines for path in SOURCES if (lines := clocks(path))}
    assert list(found) == ["src/grassroots/cli/clock.py"]


def test_months_are_counted_in_one_place() -> None:
    counts = re.compile(r"\brelativedelta\b|\bmonthrange\b|\.month\b[^=\n]*[-+] ?1\b|(?:\*|%|//) 12\b")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob("src/grassroots/**/*.py")
        if "testing" not in path.parts and counts.search(read(path))
    ]
    # Above it stand only the calendar's own months, of periods.
    assert sorted(found) == ["src/grassroots/charter/length.py", "src/grassroots/values.py"]


def test_no_file_has_a_name_that_tells_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert not [path for path in tracked() if path.suffix == ".py" and path.stem in empty]


def test_folders_and_files_are_small() -> None:
    files = Counter(path.parent for path in SOURCES)
    lines = {path: read(path).count("\n") for path in SOURCES}
    assert not {folder: many for folder, many in files.items() if many > 20}
    assert not {path: many for path, many in lines.items() if many > 500}
    assert median(lines.values()) <= 110


def test_every_module_and_every_public_function_and_class_says_what_it_is() -> None:
    silent: list[str] = []
    for path in SOURCES:
        module = tree(path)
        if not ast.get_docstring(module):
            silent.append(str(path.relative_to(ROOT)))
        if "strategies" in path.parts:  # they are named after what they draw
            continue
        for node in module.body:
            if (
                isinstance(node, ast.ClassDef | ast.FunctionDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not silent


def test_nothing_is_unpickled_evaluated_or_put_together_as_code() -> None:
    risky = {"eval", "exec", "compile", "__import__"}
    modules = {"pickle", "marshal", "shelve", "yaml"}
    found: list[str] = []
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in risky:
                found.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [str(node.module)]
                found += [f"{path}:{node.lineno}" for name in names if name.split(".")[0] in modules]
    assert not found


def test_no_tracked_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?:^|[^A-Za-z0-9_.-])/(?:work|farm|root|Users|home)/[A-Za-z]", re.MULTILINE)
    found = []
    for path in tracked():
        try:
            text = read(path)
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in place.finditer(text)]
    assert not found


def test_every_package_is_typed() -> None:
    packages = [
        ROOT / "src" / "grassroots",
        *(path for path in ROOT.glob("plugins/*/src/*") if (path / "__init__.py").is_file()),
    ]
    assert len(packages) >= 4
    assert not [package for package in packages if not (package / "py.typed").is_file()]


def test_the_version_is_the_same_wherever_it_stands() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == grassroots.__version__
    assert f"version: {grassroots.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{grassroots.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def foreign(folder: Path) -> set[str]:
    """The distributions that the code below a folder imports, but for ours."""
    used = set()
    for path in folder.rglob("*.py"):
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z]+\+[a-z]+", node.value):
                used.add(node.value.partition("+")[2])  # a driver of SQLAlchemy, by its name
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                used.add(node.module.split(".")[0])
    distributions = {
        "attr": "attrs",
        "dateutil": "python-dateutil",
        "docx": "python-docx",
        "ibis": "ibis-framework",
        "python_calamine": "python-calamine",
        "typing_extensions": "typing-extensions",
    }
    return {
        distributions.get(name, name)
        for name in used
        if name not in sys.stdlib_module_names and not name.startswith("grassroots")
    }


def needed(project: Mapping[str, Any], *extras: str) -> set[str]:
    """The distributions that a project says it needs, and those of some extras, but for ours."""
    optional = project.get("optional-dependencies", {})
    listed = [*project["dependencies"], *(one for extra in extras for one in optional[extra])]
    named = {re.split(r"[<>=\[ ]", one)[0].lower() for one in listed}
    return {one for one in named if not one.startswith("grassroots")}


def test_every_dependency_is_used_and_every_library_that_is_used_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = needed(project, "cli", "fast", "frames", "geo", "testing")
    assert foreign(ROOT / "src") == wanted - {"pytest"}
    for path in sorted(ROOT.glob("plugins/*/pyproject.toml")):
        own = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        extras = [name for name in own.get("optional-dependencies", {}) if name != "test"]
        core = needed(project, "cli") if any("[cli]" in one for one in own["dependencies"]) else needed(project)
        used = foreign(path.parent / "src")
        assert needed(own, *extras) <= used, f"{path.parent.name} does not use what it asks for"
        assert used <= needed(own, *extras) | core, f"{path.parent.name} uses what it does not ask for"


def test_every_plugin_is_laid_out_alike() -> None:
    front = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in sorted(ROOT.glob("plugins/*/pyproject.toml")):
        own = tomllib.loads(path.read_text(encoding="utf-8"))
        project, folder = own["project"], path.parent
        package = folder.name.replace("-", "_")
        groups = project["entry-points"]
        points = [one for group in groups.values() for one in group.values()]
        assert len(points) == len(groups), "one way in by each door: the adapters, a command"
        assert (project["name"], project["license"], project["readme"]) == (folder.name, "Apache-2.0", "README.md")
        assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# {folder.name}\n")
        assert all(point.split(".")[0].split(":")[0] == package for point in points)
        assert (folder / "src" / package / "__init__.py").is_file()
        assert list((folder / "tests").glob("test_*.py"))
        assert "Typing :: Typed" in project["classifiers"]
        assert own["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [f"src/{package}"]
        assert f"(plugins/{folder.name}/README.md)" in front, f"the front page does not name {folder.name}"


# -- the words of problems --

CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")


def codes_given() -> Iterator[tuple[str, str]]:
    """(place, code) of every code that is given to `Problem` or `Fault` in so many words; `*` stands for what is filled in."""
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("Problem", "Fault"):
                for value in [*node.args[:1], *(word.value for word in node.keywords if word.arg == "code")]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield f"{path.name}:{node.lineno}", value.value


def texts() -> Iterator[str]:
    """Every text in the code, but in the list of wordings; what is filled in stands as `*`."""
    for path in SOURCES:
        if path.name == "problems.py":
            continue
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            if isinstance(node, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)


def test_every_code_that_is_used_has_a_wording() -> None:
    given = list(codes_given())
    assert len(given) > 20
    assert not [f"{place}: {code}" for place, code in given if not is_worded(code)]


def test_no_code_is_worded_by_two_rooms() -> None:
    found = Counter(code for room in catalogued("problems") for code in wordings_in(room))
    assert not [code for code, times in found.items() if times > 1]


def test_every_wording_is_used() -> None:
    said = set(texts())
    patterns = [
        re.compile(re.escape(text).replace(r"\*", "[a-z-]+"))
        for text in said
        if "*" in text and re.fullmatch(r"[a-z*-]+", text)
    ]
    unused = [code for code in wordings() if code not in said and not any(pattern.fullmatch(code) for pattern in patterns)]
    assert not unused


def places(text: str) -> set[str]:
    """What is filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def forms(text: str | Mapping[str, str]) -> list[str]:
    """A text, or its plural forms."""
    return [text] if isinstance(text, str) else list(text.values())


@pytest.mark.parametrize("code", sorted(wordings()))
def test_every_problem_is_worded_in_both_languages_with_a_cure(code: str) -> None:
    wording = wordings()[code]
    assert CODE.fullmatch(code)
    en, zh = forms(wording.what("en")), forms(wording.what("zh"))
    cure_en, cure_zh = wording.cure("en"), wording.cure("zh")
    for text in (*en, cure_en, *zh, cure_zh):
        assert text == text.strip()
        assert len(text) > 3
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in (*zh, cure_zh))
    assert not re.search(r"[\u4e00-\u9fff]", "".join(en) + cure_en)
    # What a parser of somebody else's says, in English, is not told in Chinese.
    assert places("".join(en) + cure_en) - {"reason"} == places("".join(zh) + cure_zh)

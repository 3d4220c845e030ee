"""What a strict type checker accepts also runs, and the examples of the pages are accepted by those that people use."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from doctest import DocTestParser
from pathlib import Path
from types import ModuleType

import pytest

import grassroots as gr
from grassroots.errors import NotFound
from grassroots.model import Case, Person

ROOT = Path(__file__).parents[2]
TENANTS = gr.samples.ledgers("tenants")
SCRIPTS = [Path(__file__).with_name(name) for name in ("script.py", "integrator.py")]


def loaded(name: str) -> ModuleType:
    found = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_script_that_mypy_reads_with_the_library_does_what_it_says() -> None:
    with gr.open("memory:") as office:
        office.take_in(TENANTS)
        told = loaded("script").use(office, "2024-12-31")
        assert told
        assert told[0].endswith("received")
        case = office.records(Case, "2024-12-31")[0]
        assert office.get(Case, case.id) == office.get("case", case.id) == case
        with pytest.raises(NotFound):
            office.get(Person, case.id)


def test_the_script_of_an_integrator_does_what_it_says(tmp_path: Path) -> None:
    script = loaded("integrator")
    with gr.open("memory:", plugins=gr.Plugins.of(script.Plugin())) as office:
        office.take_in(TENANTS)
        assert script.use(office, "2024-12-31", tmp_path) == ["answer", "House 9", "24"]


# -- the examples of the pages --

EASED = (
    "# mypy: allow-untyped-defs, allow-untyped-calls, allow-incomplete-defs, allow-redefinition, no-warn-unused-ignores\n"
    '# mypy: disable-error-code="union-attr"\n'
)
"""An example knows what it asks for, and shows a plugin without its annotations. Said in the files, not to mypy as a whole: of other
options it takes none of what it found out about the library."""


def pages() -> dict[str, str]:
    """The Python of each page and notebook, as one module; but for what goes on from an example of another page. Of a plugin its own modules."""
    found = {}
    for page in sorted((ROOT / "docs").rglob("*.md")):
        text, code = page.read_text(encoding="utf-8"), ""
        for block in re.findall(r"^```(?:python|pycon)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            code += "".join(one.source for one in DocTestParser().get_examples(block)) if ">>>" in block else block
        if code and "reference" not in page.parts:
            found[re.sub(r"\W", "_", page.relative_to(ROOT).as_posix()) + ".py"] = EASED + code
        for file, block in re.findall(r"^```python file=(\S+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            if file.startswith(("grassroots_", "test_")):
                found[file] = block
    for notebook in sorted((ROOT / "docs").rglob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "code")
        found[f"notebook_{notebook.stem}.py"] = EASED + code
    return found


def put(folder: Path) -> list[str]:
    for name, code in pages().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    assert len(pages()) > 30
    return [str(one) for one in (*folder.rglob("*.py"), *SCRIPTS)]


def test_mypy_accepts_the_examples_of_the_pages_and_the_scripts_of_users(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    files = put(tmp_path)
    command = [sys.executable, "-m", "mypy", "--strict", *files]
    found = {**os.environ, "MYPYPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=found, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_pyright_accepts_them_too(tmp_path: Path) -> None:
    found = shutil.which("pyright") or shutil.which("basedpyright")
    if found is None:
        pytest.skip("pyright is not installed (npm install -g pyright, or pip install basedpyright)")
    put(tmp_path)
    for one in SCRIPTS:
        shutil.copy(one, tmp_path)
    settings = {  # of the folder that it stands in, all is checked: a path that is not relative would be ignored
        "extraPaths": [str(ROOT / "src")], "pythonVersion": "3.11", "typeCheckingMode": "standard",
        "strict": ["script.py", "integrator.py", "grassroots_*", "test_*.py"],
        "reportOptionalMemberAccess": False, "reportUnusedExpression": False, "reportSelfClsParameterName": False,
    }  # fmt: skip
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [found, "-p", str(tmp_path), "--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout

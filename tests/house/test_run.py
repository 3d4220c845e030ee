"""The two commands of a fresh machine: what `run.py` does before there is anything. Nothing is downloaded here."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`run.py` as a module, whose project is a folder of its own, and which installs nothing but writes down what it would."""
    spec = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("", "plugins/one"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    venv = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "BOOTSTRAP", tmp_path / ".bootstrap")
    monkeypatch.setattr(module, "STAMP", venv / "grassroots-installed")
    monkeypatch.setattr(module, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(module, "PROJECTS", [tmp_path, tmp_path / "plugins" / "one"])
    done: list[list[str]] = []

    def run(command: list[str], failure: str, env: Any = None) -> None:
        done.append(command[1:])
        if "venv" in command or "virtualenv" in command[1:3]:
            (venv / "bin").mkdir(parents=True)
            (venv / "bin" / "python").write_text("", encoding="utf-8")

    monkeypatch.setattr(module, "run", run)
    module.done = done  # type: ignore[attr-defined]
    return module


def installs(module: ModuleType) -> list[list[str]]:
    return [command for command in module.done if "--editable" in command]


def test_the_first_command_makes_an_environment_and_installs_everything_in_one_call(run_py: Any, tmp_path: Path) -> None:
    run_py.set_up("demo")
    assert run_py.done[0][:2] == ["-m", "venv"]
    (install,) = installs(run_py)
    assert "--no-build-isolation" in install
    assert [arg for arg in install if str(tmp_path) in arg] == [f"{tmp_path}[cli]", str(tmp_path / "plugins" / "one")]


def test_what_the_demonstration_has_no_use_for_is_installed_for_the_tests_alone(run_py: Any, tmp_path: Path) -> None:
    large = tmp_path / "plugins" / "grassroots-ibis"
    large.mkdir()
    (large / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    run_py.PROJECTS.append(large)
    run_py.set_up("demo")
    run_py.set_up("test")
    assert [str(large) in install for install in installs(run_py)] == [False, True]
    assert all((ROOT / "plugins" / name).is_dir() for name in run_py.NOT_IN["demo"])


def test_the_same_command_again_installs_nothing(run_py: Any) -> None:
    run_py.set_up("test")
    before = len(run_py.done)
    run_py.set_up("test")
    run_py.set_up("demo")
    assert len(run_py.done) == before


def test_after_the_demo_the_tests_add_what_they_need(run_py: Any, tmp_path: Path) -> None:
    run_py.set_up("demo")
    run_py.set_up("test")
    assert [command[command.index("--editable") + 1] for command in installs(run_py)] == [
        f"{tmp_path}[cli]",
        f"{tmp_path}[dev]",
    ]
    assert sum("venv" in command for command in run_py.done) == 1


def test_a_changed_project_file_is_installed_again_for_both(run_py: Any, tmp_path: Path) -> None:
    run_py.set_up("test")
    (tmp_path / "plugins" / "one" / "pyproject.toml").write_text("[project]\nversion = '2'\n", encoding="utf-8")
    run_py.set_up("demo")
    run_py.set_up("test")
    assert len(installs(run_py)) == 3


def test_an_environment_of_another_place_or_python_is_made_afresh(run_py: Any) -> None:
    run_py.set_up("demo")
    run_py.STAMP.write_text("elsewhere " + " ".join(run_py.STAMP.read_text().split()[1:]), encoding="utf-8")
    run_py.set_up("demo")
    assert sum("venv" in command for command in run_py.done) == 2


def test_the_environment_itself_may_run_it_and_is_made_by_the_python_that_it_was_made_from(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    shutil.copy(ROOT / "run.py", tmp_path)
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", "--without-pip", str(tmp_path / ".venv")], check=True)
    told = "import run, sys; sys.stdout.write('\\n'.join([run.OWN, *run.fingerprint()]))"
    within, beside = (
        subprocess.run([python, "-c", told], cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split("\n")
        for python in (str(tmp_path / ".venv" / run_path()), base)
    )
    assert within[1:] == beside[1:]
    assert Path(within[0]).resolve() == Path(base).resolve()
    assert tmp_path not in Path(within[0]).parents


def run_path() -> str:
    return "Scripts/python.exe" if os.name == "nt" else "bin/python"


def test_an_environment_that_was_not_finished_is_made_afresh(run_py: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*args: str) -> None:
        raise run_py.CannotGoOn("no network")

    with monkeypatch.context() as broken:
        broken.setattr(run_py, "pip", torn)
        with pytest.raises(run_py.CannotGoOn):
            run_py.set_up("demo")
    assert not run_py.STAMP.exists()
    run_py.set_up("demo")
    assert run_py.STAMP.exists()


def test_without_ensurepip_virtualenv_is_put_beside_and_used(run_py: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(run_py.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name))
    run_py.set_up("demo")
    assert run_py.done[0][:3] == ["-m", "pip", "install"]
    assert "--target" in run_py.done[0]
    assert run_py.done[1][:2] == ["-m", "virtualenv"]


def test_without_ensurepip_and_pip_the_message_says_what_to_install(run_py: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_py.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(run_py.CannotGoOn, match="apt install python3-venv"):
        run_py.set_up("demo")


def process(*args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "run.py"), *args], capture_output=True, text=True, check=False, **more)


def test_without_a_command_it_says_how_it_is_used() -> None:
    for args, code in (([], 2), (["deom"], 2), (["--help"], 0)):
        done = process(*args)
        assert (done.returncode, "python3 run.py demo" in done.stderr) == (code, True)


def test_what_fails_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text((ROOT / "run.py").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "run.py"), "demo"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull},
    )  # fmt: skip
    assert done.returncode == 2
    assert "run.py: " in done.stderr
    assert "PIP_INDEX_URL" in done.stderr
    assert "Traceback" not in done.stderr

"""Sets everything up and runs it, on a machine with nothing but Python 3.11+ and pip.

    python3 run.py demo [--out DIR]       reads the sample ledgers, stores them, writes the work report
    python3 run.py test [PYTEST ARGS]     runs the tests

What it needs goes into .venv beside this file; nothing else on the machine is touched. Either command may come first.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BOOTSTRAP = ROOT / ".bootstrap"
STAMP = VENV / "grassroots-installed"
# Where .venv is switched on, the Python that it was made from: none takes away the ground on which it stands.
OWN = getattr(sys, "_base_executable", sys.executable) if Path(sys.prefix) == VENV else sys.executable
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROJECTS = [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]
EXTRAS = {"demo": "cli", "test": "dev"}
# What the demonstration does without: a database engine and what it needs, which are large, and another build of SQLite.
NOT_IN = {"demo": {"grassroots-apsw", "grassroots-ibis"}, "test": set()}


class CannotGoOn(Exception):
    """What is told to the user, without a traceback."""


def main(args):
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs on whatever Python there is
        raise CannotGoOn(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: python3.12 run.py demo")
    if not args or args[0] not in EXTRAS:
        sys.stderr.write(__doc__)
        return 0 if args and args[0] in ("-h", "--help", "help") else 2
    command, rest = args[0], args[1:]
    set_up(command)
    if command == "demo":
        return subprocess.call([str(PYTHON), "-m", "grassroots", "demo", *rest], env=environment())
    workers = [] if any(arg.startswith("-n") or arg in ("--pdb", "-s") for arg in rest) else ["-n", "2", "--dist", "worksteal"]
    return subprocess.call([str(PYTHON), "-m", "pytest", *workers, *rest], cwd=ROOT, env=environment())


def set_up(command):
    """Makes .venv and installs into it, unless that was done for these very project files."""
    done = STAMP.read_text().split() if STAMP.is_file() else []
    place, projects = fingerprint()
    if done[:1] == [place] and PYTHON.is_file():
        if done[1:2] == [projects] and command in done[2:]:
            return
    else:
        make_venv()
        done = []
    tell(f"Installing what `{command}` needs into {VENV} (once; needs a package index) ...")
    pip("install", "hatchling>=1.27", "editables>=0.5")
    editable = []
    for project in PROJECTS:
        if project.name in NOT_IN[command]:
            continue
        editable += ["--editable", f"{project}[{EXTRAS[command]}]" if project == ROOT else str(project)]
    pip("install", "--no-build-isolation", *editable)
    # The extra of `test` holds that of `demo`; what was installed for other project files does not count.
    levels = {"demo", command} | (set(done[2:]) if done[1:2] == [projects] else set())
    STAMP.write_text(" ".join([place, projects, *sorted(levels)]))


def fingerprint():
    """Of the place and the Python (another one: start afresh), and of the project files (others: install again)."""
    place = hashlib.sha256(f"{ROOT}\n{os.path.realpath(OWN)}\n{sys.version}".encode()).hexdigest()
    projects = hashlib.sha256()
    for project in PROJECTS:
        projects.update(f"{project.name}\n".encode() + (project / "pyproject.toml").read_bytes())
    return place, projects.hexdigest()


def make_venv():
    if VENV.exists():
        shutil.rmtree(VENV)
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        tell(f"Making {VENV} ...")
        run([OWN, "-m", "venv", str(VENV)], "the virtual environment cannot be made")
        return
    # Debian and Ubuntu ship a Python without ensurepip. `--target` is allowed even where the system's packages are managed (PEP 668).
    if not importlib.util.find_spec("pip"):
        raise CannotGoOn(
            "this Python has neither ensurepip nor pip. Install one of them, for example: apt install python3-venv (Debian, Ubuntu), "
            "dnf install python3-pip (Fedora), or python3 -m ensurepip"
        )
    tell(f"Making {VENV} with virtualenv, because this Python has no ensurepip ...")
    run([OWN, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(BOOTSTRAP), "virtualenv"], NO_INDEX)
    run(
        [OWN, "-m", "virtualenv", "--quiet", str(VENV)],
        "the virtual environment cannot be made",
        {**environment(), "PYTHONPATH": str(BOOTSTRAP)},
    )


NO_INDEX = (
    "the packages cannot be installed. Is there a network? Behind a mirror set PIP_INDEX_URL, behind a proxy HTTPS_PROXY, "
    "with a folder of wheels PIP_NO_INDEX=1 and PIP_FIND_LINKS=FOLDER; then run the same command again"
)


def pip(*args):
    run([str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *args], NO_INDEX)


def run(command, failure, env=None):
    """Runs quietly; what the command said is shown only if it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=env or environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise CannotGoOn(f"{failure}: {error}") from None
    if done.returncode:
        raise CannotGoOn("\n".join([*done.stdout.strip().splitlines()[-12:], f"{failure}."]))


def environment():
    """The caller's, without what would let packages of another Python in."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, "PYTHONUTF8": "1"}


def tell(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotGoOn as problem:
        tell(f"run.py: {problem}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)

"""A PostgreSQL server for the tests: one that an address names, or one that is started here, as a user without rights where root runs them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

_NUMBERS = count(1)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


class Server:
    """A server of our own, in a folder of its own, reached by a socket in it."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir=memory if memory.is_dir() else None))
        self.user = None
        if os.geteuid() == 0:  # the server refuses root
            self.user = "nobody"
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.run("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def run(self, program: str, *args: str) -> None:
        """Runs one of its programs; what it says is told where it fails."""
        with (self.folder / f"{program}.out").open("w+") as said:
            command = [str(self.programs / program), *args]
            done = subprocess.run(command, user=self.user, cwd=self.folder, stdout=said, stderr=subprocess.STDOUT, check=False)
            said.seek(0)
            assert done.returncode == 0, said.read()

    def start(self) -> None:
        """Starts it, or again after a crash."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off -c max_connections=200"
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def crash(self) -> None:
        """Ends every process of it in the midst of what it does; what was committed comes back from its log when it is started again."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    @contextmanager
    def replica(self) -> Iterator[str]:
        """Another server that follows this one, for as long as it is looked at: where its socket lies."""
        folder = Path(tempfile.mkdtemp(prefix="pg", dir=self.folder.parent))
        if self.user:
            os.chown(folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.run(
            "pg_basebackup",
            "-h",
            str(self.folder),
            "-U",
            "postgres",
            "-D",
            str(folder / "data"),
            "-R",
            "-c",
            "fast",
            "--no-sync",
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
        self.run("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield str(folder)
        finally:
            self.run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
            shutil.rmtree(folder)

    def address(self, office: str = "") -> str:
        """The address of an office; without a name, of one that there never was."""
        return f"postgresql://postgres@/postgres?host={self.folder}&office={office or f'office_{next(_NUMBERS)}'}"


def served() -> Iterator[Server]:
    """A server, for as long as tests ask it; a fixture is made of it."""
    programs = _programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: no initdb and pg_ctl on the path")
    server = Server(programs)
    yield server
    server.crash()
    shutil.rmtree(server.folder)

"""Workbooks are read in a process of its own, with limits of memory and time: a file that kills its reader, or never comes to an end, is refused, and
the program goes on. One such process serves all files; it starts when the first is read and is started anew after a file that ended it.

Where a system has no limits of memory (Windows), only the time is limited. Where no process can be started, workbooks are read in the program itself.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any

from attrs import define, field

from grassroots_xlsx.grid import Page, pages
from grassroots_xlsx.look import Unfit

SECONDS, SECONDS_A_MEGABYTE = 6, 10
"""Of computing, for a file; an ordinary ledger of a megabyte takes one or two."""
MEMORY = 900 << 20
MEMORY_A_BYTE = 16
PATIENCE = 12
"""Times as long in all: other programs run too."""
MOST_TEXT = 400 << 20
"""Of all that a workbook says, in bytes."""

BEYOND = "grassroots_xlsx:beyond-limits"

_START = """
import sys, types
package = types.ModuleType("grassroots_xlsx")
package.__path__ = [{folder!r}]
sys.modules["grassroots_xlsx"] = package
sys.path[:] = {path!r}
from grassroots_xlsx.child import serve
serve()
"""
"""The package itself would load the whole library, which takes longer than most ledgers. The process starts isolated (`-I`): of the folder in which somebody
works, where ledgers of strangers lie, it loads nothing."""


@define(eq=False)
class Reader:
    """The process that reads, and what is asked of it."""

    _process: subprocess.Popen[bytes] | None = None
    _owner: int = 0
    _lock: Any = field(factory=Lock)

    def pages(self, path: Path, data: bytes) -> Iterator[Page] | None:
        """The sheets of a workbook; None where no process can be started.

        Raises:
            Unfit: it is no workbook, goes beyond a limit, or ended its reader.
        """
        with self._lock:
            process = self._started()
            if process is None:
                return None
            try:
                return iter(self._asked(process, path, data))
            except BaseException as error:
                if not isinstance(error, Unfit) or error.code == BEYOND:
                    self.end()
                raise

    def _asked(self, process: subprocess.Popen[bytes], path: Path, data: bytes) -> list[Page]:
        assert process.stdin
        assert process.stdout
        seconds = SECONDS + SECONDS_A_MEGABYTE * len(data) // (1 << 20)
        timer = Timer(PATIENCE * seconds, process.kill)
        timer.daemon = True
        timer.start()
        try:
            told = {"bytes": len(data), "seconds": seconds, "memory": MEMORY + MEMORY_A_BYTE * len(data)}
            process.stdin.write(json.dumps(told).encode() + b"\n" + data)
            process.stdin.flush()
            return list(_heard(process.stdout))
        except (OSError, ValueError, KeyError, TypeError):
            raise Unfit(BEYOND) from None
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[bytes] | None:
        if self._process is not None and (self._owner != os.getpid() or self._process.poll() is not None):
            self._process = None
        if self._process is None and sys.executable and not getattr(sys, "frozen", False):
            code = _START.format(folder=str(Path(__file__).parent), path=sys.path)
            with contextlib.suppress(OSError):
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
                self._owner = os.getpid()
        return self._process

    def end(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream and stream.close()
            process.wait()


READER = Reader()
atexit.register(READER.end)


def _heard(stream: IO[bytes]) -> Iterator[Page]:
    """What the process tells of a workbook."""
    title, hidden, own, columns = "", False, False, ()
    noted: tuple[tuple[int, int], ...] = ()
    lines: list[Any] = []
    while line := stream.readline():
        told = json.loads(line)
        if isinstance(told, list):
            lines += told
        elif "title" in told:
            title, hidden, own, columns = told["title"], told["hidden"], told["own"], tuple(told["columns"])
            lines, noted = [], tuple((row, column) for row, column in told["noted"])
        elif "closed" in told:
            yield Page(title, hidden, own, iter(lines), columns, noted)
        elif "code" in told:
            raise Unfit(told["code"], told["sheet"], **told["details"])
        else:
            return
    raise Unfit(BEYOND)


# -- in the process that reads --


def serve() -> None:
    """Reads workbook after workbook until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = sys.stdout.buffer
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        _limit(asked["memory"], asked["seconds"])
        data = sys.stdin.buffer.read(asked["bytes"])
        try:
            _tell(out, data)
            told: dict[str, Any] = {"end": True}
        except Unfit as unfit:
            told = {"code": unfit.code, "sheet": unfit.sheet, "details": unfit.details}
        except (MemoryError, RecursionError):
            told = {"code": BEYOND, "sheet": "", "details": {}}
        _say(out, told)
        out.flush()


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for which, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(time.process_time()) + 1 + seconds)):
        hardest = resource.getrlimit(which)[1]
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(which, (most if hardest == resource.RLIM_INFINITY else min(most, hardest), hardest))


_ROWS = 500


def _tell(out: IO[bytes], data: bytes) -> None:
    length = 0
    for page in pages(data):
        said = {
            "title": page.title,
            "hidden": page.hidden,
            "own": page.own,
            "columns": page.hidden_columns,
            "noted": page.noted,
        }
        _say(out, said)
        lines = []
        for line in page.lines:
            length += sum(map(len, line[0]))
            if length > MOST_TEXT:
                raise Unfit(BEYOND, page.title)
            lines.append(line)
            if len(lines) == _ROWS:
                _say(out, lines)
                lines = []
        _say(out, lines)
        _say(out, {"closed": True})


def _say(out: IO[bytes], told: Any) -> None:
    out.write(json.dumps(told, ensure_ascii=True).encode() + b"\n")

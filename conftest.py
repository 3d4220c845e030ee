"""One setting for every property test, bytecode that is kept, and memory that is not searched again and again: the same draws each time, and as many as a quick run bears.

GRASSROOTS_EXAMPLES=1000 draws more, and anew each time, and looks for the smallest example that fails: for a night, or for a hunt. A quick
run does not: to make an organization smaller takes minutes, and the same draw comes again anyway.

Where the environment asks Python to write no bytecode, every process that a test starts would compile the library anew, for seconds each. Checked charters are
kept in a folder of this run alone, large enough that the many small ones of tests do not push out those that come with the library. That folder, and those of
tests, lie in memory where the system has a place for it: a thousand stores are made, and none has to outlive a loss of power (those of `tests/store/test_power.py`
are played, not suffered). It is removed in the end, but where a test failed.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import providers

from grassroots.workspace.charters import kept

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_more = int(os.environ.get("GRASSROOTS_EXAMPLES", "0"))
settings.register_profile(
    "quick",
    max_examples=_more or 25,
    derandomize=not _more,
    database=None,
    deadline=None,
    phases=list(Phase) if _more else [Phase.explicit, Phase.generate],
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("quick")

# Hypothesis mixes the constants of all modules that are loaded by then into what it draws: a test would draw otherwise by what ran before it, and by how the
# tests are dealt out. A hunt takes them.
if not _more and hasattr(providers, "_get_local_constants"):
    providers._get_local_constants = lambda: providers._local_constants


# The library, its charters and some thousand tests are there to the end: to look through them for what nobody holds any more takes a tenth of the whole time.
gc.set_threshold(400_000, 10, 50)


def _memory() -> str | None:
    place = "/dev/shm"
    return place if os.access(place, os.W_OK) and shutil.disk_usage(place).free > 2 << 30 else None


_made = "" if kept.FOLDER in os.environ else tempfile.mkdtemp(prefix="grassroots-tests-", dir=_memory())
if _made:
    os.environ[kept.FOLDER] = os.path.join(_made, "charters")
    os.environ["TMPDIR"] = tempfile.tempdir = _made
kept.MOST = 1000


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(exitstatus: int) -> None:
    global _made
    if exitstatus == pytest.ExitCode.TESTS_FAILED:
        _made = ""


@atexit.register  # after all that others, loaded later, take away at the end
def _removed() -> None:
    if _made:
        shutil.rmtree(_made, ignore_errors=True)

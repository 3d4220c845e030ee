"""While much is done at once nobody looks for circles among objects; afterwards it is as it was."""

from __future__ import annotations

import gc
import os
from threading import Event, Thread

import pytest

from grassroots.store import bulk as module
from grassroots.store.bulk import bulk


def test_it_is_as_before_once_the_last_has_left() -> None:
    assert gc.isenabled()
    with bulk():
        with bulk():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_had_it_off_has_it_off_afterwards() -> None:
    gc.disable()
    try:
        with bulk():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_where_somebody_is_always_within_it_is_done_once_much_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1000)
    with bulk():
        before = gc.get_stats()[2]["collections"]
        kept = [[] for _ in range(2000)]
        with bulk():
            assert gc.get_stats()[2]["collections"] == before + 1
        assert len(kept) == 2000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no forks")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_fork_does_not_wait_for_who_is_within_elsewhere() -> None:
    within, done = Event(), Event()

    def much() -> None:
        with bulk():
            within.set()
            done.wait(10)

    other = Thread(target=much)
    other.start()
    within.wait(10)
    child = os.fork()
    if not child:
        at_once = gc.isenabled()
        with bulk():
            off = not gc.isenabled()
        os._exit(0 if at_once and off and gc.isenabled() else 1)
    assert not gc.isenabled()
    done.set()
    other.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert gc.isenabled()

"""While much is done at once nobody looks for circles among objects; afterwards it is as it was."""

from __future__ import annotations

import gc

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

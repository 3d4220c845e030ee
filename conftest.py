"""One setting for every property test: the same draws each time, and as many as a quick run bears.

GRASSROOTS_EXAMPLES=1000 draws more, and anew each time, and looks for the smallest example that fails: for a night, or for a hunt. A quick
run does not: to make an organization smaller takes minutes, and the same draw comes again anyway.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

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

_TOGETHER = ("tests/samples/", "tests/testing/test_strategies.py")
"""Files whose tests share what is dear to make: one worker runs all of a file."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keeps the tests of a file with a dear fixture on one worker."""
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            if item.nodeid.startswith(_TOGETHER):
                item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))

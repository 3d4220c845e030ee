from __future__ import annotations

import pytest
from support.postgres import served

server = pytest.fixture(scope="session")(served)

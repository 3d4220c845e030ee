from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from support.postgres import served

server = pytest.fixture(scope="session")(served)


@pytest.fixture
def cluster() -> Iterator[str]:
    """Two workers of this machine, each a process of its own."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java here, in which Spark runs")
    yield "spark:local-cluster[2,1,1024]"
    from pyspark.sql import SparkSession

    if (session := SparkSession.getActiveSession()) is not None:
        session.stop()

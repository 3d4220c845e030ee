"""The sample of the writer kit: a tenants' association of two houses with six opinions."""

from __future__ import annotations

import pytest

from grassroots.reports import Report
from grassroots.testing.writer_kit import sample_report


@pytest.fixture(scope="session")
def report() -> Report:
    return sample_report()


@pytest.fixture(scope="session")
def public() -> Report:
    return sample_report(profile="public")

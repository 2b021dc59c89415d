"""A model that answers as it is told."""

from collections.abc import Iterator

import pytest

from otelevals.testing import FakeJudge


@pytest.fixture
def judge() -> Iterator[FakeJudge]:
    with FakeJudge() as running:
        yield running

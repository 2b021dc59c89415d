"""A client to send with."""

from collections.abc import Iterator

import pytest

from tests.e2e.clients import Clients


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    opened = Clients()
    yield opened
    opened.close()

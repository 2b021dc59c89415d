"""One collector that all attacks are made on, and an honest client that goes on sending during each of them."""

from collections.abc import Iterator

import pytest

from tests.attack.victim import Bystander, Victim, victim


@pytest.fixture(scope="session")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    with victim(tmp_path_factory.mktemp("victim")) as running:
        yield running


@pytest.fixture(autouse=True)
def bystander(request: pytest.FixtureRequest) -> Iterator[None]:
    """While a test attacks the target another client is served, and memory stays within bounds."""
    if "target" not in request.fixturenames:
        yield
        return
    target: Victim = request.getfixturevalue("target")
    target.forget_peak()
    before = target.resident
    client = Bystander(target)
    yield
    client.stop()
    target.serve_somebody_new()
    grown = target.peak - before
    assert grown < target.MOST_GROWTH, f"memory grew by {grown / 2**20:.0f} MiB"

"""The health check is ready only when the service runs and its exporters get through."""

from collections.abc import Iterator

import pytest
import urllib3

from otelevals.api.clock import ManualClock
from otelevals.api.health import Health, Phase
from otelevals.extensions.health_check import HealthCheckExtension
from otelevals.testing import context


class Probe:
    def __init__(self, **options: object) -> None:
        self.clock, self.health = ManualClock(), Health()
        config = HealthCheckExtension.Config.model_validate({"endpoint": "127.0.0.1:0", **options})
        self.extension = HealthCheckExtension(config, context("health_check", self.clock, health=self.health))
        self.extension.start()

    def ask(self, path: str = "/") -> tuple[int, object]:
        answer = urllib3.request("GET", f"http://127.0.0.1:{self.extension.port}{path}")
        return answer.status, answer.json()


@pytest.fixture
def probe() -> Iterator[Probe]:
    probe = Probe()
    yield probe
    probe.extension.shutdown()


@pytest.mark.parametrize(
    ("phase", "status", "word"),
    [
        (Phase.STARTING, 503, "starting"),
        (Phase.READY, 200, "ready"),
        (Phase.DRAINING, 503, "draining"),
    ],
)
def test_the_answer_follows_the_phase_of_the_service(probe: Probe, phase: Phase, status: int, word: str) -> None:
    probe.health.phase = phase
    assert probe.ask() == (status, {"status": word, "exporters": {}})


def test_an_exporter_that_fails_for_long_makes_the_service_unready(probe: Probe) -> None:
    probe.health.phase = Phase.READY
    probe.health.failed("otlp_grpc", "traces", probe.clock.now(), "connection refused")
    probe.clock.advance(59)
    assert probe.ask()[0] == 200
    probe.clock.advance(1)
    failing = {"otlp_grpc": {"failing_for_seconds": 60, "error": "connection refused"}}
    assert probe.ask() == (503, {"status": "failing", "exporters": failing})
    probe.health.recovered("otlp_grpc", "traces")
    assert probe.ask()[0] == 200


def test_other_paths_are_not_found(probe: Probe) -> None:
    assert probe.ask("/other") == (404, {"status": "not found"})


def test_recoverable_errors_can_be_left_out() -> None:
    probe = Probe(component_health={"include_recoverable_errors": False})
    probe.health.phase = Phase.READY
    probe.health.failed("otlp_grpc", "traces", 0.0, "connection refused")
    assert probe.ask()[0] == 200
    probe.extension.shutdown()


def test_a_probe_has_no_large_body(probe: Probe) -> None:
    answer = urllib3.request("POST", f"http://127.0.0.1:{probe.extension.port}/", body=bytes(16 * 1024 + 1))
    assert answer.status == 413

"""A program runs its service until a signal or a failure ends it."""

import queue
import signal
import socket
import threading

import pytest
from structlog.testing import capture_logs

from otelevals.cli.exit_codes import FAILED, OK
from otelevals.cli.run import Program
from otelevals.pipeline.service import Service
from otelevals.telemetry.metrics import MetricsPage
from tests.pipeline.parts import configuration, entrance


def run(service: Service, *received: int | str, page: MetricsPage | None = None) -> int:
    signals: queue.SimpleQueue[int | str] = queue.SimpleQueue()
    for each in received:
        signals.put(each)
    return Program(service, page, configuration, signals, None).run()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(number: int) -> None:
    service = Service(configuration())
    assert run(service, number) == OK
    assert entrance(service).calls == ["start", "stop_intake", "shutdown"]


def test_a_failure_that_no_component_can_mend_ends_it_as_failed() -> None:
    service = Service(configuration())
    with capture_logs() as logs:
        assert run(service, "entrance: the listener died") == FAILED
    assert {"event": "a component failed", "error": "entrance: the listener died", "log_level": "error"} in logs
    assert entrance(service).calls == ["start", "stop_intake", "shutdown"]


def test_it_goes_on_after_a_reload() -> None:
    service = Service(configuration(processors={"passing": {}}))
    graph = service.graph
    assert run(service, signal.SIGHUP, signal.SIGTERM) == OK
    assert service.graph is not graph


def test_what_cannot_start_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Service(configuration(exporters={"exit": {"fail": True}}))) == FAILED
    assert capsys.readouterr().err == "cannot start: exit: it does not want to\n"


def test_a_metrics_port_in_use_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    service = Service(configuration())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        endpoint = f"127.0.0.1:{taken.getsockname()[1]}"
        assert run(service, page=MetricsPage(endpoint, service.telemetry)) == FAILED
    error = f"cannot start: service::telemetry::metrics: cannot listen on {endpoint}: address already in use\n"
    assert capsys.readouterr().err == error


def test_the_metrics_end_with_a_start_that_fails() -> None:
    service = Service(configuration(exporters={"exit": {"fail": True}}))
    page = MetricsPage("127.0.0.1:0", service.telemetry)
    before = threading.active_count()
    assert run(service, page=page) == FAILED
    assert threading.active_count() == before

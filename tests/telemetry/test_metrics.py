"""The metrics page shows the service's own figures under the Collector's names."""

from collections.abc import Iterator

import pytest
import urllib3

from otelevals.api.telemetry import Telemetry
from otelevals.telemetry.metrics import MetricsPage


@pytest.fixture
def page() -> Iterator[MetricsPage]:
    telemetry = Telemetry()
    telemetry.counter("otelcol_receiver_accepted_spans", "Accepted.", ["receiver"]).labels("otlp").inc(3)
    page = MetricsPage("127.0.0.1:0", telemetry)
    page.start()
    yield page
    page.stop()


def test_the_page_lists_metrics_and_process_figures(page: MetricsPage) -> None:
    answer = urllib3.request("GET", f"http://127.0.0.1:{page.port}/metrics")
    assert answer.status == 200
    text = answer.data.decode()
    assert 'otelcol_receiver_accepted_spans_total{receiver="otlp"} 3.0' in text
    for name in ("uptime_total", "cpu_seconds_total", "memory_rss", "runtime_total_sys_memory_bytes"):
        assert f"\notelcol_process_{name} " in text


def test_other_paths_are_not_found(page: MetricsPage) -> None:
    assert urllib3.request("GET", f"http://127.0.0.1:{page.port}/secret").status == 404

"""The Prometheus page, and the process figures on it under the Collector's names."""

import os
import resource
import time
from collections.abc import Iterator

import structlog
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from otelevals import __version__
from otelevals.api.telemetry import Telemetry
from otelevals.net.endpoint import ListenError
from otelevals.net.limits import WITHOUT_BODIES
from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Request, Response

_PAGE = os.sysconf("SC_PAGE_SIZE")


class MetricsPage:
    """Serves the service's metrics under /metrics."""

    def __init__(self, endpoint: str, telemetry: Telemetry) -> None:
        telemetry.registry.register(ProcessFigures())
        self._telemetry = telemetry
        self._loop = HttpLoop("metrics")
        self._listener = HttpListener(endpoint, self._answer, loop=self._loop, limits=WITHOUT_BODIES, name="metrics")

    @property
    def port(self) -> int:
        return self._listener.port

    def start(self) -> None:
        """Listen; OSError when that cannot be."""
        self._loop.start()
        try:
            self._listener.start()
        except ListenError as error:
            self._loop.stop()
            raise OSError(f"service::telemetry::metrics: {error}") from error
        structlog.get_logger().info("metrics are served", endpoint=str(self._listener.endpoint))

    def stop(self) -> None:
        self._listener.stop()
        self._loop.stop()

    def _answer(self, request: Request) -> Response:
        if request.path not in ("/metrics", "/"):
            return Response(404, b"metrics are at /metrics\n", "text/plain")
        return Response(200, generate_latest(self._telemetry.registry), CONTENT_TYPE_LATEST)


class ProcessFigures(Collector):
    """CPU, memory and uptime, read when somebody asks."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def collect(self) -> Iterator[Metric]:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        with open("/proc/self/statm") as statm:
            virtual, resident = (int(number) * _PAGE for number in statm.read().split()[:2])
        yield _counter("process_uptime", "Seconds since the start.", time.monotonic() - self._started)
        yield _counter("process_cpu_seconds", "CPU time of the process.", usage.ru_utime + usage.ru_stime)
        yield GaugeMetricFamily("otelcol_process_memory_rss", "Resident memory in bytes.", value=resident)
        yield GaugeMetricFamily(
            "otelcol_process_runtime_total_sys_memory_bytes", "Memory mapped by the process in bytes.", value=virtual
        )
        build = GaugeMetricFamily("otelevals_build_info", "The version that runs.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build


def _counter(name: str, text: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"otelcol_{name}", text, value=value)

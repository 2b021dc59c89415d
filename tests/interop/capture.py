"""One producer plays scenarios against the stub and exports to a running otelevals; what arrived, by scenario."""

import os
import re
import subprocess
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.e2e.collector import OTLP, Collector, collector, service
from tests.interop.environments import Failed, Producer
from tests.waiting import eventually

_SIGNALS = ("traces", "logs", "metrics")
_OUTPUT = "output.txt"
_PATIENCE = 60.0
"""Seconds that a scenario may take, imports included."""


class Capture(NamedTuple):
    """What came of one scenario: how it ended for the producer, and the files of what it sent."""

    scenario: str
    outcome: str
    files: tuple[Path, ...]


def capture(producer: Producer, command: list[str], scenarios: Iterable[str], stub: str, folder: Path) -> list[Capture]:
    """Play the scenarios in one process, which the command starts; the captures are written to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with collector(folder / "collector.yaml", _options()) as running:
        environment = _environment(producer, stub, running.http)
        with _started(command, environment, folder) as process:
            return [_play(process, running, scenario, folder) for scenario in scenarios]


def _play(process: subprocess.Popen[str], running: Collector, scenario: str, folder: Path) -> Capture:
    sources = {signal: folder / f"received.{signal}" for signal in _SIGNALS[:2]}
    before = {signal: path.stat().st_size for signal, path in sources.items()}
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError):
        process.stdin.write(f"{scenario}\n")
        process.stdin.flush()
    late = threading.Timer(_PATIENCE, process.kill)
    late.start()
    outcomes = (line for line in process.stdout if line.startswith(f"@ {scenario} "))
    outcome = next(outcomes, "").removeprefix(f"@ {scenario} ").strip()
    late.cancel()
    if not outcome:
        output = folder / _OUTPUT
        last = (output.read_text().splitlines() or ["no output"])[-1]
        raise Failed(f"ended, or took too long, in the scenario {scenario} (see {output}): {last}")
    eventually(lambda: _all_written(running), "what was received is not written")
    files = []
    for signal, path in sources.items():
        target = folder / f"{scenario}.{signal}.json"
        target.write_bytes(path.read_bytes()[before[signal] :])
        if target.stat().st_size:
            files.append(target)
    return Capture(scenario, outcome, tuple(files))


def _all_written(running: Collector) -> bool:
    counts: dict[str, float] = defaultdict(float)
    for name, value in re.findall(r"^otelcol_(\w+)\{.*\} (\S+)$", running.metrics(), re.M):
        counts[name] += float(value)
    return all(
        counts[f"receiver_accepted_{items}_total"] == counts[f"exporter_sent_{items}_total"]
        for items in ("spans", "log_records")
    )


def _options() -> dict[str, object]:
    http = {"endpoint": "127.0.0.1:0", "traces_url_path": ["/v1/traces", "/api/public/otel/v1/traces"]}
    otlp = {"protocols": {**OTLP["protocols"], "http": http}}
    exporters = {f"file/{signal}": {"path": f"received.{signal}"} for signal in _SIGNALS}
    pipelines = {signal: {"receivers": ["otlp"], "exporters": [f"file/{signal}"]} for signal in _SIGNALS}
    return {"receivers": {"otlp": otlp}, "exporters": exporters, "service": service(pipelines)}


def _environment(producer: Producer, stub: str, endpoint: str) -> dict[str, str]:
    """What a producer finds; what it would ask of the network, such as prices, fails at once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "OPENAI_", "PYTHON"))}
    return {
        **kept,
        "DO_NOT_TRACK": "true",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
        "OPENAI_BASE_URL": stub,
        "OPENAI_API_KEY": "none",
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
        "LANGFUSE_BASE_URL": endpoint,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        **producer.environment,
    }


@contextmanager
def _started(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A producer that waits for the name of a scenario."""
    with (folder / _OUTPUT).open("w") as errors:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

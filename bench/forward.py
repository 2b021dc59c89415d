"""What forwarding costs: `make bench`, or `python -m bench.forward [--seconds S] [--only TEXT]`. No root, no network.

The system under test has one core, the load and the sink have another. CPU is what the operating system charged the
process from the first request until the last span arrived, per span sent to it. Ratios are against the floor in the
same run: a bare synchronous gRPC forwarder of raw bodies that merges them. Quote ratios, not absolute times: machines
differ, and shared ones are noisy.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import SPANS
from bench.sink import Sink

ROOT = Path(__file__).parents[1]
CORES = sorted(os.sched_getaffinity(0))
QUIET, QUIET_WHOLE = 1.0, 10.0  # seconds without a span after which no more are expected
TICKS = os.sysconf("SC_CLK_TCK")
PROCESSORS = """
  memory_limiter: {check_interval: 1s, limit_mib: 4000}
  filter: {trace_conditions: ['span.attributes["http.route"] == "/health"']}
  probabilistic_sampler: {sampling_percentage: 90}
  batch: {}
"""


@dataclass(frozen=True)
class System:
    name: str
    protocol: str
    command: list[str]
    port: int
    drops: bool = False


@dataclass(frozen=True)
class Figures:
    cpu: float  # microseconds a span
    rate: float  # spans a second
    p50: float
    p99: float
    idle: float  # MB
    peak: float  # MB
    ready: float  # seconds


def otelevals(sink: Sink, protocol: str, compression: str, processors: bool, folder: Path, journal: str = "") -> System:
    """`journal`: its options, none when there is no journal."""
    port, name = free_port(), "processors" if processors else "journal" if journal else "forward"
    chain = "[memory_limiter, filter, probabilistic_sampler, batch]" if processors else "[]"
    exporter = (
        f"otlp_grpc: {{endpoint: '127.0.0.1:{sink.grpc_port}', compression: {compression}, tls: {{insecure: true}}}}"
        if protocol == "grpc"
        else f"otlp_http: {{endpoint: 'http://127.0.0.1:{sink.http_port}', compression: {compression}}}"
    )
    config = folder / f"{protocol}-{compression}-{name}.yaml"
    config.write_text(
        f"receivers: {{otlp: {{protocols: {{{protocol}: {{endpoint: '127.0.0.1:{port}'}}}}{journal}}}}}\n"
        f"processors: {PROCESSORS if processors else '{}'}\n"
        f"exporters: {{{exporter}}}\n"
        f"service:\n"
        f"  telemetry: {{metrics: {{level: none}}}}\n"
        f"  pipelines: {{traces: {{receivers: [otlp], processors: {chain}, exporters: [{exporter.split(':')[0]}]}}}}\n"
    )
    command = [sys.executable, "-m", "otelevals", "run", "--config", str(config)]
    return System(f"otelevals {name}", protocol, command, port, drops=processors)


def floor(sink: Sink) -> System:
    port = free_port()
    return System("floor", "grpc", [sys.executable, "-m", "bench.floor", str(port), str(sink.grpc_port)], port)


def rotel(sink: Sink, protocol: str, folder: Path) -> System | None:
    program = find_rotel()
    if program is None:
        return None
    port, target = free_port(), sink.grpc_port if protocol == "grpc" else sink.http_port
    other = free_port()
    ports = (port, other) if protocol == "grpc" else (other, port)
    command = [program, "start", "--exporter", "otlp", "--otlp-exporter-protocol", protocol]
    command += ["--otlp-exporter-endpoint", f"http://127.0.0.1:{target}", "--pid-file", str(folder / "rotel.pid")]
    command += ["--otlp-grpc-endpoint", f"127.0.0.1:{ports[0]}", "--otlp-http-endpoint", f"127.0.0.1:{ports[1]}"]
    return System("rotel", protocol, command, port)


def find_rotel() -> str | None:
    """The binary inside the package, when it is installed (dependency group `bench`)."""
    from importlib.util import find_spec

    spec = find_spec("rotel")
    if spec is None or not spec.submodule_search_locations:
        return shutil.which("rotel-agent")
    return str(Path(spec.submodule_search_locations[0]) / "rotel-agent")


def measure(system: System, sink: Sink, corpus: str, seconds: float, clients: int = 8) -> Figures:
    """Run one cell."""
    began = time.perf_counter()
    with started(system) as process:
        wait_until(lambda: is_open(system.port), f"{system.name} did not start")
        ready = time.perf_counter() - began
        time.sleep(0.3)  # let start-up work end before it is measured
        idle = memory(process.pid, "VmRSS")
        before, received = cpu(process.pid), sink.spans
        load = [
            sys.executable,
            "-m",
            "bench.load",
            system.protocol,
            str(system.port),
            corpus,
            str(seconds),
            str(clients),
        ]
        done = subprocess.run(on_core(1, load), capture_output=True, text=True, cwd=ROOT, check=True)
        report = json.loads(done.stdout)
        sent = report["requests"] * SPANS[corpus]
        wait_for_quiet(sink, received, sent, whole=not system.drops)
        used, peak = cpu(process.pid) - before, memory(process.pid, "VmHWM")
    rate = sent / report["seconds"]
    return Figures(1e6 * used / sent, rate, report["p50_ms"], report["p99_ms"], idle, peak, ready)


@contextmanager
def started(system: System) -> Iterator["subprocess.Popen[bytes]"]:
    command = on_core(0, system.command)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_quiet(sink: Sink, before: int, sent: int, *, whole: bool) -> None:
    """Until every span has come; or, from a system that drops some, until nothing came for a while."""
    last, since = sink.spans, time.monotonic()
    while sink.spans - before < sent and time.monotonic() - since < (QUIET_WHOLE if whole else QUIET):
        time.sleep(0.01)
        if sink.spans != last:
            last, since = sink.spans, time.monotonic()
    if sink.spans - before < (sent if whole else sent // 2):
        raise SystemExit(f"only {sink.spans - before} of {sent} spans came out")


def on_core(number: int, command: list[str]) -> list[str]:
    return ["taskset", "-c", str(CORES[number % len(CORES)]), *command] if shutil.which("taskset") else command


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int, field: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


def wait_until(condition: Callable[[], bool], failure: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(failure)
        time.sleep(0.005)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cells(sink: Sink, folder: Path) -> Iterator[tuple[str, str, System]]:
    """What is measured: group, corpus, system."""
    for corpus in ("plain", "genai", "mixed", "single"):
        yield "gRPC, uncompressed", corpus, floor(sink)
        for protocol, group in (("grpc", "gRPC, uncompressed"), ("http", "HTTP, uncompressed")):
            for processors in (False, True):
                yield group, corpus, otelevals(sink, protocol, "none", processors, folder)
    for corpus in ("plain", "genai"):
        for protocol, group in (("grpc", "gRPC, gzip out"), ("http", "HTTP, gzip out")):
            yield group, corpus, otelevals(sink, protocol, "gzip", False, folder)
            if (peer := rotel(sink, protocol, folder)) is not None:
                yield group, corpus, peer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2.0, help="load of each cell and repetition")
    parser.add_argument("--repeat", type=int, default=1, help="repetitions of each cell; medians are printed")
    parser.add_argument("--only", default="", help="only cells whose line contains this text")
    args = parser.parse_args()
    sink = Sink()
    sink.start()
    os.sched_setaffinity(0, {CORES[-1]})
    print(
        f"{'':20} {'corpus':7} {'system':22} {'us/span':>8} {'x floor':>8} {'spans/s':>9} {'p50 ms':>7} {'p99 ms':>7} "
        f"{'idle MB':>8} {'peak MB':>8} {'ready s':>8}"
    )
    floors: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for group, corpus, system in cells(sink, Path(folder)):
            if args.only and args.only not in f"{group} {corpus} {system.name}" and system.name != "floor":
                continue
            runs = [measure(system, sink, corpus, args.seconds) for _ in range(args.repeat)]
            mid = Figures(
                *(statistics.median(column) for column in zip(*(vars(run).values() for run in runs), strict=True))
            )
            if system.name == "floor":
                floors[corpus] = mid.cpu
            ratio = f"{mid.cpu / floors[corpus]:8.2f}" if corpus in floors else f"{'':8}"
            print(
                f"{group:20} {corpus:7} {system.name:22} {mid.cpu:8.2f} {ratio} {mid.rate:9.0f} {mid.p50:7.2f} "
                f"{mid.p99:7.2f} {mid.idle:8.1f} {mid.peak:8.1f} {mid.ready:8.2f}",
                flush=True,
            )
    sink.stop()


if __name__ == "__main__":
    main()

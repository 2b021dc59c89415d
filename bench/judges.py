"""What a judge costs beside forwarding and checking: `python -m bench.judges [--seconds S] [--repeat N]`.

The same service takes the same spans over gRPC, with the check `not_empty` alone, and with a judge besides it: of no
trace, and of 5% of the traces with an endpoint that is fast (0.2 s), slow (5 s), failing (500) or hanging. The service
has one core; its evaluator process, the endpoint, the load and the sink share the other one, which also slows the
first where both are one core's threads. Ratios are against `not_empty` alone in the same repetition.

CPU is that of the service's process, per span, until all spans have arrived but some that are held. Latencies are those
of requests that are due at even times, `RATE` a second; spans a second are those that eight clients bring through
without a pause.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.corpus import SPANS
from bench.forward import CORES, ROOT, System, cpu, free_port, is_open, memory, on_core, started, wait_until
from bench.judge_endpoint import KINDS
from bench.sink import Sink

NONE, NOBODY = "no judge", "of none"
CORPORA = ("plain", "mixed", "genai")
KINDS_OF_JUDGES = (NONE, NOBODY, *KINDS)
RATE = 40
HOLD = 8.0
NOT_HELD = 0.92
LONGEST = 120.0


@dataclass(frozen=True)
class Figures:
    cpu: float  # microseconds a span at the even rate
    p50: float
    p99: float
    full_cpu: float  # the same under full load
    rate: float  # spans a second
    peak: float  # MB
    calls: int = 0
    at_once: int = 0
    judge_cpu: float = 0.0  # milliseconds a call, of the evaluator process
    judge_peak: float = 0.0  # MB


def system(sink: Sink, folder: Path, url: str, rate: str = "5%") -> System:
    """`url` of the judge's endpoint; empty without one. `rate` of what is judged."""
    port, name = free_port(), "judged" if url else "checked"
    scorers: dict[str, Any] = {"not_empty": None}
    if url:  # equal spans come again and again
        scorers["helpful"] = {"type": "judge", "rubric": "helpfulness", "sampling": {"rate": rate}, "cache": False}
    insecure = {"insecure": True}
    config = {
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": f"127.0.0.1:{port}"}}}},
        "judges": {"default": {"model": "openai:gpt-5-mini", "base_url": url, "api_key": "x"}} if url else {},
        "processors": {"scorer": {"scorers": scorers, "hold": f"{HOLD}s"}},
        "exporters": {"otlp_grpc": {"endpoint": f"127.0.0.1:{sink.grpc_port}", "compression": "none", "tls": insecure}},
        "service": {
            "telemetry": {"metrics": {"level": "none"}},
            "store": {"url": f"sqlite:///{tempfile.mkdtemp(dir=folder)}/store.db"},
            "pipelines": {"traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]}},
        },
    }
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(config))
    return System(name, "grpc", [sys.executable, "-m", "otelevals", "run", "--config", str(path)], port)


@contextmanager
def endpoint(kind: str, counted: dict[str, int]) -> Iterator[str]:
    """Its URL; at the end `counted` has what came to it."""
    command = on_core(1, [sys.executable, "-m", "bench.judge_endpoint", kind])
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        said, _ = process.communicate()
        counted.update(json.loads(said))


def measure(sink: Sink, folder: Path, kind: str, corpus: str, seconds: float) -> Figures:
    if kind == NONE:
        return _measure(system(sink, folder, ""), sink, corpus, seconds)
    if kind == NOBODY:
        return _measure(system(sink, folder, "http://127.0.0.1:1/v1", "0%"), sink, corpus, seconds)
    counted: dict[str, int] = {}
    with endpoint(kind, counted) as url:
        found = _measure(system(sink, folder, url), sink, corpus, seconds)
    ms = 1000 * found.judge_cpu / max(counted["requests"], 1)
    return Figures(**{**vars(found), "calls": counted["requests"], "at_once": counted["at_once"], "judge_cpu": ms})


def _measure(system: System, sink: Sink, corpus: str, seconds: float) -> Figures:
    with started(system) as process:
        wait_until(lambda: is_open(system.port), f"{system.name} did not start")
        _load(system, sink, process.pid, corpus, 2.0, RATE)
        children = _move_children(process.pid)
        even, even_cpu = _load(system, sink, process.pid, corpus, seconds, RATE)
        full, full_cpu = _load(system, sink, process.pid, corpus, seconds)
        return Figures(
            even_cpu,
            even["p50_ms"],
            even["p99_ms"],
            full_cpu,
            full["requests"] * SPANS[corpus] / full["seconds"],
            memory(process.pid, "VmHWM"),
            judge_cpu=sum(map(cpu, children)),
            judge_peak=sum(memory(child, "VmHWM") for child in children),
        )


def _load(
    system: System, sink: Sink, pid: int, corpus: str, seconds: float, rate: float | None = None
) -> tuple[dict[str, float], float]:
    """What the load says, and the microseconds of CPU that a span took."""
    before, received = cpu(pid), sink.spans
    command = [sys.executable, "-m", "bench.load", "grpc", str(system.port), corpus, str(seconds), "8"]
    command += [] if rate is None else [str(rate)]
    done = subprocess.run(on_core(1, command), capture_output=True, text=True, cwd=ROOT, check=True)
    report = json.loads(done.stdout)
    sent = int(report["requests"]) * SPANS[corpus]
    _wait_for(sink, received + int(sent * NOT_HELD))
    used = cpu(pid) - before
    _wait_for(sink, received + sent)
    return report, 1e6 * used / sent


def _wait_for(sink: Sink, spans: int) -> None:
    deadline = time.monotonic() + LONGEST
    while sink.spans < spans:
        if time.monotonic() > deadline:
            raise SystemExit(f"{spans - sink.spans} spans did not come out")
        time.sleep(0.01)


def _move_children(pid: int) -> list[int]:
    """To the other core, with all their threads."""
    children = [
        int(each) for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()
    ]
    for child in children:
        for thread in Path(f"/proc/{child}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {CORES[-1]})
    return children


def _print(corpus: str, kind: str, runs: Sequence[Figures], bases: Sequence[Figures]) -> None:
    mid, ratio = (
        Figures(*(statistics.median(column) for column in zip(*rows, strict=True)))
        for rows in (
            [astuple(run) for run in runs],
            [
                [mine / its if its else 0.0 for mine, its in zip(astuple(run), astuple(base), strict=True)]
                for run, base in zip(runs, bases, strict=True)
            ],
        )
    )
    print(
        f"{corpus:7}{kind:10}{mid.cpu:8.1f}{ratio.cpu:7.2f}{mid.p50:8.2f}{ratio.p50:7.2f}{mid.p99:8.2f}{ratio.p99:7.2f}"
        f" |{mid.full_cpu:8.1f}{ratio.full_cpu:7.2f}{mid.rate:9.0f}{ratio.rate:7.2f}"
        f" |{mid.peak:6.0f}{ratio.peak:7.2f}"
        f" |{mid.calls:7.0f}{mid.at_once:8.0f}{mid.judge_cpu:8.2f}{mid.judge_peak:6.0f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4.0, help="load of each cell, twice, and repetition")
    parser.add_argument("--repeat", type=int, default=1, help="repetitions of each cell; medians are printed")
    parser.add_argument("--only", default="", help="only these corpora, separated by commas")
    args = parser.parse_args()
    sink = Sink()
    sink.start()
    os.sched_setaffinity(0, {CORES[-1]})
    print(
        f"{'corpus':7}{'judge':10}{'us/span':>8}{'ratio':>7}{'p50 ms':>8}{'ratio':>7}{'p99 ms':>8}{'ratio':>7}"
        f" |{'us/span':>8}{'ratio':>7}{'spans/s':>9}{'ratio':>7} |{'MB':>6}{'ratio':>7} |{'calls':>7}{'at once':>8}"
        f"{'ms/call':>8}{'MB':>6}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for corpus in args.only.split(",") if args.only else CORPORA:
            runs = [
                {kind: measure(sink, Path(folder), kind, corpus, args.seconds) for kind in KINDS_OF_JUDGES}
                for _ in range(args.repeat)
            ]
            for kind in KINDS_OF_JUDGES:
                _print(corpus, kind, [run[kind] for run in runs], [run[NONE] for run in runs])
    sink.stop()


if __name__ == "__main__":
    main()

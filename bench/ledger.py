"""What the ledger costs: `python -m bench.ledger [--evaluations N] [--keep all] [--folder PATH]`. One core is used.

First CPU an evaluation from the bytes of a batch to a committed row, with what keeps the database small. Then a
database of so many evaluations of 30 days: bytes an evaluation, and how long reports with intervals by session take,
each in a process of its own. The traffic: ten scorers, one of them a judge that is asked on every tenth span; 24 sets
of dimensions (model, prompt version, route); sessions of five spans; one evaluation in twenty fails.
"""

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from otelevals.api.batch import Batch, Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import ComponentId, Context
from otelevals.api.evaluation import EvaluationRecord
from otelevals.api.telemetry import Telemetry
from otelevals.exporters.ledger import LedgerExporter
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.otlp.signals import Signal
from otelevals.store.retention import Keep
from otelevals.store.store import Store
from otelevals.store.upkeep import Limits

END = 1_790_000_000  # seconds
DAYS = 30
CHECKS = [f"check_{number}" for number in range(9)]
JUDGE = "faithful"
DIMENSIONS = [
    (("model", model), ("prompt_version", version), ("route", route))
    for model, version, route in itertools.product(
        ("gpt-5", "gpt-5-mini", "claude-4", "mistral"), ("v3", "v4", "v5"), ("/chat", "/search")
    )
]
BATCHES, SPANS = 200, 100
REPORTS = {
    "30 days": ["--last", "30d"],
    "30 days by model and prompt version": ["--last", "30d", "--by", "model,prompt_version"],
    "30 days by all dimensions": ["--last", "30d", "--by", "model,prompt_version,route"],
    "30 days, a row for each, by model": ["--last", "30d", "--bucket", "1d", "--by", "model"],
    "two prompt versions in 30 days, by model": ["--last", "30d", "--compare", "prompt_version=v3,v4", "--by", "model"],
    "24 hours by model": ["--last", "24h", "--by", "model"],
    "nothing (starting the process)": ["--from", "2020-01-01", "--to", "2020-01-02"],
}


def span(number: int, at: int, dice: random.Random) -> Iterator[EvaluationRecord]:
    """The evaluations of one span, at a time in nanoseconds."""
    ids = dice.randbytes(16), dice.randbytes(8)
    dimensions, session = DIMENSIONS[number * 7 % len(DIMENSIONS)], f"session-{number // 5:08x}-of-some-user"
    base = EvaluationRecord(*ids, at, "", kind="chat", session=session, window="2026-W38", dimensions=dimensions)
    for name in CHECKS:
        passed = dice.random() >= 0.05
        yield base._replace(
            name=name,
            scorer=name,
            version="3f9a1c04",
            score=float(passed),
            label="pass" if passed else "fail",
            passed=passed,
            duration=dice.random() / 1e4,
        )
    if number % 10 == 0:
        score = dice.random()
        yield base._replace(
            name=JUDGE,
            scorer=JUDGE,
            version="77aa01bc",
            score=score,
            passed=score > 0.05,
            explanation="Each statement of the answer is in the document. " * 4,
            requested_model="gpt-5",
            served_model="gpt-5-2026-08-07",
            probability=0.1,
            cost=0.0021,
            duration=1.7,
        )


def record(each: EvaluationRecord) -> bytes:
    ours = {
        "scorer": each.scorer,
        "version": each.version,
        "passed": each.passed,
        "revision": 0,
        "target.kind": each.kind,
        "session": each.session,
        "window": each.window,
        "duration": each.duration,
        "cost": each.cost or None,
        "judge.requested_model": each.requested_model or None,
        "judge.served_model": each.served_model or None,
        "sampling.probability": None if each.probability == 1.0 else each.probability,
        **{f"dimension.{name}": value for name, value in each.dimensions},
    }
    return evaluation_record(
        each.time,
        each.name,
        each.trace_id,
        each.span_id,
        score=each.score,
        label=each.label or None,
        explanation=each.explanation or None,
        more={f"otelevals.{name}": value for name, value in ours.items()},
    )


def ingest(folder: Path) -> None:
    """CPU and wall time of the exporter."""
    dice, clock = random.Random(1), ManualClock(END)
    lent = Context(ComponentId("ledger"), Telemetry(), clock=clock, base_dir=folder, store="sqlite:///ingest.db")
    exporter = LedgerExporter(LedgerExporter.Config(), lent)
    exporter.start()
    count = size = 0
    cpu = wall = 0.0
    for number in range(BATCHES):
        spans = range(number * SPANS, (number + 1) * SPANS)
        records = [record(each) for index in spans for each in span(index, clock.unix_nano(), dice)]
        payload = Payload.received(Signal.EVALS, evaluation_request({b"": records}))
        batch = Batch(Signal.EVALS, (payload,))
        count, size = count + len(records), size + len(payload.raw)
        began, began_cpu = time.perf_counter(), time.process_time()
        exporter.export(batch)
        wall, cpu = wall + time.perf_counter() - began, cpu + time.process_time() - began_cpu
        clock.advance(5)
    exporter.shutdown()
    print(f"{count} evaluations of {size / count:.0f} bytes, {count / BATCHES:.0f} a batch, into an empty database")
    print(f"  {cpu / count * 1e6:.1f} us of CPU an evaluation, {count / cpu:,.0f} a second on one core", flush=True)
    print(f"  {wall / count * 1e6:.1f} us of wall time an evaluation\n", flush=True)


def fill(path: Path, evaluations: int, keep: Keep) -> None:
    """30 days of traffic, as it would have come."""
    dice, limits = random.Random(1), Limits(keep, max_age=(DAYS + 1) * 86_400)
    spans = int(evaluations / (len(CHECKS) + 0.1))
    began, began_cpu = time.perf_counter(), time.process_time()
    with closing(Store(path)) as store:
        count = 0
        for start in range(0, spans, SPANS):
            at = END - DAYS * 86_400 + start * DAYS * 86_400 // spans
            batch = [
                each for number in range(start, min(start + SPANS, spans)) for each in span(number, at * 10**9, dice)
            ]
            store.add(batch, at * 1000)
            store.maintain(limits, at * 1000, len(batch))
            count += len(batch)
        while store.maintain(limits, END * 1000):
            pass
        size, cpu, wall = store.size, time.process_time() - began_cpu, time.perf_counter() - began
    print(f"{count} evaluations of {DAYS} days, keep: {keep.name.lower()}")
    print(f"  made in {wall:.0f} s, {cpu / count * 1e6:.1f} us of CPU an evaluation")
    print(f"  {size / 2**20:.0f} MiB, {size / count:.1f} bytes an evaluation", flush=True)


def reports(path: Path, repeat: int) -> None:
    for what, arguments in REPORTS.items():
        times = []
        for _ in range(repeat):
            began = time.perf_counter()
            command = [
                sys.executable,
                "-m",
                "otelevals",
                "report",
                "--store",
                f"sqlite:///{path}",
                *arguments,
                "--json",
            ]
            if "--last" in arguments:
                command += ["--to", time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime(END))]
            done = subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - began)
        rows = done.stdout.count(b'"scorer"')
        print(f"  {what:41} {sorted(times)[len(times) // 2]:6.2f} s {rows:5} rows", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evaluations", type=int, default=10_000_000, help="how many the large database has")
    parser.add_argument("--keep", choices=[keep.name.lower() for keep in Keep], default="failures")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where the databases are")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each report; medians are printed")
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        ingest(Path(folder))
        path = Path(folder) / "large.db"
        fill(path, options.evaluations, Keep[options.keep.upper()])
        reports(path, options.repeat)


if __name__ == "__main__":
    main()

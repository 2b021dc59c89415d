"""What ten checks cost beside forwarding, over gRPC: `python -m bench.scored [--seconds S] [--repeat N]`.

The same service forwards the same spans with and without a scorer that has the ten checks of `bench.scorers` and writes
what it finds onto the spans. CPU is that of its process, per span sent to it.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import yaml

from bench.forward import CORES, System, free_port, measure
from bench.scorers import TEN
from bench.sink import Sink


def system(sink: Sink, folder: Path, *, scored: bool) -> System:
    port, name = free_port(), "ten checks" if scored else "forwarding"
    insecure = {"insecure": True}
    config = {
        "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": f"127.0.0.1:{port}"}}}},
        "processors": {"scorer": {"scorers": TEN}} if scored else {},
        "exporters": {"otlp_grpc": {"endpoint": f"127.0.0.1:{sink.grpc_port}", "compression": "none", "tls": insecure}},
        "service": {
            "telemetry": {"metrics": {"level": "none"}},
            "store": {"enabled": False},
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["scorer"] if scored else [],
                    "exporters": ["otlp_grpc"],
                }
            },
        },
    }
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(config))
    return System(name, "grpc", [sys.executable, "-m", "otelevals", "run", "--config", str(path)], port)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="load of each cell and repetition")
    parser.add_argument("--repeat", type=int, default=1, help="repetitions of each cell; medians are printed")
    args = parser.parse_args()
    sink = Sink()
    sink.start()
    os.sched_setaffinity(0, {CORES[-1]})
    print(f"{'microseconds a span':22}{'forwarding':>12}{'ten checks':>12}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for corpus in ("plain", "mixed", "genai", "turn"):
            costs = []
            for scored in (False, True):
                runs = [
                    measure(system(sink, Path(folder), scored=scored), sink, corpus, args.seconds)
                    for _ in range(args.repeat)
                ]
                costs.append(statistics.median(run.cpu for run in runs))
            print(f"{corpus:22}{costs[0]:12.2f}{costs[1]:12.2f}{costs[1] / costs[0]:8.2f}", flush=True)
    sink.stop()


if __name__ == "__main__":
    main()

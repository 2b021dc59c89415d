"""Starts a collector, sends GenAI traffic through it over gRPC and HTTP, and shows the scores that came out."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import orjson

from demo.traffic import EXCHANGES, requests

HERE = Path(__file__).parent
SPANS_OUT = 2 * len(EXCHANGES)  # the health probes are filtered
TIMEOUT = 30.0


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "scored.jsonl"
        ports = {name: free_port() for name in ("GRPC", "HTTP", "METRICS")}
        environment = {f"DEMO_{name}_PORT": str(port) for name, port in ports.items()}
        environment |= {"DEMO_OUTPUT": str(output), "DEMO_STORE": f"{folder}/otelevals.db"}
        with collector(environment) as process:
            wait_until(lambda: process.poll() is not None or is_open(ports["GRPC"]), "the collector did not start")
            if process.poll() is not None:
                return process.returncode
            wait_until(lambda: is_open(ports["HTTP"]), "the collector did not start")
            send(ports)
            wait_until(lambda: count(output) >= SPANS_OUT, "the spans did not arrive")
            metrics = fetch(f"http://localhost:{ports['METRICS']}/metrics")
        show(output, metrics)
        otelevals("report", environment).wait(TIMEOUT)
    print("\nNext: read demo/collector.yaml, then README.md.")
    return 0


@contextmanager
def collector(environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = otelevals("run", environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(TIMEOUT)


def otelevals(command: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    config = HERE / "collector.yaml"
    print(f"\n$ otelevals {command} --config {config.relative_to(HERE.parent)}", flush=True)
    arguments = [sys.executable, "-m", "otelevals", command, "--config", str(config)]
    return subprocess.Popen(arguments, env=os.environ | environment)  # noqa: S603 - our own program


def send(ports: dict[str, int]) -> None:
    """Half of the traffic goes over gRPC, half over HTTP."""
    method = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
    with grpc.insecure_channel(f"localhost:{ports['GRPC']}") as channel:
        export: Any = channel.unary_unary(method)
        for number, request in enumerate(requests()):
            body = request.SerializeToString()
            if number % 2:
                export(body, timeout=TIMEOUT)
            else:
                url = f"http://localhost:{ports['HTTP']}/v1/traces"
                fetch(url, body)


def fetch(url: str, body: bytes | None = None) -> str:
    request = urllib.request.Request(url, body, {"content-type": "application/x-protobuf"})  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


def show(output: Path, metrics: str) -> None:
    print(f"\n{'question':32} {'answer':38} scores")
    for span in spans(output):
        values = {item["key"]: next(iter(item["value"].values()), "") for item in span.get("attributes", [])}
        if "gen_ai.operation.name" in values:
            asked, answered = (text(values[f"gen_ai.{side}.messages"]) for side in ("input", "output"))
            print(f"{asked[:30]:32} {answered[:36] or '(empty)':38} {scores(values)}")
    wanted = ("accepted_spans", "spans_filtered", "sent_spans")
    print("\nfrom the collector's metrics page:")
    for line in metrics.splitlines():
        if not line.startswith("#") and any(name in line for name in wanted) and "_created" not in line:
            print(f"  {line}")


def scores(values: dict[str, Any]) -> str:
    names = dict.fromkeys(key.split(".")[1] for key in values if key.startswith("eval."))
    return "  ".join(f"{name}={_verdict(values, name)}" for name in names)


def _verdict(values: dict[str, Any], name: str) -> str:
    """A yes-or-no scorer's label; a number with what the threshold makes of it."""
    verdicts: dict[Any, str] = {True: "pass", False: "FAIL"}
    passed = verdicts.get(values.get(f"eval.{name}.passed"), "")
    if f"eval.{name}.label" in values:
        return passed
    return f"{values.get(f'eval.{name}.score', '-')} {passed}"


def text(messages: str) -> str:
    return "".join(part["content"] for message in orjson.loads(messages) for part in message["parts"])


def spans(output: Path) -> Iterator[dict[str, Any]]:
    for line in output.read_bytes().splitlines():
        for group in orjson.loads(line)["resourceSpans"]:
            for scope in group["scopeSpans"]:
                yield from scope["spans"]


def count(output: Path) -> int:
    return sum(1 for _ in spans(output)) if output.exists() else 0


def wait_until(condition: Any, failure: str) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(failure)
        time.sleep(0.05)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("localhost", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())

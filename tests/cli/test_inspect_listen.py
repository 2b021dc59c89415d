"""What is sent to `inspect --listen` is shown as it comes."""

import io
import itertools
import json
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO

import grpc
import pytest
import urllib3

from otelevals.api.errors import Retryable
from otelevals.cli.exit_codes import FAILED, OK
from otelevals.cli.inspect_json import JsonReport
from otelevals.cli.inspect_listen import Inbox, build, show
from otelevals.cli.inspect_traces import Gathered
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import Signal
from otelevals.testing import trace_payload, trace_request
from tests.genai.spans import chat
from tests.waiting import PATIENCE


@pytest.mark.parametrize(
    ("address", "endpoints"),
    [
        ("4317", ("localhost:4317", "localhost:4318")),
        ("4318", ("localhost:4317", "localhost:4318")),
        ("5000", ("localhost:5000", "localhost:5001")),
        ("0", ("localhost:0", "localhost:0")),
        (":4317", (":4317", ":4318")),
        ("[::1]:5000", ("[::1]:5000", "[::1]:5001")),
    ],
)
def test_http_is_at_the_port_after_that_of_grpc(address: str, endpoints: tuple[str, str]) -> None:
    receiver = build(address, Inbox())
    protocols = receiver.config.protocols
    receiver.shutdown()
    assert (protocols.grpc.endpoint, protocols.http.endpoint) == endpoints


@pytest.mark.parametrize("address", ["", "x", "65535", "-1", "a b:1", "1:2:3"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"^expected \[host:\]port, such as 4317$"):
        build(address, Inbox())


def test_it_shows_what_came_until_it_is_closed() -> None:
    inbox, out = Inbox(), io.StringIO()
    for name in ("a", "b"):
        inbox.submit(trace_payload(1, name=name))
    inbox.close()
    assert show(inbox, JsonReport(out)) == OK
    assert [json.loads(line)["name"] for line in out.getvalue().splitlines()] == ["a", "b"]


def test_a_trace_is_shown_when_it_is_complete_also_when_nothing_comes_after_it() -> None:
    inbox, shown = Inbox(), list[int]()

    class Closing:
        def show(self, gathered: Gathered) -> None:
            shown.append(len(gathered.spans))
            inbox.close()

        def end(self, plain_logs: int) -> None:
            shown.append(plain_logs)

    inbox.submit(trace_payload(1))
    assert show(inbox, Closing(), itertools.count(0, 0.6).__next__) == OK
    assert shown == [1, 0]


def test_clients_wait_when_more_comes_than_can_be_shown() -> None:
    inbox = Inbox()
    with pytest.raises(Retryable, match="more comes than can be shown"):  # noqa: PT012 - which one does not matter
        for _ in range(1000):
            inbox.submit(trace_payload(1))


def test_a_listener_that_fails_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    inbox = Inbox()
    inbox.fail("otlp: the listener died")
    assert show(inbox, JsonReport(io.StringIO())) == FAILED
    assert capsys.readouterr().err == "otlp: the listener died\n"


def command(address: str) -> list[str]:
    return [sys.executable, "-m", "otelevals", "inspect", "--json", "--listen", address]


@pytest.fixture
def listening() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command("127.0.0.1:0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def line_of(stream: IO[str] | None) -> str:
    assert stream is not None
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
    return lines.get(timeout=PATIENCE)


def test_both_protocols_are_shown_live(listening: "subprocess.Popen[str]") -> None:
    said = re.fullmatch(r"listening: gRPC on port (\d+), HTTP on port (\d+)\n", line_of(listening.stderr))
    assert said
    with grpc.insecure_channel(f"127.0.0.1:{said[1]}") as channel:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(Signal.TRACES.wire.rpc)
        call(trace_request([chat("Paris.")], name="a").SerializeToString(), timeout=PATIENCE)
    assert json.loads(line_of(listening.stdout))["interaction"]["output_text"] == "Paris."
    body = encode_json(trace_request(1, name="b"))
    with urllib3.PoolManager(retries=False, timeout=PATIENCE) as pool:
        url = f"http://127.0.0.1:{said[2]}/v1/traces"
        assert pool.request("POST", url, body=body, headers={"content-type": "application/json"}).status == 200
    assert json.loads(line_of(listening.stdout))["name"] == "b"
    listening.send_signal(signal.SIGINT)
    assert listening.wait(PATIENCE) == OK


def test_an_address_in_use_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = subprocess.run(command(address), capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr == f"cannot listen on {address}: address already in use\n"

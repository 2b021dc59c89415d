"""What was acknowledged survives the process: it is killed, and what was not delivered is delivered by the next one."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from otelevals.api.errors import Permanent
from otelevals.journal.dead_letters import read_dead_letters
from otelevals.journal.disk import Folder
from otelevals.journal.segments import find
from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload, names_in, trace_request
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.waiting import eventually

DIRECTORY = "journal"
CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.output.messages": '[{"role": "assistant", "parts": [{"type": "text", "content": "Paris"}]}]',
}


def to(*endpoints: str, processors: tuple[str, ...] = (), fsync: str = "interval") -> dict[str, Any]:
    """A configuration that journals traces and sends them to each of these."""
    exporters = {
        f"otlp_grpc/{number}": {
            "endpoint": endpoint,
            "tls": {"insecure": True},
            "retry_on_failure": {"initial_interval": "10ms", "max_interval": "50ms"},
        }
        for number, endpoint in enumerate(endpoints)
    }
    return {
        "receivers": {"otlp": {**OTLP, "journal": {"directory": DIRECTORY, "fsync": fsync}}},
        "processors": {"batch": {"timeout": "1h"}},
        "exporters": exporters,
        "service": service(
            {"traces": {"receivers": ["otlp"], "processors": list(processors), "exporters": list(exporters)}},
            drain_timeout="2s",
        ),
    }


def send(clients: Clients, running: Collector, *names: str) -> None:
    for number, name in enumerate(names):
        raw = named_payload(Signal.TRACES, name).raw
        if number % 2:
            clients.http(running.http, Signal.TRACES, raw)
        else:
            clients.grpc(running.grpc, Signal.TRACES, raw)


def kill(running: Collector) -> None:
    running.process.send_signal(signal.SIGKILL)
    running.wait()


def entries(running: Collector) -> float:
    return running.metric('otelevals_journal_entries{receiver="otlp"}')


def test_after_a_kill_everybody_gets_what_they_miss(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    names = [f"request {number}" for number in range(40)]
    gate = threading.Event()
    grpc_sink.answer = lambda: gate.wait(60) and None
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint, fsync="always")) as running:
        send(clients, running, *names)
        kill(running)
    gate.set()
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint)) as running:
        eventually(lambda: set(grpc_sink.names) >= set(names))
        eventually(lambda: entries(running) == 0)
        assert running.terminate() == 0


def test_who_has_it_does_not_get_it_again(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, http_sink: Backend, nobody: str
) -> None:
    names = [f"request {number}" for number in range(20)]
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint, nobody)) as running:
        send(clients, running, *names)
        eventually(lambda: len(grpc_sink.names) == 20)
        done = 'otelcol_exporter_sent_spans_total{exporter="otlp_grpc/0"}'
        eventually(lambda: running.metric(done) == 20)
        assert running.terminate() == 0
        assert running.logged("kept in the journal", requests=20)
    options = to(grpc_sink.endpoint, nobody)
    options["exporters"]["otlp_grpc/1"]["endpoint"] = grpc_sink.endpoint
    with collector(tmp_path / "c.yaml", options) as running:
        eventually(lambda: len(grpc_sink.names) == 40)
        eventually(lambda: entries(running) == 0)
        assert running.terminate() == 0
    assert sorted(grpc_sink.names) == sorted(names * 2)


def test_what_a_processor_held_comes_back(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint, processors=("batch",))) as running:
        send(clients, running, "a", "b", "c")
        assert entries(running) == 3
        kill(running)
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint)) as running:
        eventually(lambda: sorted(grpc_sink.names) == ["a", "b", "c"])
        eventually(lambda: entries(running) == 0)


def places(journal: Path) -> list[str]:
    """After which processors the requests go on that wait in a journal."""
    segments = find(Folder(journal, read_only=True)).segments.values()
    return [entry.header.after for segment in segments for entry in segment.entries.values()]


def test_what_a_processor_held_comes_to_it_again(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    """Those before it do not run again, though they are what changed it."""
    (tmp_path / "checks.py").write_text(
        "from pathlib import Path\n\n\ndef seen(output: str) -> bool:\n"
        "    with (Path(__file__).parent / 'calls').open('a') as file:\n        file.write('x')\n    return True\n"
    )
    options = to(grpc_sink.endpoint, processors=("scorer", "batch"))
    seen = {"type": "python", "path": "checks.py:seen", "isolation": "inline"}
    options["processors"]["scorer"] = {"scorers": {"seen": seen}}
    with collector(tmp_path / "c.yaml", options) as running:
        for number in range(3):
            request = trace_request([CHAT], name=f"chat {number}")
            request.resource_spans[0].scope_spans[0].spans[0].span_id = (number + 1).to_bytes(8, "big")
            clients.grpc(running.grpc, Signal.TRACES, request.SerializeToString())
        eventually(lambda: places(tmp_path / DIRECTORY) == ["scorer"] * 3)
        kill(running)
    options["processors"]["batch"] = {"timeout": "10ms"}
    with collector(tmp_path / "c.yaml", options) as running:
        eventually(lambda: sorted(grpc_sink.names) == ["chat 0", "chat 1", "chat 2"])
        eventually(lambda: entries(running) == 0)
    assert (tmp_path / "calls").read_text() == "xxx"
    assert all(b"eval.seen.passed" in raw for _, raw in grpc_sink.received())


@pytest.mark.parametrize("journal", [{}, {"journal": {"directory": DIRECTORY}}])
def test_a_client_can_wait_until_it_is_delivered(
    journal: dict[str, Any], tmp_path: Path, clients: Clients, grpc_sink: Backend
) -> None:
    gate = threading.Event()
    grpc_sink.answer = lambda: gate.wait(60) and None
    options = to(grpc_sink.endpoint)
    options["receivers"]["otlp"] = {**OTLP, "ack": "delivered", **journal}
    with collector(tmp_path / "c.yaml", options) as running, ThreadPoolExecutor(2) as pool:
        raw = named_payload(Signal.TRACES, "a").raw
        answers = [
            pool.submit(clients.grpc, running.grpc, Signal.TRACES, raw),
            pool.submit(clients.http, running.http, Signal.TRACES, raw),
        ]
        eventually(
            lambda: running.metric('otelcol_exporter_in_flight_requests{data_type="traces",exporter="otlp_grpc/0"}')
        )
        assert not any(answer.done() for answer in answers)
        gate.set()
        for answer in answers:
            answer.result(60)
        assert len(grpc_sink.names) == 2


def test_a_client_that_waits_hears_of_a_refusal(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    def refuse(signal: Signal, raw: bytes) -> None:
        raise Permanent("no")

    grpc_sink.outcome = refuse
    options = to(grpc_sink.endpoint)
    options["receivers"]["otlp"] = {**OTLP, "ack": "delivered"}
    with collector(tmp_path / "c.yaml", options) as running:
        with pytest.raises(grpc.RpcError) as caught:
            send(clients, running, "a")
        assert caught.value.code() is grpc.StatusCode.INTERNAL
        assert caught.value.details() == "otlp_grpc/0 refused the request"


def test_a_torn_write_takes_nothing_with_it(tmp_path: Path, clients: Clients, grpc_sink: Backend, nobody: str) -> None:
    with collector(tmp_path / "c.yaml", to(nobody)) as running:
        send(clients, running, "a", "b")
        kill(running)
    with next((tmp_path / DIRECTORY).glob("*.journal")).open("r+b") as file:
        file.seek(-9, os.SEEK_END)  # over the mark of the end
        file.write(b"\x40\0\0\0half a record")
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint)) as running:
        running.wait_for("the end of the journal is not readable")
        eventually(lambda: sorted(grpc_sink.names) == ["a", "b"])


def test_a_refusal_for_good_is_kept_as_a_dead_letter(tmp_path: Path, clients: Clients, grpc_sink: Backend) -> None:
    def refuse(signal: Signal, raw: bytes) -> None:
        if "bad" in names_in(signal, raw):
            raise Permanent("no")

    grpc_sink.outcome = refuse
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint)) as running:
        send(clients, running, "good", "bad", "fine")
        eventually(lambda: running.metric('otelevals_journal_dead_items_total{receiver="otlp"}') == 1)
        eventually(lambda: entries(running) == 0)
        assert running.terminate() == 0
    assert sorted(grpc_sink.names) == ["fine", "good"]
    folder = Folder(tmp_path / DIRECTORY / "dead-letters")
    ((header, raw),) = read_dead_letters(folder)
    folder.close()
    assert names_in(Signal.TRACES, raw) == ["bad"]
    assert {target.exporter for target in header.targets} == {"otlp_grpc/0"}


def test_a_reload_that_takes_an_exporter_away_leaves_dead_letters(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, nobody: str
) -> None:
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint, nobody)) as running:
        send(clients, running, "a", "b")
        eventually(lambda: sorted(grpc_sink.names) == ["a", "b"])
        running.write(to(grpc_sink.endpoint))
        running.reload()
        eventually(lambda: running.metric('otelevals_journal_dead_items_total{receiver="otlp"}') == 2)
        eventually(lambda: entries(running) == 0)
        send(clients, running, "c")
        eventually(lambda: sorted(grpc_sink.names) == ["a", "b", "c"])


def test_two_processes_cannot_have_one_journal(tmp_path: Path, grpc_sink: Backend) -> None:
    with collector(tmp_path / "c.yaml", to(grpc_sink.endpoint)):
        second = Collector(tmp_path / "d.yaml", to(grpc_sink.endpoint))
        assert second.wait() == 1
        second.close()
        assert any("is in use by another process" in line.get("text", "") for line in second.log)

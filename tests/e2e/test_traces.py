"""With a journal, traces that are open when a collector is killed, stopped or reloaded are evaluated later: whole and
once, and exporters get no span twice that they had before."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.journal.disk import Folder
from otelevals.journal.entry import Target
from otelevals.journal.segments import find
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attributes
from otelevals.otlp.signals import Signal
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, Collector, collector, service
from tests.processors.build import payload
from tests.traces.build import LOCAL, span
from tests.waiting import eventually

TRACES = (1, 2, 3)
CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.output.messages": '[{"role": "assistant", "parts": [{"type": "text", "content": "Paris"}]}]',
}
SCORER = """
from pathlib import Path


def seen(output: str, session: str = "") -> bool:
    with (Path(__file__).parent / "calls").open("a") as file:
        file.write(f"{output} {session}\\n")
    return True
"""


class Home:
    """A folder with the configuration of a collector that gathers traces, and what its scorer saw."""

    def __init__(self, folder: Path, endpoint: str, hold: str) -> None:
        self.folder = folder
        self.hold = hold
        (folder / "checks.py").write_text(SCORER)
        self.options: dict[str, Any] = {
            "receivers": {"otlp": {**OTLP, "journal": {"directory": "journal"}}},
            "processors": {
                "group_by_trace": {"hold": hold, "root_ended": "200ms"},
                "scorer": {"scorers": {"seen": {"type": "python", "path": "checks.py:seen"}}},
            },
            "exporters": {
                "otlp_grpc": {"endpoint": endpoint, "tls": {"insecure": True}},
                "file": {"path": "evaluations.json"},
            },
            "service": service(
                {
                    "traces": {
                        "receivers": ["otlp"],
                        "processors": ["group_by_trace", "scorer"],
                        "exporters": ["otlp_grpc"],
                    },
                    "evals": {"exporters": ["file"]},
                },
                drain_timeout="5s",
            ),
        }

    def run(self) -> Any:
        return collector(self.folder / "c.yaml", self.options, "--no-watch")

    @property
    def calls(self) -> list[str]:
        file = self.folder / "calls"
        return sorted(file.read_text().splitlines()) if file.exists() else []

    @property
    def waiting(self) -> list[Target]:
        """Who waits for the requests in the journal, as the disk says."""
        segments = find(Folder(self.folder / "journal", read_only=True)).segments.values()
        return [target for segment in segments for entry in segment.entries.values() for target in entry.waiting]

    @property
    def evaluations(self) -> int:
        file = self.folder / "evaluations.json"
        return file.read_text().count("gen_ai.evaluation.result") if file.exists() else 0


@pytest.fixture(params=["all", "none"])
def home(request: pytest.FixtureRequest, tmp_path: Path, grpc_sink: Backend) -> Home:
    return Home(tmp_path, grpc_sink.endpoint, request.param)


def chat(trace: int) -> Span:
    """A span of which the parent is still running, and the root knows the session."""
    message = span(trace, 3, 2, flags=LOCAL)
    message.MergeFromString(encode_attributes(SPAN_ATTRIBUTES, CHAT))
    return message


def rest(trace: int) -> list[Span]:
    root = span(trace, 1)
    root.MergeFromString(encode_attributes(SPAN_ATTRIBUTES, {"session.id": f"session {trace}"}))
    return [span(trace, 2, 1, flags=LOCAL), root]


def send(clients: Clients, running: Collector, *spans: Span) -> None:
    clients.grpc(running.grpc, Signal.TRACES, payload(*spans).raw)


def wait_for_open(running: Collector, traces: int) -> None:
    name = 'otelcol_processor_groupbytrace_num_traces_in_memory{processor="group_by_trace"}'
    eventually(lambda: running.metric(name) == traces, f"not {traces} open traces")


def wait_for_end(running: Collector) -> None:
    eventually(lambda: running.metric('otelevals_journal_entries{receiver="otlp"}') == 0, "something stays")


def kill(running: Collector) -> None:
    running.process.send_signal(signal.SIGKILL)
    running.wait()


def stop(running: Collector) -> None:
    assert running.terminate() == 0


def wait_for_marks(home: Home) -> None:
    """The journal knows what exporters have: with `hold: none`, everything."""
    eventually(lambda: home.hold == "all" or all(target.is_processor for target in home.waiting), "exporters wait")


@pytest.mark.parametrize("end", [kill, stop])
def test_open_traces_survive(
    end: Callable[[Collector], None], home: Home, clients: Clients, grpc_sink: Backend
) -> None:
    with home.run() as running:
        for trace in TRACES:
            send(clients, running, chat(trace))
        wait_for_open(running, 3)
        wait_for_marks(home)
        end(running)
    with home.run() as running:
        wait_for_open(running, 3)
        end(running)
    assert home.calls == []
    with home.run() as running:
        wait_for_open(running, 3)
        for trace in TRACES:
            send(clients, running, *rest(trace))
        wait_for_end(running)
        stop(running)
    assert home.calls == [f"Paris session {trace}" for trace in TRACES]
    assert home.evaluations == 3
    assert sorted(grpc_sink.names) == sorted(f"{trace}.{number}" for trace in TRACES for number in (1, 2, 3))


def test_open_traces_outlast_a_reload(home: Home, clients: Clients, grpc_sink: Backend) -> None:
    with home.run() as running:
        for trace in TRACES:
            send(clients, running, chat(trace))
        wait_for_open(running, 3)
        for number in range(2):
            home.options["processors"]["group_by_trace"]["idle"] = f"{60 + number}s"
            running.write(home.options)
            running.reload()
            wait_for_open(running, 3)
        assert home.calls == []
        for trace in TRACES:
            send(clients, running, *rest(trace))
        wait_for_end(running)
        stop(running)
    assert home.calls == [f"Paris session {trace}" for trace in TRACES]
    assert home.evaluations == 3
    assert sorted(grpc_sink.names) == sorted(f"{trace}.{number}" for trace in TRACES for number in (1, 2, 3))


def test_spans_that_left_before_a_stop_do_not_leave_again(home: Home, clients: Clients, grpc_sink: Backend) -> None:
    with home.run() as running:
        send(clients, running, chat(1), span(2, 1))
        eventually(lambda: "2.1" in grpc_sink.names)
        wait_for_open(running, 1)
        stop(running)
    with home.run() as running:
        eventually(lambda: running.metric('otelevals_journal_entries{receiver="otlp"}') == 1)
        send(clients, running, *rest(1))
        wait_for_end(running)
        stop(running)
    assert sorted(grpc_sink.names) == ["1.1", "1.2", "1.3", "2.1"]
    assert home.calls == ["Paris session 1"]


def test_without_a_journal_what_is_open_at_a_stop_goes_on_as_partial(
    home: Home, clients: Clients, grpc_sink: Backend
) -> None:
    home.options["receivers"] = {"otlp": OTLP}
    with home.run() as running:
        send(clients, running, chat(1))
        wait_for_open(running, 1)
        stop(running)
    assert grpc_sink.names == ["1.3"]
    assert home.calls == ["Paris "]
    assert '"otelevals.partial"' in (home.folder / "evaluations.json").read_text()

"""Shows what is sent to an address, until it is told to stop."""

import logging
import os
import queue
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog
from pydantic import ValidationError

from otelevals.api.batch import Metadata, Payload
from otelevals.api.component import ComponentId, Context
from otelevals.api.errors import Retryable
from otelevals.api.registry import Registry
from otelevals.api.telemetry import Telemetry
from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.cli.inspect_report import Report
from otelevals.cli.inspect_traces import Traces
from otelevals.net.endpoint import ListenError
from otelevals.otlp.signals import TELEMETRY

_GRPC, _HTTP = 4317, 4318  # where everybody sends to
_MOST_WAITING = 100  # requests that were taken and not yet shown
_GRACE = 1.0


class Inbox:
    """A sink that hands requests to the thread that shows them."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[Payload | str | None] = queue.SimpleQueue()

    def submit(self, payload: Payload, metadata: Metadata = ()) -> None:
        if self._arrived.qsize() >= _MOST_WAITING:
            raise Retryable("more comes than can be shown")
        self._arrived.put(payload)

    def fail(self, reason: str) -> None:
        self._arrived.put(reason)

    def close(self) -> None:
        """Nothing that comes after this is given; may be called by a signal handler."""
        self._arrived.put(None)

    def next(self, timeout: float | None = None) -> Payload | str | None:
        """What came next: a request, why nothing will come any more, or None when it was closed; queue.Empty when
        nothing came in so many seconds."""
        return self._arrived.get(timeout=timeout)


def listen(address: str, report: Report) -> int:
    inbox = Inbox()
    try:
        receiver = build(address, inbox)
    except ValueError as error:
        print(f"--listen {address}: {error}", file=sys.stderr)
        return USAGE
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # its own lines would stand between those of the report
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: inbox.close())
    try:
        receiver.start()
        print(f"listening: gRPC on port {receiver.grpc_port}, HTTP on port {receiver.http_port}", file=sys.stderr)
        return show(inbox, report)
    except ListenError as error:
        print(error, file=sys.stderr)
        return FAILED
    finally:
        receiver.stop_intake(_GRACE)
        receiver.shutdown()


def show(inbox: Inbox, report: Report, clock: Callable[[], float] = time.monotonic) -> int:
    """Show each trace when it is complete, until there is an end to what comes."""
    traces, failure = Traces(), ""
    while not failure:
        try:
            arrived = inbox.next(traces.wait(clock()))
        except queue.Empty:
            arrived = ""
        if arrived is None:
            break
        if isinstance(arrived, str):
            failure = arrived
        else:
            for problem in traces.add(arrived, clock()):
                print(problem, file=sys.stderr)
        for trace in traces.complete(clock()):
            report.show(trace)
    for trace in traces.rest():
        report.show(trace)
    report.end(traces.plain_logs)
    if failure:
        print(failure, file=sys.stderr)
    return FAILED if failure else OK


def build(address: str, inbox: Inbox) -> Any:
    """A receiver that takes gRPC at the address and HTTP at the port after it; ValueError when it is no address."""
    host, _, text = address.rpartition(":")
    if not text.isascii() or not text.isdigit() or int(text) >= 65535:
        raise ValueError("expected [host:]port, such as 4317")
    port = _GRPC if int(text) == _HTTP else int(text)
    where = host if ":" in address else "localhost"
    protocols = {
        "grpc": {"endpoint": f"{where}:{port}"},
        "http": {"endpoint": f"{where}:{port and port + 1}"},
    }
    cls = Registry().find("receivers", "otlp")
    try:
        config = cls.Config.model_validate({"protocols": protocols, "lenient_json": True})
    except ValidationError:
        raise ValueError("expected [host:]port, such as 4317") from None
    context = Context(ComponentId("otlp"), Telemetry(), report=inbox.fail)
    return cls(config, context, dict.fromkeys(TELEMETRY, inbox))

"""What spans are wrapped in is kept once, and they are wrapped in it again without loss."""

from typing import Any

import pytest
from hypothesis import given
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans

from otelevals.api.batch import Payload
from otelevals.otlp.signals import Signal
from otelevals.traces import envelopes as module
from otelevals.traces.envelopes import Envelopes
from tests.processors.build import payload
from tests.strategies import requests
from tests.traces.build import span


def received(request: Any) -> Payload:
    return Payload.received(Signal.TRACES, request.SerializeToString())


def test_requests_of_one_resource_and_scope_share_an_envelope() -> None:
    envelopes = Envelopes()
    (one,) = envelopes.of(payload(span(1, 1)))
    (same,) = envelopes.of(payload(span(2, 1), span(2, 2)))
    (other,) = envelopes.of(payload(span(1, 1), scope="another"))
    assert one is same
    assert one is not other


def test_only_so_much_is_kept_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT_BYTES", 2000)
    envelopes = Envelopes()
    for number in range(20):
        (found,) = envelopes.of(payload(span(1, 1), scope=str(number)))
        assert found.group.scopes[0].scope[0].endswith(str(number).encode())
        assert 1 <= len(envelopes._known) <= 3


def test_large_ones_are_not_kept_for_others() -> None:
    envelopes, request = Envelopes(), payload(span(1, 1), resource={"command": "x" * 100_000})
    (one,), (same,) = envelopes.of(request), envelopes.of(request)
    assert one is not same
    assert one.size > 100_000
    assert not envelopes._known


def alone(request: Any) -> list[bytes]:
    """Every span that is known to be one, alone with its resource and scope."""
    found = []
    for group in request.resource_spans:
        for scope in group.scope_spans:
            for each in scope.spans:
                part = ResourceSpans()
                part.CopyFrom(group)
                del part.scope_spans[:]
                part.scope_spans.add().CopyFrom(scope)
                del part.scope_spans[0].spans[:]
                part.scope_spans[0].spans.add().CopyFrom(each)
                found.append(part.SerializeToString(deterministic=True))
    return sorted(found)


@given(requests(Signal.TRACES, nan=True, unknown=True))
def test_wrapping_them_again_loses_nothing(request: Any) -> None:
    taken = received(request)
    made = Payload.wrapped(Signal.TRACES, [envelope.group for envelope in Envelopes().of(taken)], taken.parts)
    assert made.items == taken.items
    assert alone(ExportTraceServiceRequest.FromString(made.raw)) == alone(request)

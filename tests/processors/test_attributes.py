"""The attributes processor changes the attributes of the spans it is for, and nothing else."""

from typing import Any

from hypothesis import given
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from otelevals.api.batch import Payload
from otelevals.api.span import Attributes
from otelevals.otlp.signals import Signal
from otelevals.processors.attributes import AttributesProcessor
from otelevals.testing import context
from tests.processors.build import batch, payload, span, spans_of
from tests.strategies import requests


def processor(*actions: dict[str, Any], **options: Any) -> AttributesProcessor:
    config = AttributesProcessor.Config.model_validate({"actions": list(actions), **options})
    return AttributesProcessor(config, context("attributes"))


def attributes_of(result: Any) -> list[dict[str, Any]]:
    return [Attributes(span.attributes).as_dict() for span in spans_of(result)]


INSERT = {"action": "insert", "key": "region", "value": "eu"}


def test_an_attribute_is_added_where_it_is_missing() -> None:
    taken = payload(span(), span(attributes={"region": "us"}), span(attributes={"text": "region"}))
    result = processor(INSERT).process(batch(taken))
    assert attributes_of(result) == [{"region": "eu"}, {"region": "us"}, {"text": "region", "region": "eu"}]


def test_a_batch_without_anything_to_do_is_the_same_batch() -> None:
    taken = batch(payload(span(attributes={"a": 1})))
    assert processor({"action": "delete", "key": "password"}).process(taken) is taken


def test_only_included_spans_that_are_not_excluded_change() -> None:
    subject = processor(
        INSERT,
        include={"match_type": "strict", "services": ["shop"]},
        exclude={"match_type": "regexp", "span_names": ["^health"]},
    )
    result = subject.process(batch(payload(span("health"), span("chat"))))
    assert attributes_of(result) == [{}, {"region": "eu"}]
    assert subject.process(taken := batch(payload(span(), resource={"service.name": "other"}))) is taken


def test_header_values_are_those_of_the_batch() -> None:
    subject = processor({"action": "upsert", "key": "tenant", "from_context": "metadata.x-tenant"})
    for tenant in ("blue", "red"):
        result = subject.process(batch(payload(span()), metadata=(("x-tenant", tenant),)))
        assert attributes_of(result) == [{"tenant": tenant}]


@given(requests(Signal.TRACES, unknown=True))
def test_everything_but_the_attributes_stays(message: Any) -> None:
    subject = processor({"action": "upsert", "key": "region", "value": "eu"}, {"action": "delete", "pattern": "a"})
    result = subject.process(batch(Payload.received(Signal.TRACES, message.SerializeToString())))
    before, after = ExportTraceServiceRequest(), ExportTraceServiceRequest.FromString(result.body() if result else b"")
    before.CopyFrom(message)
    for request in (before, after):
        for group in request.resource_spans:
            for part in group.scope_spans:
                for one in part.spans:
                    del one.attributes[:]
    assert after == before

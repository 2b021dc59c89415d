"""Encoding writes what the Collector writes: defaults left out, present messages kept."""

import math

import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.metrics.v1.metrics_pb2 import HistogramDataPoint, NumberDataPoint
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from otelevals.otlp.json import encode_json, to_json


def test_defaults_are_left_out_and_present_messages_stay() -> None:
    assert to_json(Span(kind=Span.SPAN_KIND_UNSPECIFIED, name="", status=Status())) == {"status": {}}
    assert to_json(HistogramDataPoint(sum=0)) == {"sum": 0.0}
    assert to_json(NumberDataPoint(as_int=0)) == {"asInt": "0"}
    assert encode_json(ExportTraceServiceResponse()) == b"{}"


def test_a_span() -> None:
    span = Span(
        trace_id=bytes(range(16)),
        span_id=bytes(range(248, 256)),
        name="chat",
        kind=Span.SPAN_KIND_CLIENT,
        start_time_unix_nano=2**64 - 1,
        dropped_attributes_count=3,
        attributes=[KeyValue(key="k", value=AnyValue(string_value='a "b"\n'))],
        links=[Span.Link(trace_id=bytes(16), flags=1)],
        status=Status(code=Status.STATUS_CODE_OK),
    )
    assert orjson.loads(encode_json(span)) == {
        "traceId": "000102030405060708090a0b0c0d0e0f",
        "spanId": "f8f9fafbfcfdfeff",
        "name": "chat",
        "kind": 3,
        "startTimeUnixNano": "18446744073709551615",
        "droppedAttributesCount": 3,
        "attributes": [{"key": "k", "value": {"stringValue": 'a "b"\n'}}],
        "links": [{"traceId": "0" * 32, "flags": 1}],
        "status": {"code": 1},
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (AnyValue(), b"{}"),
        (AnyValue(string_value=""), b'{"stringValue":""}'),
        (AnyValue(bool_value=False), b'{"boolValue":false}'),
        (AnyValue(int_value=-1), b'{"intValue":"-1"}'),
        (AnyValue(double_value=-0.0), b'{"doubleValue":-0.0}'),
        (AnyValue(double_value=math.nan), b'{"doubleValue":"NaN"}'),
        (AnyValue(double_value=math.inf), b'{"doubleValue":"Infinity"}'),
        (AnyValue(double_value=-math.inf), b'{"doubleValue":"-Infinity"}'),
        (AnyValue(bytes_value=b"\xfb\xff"), b'{"bytesValue":"+/8="}'),
        (AnyValue(array_value=ArrayValue(values=[AnyValue()])), b'{"arrayValue":{"values":[{}]}}'),
        (AnyValue(kvlist_value=KeyValueList(values=[KeyValue(key="k")])), b'{"kvlistValue":{"values":[{"key":"k"}]}}'),
    ],
)
def test_every_kind_of_value(value: AnyValue, written: bytes) -> None:
    assert encode_json(value) == written

"""Decoding takes every form that the JSON mapping allows and names the place of every mistake."""

import math
from typing import Any

import orjson
import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.metrics.v1.metrics_pb2 import ExponentialHistogramDataPoint, HistogramDataPoint
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.otlp.json import MalformedJSON, decode_json
from otelevals.otlp.json_decode import MAX_DEPTH, decode_message
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.signals import Signal

TRACE_ID = "5B8EFFF798038103D269B633813FC60C"


def span(lenient: bool = False, **fields: Any) -> Span:
    return Span.FromString(decode_message(Span, orjson.dumps(fields), lenient=lenient))


def value(json: Any) -> AnyValue:
    return AnyValue.FromString(decode_message(AnyValue, orjson.dumps(json)))


def error(message: Any, document: Any, *, lenient: bool = False) -> str:
    with pytest.raises(MalformedJSON) as caught:
        decode_message(message, orjson.dumps(document), lenient=lenient)
    return str(caught.value)


def test_an_empty_object_is_an_empty_request() -> None:
    assert decode_json(Signal.METRICS, b"{}") == b""


def test_hex_ids_in_any_case_and_empty_ones() -> None:
    assert span(traceId=TRACE_ID, spanId="eee19b7ec3c1b174", parentSpanId="") == Span(
        trace_id=bytes.fromhex(TRACE_ID), span_id=bytes.fromhex("eee19b7ec3c1b174")
    )
    record = decode_message(LogRecord, orjson.dumps({"traceId": TRACE_ID.lower()}))
    assert LogRecord.FromString(record).trace_id == bytes.fromhex(TRACE_ID)


def test_unknown_fields_and_null_are_as_if_absent() -> None:
    assert span(name=None, attributes=None, status=None, _other={"a": [1]}, kind=3) == Span(kind=Span.SPAN_KIND_CLIENT)


def test_an_empty_message_is_present() -> None:
    assert span(status={}).HasField("status")
    assert not span().HasField("status")


@pytest.mark.parametrize("written", [-(2**63), str(-(2**63)), float(-(2**63))])
def test_64_bit_integers_as_number_string_and_integral_float(written: Any) -> None:
    assert value({"intValue": written}).int_value == -(2**63)


@pytest.mark.parametrize(
    ("written", "read"),
    [(1, 1.0), (0.5, 0.5), ("0.5", 0.5), ("-1e3", -1000.0), ("Infinity", math.inf), ("-Infinity", -math.inf)],
)
def test_doubles_as_number_and_string(written: Any, read: float) -> None:
    assert value({"doubleValue": written}).double_value == read


def test_not_a_number() -> None:
    assert math.isnan(value({"doubleValue": "NaN"}).double_value)


@pytest.mark.parametrize("written", ["-_8=", "-_8", "+/8=", "+/8"])
def test_bytes_as_either_alphabet_of_base64(written: str) -> None:
    assert value({"bytesValue": written}).bytes_value == b"\xfb\xff"


def test_repeated_numbers_and_a_zigzag() -> None:
    data = decode_message(HistogramDataPoint, b'{"bucketCounts": ["1", 2], "explicitBounds": [0.5, "1"]}')
    assert HistogramDataPoint.FromString(data) == HistogramDataPoint(bucket_counts=[1, 2], explicit_bounds=[0.5, 1])
    for scale in (-(2**31), -1, 0, 1, 2**31 - 1):
        data = decode_message(ExponentialHistogramDataPoint, orjson.dumps({"scale": scale}))
        assert ExponentialHistogramDataPoint.FromString(data).scale == scale


def test_the_short_way_for_attributes_and_the_long_one_agree() -> None:
    held = {"stringValue": "v"}
    usual = span(attributes=[{"key": "k", "value": held}])
    assert usual == span(attributes=[{"value": held, "key": "k"}])
    assert usual == span(attributes=[{"key": "k", "value": held | {"x": 1}, "x": 1}])
    assert span(attributes=[{"key": "k", "value": {"stringValue": None}}]) == span(
        attributes=[{"key": "k", "value": {}}]
    )


def test_lenient_takes_base64_ids_and_enum_names() -> None:
    read = span(
        lenient=True,
        traceId="W47/95gDgQPSabYzgT/GDA==",
        spanId="7uGbfsPBsXQ",
        kind="SERVER",
        status={"code": "STATUS_CODE_OK"},
    )
    assert read == span(traceId=TRACE_ID, spanId="eee19b7ec3c1b174", kind=2, status={"code": 1})
    log = {"severityNumber": "SEVERITY_NUMBER_INFO2"}
    assert LogRecord.FromString(decode_message(LogRecord, orjson.dumps(log), lenient=True)).severity_number == 10


def test_strict_names_the_option_that_would_take_it() -> None:
    assert error(Span, {"traceId": "W47/95gDgQPSabYzgT/GDA=="}) == (
        'traceId: expected 32 hex characters, got "W47/95gDgQPSabYzgT/GDA==" (lenient_json: true accepts base64 ids)'
    )
    assert error(Span, {"kind": "SPAN_KIND_SERVER"}) == (
        'kind: expected an integer, got "SPAN_KIND_SERVER" (lenient_json: true accepts enum names)'
    )


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"traceId": "abc"}, 'traceId: expected 32 hex characters, got "abc"'),
        ({"traceId": "g" * 32}, f'traceId: expected 32 hex characters, got "{"g" * 32}"'),
        ({"traceId": "ab " * 10 + "ab"}, f'traceId: expected 32 hex characters, got "{"ab " * 10}ab"'),
        ({"traceId": "é" * 32}, f'traceId: expected 32 hex characters, got "{"é" * 32}"'),
        ({"spanId": 7}, "spanId: expected 16 hex characters, got 7"),
        ({"name": 1}, "name: expected a string, got 1"),
        ({"name": "n", "kind": "SERVR"}, 'kind: expected an integer, got "SERVR"'),
        ({"kind": 2**31}, "kind: expected a 32-bit integer, got 2147483648"),
        ({"kind": True}, "kind: expected an integer, got true"),
        ({"flags": -1}, "flags: expected an unsigned 32-bit integer, got -1"),
        ({"flags": 0.5}, "flags: expected an unsigned 32-bit integer, got 0.5"),
        ({"flags": True}, "flags: expected an unsigned 32-bit integer, got true"),
        (
            {"startTimeUnixNano": 2.0**64},
            "startTimeUnixNano: expected an unsigned 64-bit integer, got 1.8446744073709552e+19",
        ),
        ({"startTimeUnixNano": "1_0"}, 'startTimeUnixNano: expected an unsigned 64-bit integer, got "1_0"'),
        ({"startTimeUnixNano": ""}, 'startTimeUnixNano: expected an unsigned 64-bit integer, got ""'),
        ({"startTimeUnixNano": "²"}, 'startTimeUnixNano: expected an unsigned 64-bit integer, got "²"'),
        ({"startTimeUnixNano": {}}, "startTimeUnixNano: expected an unsigned 64-bit integer, got an object"),
        ({"attributes": {}}, "attributes: expected an array, got an object"),
        ({"attributes": [{}, None]}, "attributes[1]: expected an object, got null"),
        ({"attributes": [{"value": {"boolValue": 1}}]}, "attributes[0].value.boolValue: expected true or false, got 1"),
        (
            {"attributes": [{"key": "k", "value": {"bytesValue": "a=b"}}]},
            'attributes[0].value.bytesValue: expected base64, got "a=b"',
        ),
        ({"attributes": [{"key": 1, "value": {"boolValue": True}}]}, "attributes[0].key: expected a string, got 1"),
        ({"events": [{"attributes": ["x"]}]}, 'events[0].attributes[0]: expected an object, got "x"'),
        (
            {"attributes": [{"value": {"arrayValue": {"values": [{}, {"intValue": 0.5}]}}}]},
            "attributes[0].value.arrayValue.values[1].intValue: expected a signed 64-bit integer, got 0.5",
        ),
        ({"name": ["x" * 1000]}, "name: expected a string, got an array"),
        ({"traceId": "x" * 1000}, f'traceId: expected 32 hex characters, got "{"x" * 40}"...'),
    ],
)
def test_mistakes_name_their_place(fields: Any, message: str, lenient: bool) -> None:
    assert error(Span, fields, lenient=lenient) == message


@pytest.mark.parametrize("text", ["nan", "inf", " 1", "1_0", "1.", "0x1", "", "١"])
def test_a_double_is_written_as_in_json(text: str) -> None:
    assert error(AnyValue, {"doubleValue": text}) == f'doubleValue: expected a number, got "{text}"'


def test_a_double_stays_in_range() -> None:
    message = 'doubleValue: expected a number in the range of a double, got "-1e999"'
    assert error(AnyValue, {"doubleValue": "-1e999"}) == message


def test_paths_start_at_the_request() -> None:
    body = orjson.dumps({"resourceSpans": [{"scopeSpans": [{}, {"spans": [{}, {}, {"traceId": "abc"}]}]}]})
    with pytest.raises(MalformedRequest) as caught:
        decode_json(Signal.TRACES, body)
    assert str(caught.value) == (
        'resourceSpans[0].scopeSpans[1].spans[2].traceId: expected 32 hex characters, got "abc"'
    )


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a": "\xff"}', b"{} {}"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedJSON, match=r"^invalid JSON: "):
        decode_json(Signal.LOGS, body)


@pytest.mark.parametrize(("body", "got"), [(b"null", "null"), (b"[]", "an array"), (b"1", "1")])
def test_a_request_is_an_object(body: bytes, got: str) -> None:
    with pytest.raises(MalformedJSON) as caught:
        decode_json(Signal.LOGS, body)
    assert str(caught.value) == f"expected an object, got {got}"


def nested(levels: int) -> dict[str, Any]:
    """A value in a value `levels` times: 2 * levels + 1 messages."""
    inner: dict[str, Any] = {"intValue": 1}
    for _ in range(levels):
        inner = {"arrayValue": {"values": [inner]}}
    return inner


def test_values_nest_as_deep_as_protobuf_parsers_go() -> None:
    deepest = (MAX_DEPTH - 1) // 2
    assert value(nested(deepest)).HasField("array_value")
    assert error(AnyValue, nested(deepest + 1)).endswith("]: nested deeper than 100 messages")


def in_a_span(held: dict[str, Any]) -> bytes:
    attributes = [{"key": "k", "value": held}]
    return orjson.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [{"attributes": attributes}]}]}]})


def test_what_passes_inside_a_request_parses_again() -> None:
    held, around = nested(0), 6  # request, resource, scope, span, attribute, value
    while around + 2 <= MAX_DEPTH:
        held, around = {"arrayValue": {"values": [held]}}, around + 2
    Signal.TRACES.wire.request.FromString(decode_json(Signal.TRACES, in_a_span(held)))
    with pytest.raises(MalformedJSON, match="nested deeper than 100 messages"):
        decode_json(Signal.TRACES, in_a_span({"arrayValue": {"values": [held]}}))
    with pytest.raises(MalformedJSON, match="nested deeper than 100 messages"):
        decode_json(Signal.TRACES, in_a_span({"kvlistValue": {"values": [{"key": "k", "value": held}]}}))


@pytest.mark.parametrize("opening", [b'{"arrayValue":{"values":[', b"[", b'{"x":'])
def test_absurd_nesting_is_refused(opening: bytes) -> None:
    body = b'{"resourceSpans":' + opening * 100_000
    with pytest.raises(MalformedJSON):
        decode_json(Signal.TRACES, body)

"""Microseconds a span to decode and encode OTLP JSON, next to google.protobuf.json_format."""

import base64
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from otelevals.otlp.json import decode_json, encode_json
from otelevals.otlp.signals import Signal

SPANS = 100
REPEATS = 20

PLAIN: dict[str, Any] = {
    "http.request.method": "GET",
    "url.path": "/api/v1/items/4711",
    "url.scheme": "https",
    "server.address": "shop.example.com",
    "server.port": 443,
    "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64)",
    "network.protocol.version": "1.1",
    "http.response.status_code": 200,
    "http.route": "/api/v1/items/{id}",
    "client.address": "203.0.113.7",
}
TEXT = 'The refund takes "3 to 5" days.\n' * 35
GENAI: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.request.temperature": 0.7,
    "gen_ai.request.max_tokens": 1024,
    "gen_ai.response.model": "gpt-5-mini-2025-08-07",
    "gen_ai.response.id": "chatcmpl-9J3uIL87gldCFtiIbyaOvTeYBRA3l",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.usage.input_tokens": 412,
    "gen_ai.usage.output_tokens": 128,
    "gen_ai.conversation.id": "conv_5j66UpCpwteGg4YSxUnt7lPY",
    "server.address": "api.openai.com",
    "server.port": 443,
    "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": TEXT}]}]),
    "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [{"type": "text", "content": TEXT}]}]),
}


def any_value(value: Any) -> dict[str, Any]:
    match value:
        case str():
            return {"stringValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case _:
            return {"arrayValue": {"values": [any_value(item) for item in value]}}


def body(attributes: dict[str, Any], encode_id: Callable[[bytes], str]) -> bytes:
    spans = [
        {
            "traceId": encode_id(bytes(16 * [number])),
            "spanId": encode_id(bytes(8 * [number])),
            "parentSpanId": encode_id(bytes(8 * [number + 1])),
            "name": "GET /api/v1/items/{id}",
            "kind": 3,
            "startTimeUnixNano": "1544712660000000000",
            "endTimeUnixNano": "1544712661000000000",
            "attributes": [{"key": key, "value": any_value(value)} for key, value in attributes.items()],
            "status": {"code": 1},
        }
        for number in range(SPANS)
    ]
    scope = {"scope": {"name": "bench", "version": "1"}, "spans": spans}
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]}
    return json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]}).encode()


def microseconds(call: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best / SPANS * 1e6


def _parse(text: bytes) -> ExportTraceServiceRequest:
    return json_format.Parse(text, ExportTraceServiceRequest())


def main() -> None:
    print(f"{'us a span':<12}{'bytes':>8}{'decode':>9}{'json_format':>13}{'encode':>9}{'json_format':>13}")
    for name, attributes in (("plain", PLAIN), ("genai", GENAI)):
        ours = body(attributes, bytes.hex)
        theirs = body(attributes, lambda value: base64.b64encode(value).decode())
        request = ExportTraceServiceRequest.FromString(decode_json(Signal.TRACES, ours))
        assert request == json_format.Parse(theirs, ExportTraceServiceRequest())
        figures = (
            microseconds(partial(decode_json, Signal.TRACES, ours)),
            microseconds(partial(_parse, theirs)),
            microseconds(partial(encode_json, request)),
            microseconds(partial(json_format.MessageToJson, request, indent=None)),
        )
        widths = (9, 13, 9, 13)
        cells = "".join(f"{figure:>{width}.1f}" for figure, width in zip(figures, widths, strict=True))
        print(f"{name:<12}{len(ours) // SPANS:>8}{cells}")


if __name__ == "__main__":
    main()

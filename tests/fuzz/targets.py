"""Every parser of outside data as a function of bytes, which returns or raises nothing but what the parser promises."""

import contextlib
from collections.abc import Callable

from otelevals.api.batch import Payload
from otelevals.api.span import Resource, Scope, Span
from otelevals.api.span_paths import SpanPaths
from otelevals.conditions import ConditionError, compile_condition
from otelevals.config.problem import InvalidConfiguration
from otelevals.config.reader import Budget
from otelevals.config.sources import Sources
from otelevals.config.substitute import Substitution
from otelevals.genai.evidence import Unreadable
from otelevals.genai.fields import Found
from otelevals.genai.interaction import FIELDS, Interaction
from otelevals.genai.read_messages import input_messages, instructions, output_messages
from otelevals.genai.sources import SOURCES
from otelevals.journal.entry import decode_done, decode_entry, encode_entry
from otelevals.journal.records import Kind, Record, encode, scan
from otelevals.net.head import HttpError
from otelevals.net.limits import Limits
from otelevals.net.reader import RequestReader
from otelevals.otlp.anyvalue import encode_attribute, encode_attributes, from_python, to_python
from otelevals.otlp.compression import ENCODINGS, Malformed, TooLarge, decompress
from otelevals.otlp.json import decode_json, encode_json
from otelevals.otlp.shadow import MalformedRequest, read_frame
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.otlp.span_head import has_tracestate, no_tracestates
from otelevals.otlp.tracestate import BadTraceState, parse_tracestate

LIMIT = 100_000


def requests(data: bytes) -> None:
    for signal in TELEMETRY:
        with contextlib.suppress(MalformedRequest):
            payload = Payload.received(signal, data)
            assert read_frame(payload.frame.SerializeToString()) == payload.frame
    with contextlib.suppress(MalformedRequest):
        payload = Payload.received(Signal.TRACES, data)
        no_tracestates(data)
        for span in payload.spans:
            with contextlib.suppress(MalformedRequest):
                has_tracestate(span.raw)
                span.attribute("k")
                span.attributes.as_dict()
                span.resource.attributes.as_dict()
        kept = payload.map_spans(lambda span: None if len(span.raw) % 2 else span.raw)
        assert kept is None or kept.items == sum(len(raw) % 2 == 0 for raws in payload.parts for raw in raws)


def json(data: bytes) -> None:
    for signal in TELEMETRY:
        with contextlib.suppress(MalformedRequest):
            raw = decode_json(signal, data, lenient=True)
            again = encode_json(signal.wire.request.FromString(raw))
            assert decode_json(signal, again) == signal.wire.request.FromString(raw).SerializeToString()


def values(data: bytes) -> None:
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue

    with contextlib.suppress(DecodeError):
        value = to_python(AnyValue.FromString(data))
        from_python(value)
        encode_attribute(9, "k", value)


def http(data: bytes) -> None:
    size = data[0] + 1 if data else 1
    reader = RequestReader(Limits(max_body_bytes=1000, max_header_bytes=1000))
    with contextlib.suppress(HttpError):
        for start in range(1, len(data), size):
            reader.feed(data[start : start + size])
            while (request := reader.next_request()) is not None:
                assert len(request[1]) <= 1000
            assert reader.held < 100_000


def compression(data: bytes) -> None:
    for encoding in ENCODINGS:
        with contextlib.suppress(Malformed, TooLarge):
            assert len(decompress(data, encoding, LIMIT)) <= LIMIT


def tracestate(data: bytes) -> None:
    with contextlib.suppress(BadTraceState):
        state = parse_tracestate(data.decode("utf-8", "surrogateescape"))
        assert parse_tracestate(str(state)).randomness == state.randomness


def conditions(data: bytes) -> None:
    with contextlib.suppress(ConditionError):
        compile_condition(data.decode("utf-8", "surrogateescape"), SpanPaths())


def configuration(data: bytes) -> None:
    budget, environ = Budget(), {"A": "${B}", "B": "x"}
    with contextlib.suppress(InvalidConfiguration):
        tree = Sources(environ, budget, []).read([f"yaml:{data.decode('utf-8', 'replace')}"], [])
        Substitution(environ, budget, []).expand(tree)


def messages(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for read in (input_messages, output_messages):
        with contextlib.suppress(Unreadable):
            for message in read(text):
                assert isinstance(message.text, str)
                assert isinstance(message.tool_calls, tuple)
    with contextlib.suppress(Unreadable):
        instructions(text)


def interactions(data: bytes) -> None:
    """A span, and one that has the data as the value of everything that a dialect may have."""
    scope = Scope([], Resource([]))
    with contextlib.suppress(MalformedRequest):
        _read_all(Span(data, scope))
    text = data.decode("utf-8", "replace")
    _read_all(Span(encode_attributes(9, dict.fromkeys(_NEEDED, text)), scope))


def _read_all(span: Span) -> None:
    interaction = Interaction.of(span)
    for name in FIELDS if interaction is not None else ():
        field = interaction.get(name) if interaction is not None else None
        assert isinstance(field, Found) or (field is not None and field.reason)


_NEEDED = sorted(
    {
        need + "0" if need.endswith(".") else need
        for sources in SOURCES.values()
        for source in sources
        for need in source.needs
    }
)


def journal(data: bytes) -> None:
    assert sum(item.end - item.offset if isinstance(item, Record) else item.size for item in scan(data)) <= len(data)
    (record,) = scan(b"".join(encode(Kind.ENTRY, data)))
    assert isinstance(record, Record)
    assert record.body == data
    with contextlib.suppress(ValueError):
        id_, header, start = decode_entry(data)
        assert decode_entry(b"".join(encode_entry(id_, header, data[start:])))[:2] == (id_, header)
    with contextlib.suppress(ValueError):
        decode_done(data)


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each
    for each in (
        *(requests, json, values, http, compression),
        *(tracestate, conditions, configuration, messages, interactions, journal),
    )
}

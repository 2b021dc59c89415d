"""Whatever bytes arrive, decoding answers with a request that parses again or with its own error, nothing else."""

import json
from typing import Any

from google.protobuf import json_format
from hypothesis import example, given
from hypothesis import strategies as st

from otelevals.otlp.json import MalformedJSON, decode_json, encode_json
from otelevals.otlp.signals import Signal
from tests.strategies import requests

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
    | st.sampled_from(["NaN", "Infinity", "SPAN_KIND_SERVER", "0" * 32, "0" * 16, "W47/95gDgQPSabYzgT/GDA=="])
)


def _names(signal: Signal) -> list[str]:
    """Every field name that a request of the signal may hold anywhere."""
    seen, waiting = set(), [signal.wire.request.DESCRIPTOR]
    names = set()
    while waiting:
        descriptor = waiting.pop()
        if descriptor.full_name not in seen:
            seen.add(descriptor.full_name)
            names |= {field.json_name for field in descriptor.fields}
            waiting += [field.message_type for field in descriptor.fields if field.message_type]
    return sorted(names)


def _wrong(signal: Signal) -> st.SearchStrategy[Any]:
    """Documents of the right names with values of any type in any place."""
    keys = st.sampled_from(_names(signal)) | st.text(max_size=5)
    return st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4))


def _answers(signal: Signal, body: bytes, lenient: bool) -> None:
    try:
        data = decode_json(signal, body, lenient=lenient)
    except MalformedJSON as error:
        longest = len(error.reason)
    else:
        encode_json(signal.wire.request.FromString(data))
        longest = 0
    assert longest < 250


@given(st.sampled_from(Signal), st.binary(), st.booleans())
def test_any_bytes(signal: Signal, body: bytes, lenient: bool) -> None:
    _answers(signal, body, lenient)


@given(st.sampled_from(Signal).flatmap(lambda s: st.tuples(st.just(s), _wrong(s))), st.booleans())
def test_any_json(case: tuple[Signal, Any], lenient: bool) -> None:
    _answers(case[0], json.dumps(case[1]).encode("utf-8", "surrogatepass"), lenient)


@given(requests(Signal.TRACES), st.data(), st.booleans())
def test_a_request_with_one_value_replaced(request: Any, data: st.DataObject, lenient: bool) -> None:
    document = json_format.MessageToDict(request)
    place: Any = document
    while place:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(SCALARS | st.just([]) | st.just({}))
            break
        place = place[key]
    _answers(Signal.TRACES, json.dumps(document).encode(), lenient)


@given(requests(Signal.LOGS), st.integers(0), st.integers(0, 255))
@example(Signal.LOGS.wire.request(), 0, 0)
def test_a_request_cut_or_with_one_byte_changed(request: Any, at: int, byte: int) -> None:
    body = bytearray(encode_json(request))
    at %= len(body)
    _answers(Signal.LOGS, bytes(body[:at]), lenient=False)
    body[at] = byte
    _answers(Signal.LOGS, bytes(body), lenient=False)

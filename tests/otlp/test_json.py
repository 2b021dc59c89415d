"""OTLP JSON carries every request both ways without loss, and equals what the JSON mapping of protobuf says."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.json import MalformedJSON, decode_json, encode_json, to_json
from otelevals.otlp.signals import Signal
from tests.strategies import requests

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"
SIGNALS = {"resourceSpans": Signal.TRACES, "resourceLogs": Signal.LOGS, "resourceMetrics": Signal.METRICS}
IDS = ("traceId", "spanId", "parentSpanId")


def any_request(**options: bool) -> st.SearchStrategy[tuple[Signal, Message]]:
    return st.sampled_from(Signal).flatmap(lambda signal: st.tuples(st.just(signal), requests(signal, **options)))


@given(any_request())
def test_what_is_written_reads_back_equal(case: tuple[Signal, Message]) -> None:
    signal, request = case
    line = encode_json(request)
    assert b"\n" not in line
    for lenient in (False, True):
        assert signal.wire.request.FromString(decode_json(signal, line, lenient=lenient)) == request


@given(any_request(nan=True))
def test_not_a_number_reads_back_too(case: tuple[Signal, Message]) -> None:
    signal, request = case
    read = signal.wire.request.FromString(decode_json(signal, encode_json(request)))
    assert encode_json(read) == encode_json(request)


@given(any_request())
def test_the_protobuf_mapping_agrees_apart_from_ids(case: tuple[Signal, Message]) -> None:
    _, request = case
    theirs = json_format.MessageToDict(request, use_integers_for_enums=True)
    assert to_json(request) == dict(_with_hex_ids(theirs))


@given(any_request())
def test_original_field_names_are_taken_as_the_collector_does(case: tuple[Signal, Message]) -> None:
    signal, request = case
    theirs = json_format.MessageToDict(request, use_integers_for_enums=True, preserving_proto_field_name=True)
    body = json.dumps(dict(_with_hex_ids(theirs))).encode()
    assert signal.wire.request.FromString(decode_json(signal, body)) == request


@given(any_request())
def test_lenient_takes_what_the_plain_protobuf_mapping_writes(case: tuple[Signal, Message]) -> None:
    signal, request = case
    body = json_format.MessageToJson(request).encode()
    assert signal.wire.request.FromString(decode_json(signal, body, lenient=True)) == request


def _with_hex_ids(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if key in IDS or key in ("trace_id", "span_id", "parent_span_id"):
            yield key, base64.b64decode(item).hex()
        elif isinstance(item, dict):
            yield key, dict(_with_hex_ids(item))
        elif isinstance(item, list):
            yield key, [dict(_with_hex_ids(one)) if isinstance(one, dict) else one for one in item]
        else:
            yield key, item


def _fixtures(folder: Path) -> list[Any]:
    files = sorted(file for file in folder.glob("*.json") if file.name != "INDEX.json")
    return [pytest.param(file, id=file.stem) for file in files] or [
        pytest.param(folder, marks=pytest.mark.skip(reason=f"no fixtures in {folder}"))
    ]


def _signal(file: Path) -> Signal:
    document = json.loads(file.read_bytes())
    for field, signal in SIGNALS.items():
        if field in document:
            return signal
    pytest.skip("attributes only, no request")


@pytest.mark.parametrize("file", _fixtures(FIXTURES / "canonical"))
def test_canonical_payloads_parse_strictly(file: Path) -> None:
    signal = _signal(file)
    request = signal.wire.request.FromString(decode_json(signal, file.read_bytes()))
    assert signal.wire.request.FromString(decode_json(signal, encode_json(request))) == request


@pytest.mark.parametrize("file", _fixtures(FIXTURES))
def test_recorded_payloads_parse_and_the_deviating_ones_equal_their_canonical_form(file: Path) -> None:
    signal = _signal(file)
    index = {entry["file"]: entry["shape"] for entry in json.loads((FIXTURES / "INDEX.json").read_bytes())}
    if "NONCOMPLIANT" not in index[file.name]:
        assert decode_json(signal, file.read_bytes())
        return
    with pytest.raises(MalformedJSON, match="lenient_json"):
        decode_json(signal, file.read_bytes())
    canonical = decode_json(signal, (FIXTURES / "canonical" / file.name).read_bytes())
    assert decode_json(signal, file.read_bytes(), lenient=True) == canonical

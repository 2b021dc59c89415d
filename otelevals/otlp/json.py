"""OTLP JSON: the JSON mapping of protobuf with hex ids, integer enums and unknown fields ignored."""

from otelevals.otlp.json_decode import decode_message
from otelevals.otlp.json_encode import encode_json, to_json
from otelevals.otlp.json_values import MalformedJSON
from otelevals.otlp.signals import Signal

__all__ = ["MalformedJSON", "decode_json", "encode_json", "to_json"]


def decode_json(signal: Signal, data: bytes, *, lenient: bool = False) -> bytes:
    """The serialised export request in a JSON body. `lenient` also takes base64 ids and enum names."""
    return decode_message(signal.wire.request, data, lenient=lenient)

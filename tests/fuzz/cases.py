"""Requests that no honest client sends, made from ones that it does: the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from otelevals.otlp.compression import compress
from otelevals.otlp.json import encode_json
from otelevals.otlp.signals import TELEMETRY, Signal
from otelevals.otlp.status import JSON, PROTOBUF
from otelevals.testing import trace_request

BOMB_BYTES = 4 * 1024 * 1024
KINDS = (PROTOBUF,) * 16 + (JSON,) * 12 + ("text/plain", "", "application/json; charset=latin-1", "\x7f/\x80")
ENCODINGS = ("",) * 12 + ("gzip", "deflate", "zstd") * 3 + ("br", "gzip, gzip", "identity")
PATHS = ("/v1/traces", "/v1/logs", "/v1/metrics") * 10 + ("/", "/v1/traces/", "/V1/TRACES")
METHODS = ("POST",) * 20 + ("GET", "PUT", "OPTIONS", "DELETE")
_JSON_PARTS: tuple[bytes, ...] = (
    *(b"[", b"]", b"{", b"}", b'"', b":", b",", b"null", b"1e999", b"-0", b"NaN", b"\xff", b"\\ud800", b"\x00"),
    *(b'"resourceSpans":', b'"traceId":"zz"', b'"value":{"stringValue":7}', b"9" * 400, b"[" * 2000, b'{"a":' * 500),
)
_WIRE_PARTS: tuple[bytes, ...] = (
    *(b"\x0a\x80", b"\x0a\xff\xff\xff\xff\x0f", b"\x0b" * 200, b"\x0c", b"\xff" * 11, b"\x00", b"\x1f\x8b\x08\x00"),
    *(b"\x12\x02\x0a\x00" * 500, b"\x0a\x00" * 2000, b"\x4a\x04\x0a\x02\xff\xfe", b"\x28\xb5\x2f\xfd"),
)


@dataclass(frozen=True)
class Case:
    signal: Signal
    body: bytes
    """As it goes over the wire."""
    method: str = "POST"
    path: str = "/v1/traces"
    kind: str = PROTOBUF
    encoding: str = ""


def honest() -> list[bytes]:
    requests = [trace_request(count) for count in (0, 1, 3)]
    requests.append(trace_request([{"text": "x" * 300, "count": 3, "ratio": 0.5, "flag": True, "data": b"\xff"}] * 4))
    return [request.SerializeToString() for request in requests]


def make(rng: random.Random, bodies: Sequence[bytes]) -> Case:
    signal = rng.choice(TELEMETRY)
    kind = rng.choice(KINDS)
    body = rng.choice(bodies)
    parts = _WIRE_PARTS
    if "json" in kind:
        body, parts = encode_json(Signal.TRACES.wire.request.FromString(body)), _JSON_PARTS
    if rng.random() < 0.9:
        body = mutate(rng, body, parts)
    encoding = rng.choice(ENCODINGS)
    if encoding in ("gzip", "deflate", "zstd"):
        body = compress(bytes(BOMB_BYTES) if rng.random() < 0.01 else body, encoding)
        if rng.random() < 0.3:
            body = mutate(rng, body, parts)
    return Case(signal, body, rng.choice(METHODS), rng.choice(PATHS), kind, encoding)


def mutate(rng: random.Random, data: bytes, parts: Sequence[bytes]) -> bytes:
    """The data with one to four accidents."""
    for _ in range(rng.randint(1, 4)):
        place = rng.randint(0, len(data))
        match rng.randrange(6):
            case 0:
                data = data[:place]
            case 1:
                data = data[:place] + rng.randbytes(rng.randint(1, 8)) + data[place:]
            case 2:
                data = data[:place] + rng.choice(parts) + data[place:]
            case 3:
                data = data[:place] + bytes([rng.randrange(256)]) + data[place + 1 :]
            case 4:
                data = data[:place] + data[place + rng.randint(1, 16) :]
            case _:
                data = data + data[place:]
    return data

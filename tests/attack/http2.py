"""Just enough HTTP/2 to misbehave: frames that no gRPC client sends."""

import socket
import struct

from otelevals.otlp.anyvalue import varint

DATA, HEADERS, RST_STREAM, SETTINGS, CONTINUATION = 0, 1, 3, 4, 9
END_STREAM, END_HEADERS = 1, 4
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def header(name: str, value: str) -> bytes:
    """A header as a literal that no table remembers, its texts as they are."""
    return b"\x00" + _text(name.encode()) + _text(value.encode())


def _text(data: bytes) -> bytes:
    size = len(data)
    return (bytes((size,)) if size < 127 else b"\x7f" + varint(size - 127)) + data


def call(path: str, *more: tuple[str, str]) -> bytes:
    """The headers of a gRPC call."""
    fields = [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", path),
        (":authority", "localhost"),
        ("te", "trailers"),
        ("content-type", "application/grpc"),
        *more,
    ]
    return b"".join([header(name, value) for name, value in fields])


def open_connection(address: tuple[str, int], timeout: float) -> socket.socket:
    connection = socket.create_connection(address, timeout=timeout)
    connection.sendall(_PREFACE + frame(SETTINGS, 0, 0))
    return connection

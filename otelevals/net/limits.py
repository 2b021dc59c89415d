"""What one listener grants its clients: sizes, times, and how many of them."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in bytes, times in seconds. Sizes are those on the wire, before any decompression."""

    max_body_bytes: int = 64 * MIB
    max_header_bytes: int = 32 * 1024  # request line included
    max_headers: int = 100
    max_connections: int = 1024
    max_inflight_bytes: int = 256 * MIB  # bodies of all connections that are being received or answered

    header_timeout: float = 10.0  # from the first byte of a request to the end of its headers
    body_timeout: float = 30.0  # without any byte of the body
    body_deadline: float = 60.0  # for the whole body, plus the time that its size takes at min_body_rate
    min_body_rate: float = 64 * 1024  # bytes a second
    idle_timeout: float = 60.0  # between requests of a kept-alive connection
    write_timeout: float = 30.0  # for a client that does not read its answer
    linger_timeout: float = 2.0  # how long the rest of a refused request is read, so that the client sees the refusal


# For listeners that answer probes and scrapes, whose requests have no body to speak of.
WITHOUT_BODIES = Limits(max_body_bytes=16 * 1024, max_inflight_bytes=MIB)

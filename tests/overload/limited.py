"""A collector with limits of memory and disk, and what it must say about them."""

from typing import Any

from tests.e2e.collector import OTLP, Collector, service

MIB = 2**20
REFUSES = {
    "memory is above the soft limit, refusing data": "memory is back within the limits, taking data",
    "the journal is full, refusing data": "the journal has room again, taking data",
}
"""What the log says when it refuses data, and when that is over."""


def options(url: str, memory: int, journal: int) -> dict[str, Any]:
    """Of a receiver with a journal and one without, and a backend; with so many MiB of memory and of disk."""
    limit = {"check_interval": "1s", "limit_mib": memory}
    sides = OTLP["protocols"]
    one_guarded = {**sides, "http": {**sides["http"], "middlewares": [{"id": "memory_limiter"}]}}
    return {
        "extensions": {"memory_limiter": limit},
        "receivers": {
            "otlp/memory": {"protocols": one_guarded},
            "otlp/journal": {**OTLP, "journal": {"directory": "journal", "max_size": journal * MIB}},
        },
        "processors": {"memory_limiter": limit, "batch": {}},
        "exporters": {"otlp_http": {"endpoint": url, "compression": "none", "sending_queue": {"num_consumers": 2}}},
        "service": service(
            {
                "traces": {
                    "receivers": ["otlp/memory", "otlp/journal"],
                    "processors": ["memory_limiter", "batch"],
                    "exporters": ["otlp_http"],
                }
            },
            extensions=["memory_limiter"],
        ),
    }


def endpoints(running: Collector) -> dict[str, list[str]]:
    """Where to send, by receiver."""
    found: dict[str, list[str]] = {}
    for component in ("otlp/memory", "otlp/journal"):
        for protocol, scheme in (("grpc", ""), ("http", "http://")):
            line = running.wait_for("listening", component=component, protocol=protocol)
            found.setdefault(component, []).append(f"{scheme}{line['endpoint']}")
    return found


def unsaid(running: Collector) -> list[str]:
    """What the log should say, of REFUSES, and does not; when it is over, that it is."""
    said = [line["event"] for line in list(running.log)]
    missing = [began for began in REFUSES if began not in said]
    return missing + [
        over
        for began, over in REFUSES.items()
        if began not in missing and over not in said[len(said) - said[::-1].index(began) :]
    ]

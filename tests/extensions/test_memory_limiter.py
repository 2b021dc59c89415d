"""The memory limiter extension refuses requests before receivers decode them."""

import pytest

from otelevals.api.component import ComponentId, Context, Middleware
from otelevals.api.errors import Retryable
from otelevals.api.telemetry import Telemetry
from otelevals.extensions.memory_limiter import MemoryLimiterExtension


def extension(limit_mib: int) -> MemoryLimiterExtension:
    config = MemoryLimiterExtension.Config(check_interval=3600.0, limit_mib=limit_mib)
    return MemoryLimiterExtension(config, Context(ComponentId("memory_limiter"), Telemetry()))


@pytest.mark.parametrize("limit_mib", [1, 1_000_000])
def test_requests_are_refused_while_memory_is_short(limit_mib: int) -> None:
    subject = extension(limit_mib)
    assert isinstance(subject, Middleware)
    subject.start()
    try:
        if limit_mib == 1:
            with pytest.raises(Retryable, match="data refused due to high memory usage"):
                subject.admit(10)
        else:
            subject.admit(10)
    finally:
        subject.shutdown()
    name = "otelevals_extension_memory_limiter_refused_requests_total"
    refused = subject.context.telemetry.value(name, extension="memory_limiter")
    assert refused == (1 if limit_mib == 1 else 0)


def test_shutdown_without_start_is_harmless() -> None:
    extension(1).shutdown()

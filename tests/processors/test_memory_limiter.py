"""The memory limiter processor refuses at the door and lets through what was accepted."""

import pytest

from otelevals.api.component import Guard
from otelevals.api.errors import Retryable
from otelevals.processors.memory_limiter import MemoryLimiterProcessor
from otelevals.testing import context
from tests.processors.build import batch, payload, span

CONFIG = MemoryLimiterProcessor.Config(check_interval=1.0, limit_mib=100)


def test_requests_are_refused_at_the_door_while_memory_is_short() -> None:
    processor = MemoryLimiterProcessor(CONFIG, context("memory_limiter"))
    assert isinstance(processor, Guard)
    processor.guard(payload(span()))
    processor.limiter.refusing = True
    with pytest.raises(Retryable):
        processor.guard(payload(span(), span()))
    name = "otelcol_processor_memory_limiter_refused_spans_total"
    assert processor.context.telemetry.value(name, processor="memory_limiter") == 2


def test_what_was_accepted_passes_even_while_memory_is_short() -> None:
    processor = MemoryLimiterProcessor(CONFIG, context("memory_limiter"))
    processor.limiter.refusing = True
    accepted = batch(payload(span(), span()))
    assert processor.process(accepted) is accepted
    name = "otelcol_processor_memory_limiter_accepted_spans_total"
    assert processor.context.telemetry.value(name, processor="memory_limiter") == 2


def test_it_measures_from_start_to_shutdown() -> None:
    processor = MemoryLimiterProcessor(
        MemoryLimiterProcessor.Config(check_interval=3600.0, limit_mib=1), context("memory_limiter")
    )
    processor.start()
    processor.shutdown()
    assert processor.limiter.refusing

"""What tests of components need, for ours and for anyone's: short fakes, telemetry to feed them, and the contract."""

from otelevals.testing.fake_judge import FakeJudge
from otelevals.testing.fakes import MemoryExporter, MemorySink, context
from otelevals.testing.telemetry import named_payload, names_in, trace_batch, trace_payload, trace_request

__all__ = [
    "FakeJudge",
    "MemoryExporter",
    "MemorySink",
    "context",
    "named_payload",
    "names_in",
    "trace_batch",
    "trace_payload",
    "trace_request",
]

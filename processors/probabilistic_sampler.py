"""Keeps a share of the spans, decided by their trace ids so that traces stay whole, and notes the share in each."""

import struct
from collections import Counter
from typing import Annotated, Any, Literal, Self

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from pydantic import Field, model_validator

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Processor
from otelevals.api.errors import ConfigError
from otelevals.api.span import Span
from otelevals.otlp.anyvalue import Value, varint
from otelevals.otlp.sampling import LEAST_PROBABILITY
from otelevals.otlp.sampling_modes import Equalizing, HashSeed, Mode, Never, Priority, Proportional, has_trace_id
from otelevals.otlp.signals import Signal
from otelevals.otlp.span_head import TRACE_STATE, has_tracestate

_PRIORITY = "sampling.priority"
_PRIORITY_BYTES = _PRIORITY.encode()
_LOGS_ONLY = ("attribute_source", "from_attribute", "sampling_priority")


class ProbabilisticSamplerProcessor(Processor):
    type = "probabilistic_sampler"
    signals = frozenset({Signal.TRACES})

    class Config(Processor.Config):
        sampling_percentage: Annotated[float, Field(ge=0, allow_inf_nan=False)]
        """How many percent to keep; 100 and more keep everything."""
        mode: Literal["hash_seed", "equalizing", "proportional"] = "hash_seed"
        """hash_seed hashes trace ids; proportional keeps this share of what comes; equalizing lowers the share of
        what was sampled before to this one."""
        hash_seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
        """The same for all instances of one tier, different between tiers."""
        fail_closed: bool = True
        """Drop spans whose sampling information is unusable; otherwise keep them."""
        sampling_precision: Annotated[int, Field(ge=1, le=14)] = 4
        """How many significant hexadecimal digits the threshold in the tracestate has."""

        @model_validator(mode="before")
        @classmethod
        def _traces_only(cls, value: Any) -> Any:
            for name in _LOGS_ONLY:
                if isinstance(value, dict) and name in value:
                    raise ConfigError(f"{name} is for logs, and this processor samples traces only", (name,))
            return value

        @model_validator(mode="after")
        def _expressible(self) -> Self:
            if 0 < self.sampling_percentage / 100 < LEAST_PROBABILITY:
                raise ValueError("sampling_percentage is too small: the least is 100 / 2^56")
            return self

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._mode = make_mode(config)
        self._fail_closed = config.fail_closed
        self._sampled = context.telemetry.counter(
            "otelcol_processor_probabilistic_sampler_count_traces_sampled",
            "Spans that were kept or dropped, by what decided.",
            ["policy", "sampled"],
        )
        self._drops_for_good = self._fail_closed and self._mode.drops_for_good
        self._fields: dict[bytes, bytes] = {}
        self._counts: Counter[tuple[str, bool]] = Counter()
        self._kept = self._dropped = 0  # by the trace id alone
        self._unusable: list[str] = []

    def process(self, batch: Batch) -> Batch | None:
        self._fields.clear()
        self._counts.clear()
        self._kept = self._dropped = 0
        self._unusable.clear()
        result = batch.map(self._payload)
        self._counts[self._mode.policy, True] += self._kept
        self._counts[self._mode.policy, False] += self._dropped
        for (policy, keep), count in (+self._counts).items():
            self._sampled.labels(policy, "true" if keep else "false").inc(count)
        if self._unusable:
            self.context.log.warning(
                "unusable sampling information",
                spans=len(self._unusable),
                action="dropped" if self._fail_closed else "kept",
                last_error=self._unusable[-1],
            )
        return result

    def _payload(self, payload: Payload) -> Payload | None:
        return payload.map_spans(self._either if _PRIORITY_BYTES in payload.raw else self._without_priority)

    def _either(self, span: Span) -> bytes | None:
        return self._decoded(span) if _PRIORITY_BYTES in span.raw else self._without_priority(span)

    def _without_priority(self, span: Span) -> bytes | None:
        """A span whose trace id decides, unless it has a tracestate."""
        trace_id = span.trace_id
        field = self._fields.get(trace_id)
        if field is None:
            if not has_trace_id(trace_id):
                return self._decoded(span)
            field = self._fields[trace_id] = self._field(trace_id)
        if (field or not self._drops_for_good) and has_tracestate(span.raw):
            return self._decoded(span)
        if not field:
            self._dropped += 1
            return None
        self._kept += 1
        return span.raw + field

    def _field(self, trace_id: bytes) -> bytes:
        """The tracestate to append to a kept span that has none; empty when it is dropped."""
        tracestate = self._mode.decide_plain(trace_id)
        return b"" if tracestate is None else _tracestate_field(tracestate)

    def _decoded(self, span: Span) -> bytes | None:
        message = span.message
        priority = _priority(span.attribute(_PRIORITY))
        decision = self._mode.decide(message.trace_id, message.trace_state, priority, self._fail_closed)
        self._counts[decision.policy, decision.keep] += 1
        if decision.error:
            self._unusable.append(decision.error)
        if not decision.keep:
            return None
        if decision.tracestate is None or decision.tracestate == message.trace_state:
            return span.raw
        if not message.trace_state:
            return span.raw + _tracestate_field(decision.tracestate)
        changed = SpanMessage()
        changed.CopyFrom(message)
        changed.trace_state = decision.tracestate
        return changed.SerializeToString()


def make_mode(config: ProbabilisticSamplerProcessor.Config) -> Mode:
    """The mode, with the percentage in 32-bit floating point as the Collector has it."""
    percentage = _float32(min(config.sampling_percentage, 100.0))
    if percentage and config.mode != "hash_seed":
        kind = Equalizing if config.mode == "equalizing" else Proportional
        return kind(max(percentage / 100, LEAST_PROBABILITY), config.sampling_precision)
    buckets = int(_float32(percentage * _float32(163.84)))
    return HashSeed(buckets, config.hash_seed) if buckets else Never()


def _float32(number: float) -> float:
    rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    return rounded


def _tracestate_field(tracestate: str) -> bytes:
    data = tracestate.encode()
    return bytes((TRACE_STATE << 3 | 2,)) + varint(len(data)) + data


def _priority(value: Value) -> Priority:
    """Zero drops, more keeps; numbers may come as text."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return Priority.NONE
    if type(value) not in (int, float) or not value >= 0:
        return Priority.NONE
    return Priority.KEEP if value else Priority.DROP

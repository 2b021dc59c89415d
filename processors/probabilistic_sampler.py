"""Keeps a share of the spans, decided by their trace ids so that traces stay whole, and notes the share in each."""

import struct
from collections import Counter
from typing import Annotated, Any, Literal, Self

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from pydantic import Field, model_validator

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Processor
from otelevals.api.errors import ConfigError
from otelevals.api.span import TRACE_ID, Span
from otelevals.otlp.anyvalue import Value
from otelevals.otlp.sampling import LEAST_PROBABILITY
from otelevals.otlp.sampling_modes import Equalizing, HashSeed, Mode, Never, Priority, Proportional
from otelevals.otlp.signals import Signal
from otelevals.otlp.span_head import has_tracestate, no_tracestates, tracestate_field

_PRIORITY = "sampling.priority"
_PRIORITY_BYTES = _PRIORITY.encode()
_HEAD_SIZE = len(TRACE_ID) + 16
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
        self._unusable: list[str] = []

    def process(self, batch: Batch) -> Batch | None:
        self._fields = self._draw(batch)
        self._counts.clear()
        self._unusable.clear()
        result = batch.map(self._payload)
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
        haystack = payload.haystack
        marked = _PRIORITY_BYTES in haystack
        trace_id_decides = not marked and no_tracestates(haystack)
        parts = []
        for number, raws in enumerate(payload.parts):
            fields = [self._fields.get(raw[:_HEAD_SIZE]) for raw in raws]
            if trace_id_decides and None not in fields:
                kept = [raw + field for raw, field in zip(raws, fields, strict=True) if field]
                self._count_plain(len(raws), len(kept))
            else:
                kept = self._scope(payload, number, fields, marked)
            parts.append(kept)
        return payload.with_parts(parts)

    def _scope(self, payload: Payload, number: int, fields: list[bytes | None], marked: bool) -> list[bytes]:
        """What is kept of one scope. Its trace id decides on a span, unless it has a tracestate or a priority."""
        kept, plain, plain_kept = [], 0, 0
        for raw, field in zip(payload.parts[number], fields, strict=True):
            if (
                field is None
                or (marked and _PRIORITY_BYTES in raw)
                or ((field or not self._drops_for_good) and has_tracestate(raw))
            ):
                changed = self._decoded(payload.view(number, raw))
                if changed is not None:
                    kept.append(changed)
            else:
                plain += 1
                if field:
                    plain_kept += 1
                    kept.append(raw + field)
        self._count_plain(plain, plain_kept)
        return kept

    def _count_plain(self, plain: int, kept: int) -> None:
        self._counts[self._mode.policy, True] += kept
        self._counts[self._mode.policy, False] += plain - kept

    def _draw(self, batch: Batch) -> dict[bytes, bytes]:
        """By the head of a span that begins with a usable trace id: the tracestate to append to a kept span that has
        none, empty when it is dropped."""
        heads = {raw[:_HEAD_SIZE] for payload in batch.payloads for raws in payload.parts for raw in raws}
        heads.discard(TRACE_ID + bytes(16))  # no trace id
        usable = [head for head in heads if head.startswith(TRACE_ID) and len(head) == _HEAD_SIZE]
        return dict(zip(usable, self._mode.fields([head[len(TRACE_ID) :] for head in usable]), strict=True))

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
            return span.raw + tracestate_field(decision.tracestate)
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

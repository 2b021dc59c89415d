"""Adds, changes and removes attributes of spans, of all or of those that are included and not excluded."""

from functools import lru_cache
from typing import Annotated

from pydantic import Field

from otelevals.api.attribute_actions import AttributeAction
from otelevals.api.attribute_steps import Step, apply_steps, compile_steps
from otelevals.api.batch import Batch, Metadata
from otelevals.api.component import Context, Processor
from otelevals.api.span import Span
from otelevals.api.span_match import MatchProperties, compile_match
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES
from otelevals.otlp.signals import Signal


class AttributesProcessor(Processor):
    type = "attributes"
    signals = frozenset({Signal.TRACES})

    class Config(Processor.Config):
        actions: Annotated[list[AttributeAction], Field(min_length=1)]
        """What to do, in this order."""
        include: MatchProperties | None = None
        """Only these spans; without it all."""
        exclude: MatchProperties | None = None
        """But not these."""

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._steps = lru_cache(maxsize=256)(self._compile)
        self._reads_headers = any(action.from_context for action in config.actions)
        self._include = compile_match(config.include) if config.include else None
        self._exclude = compile_match(config.exclude) if config.exclude else None

    def process(self, batch: Batch) -> Batch | None:
        steps = self._steps(batch.metadata if self._reads_headers else ())

        def change(span: Span) -> bytes:
            if (self._include and not self._include(span)) or (self._exclude and self._exclude(span)):
                return span.raw
            # a view of its own: its message is changed
            return apply_steps(steps, span.raw, lambda: Span(span.raw, span.scope).message)

        return batch.map(lambda payload: payload.map_spans(change))

    def _compile(self, metadata: Metadata) -> tuple[Step, ...]:
        return compile_steps(self.config.actions, metadata, SPAN_ATTRIBUTES)

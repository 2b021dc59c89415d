"""Drops spans and span events for which one of its conditions holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from pydantic import AfterValidator, Field, model_validator

from otelevals.api.batch import Batch, Payload
from otelevals.api.component import Context, Processor
from otelevals.api.config import Config
from otelevals.api.errors import ConfigError, Permanent
from otelevals.api.span import Resource, Scope, Span
from otelevals.api.span_paths import SpanEvent, SpanPaths
from otelevals.conditions import Condition, EvaluationError, compile_condition
from otelevals.conditions.gate import ANYTHING
from otelevals.genai.interaction import Interaction
from otelevals.genai.paths import access as genai_access
from otelevals.otlp.signals import Signal

ErrorMode = Literal["ignore", "silent", "propagate"]
ContextName = Literal["resource", "scope", "span", "spanevent"]
_ORDER: tuple[ContextName, ...] = ("resource", "scope", "span", "spanevent")
_INSIDE_SPAN = frozenset({"span", "spanevent"})  # what these read is in the bytes of the span
_OTHER_SIGNALS = ("logs", "metrics", "profiles")


class _Subject:
    """What conditions are evaluated on. One object, moved from span to span."""

    __slots__ = ("event", "span")

    def __init__(self) -> None:
        self.span: Any = None
        self.event: Any = None


def _interaction(subject: _Subject) -> Interaction | None:
    return Interaction.of(subject.span)


def _compile(text: str, named: ContextName | None = None) -> tuple[Condition, ContextName]:
    """The condition, and the context that it drops: the named one, or the innermost that it reads."""
    roots = {"genai": lambda path: genai_access(path, _interaction)}
    condition = compile_condition(text, SpanPaths(named or "", roots))
    read = {"span" if context == "genai" else context for context in condition.contexts} or {"span"}
    innermost = max((context for context in _ORDER if context in read), key=_ORDER.index)
    if named and condition.contexts and _ORDER.index(innermost) > _ORDER.index(named):
        raise ValueError(f"a condition on a {named} cannot read a {innermost}")
    return condition, named or innermost


def _checked(named: ContextName | None) -> AfterValidator:
    def check(text: str) -> str:
        _compile(text, named)
        return text

    return AfterValidator(check)


class ConditionGroup(Config):
    context: ContextName | None = None
    """What paths without a context belong to."""
    conditions: Annotated[list[str], Field(min_length=1)]
    """What meets one of these is dropped."""
    error_mode: ErrorMode | None = None
    """As the processor's, for these conditions."""

    @model_validator(mode="after")
    def _compiled(self) -> Self:
        for number, text in enumerate(self.conditions):
            try:
                _compile(text, self.context)
            except ValueError as error:
                raise ConfigError(str(error), ("conditions", number)) from None
        return self


class TraceConditions(Config):
    """The older form: paths without a context belong to the one that the list names."""

    resource: list[Annotated[str, _checked("resource")]] = Field(default_factory=list)
    """Drop all spans of a resource that meets one of these."""
    scope: list[Annotated[str, _checked("scope")]] = Field(default_factory=list)
    """Drop all spans of a scope that meets one of these."""
    span: list[Annotated[str, _checked("span")]] = Field(default_factory=list)
    """Drop spans that meet one of these."""
    spanevent: list[Annotated[str, _checked("spanevent")]] = Field(default_factory=list)
    """Drop events of spans that meet one of these."""


@dataclass(frozen=True)
class _Rule:
    condition: Condition
    context: ContextName
    mode: ErrorMode
    admits: Callable[[bytes], bool]
    """False for a serialised span that cannot meet the condition."""


class FilterProcessor(Processor):
    type = "filter"
    passes_unsound = True  # as a condition that cannot be evaluated does not hold
    signals = frozenset({Signal.TRACES})

    class Config(Processor.Config):
        error_mode: ErrorMode = "ignore"
        """When a condition cannot be evaluated: ignore counts and reports it and takes it as not met, silent does not
        report it, propagate drops the request."""
        trace_conditions: list[Annotated[str, _checked(None)] | ConditionGroup] = Field(default_factory=list)
        """Drop what meets one of these: a span, a span event, or all of a scope or a resource."""
        traces: TraceConditions = TraceConditions()
        """The older form of trace_conditions."""

        @model_validator(mode="before")
        @classmethod
        def _traces_only(cls, value: Any) -> Any:
            for signal in _OTHER_SIGNALS:
                for name in (signal, f"{signal.removesuffix('s')}_conditions"):
                    if isinstance(value, dict) and name in value:
                        raise ConfigError(f"{signal} are not supported: this processor filters traces only", (name,))
            if isinstance(value, dict) and "spans" in value:
                raise ConfigError("include and exclude are not supported: write trace_conditions", ("spans",))
            return value

        @model_validator(mode="after")
        def _one_form(self) -> Self:
            if self.trace_conditions and self.traces != TraceConditions():
                raise ConfigError("use either trace_conditions or traces", ("traces",))
            return self

    def __init__(self, config: Config, context: Context) -> None:
        super().__init__(config, context)
        self._rules = _rules(config)
        self._subject = _Subject()
        self._errors: list[str] = []
        name = str(context.id)
        self._filtered, self._failures = (
            context.telemetry.counter(metric, text, ["processor"]).labels(processor=name)
            for metric, text in (
                ("otelcol_processor_filter_spans_filtered", "Spans dropped."),
                ("otelevals_processor_filter_condition_errors", "Conditions that could not be evaluated."),
            )
        )

    def process(self, batch: Batch) -> Batch | None:
        self._errors.clear()
        result = batch.map(self._payload)
        if result is not batch:
            self._filtered.inc(batch.items - (result.items if result is not None else 0))
        if self._errors:
            self.context.log.warning(
                "conditions could not be evaluated", times=len(self._errors), last_error=self._errors[-1]
            )
        return result

    def _payload(self, payload: Payload) -> Payload | None:
        haystack = payload.haystack
        rules = [rule for rule in self._rules if rule.condition.gate.admits(haystack)]
        if not rules:
            return payload
        work = _Pass(rules, self._subject, self._holds)
        return payload.map_spans(work, work.concerns)

    def _holds(self, rule: _Rule) -> bool:
        """Whether the condition holds for the subject; its errors are treated as its mode says."""
        try:
            return rule.condition.test(self._subject)
        except EvaluationError as error:
            if rule.mode == "propagate":
                raise Permanent(f"the condition {rule.condition.text} cannot be evaluated: {error}") from error
            self._failures.inc()
            if rule.mode == "ignore":
                self._errors.append(f"{rule.condition.text}: {error}")
            return False


class _Pass:
    """One payload's way through the rules that may hold for something in it."""

    def __init__(self, rules: Sequence[_Rule], subject: _Subject, holds: Callable[[_Rule], bool]) -> None:
        self._subject = subject
        self._holds = holds
        self._resource, self._scope, self._span, self._event = (
            [rule for rule in rules if rule.context == context] for context in _ORDER
        )
        self.concerns = _any_of([rule.admits for rule in rules]) if all(map(_in_span, rules)) else None
        """Whether a serialised span may be changed at all; None when its scope or resource has to be asked."""
        self._last_resource: Resource | None = None
        self._last_scope: Scope | None = None
        self._drops_resource = self._drops_scope = False

    def __call__(self, span: Span) -> bytes | None:
        """The span as it goes on; None when it is dropped, alone or with all of its resource or scope."""
        self._subject.span = span
        if span.scope is not self._last_scope:
            self._enter(span.scope)
        if self._drops_resource or self._drops_scope:
            return None
        raw = span.raw
        for rule in self._span:
            if rule.admits(raw) and self._holds(rule):
                return None
        return self._without_events(span) if self._event else raw

    def _enter(self, scope: Scope) -> None:
        if scope.resource is not self._last_resource:
            self._last_resource = scope.resource
            self._drops_resource = any(map(self._holds, self._resource))
        self._last_scope = scope
        self._drops_scope = not self._drops_resource and any(map(self._holds, self._scope))

    def _without_events(self, span: Span) -> bytes:
        raw = span.raw
        rules = [rule for rule in self._event if rule.admits(raw)]
        if not rules or not span.message.events:
            return raw
        dropped = []
        for number, event in enumerate(span.message.events):
            self._subject.event = SpanEvent(event)
            if any(map(self._holds, rules)):
                dropped.append(number)
        if not dropped:
            return raw
        changed = SpanMessage()
        changed.CopyFrom(span.message)
        for number in reversed(dropped):
            del changed.events[number]
        return changed.SerializeToString()


def _in_span(rule: _Rule) -> bool:
    return rule.context in ("span", "spanevent")


def _any_of(tests: Sequence[Callable[[bytes], bool]]) -> Callable[[bytes], bool]:
    if len(tests) == 1:
        return tests[0]
    return lambda raw: any(test(raw) for test in tests)


def _rules(config: FilterProcessor.Config) -> list[_Rule]:
    rules = []
    for entry in config.trace_conditions:
        if isinstance(entry, str):
            rules.append(_rule(entry, None, config.error_mode))
        else:
            mode = entry.error_mode or config.error_mode
            rules += [_rule(text, entry.context, mode) for text in entry.conditions]
    for named in _ORDER:
        rules += [_rule(text, named, config.error_mode) for text in getattr(config.traces, named)]
    return rules


def _rule(text: str, named: ContextName | None, mode: ErrorMode) -> _Rule:
    condition, context = _compile(text, named)
    gate = condition.gate if condition.contexts <= _INSIDE_SPAN else ANYTHING
    return _Rule(condition, context, mode, gate.compiled())

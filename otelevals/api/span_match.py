"""Which spans a processor is for: the `include` and `exclude` sections of configurations."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from pydantic import BeforeValidator, Field, model_validator

from otelevals.api.config import Config
from otelevals.api.errors import ConfigError
from otelevals.api.patterns import compile_pattern
from otelevals.api.span import Resource, Scope, Span
from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import to_json
from otelevals.otlp.anyvalue import Value

Match = Callable[[Span], bool]
_Test = Callable[[str], bool]
_KINDS = frozenset(SpanMessage.SpanKind.keys()) - {"SPAN_KIND_UNSPECIFIED"}
_FILTERS = ("services", "span_names", "span_kinds", "attributes", "resources", "libraries")
_NO_SERVICE = "<nil-service-name>"  # what the Collector compares with when there is none


def _not_for_spans(value: Any) -> Any:
    raise ValueError("not for spans, and this processor works on traces only")


_NotForSpans = Annotated[None, BeforeValidator(_not_for_spans)]


class AttributeMatch(Config):
    key: Annotated[str, Field(min_length=1)]
    value: Any = None
    """Without it the attribute need only be there."""


class LibraryMatch(Config):
    name: str
    version: str | None = None
    """Without it any version will do."""


class RegexpCache(Config):
    """Taken for the sake of existing files: regular expressions need no cache here."""

    cacheenabled: bool = False
    cachemaxnumentries: int = 0


class MatchProperties(Config):
    """Spans that meet all of the lists that are given."""

    match_type: Literal["strict", "regexp"]
    """How names and attribute values are compared."""
    regexp: RegexpCache | None = None
    services: list[str] = Field(default_factory=list)
    """One of these is the resource's service.name."""
    span_names: list[str] = Field(default_factory=list)
    """One of these is the span's name."""
    span_kinds: list[str] = Field(default_factory=list)
    """One of these is the span's kind, written as SPAN_KIND_CLIENT."""
    attributes: list[AttributeMatch] = Field(default_factory=list)
    """The span has all of these attributes."""
    resources: list[AttributeMatch] = Field(default_factory=list)
    """The resource has all of these attributes."""
    libraries: list[LibraryMatch] = Field(default_factory=list)
    """One of these is the instrumentation scope."""
    log_bodies: _NotForSpans = Field(default=None, validate_default=False)
    log_severity_texts: _NotForSpans = Field(default=None, validate_default=False)
    log_severity_number: _NotForSpans = Field(default=None, validate_default=False)
    metric_names: _NotForSpans = Field(default=None, validate_default=False)

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        if not any(getattr(self, name) for name in _FILTERS):
            raise ValueError(f"needs one of {', '.join(_FILTERS)}")
        for name in ("services", "span_names", "span_kinds", "attributes", "resources", "libraries"):
            for number, entry in enumerate(getattr(self, name)):
                self._check(entry, name, number)
        return self

    def _check(self, entry: Any, name: str, number: int) -> None:
        text = entry if isinstance(entry, str) else entry.name if isinstance(entry, LibraryMatch) else entry.value
        if self.match_type == "strict":
            if name == "span_kinds" and entry not in _KINDS:
                raise ConfigError(f"not a span kind: {', '.join(sorted(_KINDS))}", (name, number))
        elif isinstance(text, str):
            try:
                compile_pattern(text)
            except ValueError as error:
                raise ConfigError(str(error), (name, number)) from None
        elif text is not None:
            raise ConfigError("with match_type regexp values are regular expressions in quotes", (name, number))


def compile_match(properties: MatchProperties) -> Match:
    """The question whether a span meets all that is asked for. What the resource and the scope say is remembered from
    span to span."""
    outer = _remembered(properties)
    inner = _span_tests(properties)
    return lambda span: outer(span.scope) and all(test(span) for test in inner)


def _remembered(properties: MatchProperties) -> Callable[[Scope], bool]:
    resource_tests = _resource_tests(properties)
    libraries = [(_test(properties.match_type, [entry.name]), entry.version) for entry in properties.libraries]
    last: Scope | None = None
    verdict = False

    def matches(scope: Scope) -> bool:
        nonlocal last, verdict
        if scope is not last:
            verdict = all(test(scope.resource) for test in resource_tests) and (
                not libraries
                or any(
                    test(scope.message.name) and version in (None, scope.message.version) for test, version in libraries
                )
            )
            last = scope
        return verdict

    return matches


def _resource_tests(properties: MatchProperties) -> list[Callable[[Resource], bool]]:
    tests = [_attribute_test(properties.match_type, entry) for entry in properties.resources]
    if properties.services:
        service = _test(properties.match_type, properties.services)
        tests.append(lambda resource: service(_service_name(resource)))
    return tests


def _span_tests(properties: MatchProperties) -> list[Match]:
    kind = properties.match_type
    tests: list[Match] = [_attribute_test(kind, entry) for entry in properties.attributes]
    if properties.span_names:
        name = _test(kind, properties.span_names)
        tests.append(lambda span: name(span.message.name))
    if properties.span_kinds:
        kinds = _test(kind, properties.span_kinds)
        tests.append(lambda span: kinds(_kind_name(span)))
    return tests


def _test(match_type: str, texts: list[str]) -> _Test:
    """Whether a text is, or matches, one of these."""
    if match_type == "strict":
        return frozenset(texts).__contains__
    searches = [compile_pattern(text).search for text in texts]
    return lambda text: any(search(text.encode()) is not None for search in searches)


def _attribute_test(match_type: str, wanted: AttributeMatch) -> Callable[[Any], bool]:
    key, value = wanted.key, wanted.value
    if value is None:
        return lambda part: key in part.attributes
    if match_type == "strict":
        return lambda part: _same(part.attribute(key), value)
    test = _test(match_type, [value])
    return lambda part: (text := _text(part.attribute(key))) is not None and test(text)


def _same(found: Value, wanted: Value) -> bool:
    return type(found) is type(wanted) and bool(found == wanted)


def _text(value: Value) -> str | None:
    """A scalar as text; None for what has no text to match."""
    if isinstance(value, str):
        return value
    if not isinstance(value, bool | int | float):
        return None
    try:
        return to_json(value)
    except EvaluationError:
        return str(value)


def _service_name(resource: Resource) -> str:
    text = _text(resource.attribute("service.name"))
    return _NO_SERVICE if text is None else text


def _kind_name(span: Span) -> str:
    kind = span.message.kind
    return SpanMessage.SpanKind.Name(kind) if kind in SpanMessage.SpanKind.values() else ""

"""What paths mean in conditions on spans: `resource.*`, `scope.*`, `span.*`, `spanevent.*`, and what others add.

An evaluation context is any object with a `span`; conditions on span events also need its `event`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from otelevals.api.span import Attributes
from otelevals.conditions import Access, EvaluationError, Field, Path, UnknownPath
from otelevals.otlp.anyvalue import Value

ENUMS: Mapping[str, int] = MappingProxyType({**dict(SpanMessage.SpanKind.items()), **dict(Status.StatusCode.items())})
Root = Callable[[Path], Access]
"""Gives the paths under a first segment a meaning, or raises UnknownPath."""


class SpanEvent:
    """An event of a span, whose attributes are indexed once."""

    __slots__ = ("_attributes", "message")

    def __init__(self, message: Any) -> None:
        self.message = message
        self._attributes: Attributes | None = None

    @property
    def attributes(self) -> Attributes:
        if self._attributes is None:
            self._attributes = Attributes(self.message.attributes)
        return self._attributes

    def attribute(self, key: str) -> Value:
        return self.attributes.get(key)


class _Reader(NamedTuple):
    read: Callable[[Any], Value]
    verbatim: bool = False


class _Context(NamedTuple):
    name: str
    find: Callable[[Any], Any]
    readers: Mapping[str, _Reader]


class SpanPaths:
    """A resolver. Paths without a context belong to `default` if one is given; `roots` adds contexts."""

    def __init__(self, default: str = "", roots: Mapping[str, Root] | None = None) -> None:
        self._default = default
        self._roots = dict(roots or {})

    @property
    def enums(self) -> Mapping[str, int]:
        return ENUMS

    def resolve(self, path: Path) -> Access:
        named = path.context
        if named in self._roots:
            return self._roots[named](path)
        if named in _CONTEXTS:
            return _access(path, _CONTEXTS[named], path.fields[1:])
        if self._default:
            return _access(path, _CONTEXTS[self._default], path.fields)
        contexts = sorted({*_CONTEXTS, *self._roots})
        raise UnknownPath(f"{path} does not begin with a context", [f"{name}." for name in contexts])


def _access(path: Path, context: _Context, fields: tuple[Field, ...]) -> Access:
    keys = fields[-1].keys
    name = ".".join(field.name for field in fields)
    if name not in context.readers or any(field.keys for field in fields[:-1]):
        raise UnknownPath(f"unknown path {path}", [f"{context.name}.{choice}" for choice in sorted(context.readers)])
    find = context.find
    if name == "attributes" and keys:
        return _attribute(context, keys)
    read, verbatim = context.readers[name]
    if name == "trace_state" and len(keys) == 1 and isinstance(keys[0], str):
        return Access(_trace_state_entry(find, keys[0]), verbatim=True, context=context.name)
    if keys:
        raise UnknownPath(f"{context.name}.{name} cannot be indexed")
    return Access(lambda ctx: read(find(ctx)), verbatim=verbatim, context=context.name)


def _attribute(context: _Context, keys: tuple[str | int, ...]) -> Access:
    first, *rest = keys
    if not isinstance(first, str):
        raise UnknownPath(f"{context.name}.attributes is indexed by strings")
    find = context.find
    literals = frozenset(key.encode() for key in keys if isinstance(key, str))
    get = _nested(find, first, rest) if rest else lambda ctx: find(ctx).attribute(first)
    return Access(get, literals, verbatim=True, context=context.name)


def _nested(find: Callable[[Any], Any], first: str, rest: list[str | int]) -> Callable[[Any], Value]:
    def get(ctx: Any) -> Value:
        value = find(ctx).attribute(first)
        for key in rest:
            if value is None:
                return None
            if isinstance(key, str):
                if not isinstance(value, dict):
                    raise EvaluationError("only a map has string keys")
                value = value.get(key)
            else:
                if not isinstance(value, list):
                    raise EvaluationError("only a list has numbered elements")
                if key >= len(value):
                    raise EvaluationError(f"the list has {len(value)} elements, none is number {key}")
                value = value[key]
        return value

    return get


def _trace_state_entry(find: Callable[[Any], Any], key: str) -> Callable[[Any], Value]:
    """The value of one vendor; empty when there is none."""

    def get(ctx: Any) -> Value:
        for entry in find(ctx).message.trace_state.split(","):
            name, _, value = entry.strip(" \t").partition("=")
            if name == key:
                return value
        return ""

    return get


def _field(name: str, *, verbatim: bool = False) -> _Reader:
    return _Reader(lambda part: getattr(part.message, name), verbatim)


def _id(name: str, size: int) -> dict[str, _Reader]:
    """An id as bytes and as text; one that is absent is all zeros."""
    absent = bytes(size)
    return {
        name: _Reader(lambda part: getattr(part.message, name) or absent),
        f"{name}.string": _Reader(lambda part: (getattr(part.message, name) or absent).hex()),
    }


def _kind_name(part: Any) -> Value:
    kind = part.message.kind
    known = kind in SpanMessage.SpanKind.values()
    return SpanMessage.SpanKind.Name(kind).removeprefix("SPAN_KIND_").capitalize() if known else ""


def _duration(part: Any) -> Value:
    return (part.message.end_time_unix_nano - part.message.start_time_unix_nano) / 1e6


_COMMON = {
    "attributes": _Reader(lambda part: part.attributes.as_dict(), verbatim=True),
    "dropped_attributes_count": _field("dropped_attributes_count"),
}
_SCOPE = {**_COMMON, "name": _field("name", verbatim=True), "version": _field("version", verbatim=True)}
_EVENT = {**_COMMON, "name": _field("name", verbatim=True), "time_unix_nano": _field("time_unix_nano")}
_SPAN = {
    **_COMMON,
    **_id("trace_id", 16),
    **_id("span_id", 8),
    **_id("parent_span_id", 8),
    "name": _field("name", verbatim=True),
    "trace_state": _field("trace_state", verbatim=True),
    "flags": _field("flags"),
    "kind": _field("kind"),
    "kind.string": _Reader(_kind_name),
    "start_time_unix_nano": _field("start_time_unix_nano"),
    "end_time_unix_nano": _field("end_time_unix_nano"),
    "duration_ms": _Reader(_duration),
    "dropped_events_count": _field("dropped_events_count"),
    "dropped_links_count": _field("dropped_links_count"),
    "status.code": _Reader(lambda part: part.message.status.code),
    "status.message": _Reader(lambda part: part.message.status.message, verbatim=True),
}
_CONTEXTS = {
    "resource": _Context("resource", lambda ctx: ctx.span.scope.resource, _COMMON),
    "scope": _Context("scope", lambda ctx: ctx.span.scope, _SCOPE),
    "instrumentation_scope": _Context("scope", lambda ctx: ctx.span.scope, _SCOPE),
    "span": _Context("span", lambda ctx: ctx.span, _SPAN),
    "spanevent": _Context("spanevent", lambda ctx: ctx.event, _EVENT),
}

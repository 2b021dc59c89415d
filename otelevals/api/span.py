"""Spans, scopes and resources as they came: bytes, decoded when somebody asks."""

from collections.abc import Iterable, Iterator
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.resource.v1.resource_pb2 import Resource as ResourceMessage
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.otlp.anyvalue import Value, to_python
from otelevals.otlp.shadow import MalformedRequest
from otelevals.otlp.span_ids import SpanIds, span_ids

TRACE_ID = b"\x0a\x10"  # field 1, 16 bytes: how every known exporter begins a span


class Attributes:
    """The attributes of one decoded message, indexed once; the first of equal keys counts."""

    __slots__ = ("_index",)

    def __init__(self, keyvalues: Any) -> None:
        self._index = {item.key: item for item in keyvalues}
        if len(self._index) != len(keyvalues):
            self._index = {item.key: item for item in reversed(keyvalues)}

    def __contains__(self, key: str) -> bool:
        return key in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def get(self, key: str) -> Value:
        item = self._index.get(key)
        return None if item is None else to_python(item.value)

    def as_dict(self) -> dict[str, Value]:
        return {key: to_python(item.value) for key, item in self._index.items()}


class _Part:
    """Serialised telemetry that decodes itself at most once."""

    __slots__ = ("_attributes", "_message", "raw")
    kind: type[Any]

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._message: Any = None
        self._attributes: Attributes | None = None

    @property
    def message(self) -> Any:
        """The decoded protobuf message. Read it; a change to it goes nowhere."""
        if self._message is None:
            try:
                self._message = self.kind.FromString(self.raw)
            except DecodeError as error:
                raise MalformedRequest(f"a {type(self).__name__.lower()} is not valid protobuf") from error
        return self._message

    @property
    def attributes(self) -> Attributes:
        if self._attributes is None:
            self._attributes = Attributes(self.message.attributes)
        return self._attributes

    def attribute(self, key: str) -> Value:
        """The value of one attribute, None when it is absent; absence is mostly seen without decoding.

        A first question is answered by looking through the attributes, only a second one makes an index of them.
        """
        if self._attributes is None:
            if key.encode() not in self.raw:
                return None
            if self._message is None:
                return next((to_python(item.value) for item in self.message.attributes if item.key == key), None)
        return self.attributes.get(key)


class Resource(_Part):
    __slots__ = ()
    kind = ResourceMessage

    def __reduce__(self) -> tuple[Any, ...]:
        return Resource, ((self.raw,),)

    def __init__(self, parts: Iterable[bytes]) -> None:
        super().__init__(b"".join(parts))


class Scope(_Part):
    """An instrumentation scope, with the resource it is under."""

    __slots__ = ("resource",)
    kind = InstrumentationScope

    def __init__(self, parts: Iterable[bytes], resource: Resource) -> None:
        super().__init__(b"".join(parts))
        self.resource = resource

    def __reduce__(self) -> tuple[Any, ...]:
        return Scope, ((self.raw,), self.resource)


class Span(_Part):
    __slots__ = ("_ids", "scope")
    kind = SpanMessage

    def __init__(self, raw: bytes, scope: Scope) -> None:
        self.raw = raw  # as in _Part, without the price of a call for each span
        self._message = self._attributes = None
        self._ids: SpanIds | None = None
        self.scope = scope

    def __reduce__(self) -> tuple[Any, ...]:
        return Span, (self.raw, self.scope)

    @property
    def trace_id(self) -> bytes:
        if self._message is None and self.raw.startswith(TRACE_ID):
            return self.raw[2:18]
        trace_id: bytes = self.message.trace_id
        return trace_id

    @property
    def ids(self) -> SpanIds:
        """Its own and those of its trace and its parent, mostly seen without decoding."""
        if self._ids is None:
            self._ids = SpanIds(*span_ids(self.raw))
        return self._ids

    def settle(self) -> None:
        """Keep only the bytes, for whoever keeps a span for long."""
        self._message = self._attributes = None

    @property
    def resource(self) -> Resource:
        return self.scope.resource

    @property
    def sound(self) -> bool:
        """Whether it can be decoded, with its scope and resource."""
        try:
            _ = self.message, self.scope.message, self.resource.message
        except MalformedRequest:
            return False
        return True

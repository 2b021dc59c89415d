"""What flows through a pipeline: a batch of payloads, each the telemetry of one original request."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from otelevals.api.span import Resource, Scope, Span
from otelevals.otlp.shadow import Frame, count_items, frame_scopes, read_frame
from otelevals.otlp.signals import Signal

# Request headers that a receiver passes on: lower-case names, in the order they came.
Metadata = tuple[tuple[str, str], ...]


class Payload:
    """The telemetry of one request: bytes until somebody needs more. Immutable: a change makes a new one."""

    __slots__ = ("_base", "_frame", "_items", "_raw", "_spans", "signal")

    def __init__(
        self, signal: Signal, raw: bytes | None = None, *, frame: Any = None, items: int | None = None
    ) -> None:
        self.signal = signal
        self._raw = raw
        self._frame = frame
        self._items = items
        self._spans: list[Span] | None = None
        self._base: Payload | None = None
        """The payload whose spans were changed to make this one, while it has no frame of its own."""

    @classmethod
    def received(cls, signal: Signal, raw: bytes) -> Self:
        """A payload that passed the check at the door; MalformedRequest when its framing is broken."""
        return cls(signal, raw, items=count_items(signal, read_frame(raw)))

    @property
    def raw(self) -> bytes:
        if self._raw is None:
            self._raw = self.frame.SerializeToString()
        return self._raw

    @property
    def frame(self) -> Any:
        if self._frame is None:
            if self._base is None:
                self._frame = read_frame(self.raw)
            else:
                self._frame = _with_spans(self._base, self.spans)
                self._base = None
        return self._frame

    @property
    def items(self) -> int:
        """Spans, log records or metric data points."""
        if self._items is None:
            self._items = count_items(self.signal, self.frame)
        return self._items

    @property
    def spans(self) -> list[Span]:
        """The spans in the order of the request, in views that later processors share."""
        if self._spans is None:
            self._spans = spans = []
            for group in self.frame.groups:
                resource = Resource(group.resource)
                for part in group.scopes:
                    scope = Scope(part.scope, resource)
                    spans.extend([Span(raw, scope) for raw in part.items])
        return self._spans

    def map_spans(self, change: Callable[[Span], bytes | None]) -> "Payload | None":
        """This payload with every span as `change` gives it back: the same bytes, others, or None to drop it.

        Scopes and resources that lose their last span go too; None when no span is left.
        """
        kept: list[Span] = []
        changed = False
        for span in self.spans:
            raw = change(span)
            if raw is span.raw:
                kept.append(span)
                continue
            changed = True
            if raw is not None:
                kept.append(Span(raw, span.scope))
        if not changed:
            return self
        if not kept:
            return None
        payload = Payload(self.signal, items=len(kept))
        payload._spans = kept
        payload._base = self._base or self
        return payload

    def split(self, items: int) -> Iterator["Payload"]:
        """This payload in pieces of at most so many spans, log records or metrics."""
        if self.items <= items:
            yield self
            return
        piece, room = Frame(), items
        for group, scope in frame_scopes(self.frame):
            empty = _without_items(group, scope)
            taken = 0
            while taken < len(scope.items):
                if room == 0:
                    yield Payload(self.signal, frame=piece)
                    piece, room = Frame(), items
                part = piece.groups.add()
                part.CopyFrom(empty)
                part.scopes[0].items.extend(scope.items[taken : taken + room])
                count = len(part.scopes[0].items)
                taken += count
                room -= count
        yield Payload(self.signal, frame=piece)


def _with_spans(base: Payload, spans: list[Span]) -> Any:
    """The frame of a payload with other spans in its scopes, less the scopes and groups that lost their last one."""
    left: dict[Scope, list[bytes]] = {span.scope: [] for span in base.spans}
    for span in spans:
        left[span.scope].append(span.raw)
    frame, lists = Frame(), iter(left.values())
    frame.CopyFrom(base.frame)
    for group in frame.groups:
        for scope in group.scopes:
            if scope.items:
                del scope.items[:]
                scope.items.extend(next(lists))
    for number in reversed(range(len(frame.groups))):
        group, before = frame.groups[number], base.frame.groups[number]
        for place in reversed(range(len(group.scopes))):
            if not group.scopes[place].items and before.scopes[place].items:
                del group.scopes[place]
        if not group.scopes and before.scopes:
            del frame.groups[number]
    return frame


def _without_items(group: Any, scope: Any) -> Any:
    """The group with that one scope and no items."""
    copy = type(group)()
    copy.CopyFrom(group)
    del copy.scopes[:]
    only = copy.scopes.add()
    only.CopyFrom(scope)
    del only.items[:]
    return copy


@dataclass(frozen=True)
class Batch:
    """Payloads of one signal and one metadata, handled together; the original requests stay apart inside."""

    signal: Signal
    payloads: tuple[Payload, ...]
    metadata: Metadata = ()

    @cached_property
    def size(self) -> int:
        return sum(len(payload.raw) for payload in self.payloads)

    @cached_property
    def items(self) -> int:
        return sum(payload.items for payload in self.payloads)

    def body(self) -> bytes:
        """All payloads as one request: concatenated OTLP requests are one valid request."""
        payloads = self.payloads
        return payloads[0].raw if len(payloads) == 1 else b"".join([payload.raw for payload in payloads])

    def map(self, change: Callable[[Payload], Payload | None]) -> "Batch | None":
        """This batch with every payload as `change` gives it back; None when none is left."""
        payloads = tuple([result for payload in self.payloads if (result := change(payload)) is not None])
        if len(payloads) == len(self.payloads) and all(map(_same, payloads, self.payloads)):
            return self
        return replace(self, payloads=payloads) if payloads else None

    @staticmethod
    def merge(batches: Iterable["Batch"]) -> "Batch":
        """One batch of several that have the same signal and metadata."""
        first, *rest = batches
        return replace(first, payloads=sum((batch.payloads for batch in rest), first.payloads)) if rest else first


def _same(one: Payload, other: Payload) -> bool:
    return one is other

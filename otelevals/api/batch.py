"""What flows through a pipeline: a batch of payloads, each the telemetry of one original request."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from operator import is_
from typing import Any, Self, cast

from otelevals.api.gathering import Gathering
from otelevals.api.span import Resource, Scope, Span
from otelevals.otlp.reframe import pieces, with_items, wrapped
from otelevals.otlp.shadow import FrameGroup, FrameScope, count_items, frame_scopes, read_frame
from otelevals.otlp.signals import Signal
from otelevals.otlp.span_ids import ids_of

# Request headers that a receiver passes on: lower-case names, in the order they came.
Metadata = tuple[tuple[str, str], ...]

# Serialised spans, a list for each scope.
Parts = list[list[bytes]]
Ids = list[list[tuple[bytes, bytes, bytes]]]

# What becomes of a span: its bytes as they are, others, or None to drop it.
Change = Callable[[Span], bytes | None]


class Payload:
    """The telemetry of one request: bytes until somebody needs more. Immutable: a change makes a new one."""

    __slots__ = (
        "_base",
        "_frame",
        "_ids",
        "_items",
        "_parts",
        "_raw",
        "_scopes",
        "_superset",
        "_views",
        "_wrappers",
        "account",
        "gathering",
        "signal",
    )

    def __init__(
        self, signal: Signal, raw: bytes | None = None, *, frame: Any = None, items: int | None = None
    ) -> None:
        self.signal = signal
        self.account: Any = None
        """Where the engine counts what becomes of the request that this is a part of, if somebody wants to know."""
        self.gathering: Gathering | None = None
        """Who knows whether the traces of its spans are complete, if somebody gathers them."""
        self._raw = raw
        self._frame = frame
        self._items = items
        self._parts: Parts | None = None
        self._ids: Ids | None = None
        self._base: Payload | None = None
        """The payload whose spans were changed to make this one."""
        self._superset: Payload | None = None
        """A payload that has all spans of this one as they are here."""
        self._scopes: list[Scope] | None = None
        self._wrappers: Sequence[FrameGroup] | None = None
        self._views: dict[tuple[int, int], Span] = {}
        """By scope and identity of the bytes; shared with the payloads made from this one."""

    @classmethod
    def received(cls, signal: Signal, raw: bytes) -> Self:
        """A payload that passed the check at the door; MalformedRequest when its framing is broken."""
        return cls(signal, raw, items=count_items(signal, read_frame(raw)))

    @classmethod
    def wrapped(cls, signal: Signal, wrappers: Sequence[FrameGroup], parts: Parts) -> Self:
        """Spans with what each list of them is to be wrapped in: a group of one scope that has none yet."""
        payload = cls(signal, items=sum(map(len, parts)))
        payload._wrappers, payload._parts = wrappers, parts
        return payload

    @property
    def raw(self) -> bytes:
        raw = self._raw
        if raw is None:
            raw = self._raw = self.frame.SerializeToString()
        return raw

    @property
    def haystack(self) -> bytes:
        """Bytes in which all of it occurs, and perhaps more: what is not in them is not in the payload.

        Unlike `raw` it does not put together what is left when spans were dropped.
        """
        if self._superset is not None:
            return self._superset.haystack
        if self._raw is None and self._wrappers is not None:
            wrappers = [cast(Any, group).SerializeToString() for group in self._wrappers]
            return b"\0".join(chain(wrappers, *self.parts))
        return self.raw

    @property
    def frame(self) -> Any:
        frame = self._frame
        if frame is None:
            base = self._base or self
            if self._raw is not None:
                frame = read_frame(self._raw)
            elif base._wrappers is not None:
                frame = wrapped(base._wrappers, self.parts)
            else:
                frame = with_items(base.frame, base.parts, self.parts)
            self._frame = frame
        return frame

    @property
    def items(self) -> int:
        """Spans, log records or metric data points."""
        if self._items is None:
            self._items = count_items(self.signal, self.frame)
        return self._items

    @property
    def parts(self) -> Parts:
        """The serialised spans, a list for each scope of the request, also for one that lost its spans."""
        parts = self._parts
        if parts is None:
            parts = self._parts = [list(scope.items) for _, scope in frame_scopes(self.frame)]
        return parts

    @property
    def ids(self) -> Ids:
        """Those of each of the spans in `parts`: its trace's, its own, its parent's."""
        ids = self._ids
        if ids is None:
            ids = self._ids = list(map(ids_of, self.parts))
        return ids

    @property
    def spans(self) -> list[Span]:
        """Every span, in the order of the request."""
        return [self.view(number, raw) for number, raws in enumerate(self.parts) for raw in raws]

    def view(self, scope: int, raw: bytes) -> Span:
        """The span that these bytes of `parts[scope]` are; one view serves every processor that asks."""
        key = (scope, id(raw))
        span = self._views.get(key)
        if span is None:
            span = self._views[key] = Span(raw, self.scope(scope))
        return span

    @property
    def wrappers(self) -> Iterator[tuple[FrameGroup, FrameScope]]:
        """What the spans of each of `parts` are under, as it came."""
        return frame_scopes((self._base or self).frame)

    def scope(self, number: int) -> Scope:
        """The scope that the spans of `parts[number]` are under."""
        origin = self._base or self
        scopes = origin._scopes
        if scopes is None:
            scopes = []
            for group in origin._wrappers or origin.frame.groups:
                resource = Resource(group.resource)
                scopes.extend(Scope(scope.scope, resource) for scope in group.scopes)
            origin._scopes = scopes
        return scopes[number]

    def map_spans(self, change: Change, concerns: Callable[[bytes], bool] | None = None) -> "Payload | None":
        """This payload with every span as `change` gives it back: the same bytes, others, or None to drop it.

        Serialised spans that `concerns` says False to are not looked at and stay. Scopes and resources that lose their
        last span go too; None when no span is left.
        """
        parts: Parts = []
        grown = False
        for number, raws in enumerate(self.parts):
            chosen = raws if concerns is None else [raw for raw in raws if concerns(raw)]
            changes: dict[int, bytes | None] = {}
            for raw in chosen:
                result = change(self.view(number, raw))
                if result is not raw:
                    changes[id(raw)] = result
                    grown = grown or result is not None
            parts.append(_changed(raws, changes) if changes else raws)
        return self.with_parts(parts, only_fewer=not grown)

    def with_parts(self, parts: Parts, *, only_fewer: bool = False) -> "Payload | None":
        """This payload with other spans in its scopes; itself when every list is the same one, None without spans.

        `only_fewer` promises that no span is new.
        """
        if all(map(is_, parts, self.parts)):
            return self
        items = sum(map(len, parts))
        if not items:
            return None
        payload = Payload(self.signal, items=items)
        payload._parts = parts
        payload._base = self._base or self
        payload._superset = (self._superset or self) if only_fewer else None
        payload._views = self._views
        return self._like(payload)

    def with_frame(self, frame: Any) -> "Payload":
        """What this payload became, by its new frame; the same request."""
        return self._like(Payload(self.signal, frame=frame))

    def counted_by(self, account: Any) -> "Payload":
        """The same bytes under another account."""
        payload = self._like(Payload(self.signal, self.raw, items=self.items))
        payload.account = account
        return payload

    def gathered_by(self, gathering: Gathering) -> "Payload":
        """The same payload, with somebody who gathers its traces."""
        payload = Payload(self.signal, self._raw, frame=self._frame, items=self._items)
        for name in ("_parts", "_ids", "_base", "_superset", "_scopes", "_views", "_wrappers"):
            setattr(payload, name, getattr(self, name))
        payload.account, payload.gathering = self.account, gathering
        return payload

    def settle(self) -> None:
        """Keep only the bytes, for whoever holds a payload for long: decoded spans take many times their size."""
        _ = self.raw, self.items
        self._frame = self._parts = self._ids = self._base = self._superset = self._scopes = self._wrappers = None
        self._views = {}

    def split(self, items: int) -> Iterator["Payload"]:
        """This payload in pieces of at most so many spans, log records or metrics."""
        if self.items <= items:
            yield self
            return
        for frame in pieces(self.frame, items):
            yield self._like(Payload(self.signal, frame=frame))

    def _like(self, payload: "Payload") -> "Payload":
        """A payload made of this one: it belongs to the same request."""
        payload.account, payload.gathering = self.account, self.gathering
        return payload


def _changed(raws: list[bytes], changes: dict[int, bytes | None]) -> list[bytes]:
    """The spans with those exchanged or dropped that `changes` names by identity."""
    return [result for raw in raws if (result := changes.get(id(raw), raw)) is not None]


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

    def settle(self) -> None:
        """Keep only the bytes of the payloads, and know how many they are."""
        for payload in self.payloads:
            payload.settle()
        _ = self.size, self.items

    def body(self) -> bytes:
        """All payloads as one request: concatenated OTLP requests are one valid request."""
        payloads = self.payloads
        return payloads[0].raw if len(payloads) == 1 else b"".join([payload.raw for payload in payloads])

    def map(self, change: Callable[[Payload], Payload | None]) -> "Batch | None":
        """This batch with every payload as `change` gives it back; None when none is left."""
        payloads = tuple([result for payload in self.payloads if (result := change(payload)) is not None])
        if len(payloads) == len(self.payloads) and all(map(is_, payloads, self.payloads)):
            return self
        return replace(self, payloads=payloads) if payloads else None

    @staticmethod
    def merge(batches: Iterable["Batch"]) -> "Batch":
        """One batch of several that have the same signal and metadata."""
        first, *rest = batches
        return replace(first, payloads=sum((batch.payloads for batch in rest), first.payloads)) if rest else first


def sound_spans(payload: Payload) -> Payload | None:
    """The spans that can be decoded, with their scope and resource."""
    return payload.map_spans(lambda span: span.raw if span.sound else None)


def unsound_spans(payload: Payload) -> Payload | None:
    """The spans that cannot be decoded, or whose scope or resource cannot."""
    return payload.map_spans(lambda span: None if span.sound else span.raw)

"""Redacts requests of spans or log records, with their scopes and resources."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import is_
from typing import Any

from otelevals.api.batch import Payload
from otelevals.detect.engine import Detector
from otelevals.otlp.shadow import Frame, FrameGroup, FrameScope, MalformedRequest
from otelevals.otlp.signals import Signal
from otelevals.redact.changes import Note
from otelevals.redact.entries import Entries
from otelevals.redact.items import Item, Items
from otelevals.redact.keys import Keys
from otelevals.redact.options import ALL_KINDS, RedactionOptions
from otelevals.redact.substitutes import Substitutes
from otelevals.redact.summary import Summary
from otelevals.redact.texts import Finder, Texts
from otelevals.redact.values import Values

_WRAPPERS = 1024
"""Resources and scopes come again and again: so many of them are known."""


class Redaction:
    """Can be shared by threads as far as the listeners can."""

    def __init__(
        self,
        options: RedactionOptions,
        noted: Callable[[Sequence[Note]], None],
        failed: Callable[[Exception], None],
        finder: Finder | None = None,
    ) -> None:
        """`noted` hears what was taken out, `failed` why a value or a record was dropped that could not be read."""
        self._noted = noted
        self._failed = failed
        substitutes = Substitutes(options)
        texts = Texts(options, finder or _finder(options), substitutes)
        keys = Keys(options, texts)
        values = Values(texts, keys, substitutes, all_types=options.redact_all_types)
        self._items = Items(Entries(keys, values, failed), Summary(options.summary))
        self._resource = lru_cache(_WRAPPERS)(self._items.resource)
        self._scope = lru_cache(_WRAPPERS)(self._items.scope)

    def redact(self, payload: Payload) -> Payload | None:
        """The payload without what is private; itself when there is nothing, None when nothing is left.

        MalformedRequest when a span, or its scope or resource, cannot be decoded. Log records of that kind are dropped.
        """
        if payload.signal is Signal.TRACES:
            result = payload.with_parts([self._redacted(raws, self._items.span) for raws in payload.parts])
        else:
            readable = payload.with_parts([self._under_readable(*each) for each in _placed(payload)])
            result = readable and readable.with_parts([self._readable(raws) for raws in readable.parts])
        return result and self._with_wrappers(result)

    def _redacted(self, raws: list[bytes], redact: Callable[[bytes], Item]) -> list[bytes]:
        """The same list when nothing of it changes."""
        result = [self._told(redact(raw)) for raw in raws]
        return raws if all(map(is_, result, raws)) else result

    def _readable(self, raws: list[bytes]) -> list[bytes]:
        """Log records, without those that cannot be decoded."""
        try:
            return self._redacted(raws, self._items.log_record)
        except MalformedRequest:
            return [result for raw in raws for result in self._if_readable(raw)]

    def _if_readable(self, raw: bytes) -> list[bytes]:
        try:
            return [self._told(self._items.log_record(raw))]
        except MalformedRequest as error:
            self._failed(error)
            return []

    def _under_readable(self, raws: list[bytes], group: FrameGroup, scope: FrameScope) -> list[bytes]:
        try:
            self._resource(b"".join(group.resource))
            self._scope(b"".join(scope.scope))
        except MalformedRequest as error:
            self._failed(error)
            return []
        return raws

    def _with_wrappers(self, payload: Payload) -> Payload:
        """The payload with its scopes and resources redacted."""
        changes = [
            change for number, group in enumerate(payload.frame.groups) for change in self._changes(number, group)
        ]
        if not changes:
            return payload
        frame = Frame()
        frame.CopyFrom(payload.frame)
        for number, place, raw in changes:
            group = frame.groups[number]
            parts = group.resource if place is None else group.scopes[place].scope
            parts[:] = [raw]
        return payload.with_frame(frame)

    def _changes(self, number: int, group: FrameGroup) -> Iterator[tuple[int, int | None, bytes]]:
        """Of one group: where it is, the scope that changes or None for the resource, and what that becomes."""
        wrappers: list[tuple[int | None, Callable[[bytes], Item], Any]] = [(None, self._resource, group.resource)]
        wrappers += [(place, self._scope, scope.scope) for place, scope in enumerate(group.scopes)]
        for place, redact, parts in wrappers:
            raw = b"".join(parts)
            if (result := self._told(redact(raw))) != raw:
                yield number, place, result

    def _told(self, item: Item) -> bytes:
        if item.notes:
            self._noted(item.notes)
        return item.raw


def _placed(payload: Payload) -> Iterator[tuple[list[bytes], FrameGroup, FrameScope]]:
    for raws, (group, scope) in zip(payload.parts, payload.wrappers, strict=True):
        yield raws, group, scope


def _finder(options: RedactionOptions) -> Finder | None:
    if not options.kinds:
        return None
    return Detector(None if options.kinds == ALL_KINDS else options.kinds, options.regions)

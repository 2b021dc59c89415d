"""Spans that are kept back for what is still to be said of them, so that it can be written onto them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from otelevals.api.batch import Batch, Payload
from otelevals.otlp.shadow import without_items
from otelevals.scoring.arrivals import Arrival
from otelevals.scoring.known import Mark

_SPAN_BYTES = 500


@dataclass(eq=False)
class _Piece:
    """What is kept of one request."""

    batch: Batch
    arrivals: Sequence[Arrival]
    until: float
    size: int
    waiting: set[int]
    """The marks of the spans of which something is still to be said."""


class HeldSpans:
    """Bounded: what there is no room for passes at once."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pieces: dict[_Piece, None] = {}  # what came first is due first
        self._by_mark: dict[int, list[_Piece]] = {}
        self._ready: list[_Piece] = []
        self.bytes = 0

    def __len__(self) -> int:
        """How many spans are held."""
        return sum(piece.batch.items for piece in self._pieces)

    def take(self, batch: Batch, arrivals: Iterable[Arrival], until: float) -> Batch | None:
        """Keep the spans of a batch of which something is still to be said; what is left of it."""
        waiting = {id(arrival.raw): arrival for arrival in arrivals if _mark(arrival) is not None}
        if not waiting:
            return batch
        return batch.map(lambda payload: self._split(payload, batch, waiting, until))

    def told(self, mark: Mark) -> None:
        """All has been said of a span."""
        for piece in self._by_mark.pop(id(mark), ()):
            piece.waiting.discard(id(mark))
            if not piece.waiting:
                self._remove(piece)
                self._ready.append(piece)

    def due(self) -> float | None:
        return next(iter(self._pieces)).until if self._pieces else None

    def release(self, now: float) -> Iterator[tuple[Batch, Sequence[Arrival]]]:
        """What waits for nothing more, or for too long."""
        while self._pieces and (first := next(iter(self._pieces))).until <= now:
            self._remove(first)
            self._ready.append(first)
        ready, self._ready = self._ready, []
        for piece in ready:
            yield piece.batch, piece.arrivals

    def _split(self, payload: Payload, batch: Batch, waiting: dict[int, Arrival], until: float) -> Payload | None:
        held = [[raw for raw in raws if id(raw) in waiting] for raws in payload.parts]
        size = sum(len(raw) + _SPAN_BYTES for raws in held for raw in raws)
        if not size or self.bytes + size > self._max_bytes:
            return payload
        others = [[raw for raw in raws if id(raw) not in waiting] for raws in payload.parts]
        rest = payload.with_parts(others, only_fewer=True)
        arrivals = [waiting[id(raw)] for raws in held for raw in raws]
        marks = {id(mark) for arrival in arrivals if (mark := _mark(arrival)) is not None}
        piece = _Piece(Batch(batch.signal, (_alone(payload, held),), batch.metadata), arrivals, until, size, marks)
        self._pieces[piece] = None
        self.bytes += size
        for each in marks:
            self._by_mark.setdefault(each, []).append(piece)
        return rest

    def _remove(self, piece: _Piece) -> None:
        del self._pieces[piece]
        self.bytes -= piece.size
        for mark in piece.waiting:
            others = self._by_mark[mark]
            others.remove(piece)
            if not others:
                del self._by_mark[mark]


def _alone(payload: Payload, held: Sequence[list[bytes]]) -> Payload:
    """These spans without the request that they came in, which may be far larger."""
    parts = [(without_items(*wrapper), raws) for wrapper, raws in zip(payload.wrappers, held, strict=True) if raws]
    alone = Payload.wrapped(payload.signal, [wrapper for wrapper, _ in parts], [raws for _, raws in parts])
    alone.account, alone.gathering = payload.account, payload.gathering
    return alone


def _mark(arrival: Arrival) -> Mark | None:
    """The mark of a span of which something is still to be said."""
    mark = arrival.trace.marks.get(arrival.span_id)
    return mark if mark is not None and mark.going is not None else None

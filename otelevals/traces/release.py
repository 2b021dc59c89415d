"""Puts spans of gathered traces together again: whole traces in one batch, those of one request in one payload."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.gathering import Completion, Gathered
from otelevals.otlp.signals import Signal
from otelevals.traces.envelopes import wrap
from otelevals.traces.gatherer import Done
from otelevals.traces.open_trace import Origin

_BATCH_BYTES = 3_500_000


def batches(done: Iterable[Done]) -> Iterator[Batch]:
    """Batches of whole traces, those with the same metadata together up to a size that everybody takes."""
    parcels: dict[Metadata, _Parcel] = {}
    for each in done:
        trace = each.trace
        parcel = parcels.get(trace.metadata)
        if parcel is None:
            parcel = parcels[trace.metadata] = _Parcel()
        parcel.add(each)
        if parcel.size >= _BATCH_BYTES:
            del parcels[trace.metadata]
            yield parcel.batch(trace.metadata)
    for metadata, parcel in parcels.items():
        yield parcel.batch(metadata)


def payloads(spans: Iterable[tuple[Origin, bytes]]) -> tuple[Payload, ...]:
    """These spans, a payload for each request."""
    by_origin = defaultdict[Origin, list[bytes]](list)
    for origin, raw in spans:
        by_origin[origin].append(raw)
    by_request = defaultdict[object, list[tuple[Origin, list[bytes]]]](list)
    for origin, raws in by_origin.items():
        by_request[origin.request].append((origin, raws))
    return tuple(map(_payload, by_request.values()))


def _payload(parts: list[tuple[Origin, list[bytes]]]) -> Payload:
    frame = wrap((origin.envelope, raws) for origin, raws in parts)
    payload = Payload(Signal.TRACES, frame=frame, items=sum(len(raws) for _, raws in parts))
    payload.account = parts[0][0].account
    return payload


class _Parcel:
    """Traces that go on together."""

    def __init__(self) -> None:
        self.size = 0
        self._origins: list[Origin] = []
        self._raws: list[bytes] = []
        self._completions: dict[bytes, Completion] = {}

    def add(self, done: Done) -> None:
        trace, completion, size = done
        self.size += size
        self._origins += trace.origins
        self._raws += trace.raws
        self._completions[trace.trace_id] = completion

    def batch(self, metadata: Metadata) -> Batch:
        made, gathering = payloads(zip(self._origins, self._raws, strict=True)), Gathered(self._completions, metadata)
        for payload in made:
            payload.gathering = gathering
        return Batch(Signal.TRACES, made, metadata)

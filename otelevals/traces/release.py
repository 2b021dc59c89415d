"""Puts spans of gathered traces together again: whole traces in one batch, those of one request in one payload."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.api.gathering import Completion, Gathered
from otelevals.otlp.signals import Signal
from otelevals.traces.envelopes import Envelope
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
    by_origin: dict[Origin, list[bytes]] = {}
    latest: Origin | None = None
    for origin, raw in spans:
        if origin is not latest:
            latest, raws = origin, by_origin.setdefault(origin, [])
        raws.append(raw)
    by_request = defaultdict[object, list[Origin]](list)
    for origin in by_origin:
        by_request[origin.request].append(origin)
    return tuple([_payload(origins, by_origin) for origins in by_request.values()])


def _payload(origins: Iterable[Origin], raws: Mapping[Origin, list[bytes]]) -> Payload:
    """The spans of one request, those with the same envelope together."""
    together: dict[Envelope, list[bytes]] = {}
    account = None
    for origin in origins:
        together.setdefault(origin.envelope, []).extend(raws[origin])
        account = origin.account
    wrappers = [envelope.group for envelope in together]
    payload = Payload.wrapped(Signal.TRACES, wrappers, list(together.values()))
    payload.account = account
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

"""A processor in front of a journal: what it takes out of a request is never written."""

import threading

from otelevals.api.batch import Batch, Metadata, Payload
from otelevals.pipeline.stage import Stage


class Sieve:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._lock = threading.Lock()
        """Processors are called by one thread at a time; receivers have several."""

    def take(self, payload: Payload, metadata: Metadata) -> Payload | None:
        """What is left of a request; None when nothing is."""
        with self._lock:
            results = self._stage.take(Batch(payload.signal, (payload,), metadata), 0.0)
        left = [each for batch in results for each in batch.payloads]
        if len(left) < 2:
            return left[0] if left else None
        whole = Batch(payload.signal, tuple(left))  # what it could not read is given apart
        return Payload(payload.signal, whole.body(), items=whole.items)

"""What spans are wrapped in, resource and scope, kept once for all of them: requests say the same again and again."""

from typing import Any

from otelevals.api.batch import Payload
from otelevals.otlp.shadow import without_items

_SHARED_BYTES = 16 * 1024
"""Larger ones are seldom the same, and are not kept for others."""
_KEPT_BYTES = 4 * 1024 * 1024
"""What those that are kept for others may take together."""
_OVERHEAD = 500
"""What an envelope takes besides its bytes."""


class Envelope:
    """One resource and one scope without spans."""

    __slots__ = ("group", "origins", "size")

    def __init__(self, group: Any, size: int = 0) -> None:
        self.group = group
        self.size = _OVERHEAD + size
        """Bytes that it takes, about."""
        self.origins = 0
        """How many requests have open spans in it."""


class Envelopes:
    def __init__(self) -> None:
        self._known: dict[bytes, Envelope] = {}
        self._size = 0

    def of(self, payload: Payload) -> list[Envelope]:
        """The envelope of each of the payload's parts."""
        return [self._find(without_items(group, scope)) for group, scope in payload.wrappers]

    def _find(self, group: Any) -> Envelope:
        key = group.SerializeToString()
        if len(key) > _SHARED_BYTES:
            return Envelope(group, len(key))
        envelope = self._known.get(key)
        if envelope is None:
            envelope = Envelope(group, len(key))
            kept = envelope.size + len(key)
            if self._size + kept > _KEPT_BYTES:
                self._known.clear()  # those in use live on; whoever sends ever new resources pays for it
                self._size = 0
            self._known[key] = envelope
            self._size += kept
        return envelope

"""What spans are wrapped in, resource and scope, kept once for all of them: requests say the same again and again."""

from collections.abc import Iterable, Sequence
from typing import Any

from otelevals.api.batch import Payload
from otelevals.otlp.shadow import Frame, without_items

_MOST = 10_000


class Envelope:
    """One resource and one scope without spans."""

    __slots__ = ("group",)

    def __init__(self, group: Any) -> None:
        self.group = group


class Envelopes:
    def __init__(self) -> None:
        self._known: dict[bytes, Envelope] = {}

    def of(self, payload: Payload) -> list[Envelope]:
        """The envelope of each of the payload's parts."""
        return [self._find(without_items(group, scope)) for group, scope in payload.wrappers]

    def _find(self, group: Any) -> Envelope:
        key = group.SerializeToString()
        envelope = self._known.get(key)
        if envelope is None:
            if len(self._known) >= _MOST:
                self._known.clear()  # those in use live on; whoever sends ever new resources pays for it
            envelope = self._known[key] = Envelope(group)
        return envelope


def wrap(spans: Iterable[tuple[Envelope, Sequence[bytes]]]) -> Any:
    """A frame of these spans, those of one envelope together."""
    together: dict[int, tuple[Envelope, list[bytes]]] = {}
    for envelope, raws in spans:
        together.setdefault(id(envelope), (envelope, []))[1].extend(raws)
    frame = Frame()
    for envelope, items in together.values():
        group = frame.groups.add()
        group.CopyFrom(envelope.group)
        group.scopes[0].items.extend(items)
    return frame

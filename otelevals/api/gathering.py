"""What somebody who gathers the spans of traces tells those who come after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from otelevals.api.batch import Metadata
    from otelevals.api.trace_key import TraceKey


@dataclass(frozen=True, slots=True)
class Completion:
    """No more spans of a trace are waited for."""

    partial: str = ""
    """Why some of it may be missing; empty when nothing is thought to be."""


COMPLETE = Completion()


class Listener(Protocol):
    def __call__(self, key: "TraceKey", completion: Completion, /) -> None:
        """A trace is complete."""


class Gathering(Protocol):
    @property
    def metadata(self) -> "Metadata":
        """What the traces came with, whatever became of it since."""

    def completion(self, trace_id: bytes) -> Completion | None:
        """How the trace of a span in the payload was completed; None while more of it is waited for."""

    def waits_for_all(self, trace_ids: Iterable[bytes]) -> bool:
        """Whether there is no completion of any of these traces. May be False for want of knowing."""

    def listen(self, listener: Listener) -> None:
        """Have a listener told of the traces that are complete later. Telling it twice changes nothing."""


class Gathered:
    """Traces that are together in one batch."""

    def __init__(self, completions: Mapping[bytes, Completion], metadata: "Metadata" = ()) -> None:
        self._completions = completions
        self.metadata = metadata

    def completion(self, trace_id: bytes) -> Completion | None:
        return self._completions.get(trace_id, COMPLETE)

    def waits_for_all(self, trace_ids: Iterable[bytes]) -> bool:
        return False

    def listen(self, listener: Listener) -> None:
        """There is nothing to tell: every trace is complete."""

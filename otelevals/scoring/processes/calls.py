"""Calls as they go to an evaluator process: pickled, and a trace that many of them ask for only once."""

import io
import pickle
from collections.abc import Iterable, Mapping, Sequence
from itertools import count, islice
from types import MappingProxyType
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from otelevals.genai.interaction import Interaction
from otelevals.genai.trace import Trace
from otelevals.scoring.asking import Call

LARGEST_CALL = 1 << 26
_MOST_AT_ONCE, _BYTES_AT_ONCE = 32, 1 << 20


class Shared:
    """A trace that calls ask for."""

    def __init__(self, number: int, data: bytes) -> None:
        self.number = number
        self.data = data
        self.users = 0
        """Calls that wait for their answers, as whoever keeps them counts them."""


class Encoded(NamedTuple):
    """A call without the traces that it asks for, and those."""

    data: bytes
    shared: Sequence[Shared] = ()

    @property
    def size(self) -> int:
        return len(self.data) + sum(len(each.data) for each in self.shared)


class Batch(NamedTuple):
    """Calls for a process, as they are sent."""

    shared: Mapping[int, bytes]
    calls: Sequence[bytes]


class Encoder:
    """Remembers traces for as long as somebody has them."""

    def __init__(self) -> None:
        self._shared = WeakKeyDictionary[Trace, Shared]()
        self._numbers = count()

    def encode(self, call: Call) -> Encoded:
        """ValueError when it cannot be sent."""
        named = {name: _plain(value) for name, value in call.named.items()}
        plain = (call.scorer, [*map(_plain, call.positional)], named, call.target, call.revision)
        try:
            encoded = self._encode(plain, (*call.positional, *named.values()))
        except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"what it needs cannot be sent to an evaluator process: {error}") from error
        if encoded.size > LARGEST_CALL:
            raise ValueError(f"what it needs is too large for an evaluator process: {encoded.size} bytes")
        return encoded

    def _encode(self, plain: object, values: Sequence[object]) -> Encoded:
        if not any(isinstance(value, Interaction | Trace) for value in values):
            return Encoded(pickle.dumps(plain, pickle.HIGHEST_PROTOCOL))
        written = io.BytesIO()
        pickler = _Pickler(written, self._share)
        pickler.dump(plain)
        return Encoded(written.getvalue(), tuple(pickler.shared.values()))

    def _share(self, trace: Trace) -> Shared:
        shared = self._shared.get(trace)
        if shared is None:
            data = pickle.dumps(trace, pickle.HIGHEST_PROTOCOL)
            shared = self._shared[trace] = Shared(next(self._numbers), data)
        return shared


class _Pickler(pickle.Pickler):
    def __init__(self, written: io.BytesIO, share: Any) -> None:
        super().__init__(written, pickle.HIGHEST_PROTOCOL)
        self._share = share
        self.shared: dict[int, Shared] = {}

    def persistent_id(self, value: object) -> int | None:
        if not isinstance(value, Trace):
            return None
        shared = self._share(value)
        self.shared[shared.number] = shared
        return int(shared.number)


class Decoder:
    """Reads the calls of a batch; those that ask for one trace get the same."""

    def __init__(self, shared: Mapping[int, bytes]) -> None:
        self._shared = shared
        self._traces: dict[int, Trace] = {}

    def decode(self, data: bytes) -> Call:
        call: tuple[Any, ...] = _Unpickler(io.BytesIO(data), self._trace).load()
        return Call(*call)

    def _trace(self, number: int) -> Trace:
        trace = self._traces.get(number)
        if trace is None:
            trace = self._traces[number] = pickle.loads(self._shared[number])  # noqa: S301 - the service wrote it
        return trace


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: io.BytesIO, trace: Any) -> None:
        super().__init__(data)
        self._trace = trace

    def persistent_load(self, number: int) -> Trace:
        found: Trace = self._trace(number)
        return found


def how_many(calls: Iterable[Encoded]) -> int:
    """How many of these calls are sent at once: the first one, and others that add little to it."""
    known = set[int]()
    found = size = 0
    for call in islice(calls, _MOST_AT_ONCE):
        added = len(call.data) + sum(len(each.data) for each in call.shared if each.number not in known)
        size += added if found else 0
        if size > _BYTES_AT_ONCE:
            break
        known.update([each.number for each in call.shared])
        found += 1
    return found


def batch_of(calls: Sequence[Encoded]) -> Batch:
    shared = {each.number: each.data for call in calls for each in call.shared}
    return Batch(shared, [call.data for call in calls])


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, MappingProxyType) else value

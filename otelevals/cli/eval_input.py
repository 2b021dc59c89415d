"""What an offline run is to score: the rows of a dataset, or what was recorded in files of OTLP."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import orjson

from otelevals.api.batch import Payload
from otelevals.api.gathering import COMPLETE, Completion
from otelevals.api.span import Span
from otelevals.cli.inspect_files import Problem, read
from otelevals.cli.inspect_traces import Traces
from otelevals.offline.dataset import BadDataset, Dataset
from otelevals.otlp.signals import Signal

_LOOKED_AT = 64 * 1024
_OTLP = (b'"resourceSpans"', b'"resource_spans"', b'"resourceLogs"', b'"resource_logs"', b'"resourceMetrics"')
_CHUNK = 1024 * 1024
_HASH_DIGITS = 16
_PARTIAL = Completion("it was larger than what is held at once")


class Recorded(NamedTuple):
    """Spans of one trace."""

    spans: Sequence[Span]
    completion: Completion


class Recording:
    """Files of OTLP. A trace may be in several of them."""

    def __init__(self, names: Sequence[str]) -> None:
        """BadDataset when one of them cannot be read at all."""
        self.names = names
        self.hash = _hash(names)
        self.problems: list[str] = []

    def read_logs(self, take: Callable[[Payload], None]) -> int:
        """Give somebody the log records, before the traces; how many spans there are besides."""
        spans = 0
        for name in self.names:
            for each in read(name):
                if isinstance(each, Problem):
                    self.problems.append(f"{name}{each}")
                elif each.signal is Signal.LOGS:
                    take(each)
                elif each.signal is Signal.TRACES:
                    spans += each.items
        return spans

    def traces(self) -> Iterator[Recorded]:
        traces = Traces()
        for name in self.names:
            for each in read(name):
                if isinstance(each, Problem) or each.signal is not Signal.TRACES:
                    continue
                self.problems += [f"{name}: {broken}" for broken in traces.add(each)]
                yield from (_recorded(trace.spans, trace.whole) for trace in traces.complete())
        yield from (_recorded(trace.spans, trace.whole) for trace in traces.rest())


def open_input(names: Sequence[str]) -> Dataset | Recording:
    """What the files are; BadDataset when that cannot be told, or when a row is wrong."""
    recorded = [name for name in names if is_otlp(Path(name))]
    if len(recorded) == len(names):
        return Recording(names)
    if len(names) > 1:
        raise BadDataset(["expected one dataset, or recordings alone"])
    return Dataset(Path(names[0]))


def is_otlp(path: Path) -> bool:
    """Whether a file is a recording rather than a dataset, by how it begins."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
    except OSError as error:
        raise BadDataset([f"{path}: {(error.strerror or str(error)).lower()}"]) from error
    if any(word in start for word in _OTLP):
        return not _is_row(start)
    return b"\0" in start or not _is_text(start)


def _is_row(start: bytes) -> bool:
    """Whether the first line is an object of something else that only speaks of OTLP."""
    first = start.strip().split(b"\n", 1)[0]
    try:
        found = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and not any(word.strip(b'"').decode() in found for word in _OTLP)


def _is_text(start: bytes) -> bool:
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.end >= len(start) - 3 and error.start > 0  # a character that is cut off
    return True


def _recorded(spans: Sequence[Span], whole: bool) -> Recorded:
    return Recorded(spans, COMPLETE if whole else _PARTIAL)


def _hash(names: Sequence[str]) -> str:
    digest = sha256()
    for name in names:
        try:
            with Path(name).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise BadDataset([f"{name}: {(error.strerror or str(error)).lower()}"]) from error
    return digest.hexdigest()[:_HASH_DIGITS]

"""What goes between the service and an evaluator process. Calls are pickled: they come from us. Answers are JSON: they
come from a process in which anything may have happened."""

import asyncio
import json
import math
import pickle
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from otelevals.scoring.asking import Answer, Failed, Missing, NotRun, Said
from otelevals.scoring.outcome import Decision, Origin
from otelevals.scoring.processes.calls import Batch
from otelevals.scoring.processes.engine import METRICS, Count, Notice, Setting
from otelevals.scoring.score import NoVerdict, Score
from otelevals.scoring.verdict import Verdicts

_LENGTH, _HEAD = struct.Struct("!Q"), struct.Struct("!QQ")
_ORIGIN = tuple(Origin.__annotations__.values())
LARGEST_BATCH, LARGEST_ANSWER = 1 << 27, 1 << 20
NOTICE = 0
"""Stands where answers have the number of their call."""


class Garbled(ValueError):
    """The evaluator process sent what it never sends."""


class Entry(NamedTuple):
    """A scorer, as its configuration has it."""

    name: str
    written: object
    base_dir: Path
    judges: Mapping[str, Any]


class Hello(NamedTuple):
    """What an evaluator process is told first."""

    scorers: Sequence[Entry]
    max_memory: int


class EngineHello(NamedTuple):
    """What a process is told first that makes many calls at once."""

    engine: str
    """`module:class`."""
    setting: Setting
    scorers: Sequence[Entry]
    max_memory: int


def write(to: socket.socket, data: bytes) -> None:
    """TimeoutError when the socket has a timeout and the other side does not take it in time."""
    to.sendall(whole(data))


def whole(data: bytes) -> bytes:
    """A message as it is written."""
    return _LENGTH.pack(len(data)) + data


def read(source: socket.socket, most: int, seconds: float | None = None) -> bytes:
    """What `write` wrote; EOFError when the other side is gone, Garbled when it is larger than that, TimeoutError when
    not all of it has come after so many seconds."""
    end = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size, end))
    if length > most:
        raise Garbled(f"a message of {length} bytes")
    return _exactly(source, length, end)


def _exactly(source: socket.socket, size: int, end: float | None = None) -> bytes:
    found = bytearray()
    while len(found) < size:
        if end is not None:
            rest = end - time.monotonic()
            if rest <= 0:
                raise TimeoutError
            source.settimeout(rest)
        piece = source.recv(min(size - len(found), 1 << 20))
        if not piece:
            raise EOFError
        found += piece
    return bytes(found)


def frame(number: int, data: bytes) -> bytes:
    """A message of or to an engine: the answer to the call with that number, or a notice, 0."""
    return _HEAD.pack(len(data), number) + data


async def read_frame(source: asyncio.StreamReader, most: int) -> tuple[int, bytes]:
    """What `frame` made; IncompleteReadError when the other side is gone, Garbled when it is larger than that."""
    length, number = _HEAD.unpack(await source.readexactly(_HEAD.size))
    if length > most:
        raise Garbled(f"a message of {length} bytes")
    return number, await source.readexactly(length)


def encode_notice(notice: Notice) -> bytes:
    return json.dumps([dict(notice.pace), [[*each] for each in notice.counts], [*notice.warnings]]).encode()


def decode_notice(data: bytes) -> Notice:
    """Garbled when it is none."""
    try:
        pace, counts, warnings = json.loads(data)
        return Notice(
            {str(scorer): _number(share) for scorer, share in pace.items()},
            [_count(*each) for each in counts],
            [str(each) for each in warnings],
        )
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise Garbled("a notice that cannot be read") from error


def to_worker(message: Hello | EngineHello | Batch) -> bytes:
    """The first message, or calls."""
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def from_service(data: bytes) -> Any:
    return pickle.loads(data)  # noqa: S301 - the service wrote it


def encode_answer(answer: Answer) -> bytes:
    match answer:
        case Failed(type_, message, decision):
            said: dict[str, Any] = {"failed": [type_, message, decision]}
        case Missing():
            said = {"missing": [*answer]}
        case NotRun():
            said = {"not_run": [*answer]}
        case Said(NoVerdict(reason)):
            said = {"none": reason}
        case Said(verdicts):
            assert not isinstance(verdicts, NoVerdict)
            said = {"verdicts": [[part, *_parts(score)] for part, score in verdicts]}
    if isinstance(answer, Said | Failed):
        said |= {"duration": answer.duration, "origin": answer.origin and [*answer.origin]}
    data = json.dumps(said).encode()
    if len(data) > LARGEST_ANSWER:
        return encode_answer(Failed("BadVerdict", "returned more than fits into an answer"))
    return data


def decode_answer(data: bytes) -> Answer:
    """Garbled when it is none."""
    try:
        match json.loads(data):
            case {"failed": [str(type_), str(message), decision], "duration": duration, "origin": origin}:
                return Failed(type_, message, Decision(decision), _number(duration), _origin(origin))
            case {"missing": [str(field), str(reason), bool(content_off)]}:
                return Missing(field, reason, content_off)
            case {"not_run": [decision, str(reason)]}:
                return NotRun(Decision(decision), reason)
            case {"none": str(reason), "duration": duration, "origin": origin}:
                return Said(NoVerdict(reason), _number(duration), _origin(origin))
            case {"verdicts": list(verdicts), "duration": duration, "origin": origin}:
                return Said(_verdicts(verdicts), _number(duration), _origin(origin))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise Garbled("an answer that cannot be read") from error
    raise Garbled("an answer of an unknown kind")


def _count(metric: str, labels: Sequence[object], amount: object) -> Count:
    """One that there is a counter for."""
    counted = _number(amount)
    _, names = METRICS[metric]
    if len(labels) != len(names) - 1 or counted < 0:  # its own first label is the processor
        raise ValueError("a count of the wrong labels, or below 0")
    return Count(metric, [str(each) for each in labels], counted)


def _parts(score: Score) -> tuple[float | None, str | None, bool | None, str | None]:
    return score.score, score.label, score.passed, score.explanation


def _verdicts(said: Sequence[Any]) -> Verdicts:
    verdicts: list[tuple[str, Score]] = []
    for part, score, label, passed, explanation in said:
        texts = all(text is None or isinstance(text, str) for text in (label, explanation))
        if not (isinstance(part, str) and texts and (passed is None or isinstance(passed, bool))):
            raise ValueError("a verdict of the wrong types")
        verdicts.append((part, Score(None if score is None else _number(score), label, passed, explanation)))
    return tuple(verdicts)


def _origin(said: Any) -> Origin | None:
    if said is None:
        return None
    origin = Origin(*said)
    if any(type(value) is not kind for value, kind in zip(origin, _ORIGIN, strict=True)):
        raise ValueError("an origin of the wrong types")
    _number(origin.cost)
    return origin


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("not a number")
    return float(value)

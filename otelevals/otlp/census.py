"""How many parts a request has, counted before a decoder makes an object of each: two bytes can become forty."""

from collections.abc import Iterator

MAX_GROUPS = 100_000  # resources and scopes together
MAX_ITEMS = 1_000_000  # spans, log records or metrics, or the data points of one metric

_SMALL = 256 * 1024  # what so few bytes can become is harmless
_FEW = 4 * 1024 * 1024  # the same of items, which stay bytes
_GROUPS, _SCOPES = 1, 2
_DATA = frozenset((5, 7, 9, 10, 11))  # the kinds of a metric


class TooMany(ValueError):
    """More parts than an honest request has."""


def check_request(body: bytes) -> None:
    """TooMany, without decoding anything. What is not protobuf passes: the decoder says so."""
    if len(body) <= _SMALL:
        return
    groups = items = 0
    for number, start, end in _fields(body, 0, len(body)):
        groups = _counted(groups, MAX_GROUPS, "resources and scopes")
        if number != _GROUPS:
            continue
        for inner, first, last in _fields(body, start, end):
            groups = _counted(groups, MAX_GROUPS, "resources and scopes")
            if inner == _SCOPES and len(body) > _FEW:
                for _ in _fields(body, first, last):
                    items = _counted(items, MAX_ITEMS, "items")


def check_metric(metric: bytes) -> None:
    """TooMany when a metric has very many data points."""
    if len(metric) <= _FEW:
        return
    points = 0
    for number, start, end in _fields(metric, 0, len(metric)):
        points = _counted(points, MAX_ITEMS, "data points")
        if number in _DATA:
            for _ in _fields(metric, start, end):
                points = _counted(points, MAX_ITEMS, "data points")


def _counted(count: int, most: int, what: str) -> int:
    if count >= most:
        raise TooMany(f"more than {most} {what}")
    return count + 1


def _fields(data: bytes, position: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of each field of a message, empty without a length; ends where it is not protobuf."""
    while position < end:
        tag, position = _varint(data, position, end)
        size = 0
        match tag & 7:
            case 0:  # a number
                _, position = _varint(data, position, end)
            case 1:  # eight bytes
                position += 8
            case 2:  # a length, and so many bytes
                size, position = _varint(data, position, end)
            case 5:  # four bytes
                position += 4
            case 3 | 4:  # the marks of an obsolete kind: what is between them counts as if they were not there
                pass
            case _:
                return
        if position + size > end:
            return
        yield tag >> 3, position, position + size
        position += size


def _varint(data: bytes, position: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while position < end:
        byte = data[position]
        value |= (byte & 0x7F) << shift
        position += 1
        shift += 7
        if byte < 0x80 or shift > 63:
            break
    return value, position

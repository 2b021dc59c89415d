"""Reads what `emit` writes: evaluations out of log records.

Evaluations differ in few attributes; the others are the same again and again. So records are decoded with a schema in
which attributes are bytes, and what the same bytes say together is remembered: half the time of decoding them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from typing import Any, cast

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource

from otelevals.api.evaluation import LEAST_PROBABILITY, EvaluationRecord
from otelevals.otlp.anyvalue import Value, to_python
from otelevals.otlp.shadow import MalformedRequest, frame_scopes, read_frame

_DIMENSION = "otelevals.dimension."
_VERSION = "service.version"
_SCORE = "gen_ai.evaluation.score.value"
_EXPLANATION = "gen_ai.evaluation.explanation"
_SESSION, _USER, _COST, _DURATION = "otelevals.session", "otelevals.user", "otelevals.cost", "otelevals.duration"
_OWN = frozenset({_SCORE, _EXPLANATION, _SESSION, _USER, _COST, _DURATION, "gen_ai.response.id"})
"""What differs from one evaluation to the next."""
_FLEETING = _OWN - {_SCORE, _SESSION, _USER}
_REMEMBERED, _SMALL, _LARGE = 2048, 256, 2048
_TRACE_ID, _SPAN_ID = (0, 16), (0, 8)  # how long ids may be
_WORD, _TEXT = 256, 32_768  # what is longer is cut
_LARGEST_SCORE, _LARGEST_AMOUNT = 1e100, 1e9  # sums of squares stay finite
_LARGEST_TIME, _LARGEST_REVISION = 2**63 - 1, 2**31 - 1


class BadRecord(ValueError):
    """The record is no evaluation, or says what cannot be."""


def evaluations_in(request: bytes) -> tuple[list[EvaluationRecord], int]:
    """The evaluations in a request of log records, and how many of its records are none."""
    found: list[EvaluationRecord] = []
    bad = 0
    for record, resource in _records(request):
        try:
            message = _Record.FromString(record) if isinstance(record, bytes) else record
            found.append(_read(message, _service_version(resource)))
        except (BadRecord, DecodeError):
            bad += 1
    return found, bad


def evaluation_of(record: bytes) -> tuple[EvaluationRecord, Sequence[bytes]]:
    """The evaluation in a serialised log record, and the serialised attributes that say it; BadRecord when it is
    none."""
    try:
        message = _Record.FromString(record)
        return _read(message), message.attributes
    except DecodeError as error:
        raise BadRecord("it cannot be decoded") from error


def _read(record: Any, service_version: str = "") -> EvaluationRecord:
    """The evaluation that a log record holds. What is absent or of another type has its default; BadRecord when it
    cannot be told what was evaluated, or when a number would spoil sums."""
    common: list[bytes] = []
    own: dict[str, Value] = {}
    for raw in record.attributes:
        said = _known.get(raw) or _attribute(raw)
        if said[0] in _OWN:
            own[said[0]] = said[1]
        else:
            common.append(raw)
    name, *rest = _in_common(tuple(common))
    get = own.get
    trace_id, span_id, session, score = record.trace_id, record.span_id, _word(get(_SESSION)), _number(get(_SCORE))
    if len(trace_id) not in _TRACE_ID or len(span_id) not in _SPAN_ID or not (trace_id or session):
        raise BadRecord("it is about nothing")
    if score is not None and not -_LARGEST_SCORE <= score <= _LARGEST_SCORE:
        raise BadRecord("its score is no number to count with")
    return EvaluationRecord._make(
        (
            trace_id,
            span_id,
            min(record.time or record.observed, _LARGEST_TIME),
            name,
            score,
            session,
            _word(get(_USER)),
            _word(get(_EXPLANATION), _TEXT),
            _amount(get(_COST)),
            _amount(get(_DURATION)),
            *rest,
            service_version,
        )
    )


_Common = tuple[Any, ...]
"""The name, and the fields of a record from `scorer` on."""
_known: dict[bytes, tuple[str, Value]] = {}
_together: dict[tuple[bytes, ...], _Common] = {}
_versions: dict[bytes, str] = {}
"""By serialised resource."""


def _attribute(raw: bytes) -> tuple[str, Value]:
    """The key and the value of a serialised attribute."""
    item = KeyValue.FromString(raw)
    said = item.key, to_python(item.value)
    if len(raw) <= _SMALL and item.key not in _FLEETING:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        _known[raw] = said
    return said


def _in_common(raws: tuple[bytes, ...]) -> _Common:
    """What serialised attributes say together."""
    found = _together.get(raws)
    if found is None:
        found = _read_common(dict([_attribute(raw) for raw in raws]))
        if sum(map(len, raws)) <= _LARGE:
            if len(_together) >= _REMEMBERED:
                _together.clear()
            _together[raws] = found
    return found


def _read_common(said: Mapping[str, Value]) -> _Common:
    get = said.get
    name = _word(get("gen_ai.evaluation.name"))
    if not name:
        raise BadRecord("it has no name")
    probability = _number(get("otelevals.sampling.probability"))
    if probability is None:
        probability = 1.0
    elif not LEAST_PROBABILITY <= probability <= 1.0:
        raise BadRecord("its sampling probability is none")
    passed, revision = get("otelevals.passed"), get("otelevals.revision")
    return (
        name,
        _word(get("otelevals.scorer")) or name,
        _word(get("otelevals.version")),
        _word(get("otelevals.run")),
        _word(get("gen_ai.evaluation.score.label")),
        passed if type(passed) is bool else None,
        _word(get("error.type")),
        min(max(revision, 0), _LARGEST_REVISION) if type(revision) is int else 0,
        get("otelevals.partial") is True,
        get("otelevals.withdrawn") is True,
        get("otelevals.cached") is True,
        get("otelevals.uncalibrated") is True,
        _word(get("otelevals.target.kind")),
        _word(get("otelevals.judge.requested_model")),
        _word(get("otelevals.judge.served_model")),
        probability,
        _word(get("otelevals.sampling.stratum")),
        _word(get("otelevals.window")),
        _dimensions(said),
        _word(get("otelevals.target.model")),
        _word(get("otelevals.target.response_model")),
        " ".join(filter(None, [_word(get(f"otelevals.target.prompt_{name}")) for name in ("name", "version")])),
        get("otelevals.lost") is True,
    )


def _service_version(resource: bytes) -> str:
    found = _versions.get(resource)
    if found is None:
        try:
            said = {each.key: each.value for each in Resource.FromString(resource).attributes}
        except DecodeError:
            said = {}
        found = _word(to_python(said[_VERSION])) if _VERSION in said else ""
        if len(resource) <= _LARGE:
            if len(_versions) >= _REMEMBERED:
                _versions.clear()
            _versions[resource] = found
    return found


def _word(value: Value, longest: int = _WORD) -> str:
    return value[:longest] if type(value) is str else ""


def _number(value: Value) -> float | None:
    if type(value) is float:
        return value
    return float(value) if type(value) is int else None


def _amount(value: Value) -> float:
    """A number that is not negative, 0 when it is none."""
    number = _number(value)
    return number if number is not None and isfinite(number) and 0.0 <= number <= _LARGEST_AMOUNT else 0.0


def _dimensions(said: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    found = sorted([key for key in said if key.startswith(_DIMENSION)])
    start = len(_DIMENSION)
    return tuple([(key[start : start + _WORD], said[key][:_WORD]) for key in found if type(said[key]) is str])


_BYTES, _MESSAGE, _FIXED64, _OPTIONAL, _REPEATED = 12, 11, 6, 1, 3
_SCHEMA: dict[str, list[tuple[str, int, int, int, str]]] = {
    "Record": [
        ("time", 1, _FIXED64, _OPTIONAL, ""),
        ("observed", 11, _FIXED64, _OPTIONAL, ""),
        ("attributes", 6, _BYTES, _REPEATED, ""),
        ("trace_id", 9, _BYTES, _OPTIONAL, ""),
        ("span_id", 10, _BYTES, _OPTIONAL, ""),
    ],
    "Scope": [("records", 2, _MESSAGE, _REPEATED, "Record")],
    "Group": [("resource", 1, _BYTES, _OPTIONAL, ""), ("scopes", 2, _MESSAGE, _REPEATED, "Scope")],
    "Request": [("groups", 1, _MESSAGE, _REPEATED, "Group")],
}


def _build() -> dict[str, type[Message]]:
    package = "otelevals.evaluations"
    file = descriptor_pb2.FileDescriptorProto(name="otelevals/evaluations.proto", package=package, syntax="proto3")
    for name, fields in _SCHEMA.items():
        message = file.message_type.add(name=name)
        for field, number, kind, label, of in fields:
            added = message.field.add(name=field, number=number, label=cast(Any, label), type=cast(Any, kind))
            if of:
                added.type_name = f".{package}.{of}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    names = ("Record", "Request")
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}")) for name in names}


_CLASSES = _build()
_Record: Any = _CLASSES["Record"]
_Request: Any = _CLASSES["Request"]


def _records(request: bytes) -> Iterable[tuple[Any, bytes]]:
    """Log records, or their bytes when one of them cannot be decoded, with their serialised resources."""
    try:
        message = _Request.FromString(request)
    except DecodeError:
        try:
            return [(item, b"") for _, scope in frame_scopes(read_frame(request)) for item in scope.items]
        except MalformedRequest:
            return [(request, b"")]  # counted as one that cannot be read
    return [(record, group.resource) for group in message.groups for scope in group.scopes for record in scope.records]

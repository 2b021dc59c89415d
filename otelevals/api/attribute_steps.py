"""Changes to attributes, compiled to steps over a decoded list of key-value messages.

Each step knows what must be in the serialised data before it can have an effect, and an insertion of a constant can be
appended as bytes instead.
"""

import base64
import hashlib
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from otelevals.api.attribute_actions import AttributeAction
from otelevals.api.batch import Metadata
from otelevals.api.patterns import compile_pattern
from otelevals.conditions.errors import EvaluationError
from otelevals.conditions.values import to_json
from otelevals.otlp.anyvalue import Value, encode_attribute, from_python, to_python

KeyValues = Any  # a repeated KeyValue
_INT = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DOUBLE = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)", re.ASCII | re.IGNORECASE
)
_INT64 = 2**63


@dataclass(frozen=True)
class Step:
    apply: Callable[[KeyValues], bool]
    """Changes the attributes, and says whether it did."""
    needs: tuple[bytes, ...] = ()
    """What data holds when the step has an effect on it."""
    key: bytes = b""
    appendix: bytes = b""
    """What may be appended to data without the key instead."""


def compile_steps(actions: Iterable[AttributeAction], metadata: Metadata, field: int) -> tuple[Step, ...]:
    """The steps for data that came with this metadata, whose attributes are field number `field`."""
    return tuple([step for action in actions if (step := _compile(action, metadata, field)) is not None])


def apply_steps(steps: Sequence[Step], raw: bytes, decode: Callable[[], Any]) -> bytes:
    """The data with all steps done; itself when they change nothing. `decode` gives a message of it to change."""
    added = b""
    for step in steps:
        if any(need not in raw and need not in added for need in step.needs):
            continue
        if not step.appendix or step.key in raw or step.key in added:
            break
        added += step.appendix
    else:
        return raw + added if added else raw
    message = decode()
    changed = [step.apply(message.attributes) for step in steps]
    return message.SerializeToString() if any(changed) else raw


def _compile(action: AttributeAction, metadata: Metadata, field: int) -> Step | None:
    if action.action in ("insert", "update", "upsert"):
        return _setter(action, metadata, field)
    key, needs = action.key, () if action.pattern and action.action != "extract" else (action.key.encode(),)
    if action.action == "extract":
        return Step(_extraction(key, compile_pattern(action.pattern)), needs)
    if action.action == "convert":
        return Step(_replacement(key.__eq__, _CONVERSIONS[str(action.converted_type)]), needs)
    selected = _selection(key, action.pattern)
    return Step(_deletion(selected) if action.action == "delete" else _replacement(selected, _hashed), needs)


def _setter(action: AttributeAction, metadata: Metadata, field: int) -> Step | None:
    """A step that sets one attribute; None when there is no value for it."""
    key, name, constant = action.key, action.key.encode(), action.value
    if action.from_context:
        values = [value for header, value in metadata if header == action.header]
        constant = ";".join(values) if values else None
    if constant is None:
        constant = action.default_value
    fallback = None if constant is None else from_python(constant)
    if fallback is None and not action.from_attribute:
        return None
    inserts, updates = action.action != "update", action.action != "insert"
    source = action.from_attribute

    def apply(attributes: KeyValues) -> bool:
        found = _find(attributes, source) if source else None
        value = fallback if found is None else found.value
        target = _find(attributes, key)
        if value is None or (not inserts if target is None else not updates):
            return False
        if target is None:
            copy = AnyValue()
            copy.CopyFrom(value)
            attributes.add(key=key).value.CopyFrom(copy)
            return True
        changed = target.value != value
        target.value.CopyFrom(value)
        return bool(changed)

    needs = [name] if not inserts else []
    if source:
        return Step(apply, (*needs, *([] if fallback is not None else [source.encode()])))
    return Step(apply, tuple(needs), name, encode_attribute(field, key, constant) if inserts else b"")


def _find(attributes: KeyValues, key: str) -> Any:
    """The first attribute of that key, None when there is none."""
    for item in attributes:
        if item.key == key:
            return item
    return None


def _selection(key: str, pattern: str) -> Callable[[str], bool]:
    if not pattern:
        return key.__eq__
    search = compile_pattern(pattern).search
    return lambda name: (key != "" and name == key) or search(name.encode()) is not None


def _deletion(selected: Callable[[str], bool]) -> Callable[[KeyValues], bool]:
    def apply(attributes: KeyValues) -> bool:
        doomed = [number for number, item in enumerate(attributes) if selected(item.key)]
        for number in reversed(doomed):
            del attributes[number]
        return bool(doomed)

    return apply


def _replacement(
    selected: Callable[[str], bool], convert: Callable[[Value], Value | None]
) -> Callable[[KeyValues], bool]:
    """Replaces values by what `convert` makes of them; None leaves one as it is."""

    def apply(attributes: KeyValues) -> bool:
        changed = False
        for item in attributes:
            value = convert(to_python(item.value)) if selected(item.key) else None
            if value is not None and (replaced := from_python(value)) != item.value:
                item.value.CopyFrom(replaced)
                changed = True
        return changed

    return apply


def _extraction(key: str, pattern: Any) -> Callable[[KeyValues], bool]:
    groups = sorted((number, name.decode()) for name, number in pattern.groupindex.items())

    def apply(attributes: KeyValues) -> bool:
        source = _find(attributes, key)
        if source is None or source.value.WhichOneof("value") != "string_value":
            return False
        match = pattern.search(source.value.string_value.encode())
        if match is None:
            return False
        for number, name in groups:
            target = _find(attributes, name)
            value = (match.group(number) or b"").decode("utf-8", "replace")
            (attributes.add(key=name) if target is None else target).value.CopyFrom(from_python(value))
        return True

    return apply


def _hashed(value: Value) -> Value | None:
    """The SHA-256 of a scalar, of numbers as 8 bytes; of anything else nothing is left, as in the Collector."""
    match value:
        case bool():
            data = bytes([value])
        case str():
            data = value.encode()
        case int():
            data = struct.pack("<q", value)
        case float():
            data = struct.pack("<d", value)
        case _:
            data = b""
    return hashlib.sha256(data).hexdigest() if data else ""


def _to_string(value: Value) -> Value | None:
    match value:
        case str():
            return None
        case None:
            return ""
        case bytes():
            return base64.b64encode(value).decode()
    try:
        return to_json(value)
    except EvaluationError:
        return str(value)


def _to_int(value: Value) -> Value | None:
    match value:
        case bool():
            return int(value)
        case float() if -_INT64 <= value < _INT64:
            return int(value)
        case str() if len(value) < 100 and _INT.fullmatch(value) and -_INT64 <= (number := int(value)) < _INT64:
            return number
    return None


def _to_double(value: Value) -> Value | None:
    match value:
        case bool() | int():
            return float(value)
        case str() if _DOUBLE.fullmatch(value):
            return float(value)
    return None


_CONVERSIONS: dict[str, Callable[[Value], Value | None]] = {
    "string": _to_string,
    "int": _to_int,
    "double": _to_double,
}

"""No field of any span raises, whatever became of the span on its way: cut, of another type, under another name."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otelevals.api.batch import Payload
from otelevals.api.span import Scope, Span
from otelevals.genai.fields import Found
from otelevals.genai.interaction import FIELDS, Interaction
from otelevals.otlp.anyvalue import from_python, to_python
from otelevals.otlp.json import decode_json
from otelevals.otlp.signals import Signal
from tests.genai.spans import span

FIXTURES = Path(__file__).parents[2] / "../shared/fixtures"
ABSENT = pytest.param(None, marks=pytest.mark.skip(reason="the shared fixtures are not here"))
TEXTS = st.sampled_from(["", "{}", "[]", "null", "[{}]", '"', "\x00", "NaN", "-1", "assistant", "<REDACTED>", "text"])
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXTS | st.binary(max_size=3)
ANYTHING = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)


def spans_in(path: Path) -> Iterator[Span]:
    """The spans of an export, or one with the attributes that a file holds."""
    content = json.loads(path.read_bytes())
    if "resourceSpans" in content:
        request = decode_json(Signal.TRACES, path.read_bytes(), lenient=True)
        yield from Payload(Signal.TRACES, request).spans
    elif "resourceLogs" not in content:
        yield span(content.get("attributes", content))


def fixtures() -> list[Any]:
    """Each span, once: what is in `canonical` is there as it came as well."""
    found = {path.name: path for path in (*FIXTURES.glob("*.json"), *FIXTURES.glob("canonical/*.json"))}
    found.pop("INDEX.json", None)
    return [
        pytest.param(each, id=f"{path.stem}-{number}")
        for path in sorted(found.values())
        for number, each in enumerate(spans_in(path))
    ] or [ABSENT]


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


def changed(draw: st.DrawFn, value: Any) -> Any:
    """Something else in its place, a part of it, or the same with something else inside."""
    match draw(st.sampled_from(["replace", "part", "inside"])), value:
        case "part", str() | bytes() | list() if value:
            return value[: draw(st.integers(0, len(value) - 1))]
        case "inside", str() if (inner := parsed(value)) is not None:
            return json.dumps(changed(draw, inner), default=repr)
        case "inside", list() if value:
            place = draw(st.integers(0, len(value) - 1))
            return [*value[:place], changed(draw, value[place]), *value[place + 1 :]]
        case "inside", dict() if value:
            key = draw(st.sampled_from(sorted(value)))
            rest = {name: each for name, each in value.items() if name != key}
            return {draw(st.sampled_from([key, key.upper(), "type"])): changed(draw, value[key]), **rest}
    return draw(ANYTHING)


@st.composite
def mutations(draw: st.DrawFn, captured: Span) -> Span:
    message = type(captured.message).FromString(captured.raw)
    holders = [message.attributes, *[event.attributes for event in message.events]]
    items = [item for holder in holders for item in holder]
    for _ in range(draw(st.integers(1, 4)) if items else 0):
        item = draw(st.sampled_from(items))
        if draw(st.booleans()):
            item.value.CopyFrom(from_python(changed(draw, to_python(item.value))))
        else:
            item.key = draw(st.sampled_from([other.key for other in items]) | TEXTS)
    if message.events:
        draw(st.sampled_from(list(message.events))).name = draw(
            st.sampled_from([event.name for event in message.events])
        )
    message.end_time_unix_nano = draw(st.sampled_from([0, message.end_time_unix_nano]))
    return Span(message.SerializeToString(), Scope([captured.scope.raw], captured.resource))


@pytest.mark.parametrize("captured", fixtures())
@settings(max_examples=20)
@given(data=st.data())
def test_a_span_that_was_changed_is_read_or_not_and_never_raises(captured: Span, data: st.DataObject) -> None:
    view = Interaction(data.draw(mutations(captured)))
    for name in FIELDS:
        field = view.get(name)
        assert isinstance(field, Found) or field.reason
    assert view.kind
    assert len(view.usage) == 6

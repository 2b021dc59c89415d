"""A row says one interaction, and everything that is wrong with it is said in sentences."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Resource, Scope, Span
from otelevals.genai.interaction import Interaction
from otelevals.offline.fields import FIELDS
from otelevals.offline.rows import BadRow, Row, read_row

NOW = 1_800_000_000 * 10**9
NESTED: Any = "x"
for _ in range(26):
    NESTED = [NESTED]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
QUESTION, ANSWER = {"role": "user", "content": "Where?"}, {"role": "assistant", "content": "Paris."}


def row(**said: Any) -> Row:
    return read_row(orjson.dumps(said), 3)


def view(found: Row) -> Interaction:
    return Interaction(Span(found.span(NOW), Scope([b""], Resource([]))))


def message(found: Row) -> SpanMessage:
    return SpanMessage.FromString(found.span(NOW))


def mistakes(line: bytes) -> tuple[str, ...]:
    with pytest.raises(BadRow) as caught:
        read_row(line, 1)
    return caught.value.mistakes


def test_messages_end_with_the_answer() -> None:
    found = row(messages=[QUESTION, ANSWER])
    assert (found.input, found.output) == ([QUESTION], ANSWER)
    assert (view(found).input, view(found).output) == ("Where?", "Paris.")
    assert row(messages=[QUESTION, ANSWER], output="Lyon.").input == [QUESTION, ANSWER]
    assert row(messages=[QUESTION]).output is None
    assert row(messages=[ANSWER]).output is None


def test_null_is_nothing() -> None:
    assert row(id=None, input="Where?", expected=None).said == {"input": "Where?"}


def test_a_row_is_called_by_its_id_or_its_line() -> None:
    assert [row(id="a", input="x").id, row(id=7, input="x").id, row(input="x").id] == ["a", "7", "line 3"]


def test_a_row_is_the_same_in_every_version_of_its_dataset() -> None:
    ids = row(id="a", input="Where?", output="Paris.").ids
    assert ids == row(id="a", input="Where?", output="Lyon.", expected="Lyon.", model="m").ids
    assert ids == read_row(b'{"input": "Where?", "id": "a"}', 99).ids
    assert len({ids, row(id="b", input="Where?").ids, row(id="a", input="Who?").ids}) == 3
    assert [len(each) for each in ids] == [16, 8]
    named = row(input="x", trace_id="AB" * 16, span_id="cd" * 8)
    assert named.ids == (b"\xab" * 16, b"\xcd" * 8)
    assert row(input="x", trace_id="ab" * 16).ids[0] == b"\xab" * 16


def test_times_are_those_that_are_known() -> None:
    def times(**said: Any) -> tuple[int, int]:
        span = message(row(input="x", **said))
        return span.start_time_unix_nano, span.end_time_unix_nano

    at = 1_795_000_000 * 10**9
    assert times() == (0, 0)
    assert times(latency=1.5) == (NOW - 1_500_000_000, NOW)
    assert times(time="2026-11-18T11:06:40Z") == (at, 0)
    assert times(time="2026-11-18T13:06:40+02:00", latency=2) == (at, at + 2 * 10**9)
    assert times(time="2026-11-18T11:06:40") == (at, 0)


def test_another_answer_takes_the_place_of_the_one_that_came_with_the_row() -> None:
    said: dict[str, Any] = {"output": "Lyon.", "usage": {"input_tokens": 1}, "latency": 9, "error": "x", "model": "a"}
    found = row(id="a", input="Where?", metadata={"k": 1}, expected="Paris.", context="c", **said)
    new = found.answered({"output": "Paris.", "metadata": {"l": 2}}, 0.5)
    assert new.said == {
        "id": "a",
        "input": "Where?",
        "model": "a",
        "expected": "Paris.",
        "context": "c",
        "metadata": {"k": 1, "l": 2},
        "output": "Paris.",
        "latency": 0.5,
    }
    assert new.ids == found.ids
    assert row(messages=[QUESTION, ANSWER]).answered({"output": "Lyon."}, 1).exchange().input == [QUESTION]


def test_a_task_that_failed_leaves_an_error_and_no_answer() -> None:
    failed = view(row(messages=[QUESTION, ANSWER]).failed("ValueError", "no", 1.0))
    assert (failed.value("error"), failed.output, failed.input) == ("ValueError", None, "Where?")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"{", "invalid JSON: unexpected end of data (column 2)"),
        (b"[]", "expected an object"),
        (b"{}", "expected input, messages or output"),
        (b'{"input": 1, "messages": [{"role": "user"}]}', "expected input or messages, not both"),
        (b'{"input": 1, "span_id": "aaaaaaaaaaaaaaaa"}', "span_id: expected trace_id with it"),
        (
            b'{"input": 1, "trace_id": "00000000000000000000000000000000"}',
            "trace_id: expected 32 hexadecimal digits that are not all 0",
        ),
        (b'{"input": 1, "id": ""}', "id: expected a text of up to 200 characters, or an integer"),
        (b'{"input": 1, "id": true}', "id: expected a text of up to 200 characters, or an integer"),
        (b'{"messages": []}', "messages: expected a list of messages, each an object with a role"),
        (
            b'{"input": 1, "context": [{"id": 3}]}',
            "context: expected a text, or a list of texts and of objects with text or content",
        ),
        (b'{"input": 1, "latency": -1}', "latency: expected a number of seconds"),
        (b'{"input": 1, "time": "soon"}', "time: expected a time such as 2026-11-20T08:00:00Z"),
        (b'{"input": 1, "time": "0001-01-01T00:00:00+14:00"}', "time: expected a time such as 2026-11-20T08:00:00Z"),
        (b'{"input": 1, "kind": "tool"}', "kind: expected one of chat, completion, agent, workflow"),
        (b'{"input": 1, "kind": ["chat"]}', "kind: expected one of chat, completion, agent, workflow"),
        (
            b'{"input": 1, "metadata": {"": 1}}',
            "metadata: expected an object of names and values, at most 25 levels deep",
        ),
        (
            b'{"input": 1, "metadata": {"user.id": 1}, "user": "u"}',
            "metadata: user.id is said by another field of the row, too",
        ),
        (orjson.dumps({"input": 1, "expected": NESTED}), "expected: expected a value at most 25 levels deep"),
        (b'{"input": ' + b"[" * 101 + b"]" * 101 + b"}", "input: expected a value at most 100 levels deep"),
    ],
)
def test_what_is_wrong_is_a_sentence(line: bytes, expected: str) -> None:
    assert mistakes(line) == (expected,)


def test_all_that_is_wrong_is_said_at_once() -> None:
    first, second = mistakes(b'{"ouput": "x", "usage": {"input": 1}}')
    assert first.startswith("unknown field 'ouput', which may be in metadata (valid: context, error, ")
    assert first.endswith("did you mean output?)")
    assert second.startswith("usage: expected an object of integers by their names: input_tokens, ")


@given(st.dictionaries(st.sampled_from([*FIELDS, "other"]), VALUES, max_size=6))
def test_whatever_a_row_says_it_is_right_or_wrong(said: dict[str, Any]) -> None:
    try:
        found = read_row(orjson.dumps(said), 1)
    except BadRow:
        return
    seen = view(found)
    assert seen.span.sound
    assert seen.value("expected") == said.get("expected")
    assert seen.kind == (said.get("kind") or "chat")


@given(st.binary(max_size=60))
def test_whatever_a_line_holds_it_is_right_or_wrong(line: bytes) -> None:
    try:
        found = read_row(line, 1)
    except BadRow:
        return
    assert view(found).span.sound

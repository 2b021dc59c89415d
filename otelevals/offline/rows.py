"""A row of a dataset: what is known of one interaction, and which span that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson

from otelevals.genai.usage import Usage
from otelevals.genai.write import Exchange
from otelevals.offline.fields import check, read_time

_SECOND = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OF_AN_ANSWER = frozenset(
    {
        *("output", "tool_calls", "response_model", "usage", "finish_reason"),
        *("latency", "time_to_first_token", "time", "error"),
    }
)
"""What says nothing of another answer than the one that came with the row."""


class BadRow(ValueError):
    """A row is wrong, for each of these reasons."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class Row:
    line: int
    said: Mapping[str, Any]
    """Its fields, without those that are null."""
    failure: tuple[str, str] | None = None
    """The type of what was raised instead of an answer, and what it says."""

    @property
    def id(self) -> str:
        """As it is written; its line where it has none."""
        return str(self.said.get("id", f"line {self.line}"))

    @property
    def input(self) -> Any:
        """As it is written, or the messages before the answer."""
        if "messages" not in self.said:
            return self.said.get("input")
        messages = self.said["messages"]
        return messages[:-1] if self._answered else messages

    @property
    def output(self) -> Any:
        return self.said["messages"][-1] if self._answered else self.said.get("output")

    @property
    def _answered(self) -> bool:
        """Whether the last of its messages is the answer."""
        messages = self.said.get("messages", ())
        return len(messages) > 1 and messages[-1]["role"] == "assistant" and "output" not in self.said

    @property
    def ids(self) -> tuple[bytes, bytes]:
        """Of its trace and its span: those that it names, or such that follow from its id and its input. So it is the
        same one in another version of its dataset, and with another answer."""
        trace_id, span_id = (bytes.fromhex(self.said.get(name, "")) for name in ("trace_id", "span_id"))
        if trace_id and span_id:
            return trace_id, span_id
        digest = sha256(orjson.dumps([self.id, self.input], option=orjson.OPT_SORT_KEYS)).digest()
        return trace_id or digest[:16], digest[16:24]

    def answered(self, answer: Mapping[str, Any], seconds: float) -> "Row":
        """The row with what it was answered in so many seconds, in place of what it says of its own answer."""
        said = {**self._asked, **answer, "latency": seconds}
        if "metadata" in answer:
            said["metadata"] = {**self.said.get("metadata", {}), **answer["metadata"]}
        return replace(self, said={name: value for name, value in said.items() if value is not None})

    def failed(self, type_: str, message: str, seconds: float) -> "Row":
        """The row with what was raised instead of an answer."""
        return replace(self, said={**self._asked, "latency": seconds}, failure=(type_, message))

    @property
    def _asked(self) -> dict[str, Any]:
        asked = {name: value for name, value in self.said.items() if name not in _OF_AN_ANSWER}
        if self._answered:
            asked["messages"] = self.input
        return asked

    def exchange(self) -> Exchange:
        get = self.said.get
        reason, error, context = get("finish_reason"), get("error"), get("context")
        session, user = (None if get(name) is None else str(get(name)) for name in ("session", "user"))
        return Exchange(
            kind=get("kind", "chat"),
            name=get("name", ""),
            input=self.input,
            output=self.output,
            system=get("system"),
            tools=get("tools"),
            tool_calls=get("tool_calls", ()),
            documents=[context] if isinstance(context, str) else context,
            request_model=get("model"),
            response_model=get("response_model"),
            provider=get("provider"),
            usage=Usage(**get("usage", {})),
            finish_reasons=() if reason is None else (reason,),
            time_to_first_token=get("time_to_first_token"),
            session=session,
            user=user,
            expected=get("expected"),
            error=self.failure or (None if error is None else (error, "")),
            more=get("metadata", {}),
        )

    def span(self, now: int) -> bytes:
        """The span, serialised. It ended at this time, in nanoseconds, unless the row says when it began."""
        return self.exchange().span(*self.ids, *self._times(now))

    def _times(self, now: int) -> tuple[int, int]:
        """When it began and ended; 0 where that is not known."""
        written, seconds = self.said.get("time"), self.said.get("latency")
        duration = 0 if seconds is None else int(seconds * _SECOND)
        if written is not None:
            start = (read_time(written) - _EPOCH) // timedelta(microseconds=1) * 1000
            return start, 0 if seconds is None else start + duration
        return (0, 0) if seconds is None else (now - duration, now)


def read_row(line: bytes, number: int) -> Row:
    """The row in a line of JSON; BadRow with all that is wrong with it."""
    try:
        found = orjson.loads(line.strip())
    except orjson.JSONDecodeError as error:
        raise BadRow(f"invalid JSON: {error.msg} (column {error.colno})") from None
    if not isinstance(found, dict):
        raise BadRow("expected an object")
    said = {name: value for name, value in found.items() if value is not None}
    mistakes = [wrong for name, value in said.items() if (wrong := check(name, value)) is not None]
    mistakes += [] if mistakes else _contradictions(Row(number, said))
    if mistakes:
        raise BadRow(*mistakes)
    return Row(number, said)


def _contradictions(row: Row) -> list[str]:
    said, found = row.said, []
    if not {"input", "messages", "output"} & said.keys():
        found.append("expected input, messages or output")
    if {"input", "messages"} <= said.keys():
        found.append("expected input or messages, not both")
    if "span_id" in said and "trace_id" not in said:
        found.append("span_id: expected trace_id with it")
    if twice := sorted(_own_attributes(row).keys() & said.get("metadata", {}).keys()):
        found.append(f"metadata: {twice[0]} is said by another field of the row, too")
    return found


def _own_attributes(row: Row) -> dict[str, Any]:
    """The attributes of a row without its metadata."""
    return replace(row.exchange(), more={}).attributes

"""A question to a judge about one target, and how it is kept for later."""

from typing import NamedTuple

import orjson

from otelevals.judges.asked import Message, Prompt
from otelevals.store.judge_calls import CallKey


class Question(NamedTuple):
    key: CallKey
    prompt: Prompt
    related: bool = False
    """Whether the judge is of the family of the judged model."""


def encode_question(question: Question) -> bytes:
    key, prompt = question.key, question.prompt
    ids = {"trace_id": key.trace_id.hex(), "span_id": key.span_id.hex()}
    asked = {**prompt._asdict(), "messages": [[*message] for message in prompt.messages]}
    return orjson.dumps({"key": {**key._asdict(), **ids}, "prompt": asked, "related": question.related})


def decode_question(data: bytes) -> Question:
    """ValueError when it is none."""
    try:
        found = orjson.loads(data)
        key = CallKey(**found["key"])
        trace_id, span_id = (bytes.fromhex(found["key"][name]) for name in ("trace_id", "span_id"))
        prompt = Prompt(
            **{**found["prompt"], "messages": tuple(Message(*each) for each in found["prompt"]["messages"])}
        )
        return Question(key._replace(trace_id=trace_id, span_id=span_id), prompt, bool(found["related"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("what was kept of a question cannot be read") from error

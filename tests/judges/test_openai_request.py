"""Requests ask for structured answers in each way, and keep what is judged apart from how to answer."""

from otelevals.judges.asked import Message
from otelevals.judges.openai_request import build_body, closed
from otelevals.judges.ways import Manner, Way
from tests.judges.asking import PROMPT


def test_how_to_answer_follows_the_system_message_only() -> None:
    body = build_body("m", PROMPT, Manner("max_tokens", way=Way.TEXT))
    system, user = body["messages"]
    assert system["content"].startswith("You judge answers.\n\nAnswer with one JSON object and nothing else.")
    assert user == {"role": "user", "content": "Is it good?"}


def test_without_a_system_message_how_to_answer_is_one() -> None:
    prompt = PROMPT._replace(messages=[Message("user", "Is it good?")])
    body = build_body("m", prompt, Manner("max_tokens", way=Way.TEXT))
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


def test_no_temperature_is_sent_where_none_is_set() -> None:
    assert "temperature" not in build_body("m", PROMPT._replace(temperature=None), Manner("max_tokens"))


def test_names_have_the_characters_that_are_allowed() -> None:
    def name(written: str) -> str:
        body = build_body("m", PROMPT._replace(schema_name=written), Manner("max_tokens"))
        return str(body["response_format"]["json_schema"]["name"])

    assert name("is it good?") == "is_it_good_"
    assert name("ä" * 99) == "_" * 64
    assert name("") == "answer"


def test_every_object_of_a_schema_is_closed() -> None:
    inner = {"type": "object", "properties": {"type": {"type": "string"}}}
    schema = {"type": "object", "properties": {"claims": {"type": "array", "items": inner}}, "anyOf": [inner]}
    assert closed(schema) == {
        "additionalProperties": False,
        "type": "object",
        "properties": {"claims": {"type": "array", "items": {"additionalProperties": False, **inner}}},
        "anyOf": [{"additionalProperties": False, **inner}],
    }
    assert closed({"type": "object", "additionalProperties": True}) == {"type": "object", "additionalProperties": True}

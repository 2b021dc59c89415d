"""A description names what was found, what most scorers need and is absent, and what was left out and why."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from otelevals.genai.describe import Description, describe
from otelevals.genai.fields import Found
from otelevals.genai.sources import SOURCES
from tests.genai.spans import INPUT, OPERATION, OUTPUT, chat, interaction


def described(attributes: dict[str, Any], **fields: Any) -> Description:
    return describe(interaction(attributes, **fields))


def test_fields_are_found_in_the_order_of_the_catalog() -> None:
    found = described(chat("Paris.", "Where?", **{"gen_ai.request.model": "m"})).found
    assert list(found)[:2] == ["kind", "operation"]
    assert list(found).index("model") < list(found).index("input_text") < list(found).index("output_messages")
    assert found["output_text"] == Found("Paris.", OUTPUT)


def test_what_most_scorers_need_is_missed_by_kind() -> None:
    assert set(described(chat()).missing) == {"input_text", "output_text"}
    (reason,) = described(chat(prompt="Where?")).missing.values()
    assert reason.startswith(f"the span has no {OUTPUT}")
    assert set(described({OPERATION: "retrieval"}).missing) == {"input_text", "documents"}
    assert set(described({OPERATION: "embeddings"}).missing) == {"input_text"}
    assert described({OPERATION: "evaluation"}).missing == {}


def test_what_is_left_out_says_why() -> None:
    found = described(
        chat("Paris.")
        | {
            INPUT: "[{",
            "llm.model_name": "other",
            "gen_ai.request.model": "m",
            "gen_ai.request.temperature": 0.1,
            "llm.unheard_of.0.a": 1,
            "llm.unheard_of.12.a": 1,
            "http.route": "/",
        }
    )
    assert found.unreadable == {INPUT: "is not valid JSON; it may have been cut"}
    assert found.passed_over == {"llm.model_name": "request_model"}
    assert found.unused == ["gen_ai.request.temperature", "llm.unheard_of.*.a"]


def test_what_is_part_of_a_field_is_not_left_out() -> None:
    found = described(
        {
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "Where?",
            "gen_ai.usage.prompt_tokens": 3,
            "gen_ai.response.finish_reasons": ["stop"],
            "gen_ai.system_instructions": "Be brief.",
        }
    )
    assert (found.unreadable, found.passed_over, found.unused) == ({}, {}, [])


def test_events_are_left_out_too() -> None:
    span = interaction(chat("Paris.")).span.message
    for name in ("gen_ai.choice", "gen_ai.unheard_of", "exception"):
        event = span.events.add(name=name)
        event.attributes.add(key="content").value.string_value = "x"
    found = described(chat("Paris."), events=span.events)
    assert found.passed_over == {"event gen_ai.choice": "output_messages"}
    assert found.unused == ["event gen_ai.unheard_of"]


PLACES = sorted({source.place for sources in SOURCES.values() for source in sources})


@given(
    st.dictionaries(
        st.sampled_from(PLACES) | st.text(),
        st.text()
        | st.integers(-(2**63), 2**63 - 1)
        | st.binary()
        | st.lists(st.text())
        | st.sampled_from(["[" * 2000]),
    )
)
def test_whatever_a_span_holds_can_be_described(attributes: dict[str, Any]) -> None:
    found = described(attributes)
    left_out = {*found.unreadable, *found.passed_over, *found.unused}
    assert not left_out & {field.source for field in found.found.values()}

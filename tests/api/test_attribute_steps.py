"""Actions do to attributes what the Collector's do, and the appended form of an insertion is the decoded one."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.attribute_actions import AttributeAction
from otelevals.api.attribute_steps import apply_steps, compile_steps
from otelevals.api.batch import Metadata
from otelevals.api.span import Attributes
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attributes

EXTRACT = r"^\/api\/v1\/document\/(?P<new_user_key>.*)\/update\/(?P<version>.*)$"


def act(attributes: dict[str, Any], *actions: dict[str, Any], metadata: Metadata = ()) -> dict[str, Any]:
    parsed = [AttributeAction.model_validate(action) for action in actions]
    raw = encode_attributes(SPAN_ATTRIBUTES, attributes)
    changed = apply_steps(compile_steps(parsed, metadata, SPAN_ATTRIBUTES), raw, lambda: Span.FromString(raw))
    assert changed is raw or changed != raw or len(actions) > 1
    return Attributes(Span.FromString(changed).attributes).as_dict()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ({"action": "insert", "key": "a", "value": 123}, {}, {"a": 123}),
        ({"action": "insert", "key": "a", "value": 123}, {"b": "a"}, {"b": "a", "a": 123}),
        ({"action": "insert", "key": "a", "value": 123}, {"a": "bob"}, {"a": "bob"}),
        ({"action": "insert", "key": "a", "value": ""}, {}, {"a": ""}),
        ({"action": "insert", "key": "a", "value": False}, {}, {"a": False}),
        ({"action": "insert", "key": "a", "value": [1, "x"]}, {}, {"a": [1, "x"]}),
        ({"action": "insert", "key": "a", "from_attribute": "b"}, {}, {}),
        ({"action": "insert", "key": "a", "from_attribute": "b"}, {"b": 7}, {"b": 7, "a": 7}),
        ({"action": "insert", "key": "a", "from_attribute": "b", "default_value": 1}, {}, {"a": 1}),
        ({"action": "insert", "key": "a", "from_attribute": "b", "default_value": 1}, {"b": 2}, {"b": 2, "a": 2}),
        ({"action": "INSERT", "key": "a", "default_value": 1}, {}, {"a": 1}),
        ({"action": "update", "key": "a", "value": "new"}, {}, {}),
        ({"action": "update", "key": "a", "value": "new"}, {"a": 1, "b": 2}, {"a": "new", "b": 2}),
        ({"action": "update", "key": "a", "from_attribute": "b"}, {"a": 1}, {"a": 1}),
        ({"action": "update", "key": "a", "from_attribute": "b"}, {"b": 1}, {"b": 1}),
        ({"action": "update", "key": "a", "from_attribute": "b"}, {"a": 1, "b": 2}, {"a": 2, "b": 2}),
        ({"action": "upsert", "key": "a", "value": "new"}, {}, {"a": "new"}),
        ({"action": "upsert", "key": "a", "value": "new"}, {"a": 1}, {"a": "new"}),
        ({"action": "upsert", "key": "a", "from_attribute": "b"}, {"a": 1}, {"a": 1}),
        (
            {"action": "upsert", "key": "a", "from_attribute": "b"},
            {"b": {"x": [1]}},
            {"b": {"x": [1]}, "a": {"x": [1]}},
        ),
        ({"action": "delete", "key": "a"}, {"b": 1}, {"b": 1}),
        ({"action": "delete", "key": "a"}, {"a": 1, "b": "a"}, {"b": "a"}),
        ({"action": "delete", "pattern": "dup.*"}, {"my_dup_1": 1, "b": 2}, {"b": 2}),
        ({"action": "delete", "key": "a", "pattern": "^dup_."}, {"a": 1, "dup_x": 1, "no_dup_x": 2}, {"no_dup_x": 2}),
        ({"action": "hash", "key": "a"}, {"b": 1}, {"b": 1}),
        ({"action": "hash", "key": "a"}, {"a": "foo"}, {"a": sha(b"foo")}),
        ({"action": "hash", "key": "a"}, {"a": ""}, {"a": ""}),
        ({"action": "hash", "key": "a"}, {"a": 24}, {"a": sha(b"\x18" + bytes(7))}),
        ({"action": "hash", "key": "a"}, {"a": 2.5}, {"a": sha(bytes.fromhex("0000000000000440"))}),
        ({"action": "hash", "key": "a"}, {"a": True}, {"a": sha(b"\x01")}),
        ({"action": "hash", "key": "a"}, {"a": [1]}, {"a": ""}),
        ({"action": "hash", "pattern": "mail$"}, {"email": "x", "b": "y"}, {"email": sha(b"x"), "b": "y"}),
        ({"action": "extract", "key": "k", "pattern": EXTRACT}, {"k": 12}, {"k": 12}),
        ({"action": "extract", "key": "k", "pattern": EXTRACT}, {"k": "/api/v1/x"}, {"k": "/api/v1/x"}),
        (
            {"action": "extract", "key": "k", "pattern": EXTRACT},
            {"k": "/api/v1/document/12/update/v1", "version": 3},
            {"k": "/api/v1/document/12/update/v1", "version": "v1", "new_user_key": "12"},
        ),
        ({"action": "extract", "key": "k", "pattern": "(?P<a>x)?(?P<b>ü)"}, {"k": "ü"}, {"k": "ü", "a": "", "b": "ü"}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": "200"}, {"a": 200}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": " 200"}, {"a": " 200"}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": "9" * 19}, {"a": "9" * 19}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": 3.9}, {"a": 3}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": 1e300}, {"a": 1e300}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": True}, {"a": 1}),
        ({"action": "convert", "key": "a", "converted_type": "int"}, {"a": [1]}, {"a": [1]}),
        ({"action": "convert", "key": "a", "converted_type": "double"}, {"a": "2.50"}, {"a": 2.5}),
        ({"action": "convert", "key": "a", "converted_type": "double"}, {"a": "1_0"}, {"a": "1_0"}),
        ({"action": "convert", "key": "a", "converted_type": "double"}, {"a": 2}, {"a": 2.0}),
        ({"action": "convert", "key": "a", "converted_type": "double"}, {"a": False}, {"a": 0.0}),
        ({"action": "convert", "key": "a", "converted_type": "string"}, {"a": True}, {"a": "true"}),
        ({"action": "convert", "key": "a", "converted_type": "string"}, {"a": 2.5}, {"a": "2.5"}),
        ({"action": "convert", "key": "a", "converted_type": "string"}, {"a": {"b": [1]}}, {"a": '{"b":[1]}'}),
        ({"action": "convert", "key": "a", "converted_type": "string"}, {"a": b"\x01"}, {"a": "AQ=="}),
        ({"action": "convert", "key": "a", "converted_type": "string"}, {"a": None}, {"a": ""}),
        ({"action": "convert", "key": "a", "converted_type": "string"}, {"a": float("inf")}, {"a": "inf"}),
    ],
)
def test_actions(action: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    assert act(before, action) == after


def test_later_actions_see_what_earlier_ones_did() -> None:
    actions = [
        {"key": "operation", "value": "default", "action": "insert"},
        {"key": "svc.operation", "from_attribute": "operation", "action": "upsert"},
        {"key": "operation", "action": "delete"},
    ]
    assert act({"timeout": 10}, *actions) == {"timeout": 10, "svc.operation": "default"}
    assert act({"operation": "subtract"}, *actions) == {"svc.operation": "subtract"}


def test_values_come_from_request_headers() -> None:
    metadata: Metadata = (("x-tenant", "blue"), ("x-tenant", "red"), ("host", "h"))
    tenant = {"key": "tenant", "action": "insert", "from_context": "metadata.X-Tenant"}
    assert act({}, tenant, metadata=metadata) == {"tenant": "blue;red"}
    assert act({}, tenant) == {}
    assert act({}, {**tenant, "default_value": "none"}) == {"tenant": "none"}
    assert act({}, {"key": "h", "action": "insert", "from_context": "Host"}, metadata=metadata) == {"h": "h"}


def test_every_attribute_of_a_deleted_key_goes() -> None:
    raw = encode_attributes(SPAN_ATTRIBUTES, {"a": 1}) + encode_attributes(SPAN_ATTRIBUTES, {"a": 2, "b": 3})
    steps = compile_steps([AttributeAction(key="a", action="delete")], (), SPAN_ATTRIBUTES)
    changed = Span.FromString(apply_steps(steps, raw, lambda: Span.FromString(raw)))
    assert [item.key for item in changed.attributes] == ["b"]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"action": "shout", "key": "a"}, "Input should be 'insert', 'update'"),
        ({"action": "insert", "value": 1}, "insert needs key"),
        ({"action": "delete"}, "delete needs key or pattern"),
        ({"action": "insert", "key": "a"}, "insert needs value, from_attribute, from_context or default_value"),
        (
            {"action": "insert", "key": "a", "value": 1, "from_attribute": "b"},
            "value and from_attribute cannot be used together",
        ),
        ({"action": "insert", "key": "a", "value": 1, "pattern": "x"}, "insert does not use pattern"),
        ({"action": "delete", "key": "a", "value": 1}, "delete does not use value"),
        ({"action": "hash", "key": "a", "converted_type": "int"}, "hash does not use converted_type"),
        ({"action": "extract", "key": "a"}, "extract needs pattern"),
        ({"action": "extract", "key": "a", "pattern": "(x)"}, "extract needs a pattern whose groups all have names"),
        ({"action": "extract", "key": "a", "pattern": "x"}, "extract needs a pattern whose groups all have names"),
        ({"action": "delete", "pattern": "("}, "not a regular expression: missing ): ("),
        ({"action": "convert", "key": "a"}, "convert needs converted_type"),
        (
            {"action": "insert", "key": "a", "from_context": "auth.subject"},
            "auth.subject is not supported: write metadata.<name of a request header>",
        ),
    ],
)
def test_wrong_actions_are_refused(action: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        AttributeAction.model_validate(action)
    assert message in str(caught.value)


KEYS = st.sampled_from(["a", "b", "ab"])
VALUES = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=3) | st.lists(st.integers(), max_size=2)
)
ACTIONS = st.one_of(
    st.fixed_dictionaries(
        {"action": st.sampled_from(["insert", "update", "upsert"]), "key": KEYS, "default_value": st.just("x")},
        optional={"from_attribute": KEYS},
    ),
    st.fixed_dictionaries({"action": st.sampled_from(["delete", "hash"]), "key": KEYS}),
    st.fixed_dictionaries({"action": st.sampled_from(["delete", "hash"]), "pattern": st.sampled_from(["^a", "b$"])}),
    st.fixed_dictionaries(
        {"action": st.just("convert"), "key": KEYS, "converted_type": st.sampled_from(["int", "double", "string"])}
    ),
)


@given(st.dictionaries(KEYS, VALUES), st.lists(ACTIONS, min_size=1, max_size=4))
def test_the_short_ways_give_what_decoding_gives(attributes: dict[str, Any], actions: list[dict[str, Any]]) -> None:
    parsed = [AttributeAction.model_validate(action) for action in actions]
    message = Span.FromString(encode_attributes(SPAN_ATTRIBUTES, attributes))
    for step in compile_steps(parsed, (), SPAN_ATTRIBUTES):
        step.apply(message.attributes)
    assert act(attributes, *actions) == Attributes(message.attributes).as_dict()

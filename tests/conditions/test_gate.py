"""A gate is shut only when nothing in the data can make the condition true."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from otelevals.conditions import Condition, ConditionError, EvaluationError, Gate, Resolver, compile_condition
from otelevals.conditions.gate import ANYTHING, NOTHING, requires

KEYS = ("alpha", "beta", "gamma")
STRINGS = ("x", "xy", "chat", "")

operators = st.sampled_from(["==", "!=", "<", ">", "<=", ">="])
paths = st.sampled_from([f'span.attributes["{key}"]' for key in KEYS] + ["span.name", *['genai.output["alpha"]'] * 2])
strings = st.sampled_from([f'"{text}"' for text in STRINGS])
constants = st.one_of(
    strings, st.sampled_from(["nil", "0", "1", "2.5", "true", "false", "0x78", '["x"]', "[]", "[nil]"])
)
values = st.recursive(
    st.one_of(paths, constants),
    lambda inner: st.one_of(
        st.builds("Int({})".format, inner),
        st.builds("String({})".format, inner),
        st.builds("Hex({})".format, inner),
        st.builds("Len({})".format, inner),
        st.builds("({} + {})".format, inner, st.sampled_from(["1", *[f'span.attributes["{key}"]' for key in KEYS]])),
        st.builds("Coalesce([{}, {}])".format, inner, inner),
        st.builds('Concat([{}], "")'.format, inner),
        st.builds("[{}]".format, inner),
        st.builds("IsString({})".format, inner),
    ),
    max_leaves=3,
)
tests = st.one_of(
    st.builds("{} {} {}".format, values, operators, values),
    st.builds("{}({}, {})".format, st.sampled_from(["HasPrefix", "HasSuffix", "IsMatch"]), values, values),
    st.builds(
        "ContainsValue({}, {})".format, st.one_of(values, st.builds("[{}, {}]".format, constants, constants)), values
    ),
    st.builds("{}({})".format, st.sampled_from(["IsString", "IsInt", "IsEmpty", "IsList", "Bool"]), values),
    st.sampled_from(["true", "false"]),
)
plain_tests = st.one_of(
    st.builds("{} {} {}".format, paths, operators, constants | paths),
    st.builds("{}({}, {})".format, st.sampled_from(["HasPrefix", "ContainsValue"]), paths, strings),
    st.builds("ContainsValue([{}, {}], {})".format, constants, constants, paths),
    st.builds("{}({}) {} {}".format, st.sampled_from(["IsString", "Hex", "Int"]), paths, operators, constants),
)
conditions = st.recursive(
    plain_tests | tests,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)
SCALARS = [*STRINGS, 0, 1, 2.5, True, False, b"x", None]
VALUES = [*SCALARS, [], ["x"], [None], ["chat", 1]]


def context(span: dict[str, Any], output: dict[str, Any], **fields: str) -> dict[str, Any]:
    return {"span": {"attributes": span, **fields}, "genai": {"output": output}}


SPARSE = [
    context({}, {}),
    *(context({key: value}, {}) for key in KEYS[:2] for value in VALUES),
    *(context({}, {"alpha": value}) for value in VALUES),
    *(context({}, {}, name=name) for name in STRINGS),
]
attributes = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES))
contexts = st.builds(context, attributes, attributes, name=st.sampled_from(STRINGS))


def pieces(value: Any) -> Iterator[bytes]:
    """The keys and strings of a value; derived ones are reversed, so that they are never found as they are."""
    match value:
        case str():
            yield value.encode()
        case bytes():
            yield value
        case list():
            for item in value:
                yield from pieces(item)
        case dict():
            for key, item in value.items():
                yield key.encode()
                yield from pieces(item)


def serialise(ctx: dict[str, Any]) -> bytes:
    derived = (piece if piece.decode() in KEYS else piece[::-1] for piece in pieces(ctx["genai"]["output"]))
    return b"\0".join([*pieces(ctx["span"]["attributes"]), *pieces(ctx["span"].get("name")), *derived])


def holds(condition: Condition, ctx: Any) -> bool:
    try:
        return condition(ctx)
    except EvaluationError:
        return False


@settings(max_examples=400)
@given(text=conditions, ctx=contexts)
def test_a_shut_gate_means_that_the_condition_is_not_true(text: str, ctx: dict[str, Any], resolver: Resolver) -> None:
    try:
        condition = compile_condition(text, resolver)
    except ConditionError:
        assume(False)
    for each in (ctx, *SPARSE):
        if not condition.gate.admits(serialise(each)):
            assert not holds(condition, each)


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ('span.attributes["key"] == "value"', [{b"key", b"value"}]),
        ('"value" == span.attributes["key"]', [{b"key", b"value"}]),
        ('span.attributes["key"] == 0x6162', [{b"key", b"ab"}]),
        ('span.attributes["key"] != nil', [{b"key"}]),
        ('span.attributes["key"] > 5', [{b"key"}]),
        ('span.attributes["key"] >= 5', [{b"key"}]),
        ('span.attributes["a"] < span.attributes["b"]', [{b"a", b"b"}]),
        ('span.attributes["a"] + span.attributes["b"] == 2', [{b"a", b"b"}]),
        ('Int(span.attributes["key"]) == 2', [{b"key"}]),
        ('HasPrefix(span.attributes["key"], "gpt-")', [{b"key", b"gpt-"}]),
        ('IsMatch(span.attributes["key"], "gpt-")', [{b"key"}]),
        ('IsString(span.attributes["key"])', [{b"key"}]),
        ('ContainsValue(span.attributes["tags"], "prod")', [{b"tags", b"prod"}]),
        ('ContainsValue(["chat", "embed"], span.attributes["op"])', [{b"op", b"chat"}, {b"op", b"embed"}]),
        ('genai.output["key"] == "value"', [{b"key"}]),
        ('span.name == "a" and span.kind == 2', [{b"a"}]),
        ('span.name == "a" or span.name == "b"', [{b"a"}, {b"b"}]),
        ('span.name == "a" or span.name == "abc"', [{b"a"}, {b"abc"}]),
        ('span.name == "a" or span.name == "a" and span.name == "b"', [{b"a"}]),
        ('span.name == "a" and (span.name == "b" or span.name == "c")', [{b"a", b"b"}, {b"a", b"c"}]),
        ("false", []),
        ('span.name == "a" and false', []),
    ],
)
def test_a_condition_needs_what_its_parts_need(text: str, needed: list[set[bytes]], resolver: Resolver) -> None:
    assert [set(alternative) for alternative in compile_condition(text, resolver).gate.alternatives] == needed


@pytest.mark.parametrize(
    "text",
    [
        'span.attributes["key"] == nil',
        'span.attributes["key"] != "value"',
        'span.attributes["key"] <= nil',
        'span.attributes["a"] == span.attributes["b"]',
        'span.attributes["a"] >= span.attributes["b"]',
        'not span.attributes["key"] == "value"',
        'IsString(span.attributes["key"]) == false',
        'IsEmpty(span.attributes["key"])',
        'Hex(span.attributes["key"]) == ""',
        'span.name == ""',
        'span.name == "a" or span.kind == 2',
        'ContainsValue(["a", nil], span.name)',
        "true",
    ],
)
def test_a_condition_that_may_hold_without_its_keys_admits_everything(text: str, resolver: Resolver) -> None:
    assert compile_condition(text, resolver).gate.admits(b"")


def test_a_gate_looks_for_all_of_one_alternative() -> None:
    gate = requires([b"ab", b"cd"]) | requires([b"ef"])
    assert gate.admits(b"cd..ab")
    assert gate.admits(b"..ef")
    assert not gate.admits(b"ab..c.d")


def test_a_literal_inside_another_is_not_looked_for_twice() -> None:
    assert requires([b"key", b"the key", b""]) == requires([b"the key"])


def test_combining_gates_that_have_too_many_alternatives_still_admits_what_either_part_needs() -> None:
    many = [requires([bytes([letter, digit])]) for letter in b"abc" for digit in b"0123456789"]
    wide = many[0]
    for gate in many[1:]:
        wide |= gate
    both = wide & (requires([b"x"]) | requires([b"y"]))
    assert both.admits(b"x c7")
    assert not both.admits(b"nothing")
    assert (wide | Gate(tuple(frozenset({bytes([letter])}) for letter in b"ABCD"))) == ANYTHING


def test_the_neutral_gates_are_neutral() -> None:
    gate = requires([b"a"])
    assert gate & ANYTHING == gate
    assert gate | NOTHING == gate
    assert gate & NOTHING == NOTHING
    assert gate | ANYTHING == ANYTHING

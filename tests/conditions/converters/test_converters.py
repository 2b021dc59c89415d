"""Converters answer or raise EvaluationError, whatever values they are given."""

from typing import Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from otelevals.conditions import EvaluationError, Resolver
from otelevals.conditions.converters import CONVERTERS, Converter
from otelevals.conditions.converters.collections import MAX_JSON_DEPTH, parse_json
from otelevals.conditions.converters.text import convert_case, is_match, matcher, substring
from otelevals.conditions.operands import Operands
from otelevals.conditions.parser import parse

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(),
    st.binary(),
    st.sampled_from(["1", "-1", "1e999", "inf", "-nan", "0x1", "1_0", "{}", "[1]", "[", "(", "lower", "\ud800"]),
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
called = [converter for converter in CONVERTERS.values() if converter.parameters]
RESULTS = {"bool": bool, "int": int, "double": float, "string": str, "list": list, "map": dict, "nil": type(None)}


@pytest.mark.parametrize("converter", called, ids=lambda converter: converter.name)
@settings(max_examples=30)
@given(data=st.data())
def test_a_converter_answers_with_its_type_or_says_why_not(
    converter: Converter, data: st.DataObject, resolver: Resolver
) -> None:
    arguments = [
        str(parameter.default).lower() if parameter.literal and parameter.default is False
        else '"lower"' if parameter.literal
        else f'span.attributes["{parameter.name}"]'
        for parameter in converter.parameters
    ]  # fmt: skip
    ctx = {"span": {"attributes": {parameter.name: data.draw(values) for parameter in converter.parameters}}}
    call = f"{converter.name}({', '.join(arguments)})"
    types = tuple(RESULTS[name] for name in converter.returns.split(" or ") if name in RESULTS)
    result = outcome(call, ctx, resolver)
    assert isinstance(result, EvaluationError) or not types or type(result) in types


def outcome(call: str, ctx: Any, resolver: Resolver) -> Any:
    try:
        return Operands(resolver).compile(parse(call)).get(ctx)
    except EvaluationError as error:
        return error


@given(st.text(alphabet="ab.-é", max_size=6), st.sampled_from(["", "^"]), st.sampled_from(["", "$"]), st.text("ab.-é"))
def test_a_pattern_without_operators_matches_as_re2_does(body: str, start: str, end: str, text: str) -> None:
    pattern = start + "".join(f"\\{char}" if char in ".-" else char for char in body) + end
    assert is_match(text, pattern) is (re2.search(pattern, text) is not None)


def test_compiled_patterns_are_kept_in_bounds() -> None:
    for number in range(300):
        is_match("text", f"t{number}")
    assert matcher.cache_info().currsize <= 128


@pytest.mark.parametrize(
    ("text", "case", "converted"),
    [
        ("JSONData", "snake", "json_data"),
        ("someName2", "snake", "some_name_2"),
        ("Some-name.x y", "snake", "some_name_x_y"),
        ("http2Server", "snake", "http_2_server"),
        ("A1", "snake", "a_1"),
        ("some_name", "camel", "SomeName"),
        ("HTTPRequest", "camel", "Httprequest"),
        (" a1b.c ", "camel", "A1BC"),
        ("", "camel", ""),
        ("ÀB", "lower", "àb"),
    ],
)
def test_cases(text: str, case: str, converted: str) -> None:
    assert convert_case(text, case) == converted


def test_a_substring_that_cuts_a_character_shows_it() -> None:
    assert substring("aé", 0, 2, utf8_safe=False) == "a\ufffd"
    assert substring("éa", 1, 2, utf8_safe=True) == "a"


def test_json_nests_only_so_deep() -> None:
    assert parse_json("[" * MAX_JSON_DEPTH + "]" * MAX_JSON_DEPTH)
    for depth in (MAX_JSON_DEPTH + 1, 100_000):
        with pytest.raises(EvaluationError, match="ParseJSON"):
            parse_json("[" * depth + "]" * depth)


def test_optional_parameters_follow_required_ones() -> None:
    for converter in CONVERTERS.values():
        optional = ["?" in part for part in converter.signature.split(",")]
        assert optional == sorted(optional)

"""YAML becomes a tree that knows where everything was written, and hostile YAML is refused early."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.config.nodes import Map, Node, plain
from otelevals.config.problem import Location, Problem
from otelevals.config.reader import Budget, Source, Unreadable, parse


def read(text: str, problems: list[Problem] | None = None) -> Node | None:
    return parse(text, Source(Location("a.yaml")), Budget(), [] if problems is None else problems)


def values(text: str) -> Any:
    problems: list[Problem] = []
    result = plain(read(text, problems))
    assert problems == []
    return result


def complaints(text: str) -> list[str]:
    problems: list[Problem] = []
    read(text, problems)
    return [str(problem) for problem in problems]


def refusal(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return str(caught.value)


def test_every_key_and_value_has_a_place() -> None:
    tree = read("a: 1\nb:\n  c: [x,\n      y]\n")
    assert isinstance(tree, Map)
    inner = tree.entries["b"]
    assert isinstance(inner, Map)
    assert tree.keys == {"a": Location("a.yaml", 1, 1), "b": Location("a.yaml", 2, 1)}
    assert tree.entries["a"].where == Location("a.yaml", 1, 4)
    assert inner.keys["c"] == Location("a.yaml", 3, 3)
    assert [str(item.where) for item in inner.entries["c"].items] == ["a.yaml:3", "a.yaml:4"]  # type: ignore[union-attr]


def test_values_have_the_types_of_yaml() -> None:
    text = "a: 0123\nb: '0123'\nc: !!str 5\nd: |\n  x\n  y\ne: [1.5, true, ~, no]\nf: !!float 5\n5: key"
    assert values(text) == {
        "a": 83, "b": "0123", "c": "5", "d": "x\ny\n", "e": [1.5, True, None, "no"], "f": 5, "5": "key",
    }  # fmt: skip


def test_nothing_is_nothing() -> None:
    assert read("") is None
    assert read("# only a comment\n") is None


def test_aliases_repeat_what_their_anchor_names() -> None:
    assert values("a: &x {b: [1]}\nc: *x\nd: [*x]") == {"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}]}


def test_merged_maps_fill_in_what_a_map_does_not_say() -> None:
    text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\none: {<<: *x, b: 5}\nmany: {<<: [*x, *y]}"
    found = values(text)
    assert found["one"] == {"a": 1, "b": 5}
    assert found["many"] == {"a": 1, "b": 2, "c": 4}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert values("'<<': 1") == {"<<": 1}


def test_everything_wrong_with_single_keys_is_found_at_once() -> None:
    text = "a: 1\na: 2\n? [x]\n: 1\nb:\n  <<: 5\n  c: !!int x\n  d: !thing 1\n  c: 3\ne: !set {}"
    assert complaints(text) == [
        "a.yaml:2 :: a :: the key is used twice in one map (first on line 1)",
        "a.yaml:3 :: expected a single word or text as key",
        "a.yaml:6 :: b::<< :: expected a map or a list of maps",
        "a.yaml:7 :: b::c :: not a value of type int",
        "a.yaml:8 :: b::d :: the YAML tag is not supported",
        "a.yaml:9 :: b::c :: the key is used twice in one map (first on line 7)",
        "a.yaml:10 :: e :: the YAML tag is not supported",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\tb: 1", "a.yaml:2 :: not valid YAML: a tab cannot indent, use spaces"),
        (
            "a: 1\nb: [1,\nc: 2",
            "a.yaml:3 :: not valid YAML: did not find expected ',' or ']' while parsing a flow sequence (from line 2)",
        ),
        ("a: b: c", "a.yaml:1 :: not valid YAML: mapping values are not allowed in this context"),
        ("a: *x", "a.yaml:1 :: not valid YAML: an alias names an anchor that is not defined before it"),
        ("a: &x [*x]", "a.yaml:1 :: not valid YAML: an alias is inside the value that it stands for"),
        ("a: 1\n---\nb: 2", "a.yaml:2 :: several documents in one source: only one is allowed"),
        ("a: 1\nb: \x01", "a.yaml:2 :: not valid YAML: control characters are not allowed"),
        ("a: \udc80", "a.yaml :: not valid UTF-8"),
        ("a: " + "[" * 65, "a.yaml:1 :: nested more than 64 levels deep"),
        ("[" * 100_000, "a.yaml:1 :: nested more than 64 levels deep"),
        ("- 1\n" * 100_000, "a.yaml:100000 :: more than 100000 values, aliases counted where they are used"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_with_its_line(text: str, message: str) -> None:
    assert refusal(text) == message


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert refusal("\n".join(lines)).endswith("more than 100000 values, aliases counted where they are used")


def test_aliases_cannot_nest_deeper_than_lists() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 100)]
    assert refusal("\n".join(lines)).endswith("nested more than 64 levels deep")


@given(st.text() | st.text(alphabet="ab:-[]{}&*<!|>'\"#%@\n\t ,?0~"))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Unreadable):
        plain(read(text))

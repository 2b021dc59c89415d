"""Any text either parses or gives an error that points into it, and trees survive being printed."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.conditions import ConditionError, Field, Path, Resolver, compile_condition
from otelevals.conditions.parser import MAX_DEPTH, MAX_LENGTH, parse
from otelevals.conditions.tree import (
    And,
    Argument,
    Arithmetic,
    Call,
    Comparison,
    Enum,
    ListOf,
    Literal,
    MapOf,
    Not,
    Or,
    Reference,
    Signed,
)

KEYWORDS = {"and", "or", "not", "nil", "true", "false"}
VOCABULARY = r"""
and or not nil true false where == != < > <= >= = + - * / ( ) [ ] { } , : . ! & ' \ "
span.name attributes span set IsMatch Len Int Coalesce Split KIND 0x1 0xab 1 1. .5 1e5 9999999999999999999
"a" "\d" "\n" "(" "" [0] ["k"] {"k":1} é
"""
TOKENS = [*VOCABULARY.split(), "\n", "\x00"]

texts = st.text(max_size=200)
lower = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda name: name not in KEYWORDS)
upper = st.from_regex(r"[A-Z][A-Za-z0-9_]{0,5}", fullmatch=True)
keys = st.lists(st.one_of(texts, st.integers(0, 99)), max_size=2).map(tuple)
literals = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2**63 - 1),
    st.floats(min_value=0, allow_nan=False, allow_infinity=False).map(abs),
    texts,
    st.binary(min_size=1, max_size=8),
).map(Literal)
references = st.lists(st.builds(Field, lower, keys), min_size=1, max_size=3).map(lambda f: Reference(Path(tuple(f))))
nodes = st.recursive(
    st.one_of(literals, references, upper.map(Enum)),
    lambda inner: st.one_of(
        st.builds(Call, upper, st.lists(st.builds(Argument, st.just("") | lower, inner), max_size=3).map(tuple), keys),
        st.lists(inner, max_size=3).map(lambda items: ListOf(tuple(items))),
        st.lists(st.tuples(texts, inner), max_size=3).map(lambda items: MapOf(tuple(items))),
        st.builds(Signed, st.sampled_from("+-"), inner),
        *(
            st.builds(Arithmetic, inner, st.lists(st.tuples(st.sampled_from(ops), inner), min_size=1).map(tuple))
            for ops in ("+-", "*/")
        ),
        st.builds(Comparison, inner, st.sampled_from(["==", "!=", "<", ">", "<=", ">="]), inner),
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(tuple(items))),
    ),
    max_leaves=12,
)


@given(nodes)
def test_a_printed_tree_parses_to_itself(node: Literal) -> None:
    assert repr(parse(str(node))) == repr(node)


@given(text=st.one_of(st.text(max_size=80), st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join)))
def test_any_text_compiles_or_gives_a_condition_error_that_points_into_it(text: str, resolver: Resolver) -> None:
    error = fault(text, resolver)
    if error is not None:
        assert error.message
        assert 1 <= error.column <= len(text) + 1
        line, caret = str(error).splitlines()[-2:]
        assert caret.index("^") <= len(line)


def fault(text: str, resolver: Resolver) -> ConditionError | None:
    try:
        compile_condition(text, resolver)
    except ConditionError as error:
        return error
    return None


def test_a_path_knows_its_context_and_its_text() -> None:
    text = 'span.attributes["a"]["b\\n"][0].x == name'
    node = parse(text)
    assert isinstance(node, Comparison)
    assert isinstance(node.left, Reference)
    assert isinstance(node.right, Reference)
    path, bare = node.left.path, node.right.path
    assert path.fields == (Field("span"), Field("attributes", ("a", "b\n", 0)), Field("x"))
    assert (path.context, path.column, str(path)) == ("span", 1, text.removesuffix(" == name"))
    assert (bare.context, bare.column) == ("", text.index("name") + 1)
    assert Path((Field("attributes", ("x",)), Field("y"))).context == ""


def test_a_long_condition_is_refused(resolver: Resolver) -> None:
    with pytest.raises(ConditionError, match=rf"at most {MAX_LENGTH} characters, not {MAX_LENGTH + 1}"):
        compile_condition("true".ljust(MAX_LENGTH + 1), resolver)
    assert compile_condition("true".ljust(MAX_LENGTH), resolver)({})


@pytest.mark.parametrize(("opening", "closing"), ["()", "[]"])
def test_deep_nesting_is_refused(opening: str, closing: str, resolver: Resolver) -> None:
    def nested(depth: int) -> str:
        return f"{opening * depth}1{closing * depth} != 2"

    compile_condition(nested(MAX_DEPTH), resolver)
    with pytest.raises(ConditionError, match=rf"deeper than {MAX_DEPTH} levels") as caught:
        compile_condition(nested(MAX_DEPTH + 1), resolver)
    assert caught.value.column == MAX_DEPTH + 1


def test_brackets_in_strings_do_not_nest(resolver: Resolver) -> None:
    assert compile_condition(f'"{"(" * 200}" != ""', resolver)({})


@pytest.mark.parametrize("joint", [" and ", " or ", " == 1 and 1 + "])
def test_a_condition_of_many_parts_needs_no_deep_stack(joint: str, resolver: Resolver) -> None:
    part = "1" if "1" in joint else "true"
    text = joint.join([part] * (MAX_LENGTH // len(joint + part) - 2)) + (" == 1" if part == "1" else "")
    assert compile_condition(text, resolver)({}) in (True, False)


def test_lark_is_imported_by_the_first_condition_alone() -> None:
    code = "import sys, otelevals.conditions; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""References are found in texts, nested ones included, and a dollar sign is written twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.config.references import BadReference, Part, Reference, split, split_default, split_scheme


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("plain", ["plain"]),
        ("$NAME and $1", ["$NAME and $1"]),
        ("$$ $${A} $$$${A}", ["$ ${A} $${A}"]),
        ("${A}", [Reference("${A}")]),
        ("$$${A}", ["$", Reference("${A}")]),
        ("a${A}b${env:B:-c}d", ["a", Reference("${A}"), "b", Reference("${env:B:-c}"), "d"]),
        ("${env:A:-${B}}}", [Reference("${env:A:-${B}}"), "}"]),
        ("${A:-{}}", [Reference("${A:-{}}")]),
        ("{a: {b}}", ["{a: {b}}"]),
        ("${A:-$$}", [Reference("${A:-$$}")]),
    ],
)
def test_a_text_splits_into_literals_and_references(text: str, parts: list[Part]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize("text", ["${", "a ${A", "${A ${B}", "${A:-{}"])
def test_a_reference_without_end_is_an_error(text: str) -> None:
    with pytest.raises(BadReference, match=r"^a reference that begins with \$\{ has no end: write \$\$ for a dollar"):
        split(text)


def test_references_nest_a_hundred_levels_at_most() -> None:
    with pytest.raises(BadReference, match=r"^too many recursive expansions$"):
        split("${" * 1000 + "}" * 1000)


@pytest.mark.parametrize(
    ("body", "scheme", "rest"),
    [
        ("A", "env", "A"),
        ("env:A", "env", "A"),
        ("env:A:-b:c", "env", "A:-b:c"),
        ("A:-b", "env", "A:-b"),
        ("file:a/b.yaml", "file", "a/b.yaml"),
        ("https://x", "https", "//x"),
        ("${A}:-b", "env", "${A}:-b"),
    ],
)
def test_the_source_of_a_reference_is_the_environment_unless_it_says_another(body: str, scheme: str, rest: str) -> None:
    assert split_scheme(body) == (scheme, rest)


@pytest.mark.parametrize(
    ("body", "name", "default"),
    [
        ("A", "A", None),
        ("A:-", "A", ""),
        ("A:-b:-c", "A", "b:-c"),
        ("${B:-c}:-d", "${B:-c}", "d"),
        ("A:-${B:-c}", "A", "${B:-c}"),
        ("${B:-c}", "${B:-c}", None),
        ("A:-$$", "A", "$$"),
    ],
)
def test_a_default_follows_the_first_colon_and_minus_outside_references(
    body: str, name: str, default: str | None
) -> None:
    assert split_default(body) == (name, default)


@given(st.text(alphabet="${}a:-") | st.text())
def test_any_text_splits_or_is_refused(text: str) -> None:
    try:
        parts = split(text, unescape=False)
    except BadReference:
        return
    assert "".join(part.written if isinstance(part, Reference) else part for part in parts) == text


@given(st.text())
def test_doubling_every_dollar_sign_gives_the_text_itself(text: str) -> None:
    assert split(text.replace("$", "$$")) == ([text] if text else [])

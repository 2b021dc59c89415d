"""An error says in one sentence what is wrong, and points at it."""

import pytest

from otelevals.conditions import ConditionError, Resolver, compile_condition


def refused(text: str, resolver: Resolver) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        compile_condition(text, resolver)
    return caught.value


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 1, "empty"),
        ("  \n ", 1, "empty"),
        ("span.name ==", 13, "ends too early, expected a value"),
        ("(span.name == 1", 16, "ends too early, expected `)`, `and` or `or`"),
        ("span.name == 1)", 15, "unexpected ), expected `and`, `or` or the end"),
        ("span.name = 1", 11, "write == to compare"),
        ("span.name == 'a'", 14, "strings take double quotes"),
        ('span.name == "a', 14, "this string is not closed"),
        ('span.name == "a\nb"', 16, "a string cannot contain a line break"),
        ('span.name == "a\\d"', 16, "write \\\\d for a backslash"),
        ('span.name == "\\ud800"', 15, "unknown escape \\ud800"),
        ('span.name == "\\xff"', 14, "not UTF-8"),
        ("span.kind == 0x123", 14, "even number"),
        ("span.kind == 9223372036854775808", 14, "too large for a 64-bit integer"),
        (f"span.kind == {'9' * 5000}", 14, "too large for a 64-bit integer"),
        (f"span.kind == {'9' * 400}.0", 14, "too large for a double"),
        ("span.kind == 1e5", 15, "unexpected e5"),
        ("span.kind & 1", 11, "write `and`"),
        ("span.kind == 1 where true", 16, "write what follows `where` alone"),
        ("where span.kind == 1", 7, "write what follows `where` alone"),
        ('set(span.name, "x")', 1, "this is a statement, and only a condition"),
        ('  set(span.name, "x") where true', 3, "this is a statement"),
        ("1 == len(span.name)", 6, "len is not a converter"),
        ("not not true", 5, "unexpected not, expected a value"),
        ("1 == 2 == 3", 8, "unexpected =="),
        ("span.name", 1, "a value alone is no condition"),
        ("true and span.name", 10, "`span.name == true`"),
        ("(1 == 1) == true", 2, "a value must stand here"),
        ("not (span.kind + 1)", 6, "a value alone"),
        ("Int(1 == 1) == 1", 5, "a value must stand here"),
        (
            "span.nmae == 1",
            1,
            "unknown path span.nmae (column 1); did you mean span.name? valid choices: span.attributes",
        ),
        ("status.code == 2 and spam == 1", 22, "unknown path spam"),
        ("span.kind == SPAN_KIND_SERVR", 14, "did you mean SPAN_KIND_SERVER? valid choices: SPAN_KIND_CLIENT, SPAN"),
        ("span.kind == NOTHING_LIKE_IT", 14, "unknown enum NOTHING_LIKE_IT (column 14); valid choices: "),
        ('IsMtch(span.name, "x")', 1, "did you mean IsMatch? valid choices: Bool, Coalesce"),
        ('true or IsMatch(span.name, "(")', 28, "IsMatch: invalid pattern: missing ): ("),
        ("IsMatch(span.name)", 1, "IsMatch needs pattern (column 1); write IsMatch(target, pattern)"),
        ("Len(span.name, 1) == 1", 16, "Len takes no further argument (column 16); write Len(target)"),
        ("IsRootSpan(1)", 12, "takes no further argument (column 12); write IsRootSpan()"),
        ('Trim("a", 1) == "a"', 11, "Trim: replacement must be a string, not an int"),
        ('Trim("a", span.name) == "a"', 11, "Trim: replacement must be a literal"),
        ("HasPrefix(span.name, nil)", 22, "HasPrefix: prefix must be a string, not nil"),
        ('HasPrefix(1 + 1, "a")', 11, "HasPrefix: target must be a string, not an int"),
        ('HasPrefix(target = span.name, "a")', 31, "cannot follow one with a name"),
        ('HasPrefix(span.name, sufix = "a")', 22, "HasPrefix has no parameter sufix"),
        ('HasPrefix(span.name, target = "a")', 22, "was given target twice"),
        ('ConvertCase(span.name, "title") == "A"', 24, "to_case must be one of camel, lower, snake, upper"),
        ("Len(span.name)", 1, "Len returns int, not a bool (column 1); compare its result"),
        ("Len(span.name)[0] == 1", 1, "Len returns int, which cannot be indexed"),
        ("Int(1)", 1, "Int returns int or nil, not a bool"),
        ("Bool(nil)", 1, "Bool gives nil here, not a bool"),
        ("Len(1) == 1", 5, "must be a string, bytes, list or map, not an int"),
        ('Split("a", ",")[3] == "a"', 1, "index 3 is out of bounds"),
        ("1 / 0 == 1", 1, "division by zero"),
        ('span.kind + "a" == 1', 13, "arithmetic needs numbers"),
        ("-true == 1", 1, "arithmetic needs numbers, not a bool"),
        ("span.attributes[name] == 1", 17, "unexpected name, expected a string or an integer"),
        ("span.attributes[-1] == 1", 17, "expected a string or an integer"),
        ('{"a" 1} == nil', 6, "unexpected 1, expected a colon"),
        ("[1, ] == nil", 5, "unexpected ], expected a value"),
        ("span..name == 1", 6, "unexpected ., expected a name"),
    ],
)
def test_an_error_points_at_the_fault(text: str, column: int, said: str, resolver: Resolver) -> None:
    error = refused(text, resolver)
    assert error.column == column
    assert said in str(error).splitlines()[0]


def test_an_error_shows_the_text_and_a_caret(resolver: Resolver) -> None:
    assert str(refused("true and\n  spam == 1", resolver)).splitlines()[1:] == [
        "  true and   spam == 1",
        "             ^",
    ]


def test_an_error_in_a_long_text_shows_the_part_around_it(resolver: Resolver) -> None:
    text = "true and " * 40 + "spam == 1" + " and true" * 40
    line, caret = str(refused(text, resolver)).splitlines()[1:]
    assert len(line) < 120
    assert line[caret.index("^") :].startswith("spam == 1")
    assert line.strip().startswith("...")
    assert line.endswith("...")


def test_half_a_surrogate_pair_is_refused(resolver: Resolver) -> None:
    assert refused('span.name == "\ud800"', resolver).column == 15

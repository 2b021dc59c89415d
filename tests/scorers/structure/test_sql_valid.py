"""SQL parses in its dialect, is read-only where that is asked for, and cannot keep the parser busy."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.scorers.structure.sql_valid import SqlValid, nesting
from otelevals.scoring.score import NoVerdict, Score


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("SELECT 1", {}),
        ("select a, count(*) from t where b like 'x%' group by a having count(*) > 3;", {}),
        ("SELECT 1; SELECT 2", {}),
        ("```sql\nSELECT 1\n```", {}),
        ("WITH a AS (SELECT 1) SELECT * FROM a", {"read_only": True}),
        ("SELECT x::int, y->>'k' FROM t WHERE z = ANY(ARRAY[1,2])", {"dialect": "postgres"}),
        ("SELECT `a b` FROM t LIMIT 3, 4", {"dialect": "mysql"}),
        ("SELECT TOP 3 [a b] FROM t", {"dialect": "mssql"}),
        ("INSERT INTO t VALUES (1, 'ü', '👍', 'שלום')", {}),
        ("SELECT '((((((((((((((('", {}),
        ("Here it is:\n```sql\nSELECT 1\n```\nDone.", {"blocks": True}),
    ],
)
def test_valid(code: str, options: dict[str, Any]) -> None:
    assert SqlValid(**options).score(code) == Score.passing()


@pytest.mark.parametrize(
    ("code", "options", "why"),
    [
        ("", {}, "the output has no SQL statement"),
        ("-- nothing", {}, "the output has no SQL statement"),
        ("hello world", {}, "the output is not valid SQL: Expected: an SQL statement, found: hello at"),
        ("Sure! SELECT 1", {}, "the output is not valid SQL: "),
        ("SELECT a,, b FROM t", {}, "the output is not valid SQL: "),
        ("SELECT a FROM t WHERE", {}, "the output is not valid SQL: "),
        ("SELECT (1", {}, "the output is not valid SQL: "),
        ("SELECT 'a", {}, "the output is not valid SQL: "),
        ("SELECT `a` FROM t", {"dialect": "postgres"}, "the output is not valid SQL: "),
        ("DROP TABLE t", {"read_only": True}, "the SQL is not read-only: Drop"),
        ("SELECT 1; DELETE FROM t", {"read_only": True}, "the SQL is not read-only: Delete"),
        ("WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x", {"read_only": True}, "the SQL is not read-only: "),
        ("SELECT * INTO u FROM t", {"read_only": True}, "the SQL is not read-only: SELECT INTO"),
        ("EXPLAIN ANALYZE DELETE FROM t", {"read_only": True}, "the SQL is not read-only: Delete"),
        ("```sql\nSELECT 1\n```\n```sql\nSELEC 1\n```", {"blocks": True}, "the output is not valid SQL: "),
    ],
)
def test_invalid(code: str, options: dict[str, Any], why: str) -> None:
    result = SqlValid(**options).score(code)
    assert isinstance(result, Score)
    assert result.passed is False
    assert str(result.explanation).startswith(why)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("SELECT " + "f(" * 13, "the SQL is nested deeper than 12 levels"),
        ("SELECT " + "CASE WHEN f(" * 7, "the SQL is nested deeper than 12 levels"),
        ("SELECT " + "(')'" * 13, "the SQL is nested deeper than 12 levels"),
        ("SELECT 'a\\'', " + "f('x\\'" * 13, "the SQL is nested deeper than 12 levels"),
        ("SELECT " + "f(/* /**/ ) */" * 13, "the SQL is nested deeper than 12 levels"),
        ("SELECT " + "f(--)\n" * 13, "the SQL is nested deeper than 12 levels"),
        ("SELECT " + "1," * 5000 + "1", "the code has more than 10,000 characters"),
    ],
)
def test_what_would_keep_the_parser_busy_gets_no_verdict(code: str, why: str) -> None:
    assert SqlValid(dialect="mysql").score(code) == NoVerdict(why)


def test_an_answer_without_code_blocks_gets_no_verdict() -> None:
    assert SqlValid(blocks=True).score("SELECT 1") == NoVerdict("the output has no code block to check")


@pytest.mark.parametrize(
    ("code", "deep"),
    [("", 0), ("((1))", 2), ("()()", 1), (")))(", 1), ("case when (a) then 1 end", 2), ("a '(' b", 0), ("bookcase", 0)],
)
def test_nesting(code: str, deep: int) -> None:
    assert nesting(code, "generic") == deep


@given(
    st.lists(
        st.sampled_from(["SELECT", "a", "(", ")", ",", "FROM", "'", "1", "=", "CASE", ";", "--", "é"]), max_size=20
    )
)
def test_any_text_gets_an_answer(parts: list[str]) -> None:
    assert isinstance(SqlValid(read_only=True).score(" ".join(parts)), Score | NoVerdict)

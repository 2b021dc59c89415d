"""Is the answer valid SQL."""

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Literal

from pydantic import PrivateAttr, model_validator

from otelevals.scorers.structure.code import CodeScorer
from otelevals.scoring.score import NoVerdict, Score

_DEEPEST = 12
_QUOTED = re.compile(r"'[^']*'?|\"[^\"]*\"?|`[^`]*`?|-- [^\n]*")
_BRACKET = re.compile(r"([(\[{]|\bcase\b)|[)\]}]|\bend\b", re.I)
_AMBIGUOUS = re.compile(r"[\\$#]|--\S|/\*|//|\'\'\'|\"\"\"|\[[^\]]*['\"`]")
"""What begins or ends a text or a comment in some dialects only."""
_BACKTICKS = frozenset(("bigquery", "clickhouse", "databricks", "generic", "hive", "mysql", "sqlite"))
_READS = frozenset(("Query", "Explain", "ExplainTable", "ShowTables", "ShowColumns", "ShowVariable", "ShowCreate"))
_CHANGES = frozenset(("Insert", "Update", "Delete", "Merge"))
_PLACE = re.compile(r"^sql parser error: ")


class SqlValid(CodeScorer):
    """Passes when the code is SQL of a dialect: one or more statements. Tables and columns are not looked up."""

    dialect: Literal[
        "ansi",
        "bigquery",
        "clickhouse",
        "databricks",
        "duckdb",
        "generic",
        "hive",
        "mssql",
        "mysql",
        "postgres",
        "redshift",
        "snowflake",
        "sqlite",
    ] = "generic"
    """Whose SQL it has to be; `generic` takes what most take."""
    read_only: bool = False
    """Pass only when no statement changes anything."""

    languages: ClassVar[frozenset[str]] = frozenset(
        ("sql", "postgresql", "postgres", "mysql", "sqlite", "tsql", "bigquery", "snowflake", "plsql")
    )
    longest: ClassVar[int] = 10_000
    _parse: Callable[..., list[Any]] = PrivateAttr()

    @model_validator(mode="after")
    def _load(self) -> "SqlValid":
        try:
            import sqloxide
        except ImportError as error:
            raise ValueError("sql_valid needs a parser: pip install 'otelevals[sql]'") from error
        self._parse = sqloxide.parse_sql
        return self

    def check(self, code: str) -> Score | NoVerdict | None:
        if nesting(code, self.dialect) > _DEEPEST:
            return Score.unscored(f"the SQL is nested deeper than {_DEEPEST} levels")
        try:
            statements = self._parse(code, dialect=self.dialect)
        except ValueError as error:
            return Score.failing(f"the output is not valid SQL: {_message(error)}")
        if not statements:
            return Score.failing("the output has no SQL statement")
        changing = next(_changing(statements), None) if self.read_only else None
        return Score.failing(f"the SQL is not read-only: {changing}") if changing else None


def nesting(code: str, dialect: str) -> int:
    """How deep brackets and CASE are nested, at most: the parser takes twice as long for each level that is wrong."""
    if _AMBIGUOUS.search(code) or ("`" in code and dialect not in _BACKTICKS):
        return sum(found[1] is not None for found in _BRACKET.finditer(code))
    deepest = depth = 0
    for found in _BRACKET.finditer(_QUOTED.sub(" ", code)):
        depth = depth + 1 if found[1] is not None else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _changing(statements: list[Any]) -> Iterator[str]:
    """The kinds of statements that change something, or may."""
    for statement in statements:
        for kind in statement:
            if kind not in _READS:
                yield kind
    left: list[Any] = list(statements)
    while left:
        part = left.pop()
        if isinstance(part, dict):
            for kind, inner in part.items():
                if kind in _CHANGES and isinstance(inner, dict):
                    yield kind
                if kind == "into" and inner is not None:
                    yield "SELECT INTO"
                left.append(inner)
        elif isinstance(part, list):
            left.extend(part)


def _message(error: ValueError) -> str:
    lines = [line.strip() for line in str(error).splitlines()]
    return _PLACE.sub("", lines[-1] if lines else "")[:200]

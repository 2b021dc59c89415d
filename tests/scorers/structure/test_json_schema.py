"""JSON is valid under a schema, the place of what is not is named, and a schema fetches nothing."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.scorers.structure.json_schema import JsonSchema
from otelevals.scoring.configured import configure
from otelevals.scoring.score import NoVerdict, Score

ORDER = {
    "type": "object",
    "properties": {"items": {"items": {"properties": {"price": {"type": "number"}}}}, "mail": {"format": "email"}},
    "required": ["items"],
}
TREE = {"anyOf": [{"items": {"$ref": "#"}, "type": "array"}, {"items": {"$ref": "#"}, "minItems": 2}]}


def scorer(schema: Any = ORDER, **options: Any) -> JsonSchema:
    return JsonSchema.model_validate({"schema": schema, **options})


@pytest.mark.parametrize(
    ("output", "passes"),
    [
        ('{"items": []}', True),
        ('{"items": [{"price": 1e400}]}', False),
        ('{"items": [{"price": 3.5}], "mail": "a@b.example", "more": {"é": "👍"}}', True),
    ],
)
def test_valid(output: str, passes: bool) -> None:
    assert (scorer().score(output) is True) is passes


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("", "the output is not valid JSON: "),
        ("NaN", "the output is not valid JSON: "),
        ('```json\n{"items": []}\n```', "the output is not valid JSON: "),
        ("[]", 'the output does not match the schema: [] is not of type "object" at $'),
        ("{}", 'the output does not match the schema: "items" is a required property at $'),
        (
            '{"items": [{"price": 1}, {"price": "2"}]}',
            'the output does not match the schema: "2" is not of type "number" at $.items[1].price',
        ),
        ('{"items": [], "mail": "x"}', 'the output does not match the schema: "x" is not a "email" at $.mail'),
    ],
)
def test_invalid(output: str, why: str) -> None:
    result = scorer().score(output)
    assert isinstance(result, Score)
    assert str(result.explanation).startswith(why)


def test_fences_are_forgiven_on_demand() -> None:
    assert scorer(allow_fenced=True).score('```json\n{"items": []}\n```') is True


def test_long_values_are_not_repeated() -> None:
    result = scorer({"type": "number"}).score('"' + "x" * 1_000_000 + '"')
    assert isinstance(result, Score)
    assert len(str(result.explanation)) < 300


@pytest.mark.parametrize("depth", [40, 1000])
def test_what_could_take_too_long_gets_no_verdict(depth: int) -> None:
    too_deep = NoVerdict("the output is nested too deeply to be checked against the schema")
    assert scorer(TREE).score("[" * depth + "1" + "]" * depth) == too_deep
    assert scorer(TREE).score("[[1]]") is True


def test_a_schema_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text('{"type": "array"}')
    before = configure("x", {"type": "json_schema", "path": "order.json"}, tmp_path)
    assert before.function("[]") is True
    (tmp_path / "order.json").write_text('{"type": "object"}')
    assert configure("x", {"type": "json_schema", "path": "order.json"}, tmp_path).version != before.version


@pytest.mark.parametrize(
    ("options", "place", "why"),
    [
        ({}, "schema", "expected either `schema` or `path`"),
        ({"schema": {}, "path": "x"}, "schema", "expected either `schema` or `path`"),
        ({"schema": {"type": "objekt"}}, "schema", 'it is no schema to check against: "objekt" is not valid under any'),
        ({"schema": {"pattern": "(?=a)"}}, "schema", 'it is no schema to check against: "(?=a)" is not a "regex"'),
        ({"schema": {"$ref": "http://a.example/b"}}, "schema", "it is no schema to check against: Resource 'http://a"),
        ({"schema": {"$ref": "file:///etc/hosts"}}, "schema", "it is no schema to check against: Resource 'file://"),
        ({"path": "none.json"}, "path", "none.json cannot be read: No such file or directory"),
        ({"path": "bad.json"}, "path", "bad.json is not valid JSON: "),
    ],
)
def test_errors_are_sentences(tmp_path: Path, options: dict[str, Any], place: str, why: str) -> None:
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(ValidationError) as caught:
        configure("x", {"type": "json_schema", **options}, tmp_path)
    error: Any = caught.value.errors()[0]["ctx"]["error"]
    assert str(error).startswith(why)
    assert error.path == (place,)


@pytest.mark.parametrize("name", ["shema", "schema_"])
def test_options_have_the_names_that_are_written(name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        configure("x", {"type": "json_schema", name: {}, "path": "none.json"})
    assert caught.value.errors()[0]["msg"] == (
        "Value error, unknown option (valid: allow_fenced, dimensions, on, pass_if, path, sampling, schema, tags, "
        "threshold, type, version, when; did you mean schema?)"
    )

"""`schema` prints the JSON Schema of what is installed."""

import json

import jsonschema_rs
import pytest

from otelevals.cli import exit_codes, main


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == exit_codes.OK
    schema = json.loads(capsys.readouterr().out)
    assert jsonschema_rs.meta.is_valid(schema)
    assert "^otlp(/.+)?$" in schema["properties"]["receivers"]["patternProperties"]

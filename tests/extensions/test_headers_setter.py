"""Headers of outgoing requests come from fixed values, files and the incoming request, as the rules say in order."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from otelevals.api.component import ComponentId, Context
from otelevals.api.errors import ConfigError
from otelevals.api.telemetry import Telemetry
from otelevals.extensions.headers_setter import HeadersSetterExtension

METADATA = (("x-tenant", "a"), ("x-many", "1"), ("x-many", "2"), ("x-empty", ""))


def extension(*rules: dict[str, Any], folder: Path = Path()) -> HeadersSetterExtension:
    config = HeadersSetterExtension.Config.model_validate({"headers": list(rules)})
    return HeadersSetterExtension(config, Context(ComponentId("headers_setter"), Telemetry(), base_dir=folder))


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{"key": "X-Key", "value": "v"}], [("x-key", "v")]),
        ([{"key": "k", "from_context": "X-Tenant"}], [("k", "a")]),
        ([{"key": "k", "from_context": "x-many"}], [("k", "1"), ("k", "2")]),
        ([{"key": "k", "from_context": "x-empty"}], [("k", "")]),
        ([{"key": "k", "from_context": "x-none"}], []),
        ([{"key": "k", "from_context": "x-none", "default_value": "d"}], [("k", "d")]),
        ([{"key": "k", "from_context": "x-tenant", "default_value": "d"}], [("k", "a")]),
        ([{"key": "k", "value": "1"}, {"key": "K", "value": "2"}], [("k", "2")]),
        ([{"key": "k", "value": "1"}, {"key": "k", "value": "2", "action": "insert"}], [("k", "1")]),
        ([{"key": "k", "value": "1"}, {"key": "k", "value": "2", "action": "update"}], [("k", "2")]),
        ([{"key": "k", "value": "2", "action": "update"}], []),
        ([{"key": "k", "value": "2", "action": "insert"}], [("k", "2")]),
        ([{"key": "k", "value": "1"}, {"key": "k", "action": "delete"}], []),
        ([{"key": "k", "value": "1"}, {"key": "k", "from_context": "x-none"}], [("k", "1")]),
    ],
)
def test_rules_apply_in_their_order(rules: list[dict[str, Any]], expected: list[tuple[str, str]]) -> None:
    setter = extension(*rules)
    setter.start()
    assert setter.headers(METADATA) == expected


def test_a_value_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    setter = extension({"key": "authorization", "value_file": "token"}, folder=tmp_path)
    setter.start()
    assert setter.headers(()) == [("authorization", "first")]
    file.write_text("another one\n")
    assert setter.headers(()) == [("authorization", "another one")]
    file.unlink()
    assert setter.headers(()) == [("authorization", "another one")]


def test_a_value_file_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    setter = extension({"key": "k", "value_file": "token"}, folder=tmp_path)
    with pytest.raises(ConfigError) as caught:
        setter.start()
    assert str(caught.value) == f"cannot read value_file {tmp_path / 'token'}: no such file or directory"


def test_values_are_secret() -> None:
    setter = extension({"key": "k", "value": "hidden"})
    assert "hidden" not in repr(setter.config)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"key": "k"}, "Value error, give one of value, value_file or from_context"),
        ({"key": "k", "value": "1", "from_context": "x"}, "Value error, give one of value, value_file or from_context"),
        ({"key": "k", "value": "1", "default_value": "2"}, "Value error, default_value belongs to from_context"),
        ({"key": "k", "action": "delete", "value": "1"}, "Value error, delete takes a key only"),
        ({"key": "k", "value": "a\r\nb: c"}, "Value error, the value has characters that a header cannot carry"),
        (
            {"key": "k", "from_attribute": "x"},
            "Value error, from_attribute is not supported: authenticators keep nothing of a request; use from_context",
        ),
        ({"key": "a b", "value": "1"}, "String should match pattern '^[0-9A-Za-z_.-]+$'"),
    ],
)
def test_rules_that_make_no_sense_are_refused(rule: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        extension(rule)
    assert caught.value.errors()[0]["msg"] == message


def test_at_least_one_rule_is_needed() -> None:
    with pytest.raises(ValidationError):
        extension()

"""Secrets are found by the type of their option, whatever is around it, and by the name `headers`."""

from typing import Annotated, Any

import pytest

from otelevals.api.config import Config, Secret
from otelevals.config.nodes import plain
from otelevals.config.options import mark_secrets, names, step
from otelevals.config.problem import Location
from otelevals.config.reader import Budget, Source, parse


class Inner(Config):
    token: Secret
    name: str = ""
    refused: Annotated[None, "an option that takes nothing"] = None


class Outer(Config):
    inner: Inner | None = None
    many: list[Inner] = []  # noqa: RUF012
    by_name: dict[str, Annotated[Secret, "a note"]] = {}  # noqa: RUF012
    pair: tuple[str, Secret] = ("", Secret())
    either: str | Inner = ""
    outer: "Outer | None" = None
    plain: Any = None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{inner: {token: x, name: y}}", {"inner": {"token": "[REDACTED]", "name": "y"}}),
        ("{many: [{token: x, name: y}]}", {"many": [{"token": "[REDACTED]", "name": "y"}]}),
        ("{by_name: {a: x}}", {"by_name": {"a": "[REDACTED]"}}),
        ("{pair: [x, y]}", {"pair": ["x", "[REDACTED]"]}),
        ("{either: {token: x}}", {"either": {"token": "[REDACTED]"}}),
        ("{either: x}", {"either": "[REDACTED]"}),
        ("{inner: x}", {"inner": "[REDACTED]"}),
        ("{inner: {token: {a: [x, 5]}}}", {"inner": {"token": {"a": ["[REDACTED]", "[REDACTED]"]}}}),
        ("{outer: {outer: {inner: {token: x}}}}", {"outer": {"outer": {"inner": {"token": "[REDACTED]"}}}}),
        ("{plain: {headers: {a: x, b: 5}}}", {"plain": {"headers": {"a": "[REDACTED]", "b": "[REDACTED]"}}}),
        (
            "{plain: {headers: [{key: k, value: x, default_value: y}]}}",
            {"plain": {"headers": [{"key": "k", "value": "[REDACTED]", "default_value": "[REDACTED]"}]}},
        ),
        ("{plain: {token: x}, unknown: y}", {"plain": {"token": "x"}, "unknown": "y"}),
    ],
)
def test_secrets_are_marked_wherever_they_are(text: str, shown: Any) -> None:
    node = parse(text, Source(Location("a")), Budget(), [])
    assert node is not None
    mark_secrets(node, [Outer])
    assert plain(node, redact=True) == shown


def test_options_are_those_of_every_model_that_may_be_there() -> None:
    assert names(step([Outer], "inner")) == ("name", "token")
    assert names(step(step([Outer], "many"), 0)) == ("name", "token")
    assert names(step([Outer], "plain")) == ()

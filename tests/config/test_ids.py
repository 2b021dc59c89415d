"""Ids follow the Collector's rules: `type[/name]` for components, `signal[/name]` for pipelines."""

import pytest

from otelevals.api.component import ComponentId
from otelevals.config.ids import BadId, parse_component_id, parse_pipeline_id
from otelevals.otlp.signals import Signal


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("otlp", ("otlp", "")),
        ("otlp_http/a.b-c/d", ("otlp_http", "a.b-c/d")),
        ("T1/ünï", ("T1", "ünï")),
        ("a" * 63, ("a" * 63, "")),
    ],
)
def test_an_id_has_a_type_and_maybe_a_name(text: str, parts: tuple[str, str]) -> None:
    assert parse_component_id(text) == ComponentId(*parts)


_TYPE = "a type begins with a letter and has at most 63 letters, digits and underscores"
_NAME = "a name has no spaces, symbols or control characters"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", _TYPE),
        ("/x", _TYPE),
        ("1otlp", _TYPE),
        ("ot-lp", _TYPE),
        ("otlp\n", _TYPE),
        ("a" * 64, _TYPE),
        ("otlp/", "the name after / is empty"),
        ("otlp/a b", _NAME),
        ("otlp/a+b", _NAME),
        ("otlp/a\n", _NAME),
        ("otlp/" + "a" * 1025, "a name has at most 1024 characters"),
    ],
)
def test_what_is_no_id_says_why(text: str, message: str) -> None:
    with pytest.raises(BadId) as caught:
        parse_component_id(text)
    assert str(caught.value) == message


def test_a_pipeline_is_named_after_its_signal() -> None:
    assert parse_pipeline_id("traces") == (Signal.TRACES, "")
    assert parse_pipeline_id("logs/app") == (Signal.LOGS, "app")
    assert parse_pipeline_id("evals/app") == (Signal.EVALS, "app")


@pytest.mark.parametrize(
    ("text", "message", "valid"),
    [
        ("profiles/x", "profiles are not supported", ("traces", "logs", "metrics", "evals")),
        ("trace", "unknown signal", ("traces", "logs", "metrics", "evals")),
        ("logs/", "the name after / is empty", ()),
    ],
)
def test_what_is_no_pipeline_says_why(text: str, message: str, valid: tuple[str, ...]) -> None:
    with pytest.raises(BadId) as caught:
        parse_pipeline_id(text)
    assert (str(caught.value), caught.value.valid) == (message, valid)

"""What is printed loads to the same configuration again, and shows no secret unless asked to."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from otelevals.config.render import render
from tests.config.parts import MINIMAL, configured, load_text

SECRETIVE = MINIMAL.replace(
    "{debug: }", "{debug: {api_key: hush, headers: {a: '${H}'}, auth: {token: '${H}'}, endpoint: '$$x', ratio: '${R}'}}"
)
ENVIRON = {"H": "007", "R": "0.5"}


def test_secrets_and_headers_are_redacted() -> None:
    text = render(load_text(SECRETIVE, environ=ENVIRON).raw, redact=True)
    assert yaml.safe_load(text)["exporters"] == {
        "debug": {
            "api_key": "[REDACTED]",
            "headers": {"a": "[REDACTED]"},
            "auth": {"token": "[REDACTED]"},
            "endpoint": "$$x",
            "ratio": 0.5,
        }
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_not_redacted_loads_again(as_json: bool) -> None:
    before = load_text(SECRETIVE, environ=ENVIRON)
    after = load_text(render(before.raw, redact=False, as_json=as_json))
    assert after.sections == before.sections
    assert (after.pipelines, after.service) == (before.pipelines, before.service)


def test_it_is_printed_as_it_was_written() -> None:
    text = "service:\n  pipelines:\n    traces:\n      receivers:\n      - otlp\n      exporters:\n      - debug\n"
    rest = "exporters:\n  debug:\n    ratio: 0.5\nreceivers:\n  otlp:\n    protocols:\n      grpc: null\n"
    assert render(load_text(text + rest).raw, redact=True) == text + rest


TEXTS = (
    st.text() | st.text(alphabet="0123456789eo_xb.:-+~ $!") | st.sampled_from(["null", "yes", "true", "<<", "=", ""])
)


def values(*, infinity: bool) -> st.SearchStrategy[Any]:
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=infinity)
    return st.recursive(
        st.none() | st.booleans() | numbers | TEXTS,
        lambda inner: st.lists(inner) | st.dictionaries(TEXTS.filter(lambda key: key != "headers"), inner),
        max_leaves=10,
    )


def reloaded(value: Any, *, as_json: bool) -> Any:
    """What an option has after it was printed and loaded."""
    raw: Any = load_text(MINIMAL, "exporters.debug.extra=0").raw
    raw.entries["exporters"].entries["debug"].entries["extra"].value = value
    loaded = load_text(render(raw, redact=False, as_json=as_json))
    config: Any = next(iter(loaded.sections["exporters"].values())).config
    return config.extra


@given(values(infinity=True))
def test_every_value_loads_again_from_yaml(value: Any) -> None:
    assert reloaded(value, as_json=False) == value


@given(values(infinity=False))
def test_every_value_loads_again_from_json(value: Any) -> None:
    assert reloaded(value, as_json=True) == value


def test_a_number_that_was_a_text_stays_one() -> None:
    assert configured("extra: '1e3'").extra == "1e3"

"""Fixed headers and those of an extension are merged; what a request cannot carry is left out and counted."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.batch import Metadata
from otelevals.api.component import ComponentId, Context, Extension
from otelevals.api.config import Secret
from otelevals.api.errors import ConfigError
from otelevals.exporters.headers import AuthConfig, OutgoingHeaders
from tests.exporters.samples import context, failure_of


class Source(Extension):
    """Sets the headers that its configuration is."""

    def headers(self, metadata: Metadata) -> list[tuple[str, str]]:
        chosen: list[tuple[str, str]] = self.config
        return chosen


def outgoing(fixed: dict[str, str], decided: list[tuple[str, str]] | None) -> tuple[OutgoingHeaders, Context]:
    extensions: dict[ComponentId, Extension] = {ComponentId("source"): Source(decided, context())}
    lent = context(extensions=extensions)
    auth = None if decided is None else AuthConfig(authenticator="source")
    return OutgoingHeaders({name: Secret(value) for name, value in fixed.items()}, auth, lent), lent


@pytest.mark.parametrize(
    ("fixed", "decided", "expected", "dropped"),
    [
        ({"A": "1"}, None, [("a", "1")], 0),
        ({"A": "1", "B": "2"}, [("a", "3")], [("b", "2"), ("a", "3")], 0),
        ({}, [("a", "1"), ("a", "2")], [("a", "1"), ("a", "2")], 0),
        ({"A": "1"}, [("a", "2\r\nevil: 3")], [("a", "1")], 1),
        ({}, [("a\r\nevil", "1"), ("a b", "2"), ("", "3"), ("ä", "4")], [], 4),
        ({}, [("a", "\x00"), ("a", "ä"), ("a", "\n")], [], 3),
        ({}, [("Content-Length", "1"), ("Transfer-Encoding", "chunked"), ("Host", "h"), ("grpc-timeout", "1S")], [], 4),
        ({}, [("key-bin", "AA==")], [], 1),
    ],
)
def test_headers_are_merged_and_checked(
    fixed: dict[str, str], decided: list[tuple[str, str]] | None, expected: list[tuple[str, str]], dropped: int
) -> None:
    headers, lent = outgoing(fixed, decided)
    assert list(headers.for_metadata(())) == expected
    assert lent.telemetry.value("otelevals_exporter_dropped_headers_total", exporter="sink/test") == dropped


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5))))
def test_no_header_can_break_out_of_its_line(decided: list[tuple[str, str]]) -> None:
    headers, _ = outgoing({}, decided)
    for name, value in headers.for_metadata(()):
        line = f"{name}: {value}"
        assert line.isascii()
        assert line.isprintable()
        assert name
        assert ":" not in name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "extension 'nowhere' is not in service.extensions (running: plain)"),
        ("plain", "extension 'plain' does not set headers"),
    ],
)
def test_an_authenticator_must_set_headers(name: str, message: str) -> None:
    lent = context(extensions={ComponentId("plain"): Extension(None, context())})

    def build() -> Any:
        return OutgoingHeaders({}, AuthConfig(authenticator=name), lent)

    error = failure_of(ConfigError, build)
    assert (str(error), error.path) == (message, ("auth", "authenticator"))

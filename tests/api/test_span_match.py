"""Include and exclude select spans by their names, kinds, attributes, resources and scopes."""

from typing import Any

import pytest
from opentelemetry.proto.common.v1.common_pb2 import InstrumentationScope
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.api.span import Resource, Scope, Span
from otelevals.api.span_match import MatchProperties, compile_match
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, encode_attributes

SCOPE = Scope(
    [InstrumentationScope(name="mongo-driver", version="3.8").SerializeToString()],
    Resource([encode_attributes(1, {"service.name": "svcA", "host.type": "n1"})]),
)
SPAN = Span(
    SpanMessage(name="GET /login", kind=SpanMessage.SPAN_KIND_SERVER).SerializeToString()
    + encode_attributes(SPAN_ATTRIBUTES, {"env": "dev", "n": 3, "ok": True, "ratio": 0.5, "list": [1]}),
    SCOPE,
)
BARE = Span(b"", Scope([], Resource([])))


def matches(span: Span = SPAN, match_type: str = "strict", **properties: Any) -> bool:
    return compile_match(MatchProperties.model_validate({"match_type": match_type, **properties}))(span)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"services": ["svcB", "svcA"]}, True),
        ({"services": ["svc"]}, False),
        ({"span_names": ["GET /login"]}, True),
        ({"span_names": ["GET"]}, False),
        ({"span_kinds": ["SPAN_KIND_SERVER"]}, True),
        ({"span_kinds": ["SPAN_KIND_CLIENT"]}, False),
        ({"attributes": [{"key": "env", "value": "dev"}, {"key": "n"}]}, True),
        ({"attributes": [{"key": "env", "value": "dev"}, {"key": "none"}]}, False),
        ({"attributes": [{"key": "n", "value": 3}]}, True),
        ({"attributes": [{"key": "n", "value": "3"}]}, False),
        ({"attributes": [{"key": "ok", "value": 1}]}, False),
        ({"attributes": [{"key": "list", "value": [1]}]}, True),
        ({"resources": [{"key": "host.type", "value": "n1"}]}, True),
        ({"resources": [{"key": "host.type", "value": "n2"}]}, False),
        ({"resources": [{"key": "host.name"}]}, False),
        ({"libraries": [{"name": "mongo-driver"}]}, True),
        ({"libraries": [{"name": "x"}, {"name": "mongo-driver", "version": "3.8"}]}, True),
        ({"libraries": [{"name": "mongo-driver", "version": ""}]}, False),
        ({"services": ["svcA"], "span_names": ["GET /login"]}, True),
        ({"services": ["svcA"], "span_names": ["x"]}, False),
        ({"services": ["x"], "span_names": ["GET /login"]}, False),
    ],
)
def test_strict_comparison(properties: dict[str, Any], expected: bool) -> None:
    assert matches(**properties) is expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"services": ["^svc[AB]$"]}, True),
        ({"span_names": ["log.n"]}, True),
        ({"span_names": ["^log.n"]}, False),
        ({"span_kinds": ["SERVER|CLIENT"]}, True),
        ({"attributes": [{"key": "env", "value": "^d"}, {"key": "n", "value": "^3$"}]}, True),
        ({"attributes": [{"key": "ok", "value": "true"}, {"key": "ratio", "value": "^0.5$"}]}, True),
        ({"attributes": [{"key": "list", "value": ".*"}]}, False),
        ({"attributes": [{"key": "none", "value": ".*"}]}, False),
        ({"resources": [{"key": "host.type", "value": "n[0-9]"}]}, True),
        ({"libraries": [{"name": "driver$", "version": "3.8"}], "regexp": {"cacheenabled": True}}, True),
    ],
)
def test_regular_expressions_match_anywhere(properties: dict[str, Any], expected: bool) -> None:
    assert matches(match_type="regexp", **properties) is expected


def test_a_span_without_anything_matches_nothing_but_its_lack_of_a_service() -> None:
    assert not matches(BARE, services=["svcA"])
    assert matches(BARE, services=["<nil-service-name>"])
    assert not matches(BARE, "regexp", span_kinds=["CLIENT"])
    assert matches(BARE, libraries=[{"name": "", "version": ""}])


def test_the_verdict_on_a_scope_is_not_taken_for_another() -> None:
    match = compile_match(MatchProperties(match_type="strict", services=["svcA"]))
    assert [match(span) for span in (SPAN, SPAN, BARE, SPAN)] == [True, True, False, True]


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({}, "needs one of services, span_names, span_kinds, attributes, resources, libraries"),
        ({"span_kinds": ["SERVER"]}, "not a span kind: SPAN_KIND_CLIENT, SPAN_KIND_CONSUMER"),
        ({"match_type": "regexp", "span_names": ["("]}, "not a regular expression: missing ): ("),
        (
            {"match_type": "regexp", "attributes": [{"key": "a", "value": 1}]},
            "with match_type regexp values are regular expressions in quotes",
        ),
        ({"attributes": [{"key": ""}]}, "at least 1 character"),
        ({"log_bodies": ["x"]}, "not for spans, and this processor works on traces only"),
        ({"match_type": "exact", "services": ["a"]}, "Input should be 'strict' or 'regexp'"),
    ],
)
def test_wrong_properties_are_refused(properties: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        MatchProperties.model_validate({"match_type": "strict", **properties})
    assert message in str(caught.value)

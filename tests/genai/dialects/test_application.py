"""Applications and web frameworks say whom a span was done for, and make it no GenAI span."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span as SpanMessage

from otelevals.genai.dialects.application import DIALECT
from otelevals.genai.fields import Absent
from tests.genai.spans import chat, interaction


@pytest.mark.parametrize(
    ("attributes", "field", "value"),
    [
        ({"session.id": "s", "session_id": "t"}, "session", "s"),
        ({"chat_id": 7}, "session", "7"),
        ({"user.id": "u", "enduser.id": "e"}, "user", "u"),
        ({"enduser.id": "e", "user_id": "x"}, "user", "e"),
        ({"tenant.id": "acme"}, "tenant", "acme"),
        ({"organization.id": 5}, "tenant", "5"),
        ({"langfuse.trace.metadata.tenant_id": "acme"}, "tenant", "acme"),
        ({"http.route": "/users/{id}"}, "route", "/users/{id}"),
        ({"gen_ai.capability.name": "support"}, "capability", "support"),
        ({"eval.step.name": "draft"}, "step", "draft"),
        ({"eval.name": "nightly"}, "experiment", "nightly"),
        ({"test.suite.name": "nightly"}, "experiment", "nightly"),
        ({"braintrust.parent": "experiment_id:9f"}, "experiment", "9f"),
        ({"otelevals.expected": "Paris"}, "expected", "Paris"),
        ({"otelevals.expected": {"city": "Paris", "sure": True}}, "expected", {"city": "Paris", "sure": True}),
        ({"otelevals.expected": []}, "expected", []),
        ({"otelevals.expected": 0}, "expected", 0),
    ],
)
def test_what_they_write(attributes: dict[str, Any], field: str, value: Any) -> None:
    assert interaction(attributes).value(field) == value
    assert interaction(chat("A.", **attributes)).value(field) == value


def test_the_template_of_a_url_is_a_route_where_it_is_served() -> None:
    served = interaction({"url.template": "/chat"}, kind=SpanMessage.SPAN_KIND_SERVER)
    assert served.value("route") == "/chat"
    assert interaction({"url.template": "/chat"}, kind=SpanMessage.SPAN_KIND_CLIENT).value("route") is None


def test_a_project_is_no_experiment() -> None:
    found = interaction({"braintrust.parent": "project_id:9f"}).get("experiment")
    assert found == Absent("braintrust.parent is no experiment")


def test_it_marks_no_span() -> None:
    assert (DIALECT.markers, DIALECT.marks, DIALECT.hints) == ((), None, ())

"""What applications and web frameworks write on any span: whom it was done for, on which route, in which experiment.

It makes no span a GenAI span. A plain span lends what it says here to the GenAI spans of its trace.
"""

from otelevals.genai.evidence import Evidence, Unreadable
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.places import attribute, attributes
from otelevals.genai.values import identifier, text
from otelevals.otlp.anyvalue import Value

_PARENT = "braintrust.parent"
_SERVER = 2
_ABOUT = ("langfuse.trace.metadata.", "langsmith.metadata.", "traceloop.association.properties.")
_TENANTS = ("tenant.id", "tenant_id", "tenantId", "tenant", "organization.id", "organization_id", "org.id", "org_id")


def _template(evidence: Evidence) -> Value:
    """The template of a URL, which clients write too."""
    return evidence.attribute("url.template") if evidence.span.message.kind == _SERVER else None


def _experiment(value: Value) -> str:
    """`experiment_id:…`; what belongs to no experiment has `project_id:…` there."""
    kind, _, name = text(value).partition(":")
    if not kind.startswith("experiment_"):
        raise Unreadable("is no experiment")
    return text(name)


DIALECT = Dialect(
    name="Applications and web frameworks",
    markers=(),
    fields={
        "session": attributes(
            ("session.id", "session_id", "conversation.id", "conversation_id", "chat.id", "chat_id"), identifier
        ),
        "user": attributes(("user.id", "enduser.id", "user_id", "app.user.id", "enduser.pseudo.id"), identifier),
        "tenant": (
            *attributes(_TENANTS, identifier),
            *attributes([f"app.{key}" for key in _TENANTS[:2]], identifier),
            *attributes([prefix + key for prefix in _ABOUT for key in ("tenant_id", "tenant")], identifier),
            *attributes([f"ai.telemetry.metadata.{key}" for key in ("tenantId", "tenant_id")], identifier),
        ),
        "route": (
            *attributes(("http.route", "next.route"), text),
            Source("url.template", _template, text, ("url.template",)),
        ),
        "capability": attributes(("eval.capability.name", "gen_ai.capability.name"), text),
        "step": attributes(("eval.step.name", "gen_ai.step.name"), text),
        "experiment": (
            *attributes(("eval.name", "langfuse.experiment.name", "langfuse.experiment.id"), identifier),
            attribute(_PARENT, _experiment),
            *attributes(("test.suite.name", "test.suite.run.id"), identifier),
        ),
        "expected": (attribute("otelevals.expected", lambda value: value),),
    },
)

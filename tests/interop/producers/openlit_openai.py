"""OpenLIT's instrumentation of the OpenAI client."""

import openlit
from openai_calls import CAPITAL, Calls, client
from opentelemetry import _logs, trace
from play import ENDPOINT, play

openlit.init(otlp_endpoint=ENDPOINT, application_name="shop", disable_metrics=True)
calls = Calls(client())


def session() -> None:
    with openlit.using_attributes({"session.id": "session-7", "user.id": "user-7"}):
        calls.ask(CAPITAL)


def flush() -> None:
    for provider in (trace.get_tracer_provider(), _logs.get_logger_provider()):
        if hasattr(provider, "force_flush"):
            provider.force_flush()


play({**calls.scenarios(), "session": session}, flush)

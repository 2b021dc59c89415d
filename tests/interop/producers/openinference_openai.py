"""OpenInference's instrumentation of the OpenAI client."""

import telemetry
from openai_calls import CAPITAL, Calls, client
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai import OpenAIInstrumentor
from play import play

telemetry.set_up()
OpenAIInstrumentor().instrument()
calls = Calls(client())


def session() -> None:
    with using_attributes(session_id="session-7", user_id="user-7"):
        calls.ask(CAPITAL)


play({**calls.scenarios(), "session": session}, telemetry.flush)

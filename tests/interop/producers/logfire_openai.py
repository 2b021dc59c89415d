"""Logfire's instrumentation of the OpenAI client, sent elsewhere than to Logfire."""

import logfire
from openai_calls import CAPITAL, Calls, client
from play import play

logfire.configure(send_to_logfire=False, console=False, service_name="shop")
logfire.instrument_openai()
calls = Calls(client())


def session() -> None:
    with logfire.set_baggage(**{"session.id": "session-7", "user.id": "user-7"}):
        calls.ask(CAPITAL)


def stream() -> None:
    """The span of the call and that of what was streamed are in one trace when something is around them."""
    with logfire.span("visit"):
        calls.stream()


play({**calls.scenarios(), "session": session, "stream": stream}, logfire.force_flush)

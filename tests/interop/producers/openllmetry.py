"""OpenLLMetry's instrumentation of the OpenAI client, old or new."""

import telemetry
from openai_calls import Calls, client
from opentelemetry.instrumentation.openai import OpenAIInstrumentor
from play import play

telemetry.set_up()
OpenAIInstrumentor().instrument()
play(Calls(client()).scenarios(), telemetry.flush)

"""opentelemetry-instrumentation-genai-openai, whose environment says where content goes."""

import telemetry
from openai_calls import Calls, client
from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
from play import play

telemetry.set_up()
OpenAIInstrumentor().instrument()
play(Calls(client()).scenarios(), telemetry.flush)

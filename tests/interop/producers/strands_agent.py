"""Strands Agents, which instrument themselves."""

import asyncio
from collections.abc import Callable
from typing import Any

import shelf
from openai_calls import SYSTEM
from openai_calls import get_weather as weather_in
from opentelemetry import trace
from play import MODEL, play
from strands import Agent, tool
from strands.models.openai import OpenAIModel
from strands.telemetry import StrandsTelemetry


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return weather_in(city)


@tool
def search(query: str) -> str:
    """Search the shelf."""
    return shelf.search(query)


def agent(**options: Any) -> Agent:
    model = OpenAIModel(client_args={"api_key": "none", "max_retries": 0}, model_id=MODEL)
    return Agent(model=model, name="assistant", callback_handler=None, **options)


async def abandoned() -> None:
    text = ""
    stream = agent().stream_async("Tell a long story.")
    async for event in stream:
        text += event.get("data", "")
        if text == "Once upon a time":
            break
    await stream.aclose()


def rag() -> None:
    question = shelf.QUESTIONS[0]
    with shelf.visit():
        agent()(shelf.with_context(shelf.search(question), question))


async def together() -> None:
    async def look_up(question: str) -> str:
        return shelf.search(question)

    with shelf.visit():
        await shelf.together(look_up, lambda text: agent().invoke_async(text))


def turns() -> None:
    clerk = agent(tools=[search, get_weather])
    for question in shelf.TURNS:
        with shelf.visit(**shelf.IDS):
            clerk(question)


def scenarios() -> dict[str, Callable[[], object]]:
    capital = "What is the capital of France?"
    ids = {"session.id": "session-7", "user.id": "user-7"}
    return {
        "chat": lambda: agent(system_prompt=SYSTEM["content"])(capital),
        "tools": lambda: agent(tools=[get_weather])("What is the weather in Paris?"),
        "agent": lambda: agent(tools=[get_weather])("Which city is warmer, Paris or Rome?"),
        "rag": rag,
        "together": lambda: asyncio.run(together()),
        "turns": turns,
        "error": lambda: agent()("Make it fail."),
        "empty": lambda: agent()("Say nothing."),
        "refusal": lambda: agent()("Tell me something forbidden."),
        "session": lambda: agent(system_prompt=SYSTEM["content"], trace_attributes=ids)(capital),
        "abandoned": lambda: asyncio.run(abandoned()),
    }


StrandsTelemetry().setup_otlp_exporter()
play(scenarios(), trace.get_tracer_provider().force_flush)

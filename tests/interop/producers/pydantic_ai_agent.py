"""PydanticAI, which instruments itself; the searches that its tools make are spans of the application."""

import asyncio
from collections.abc import Callable
from typing import Any

import shelf
import telemetry
from openai import AsyncOpenAI
from openai_calls import SYSTEM, get_weather
from play import MODEL, play
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider

CAPITAL = "What is the capital of France?"


def scenarios() -> dict[str, Callable[[], object]]:
    provider = OpenAIProvider(openai_client=AsyncOpenAI(api_key="none", max_retries=0))
    model = OpenAIChatModel(MODEL, provider=provider)
    assistant = Agent(model, name="assistant", instructions=SYSTEM["content"], retries=0)
    plain = Agent(model, name="assistant", retries=0)
    weather = Agent(model, name="assistant", tools=[get_weather])
    clerk = Agent(model, name="assistant", tools=[shelf.search, get_weather])

    def run(agent: Any, question: str, **options: Any) -> Any:
        return agent.run_sync(question, **options)

    async def stream() -> None:
        async with assistant.run_stream(CAPITAL) as result:
            async for _ in result.stream_text(debounce_by=None):
                pass

    async def abandoned() -> None:
        async with plain.run_stream("Tell a long story.") as result:
            async for text in result.stream_text(debounce_by=None):
                if text == "Once upon a time":
                    break

    def rag() -> None:
        question = shelf.QUESTIONS[0]
        with shelf.visit():
            run(plain, shelf.with_context(shelf.search(question), question))

    async def together() -> None:
        async def look_up(question: str) -> str:
            return shelf.search(question)

        with shelf.visit():
            await shelf.together(look_up, plain.run)

    def turns() -> None:
        history = None
        for question in shelf.TURNS:
            with shelf.visit(**shelf.IDS):
                result = run(clerk, question, message_history=history, conversation_id=shelf.IDS["session.id"])
            history = result.all_messages()

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return {
        "chat": lambda: run(assistant, CAPITAL),
        "stream": lambda: loop.run_until_complete(stream()),
        "tools": lambda: run(weather, "What is the weather in Paris?"),
        "agent": lambda: run(weather, "Which city is warmer, Paris or Rome?"),
        "rag": rag,
        "together": lambda: loop.run_until_complete(together()),
        "turns": turns,
        "responses": lambda: run(
            Agent(OpenAIResponsesModel(MODEL, provider=provider), instructions=SYSTEM["content"]), CAPITAL
        ),
        "error": lambda: run(plain, "Make it fail."),
        "empty": lambda: run(plain, "Say nothing."),
        "refusal": lambda: run(plain, "Tell me something forbidden."),
        "session": lambda: run(assistant, CAPITAL, conversation_id="session-7"),
        "abandoned": lambda: loop.run_until_complete(abandoned()),
    }


telemetry.set_up()
Agent.instrument_all()
play(scenarios(), telemetry.flush)

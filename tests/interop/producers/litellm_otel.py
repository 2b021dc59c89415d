"""LiteLLM with its OpenTelemetry callback."""

import json
import time
from collections.abc import Callable
from typing import Any

import litellm
from litellm.litellm_core_utils.thread_pool_executor import executor
from openai_calls import CAPITAL, DOCUMENTS, SYSTEM, TOOL, get_weather
from opentelemetry import trace
from play import MODEL, play

NAME = f"openai/{MODEL}"


def ask(messages: list[Any], **options: Any) -> Any:
    return litellm.completion(model=NAME, messages=messages, max_retries=0, **options)


def loop(question: str) -> str:
    messages: list[Any] = [{"role": "user", "content": question}]
    while True:
        message = ask(messages, tools=[TOOL]).choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message.model_dump(exclude_none=True))
        for call in message.tool_calls:
            result = get_weather(**json.loads(call.function.arguments))
            messages.append({"role": "tool", "tool_call_id": call.id, "content": result})


def abandoned() -> None:
    text = ""
    for chunk in ask([{"role": "user", "content": "Tell a long story."}], stream=True):
        text += chunk.choices[0].delta.content or ""
        if text == "Once upon a time":
            break


def scenarios() -> dict[str, Callable[[], object]]:
    context = "Context:\n" + "\n".join(DOCUMENTS)
    return {
        "chat": lambda: ask(CAPITAL),
        "stream": lambda: list(ask(CAPITAL, stream=True, stream_options={"include_usage": True})),
        "tools": lambda: loop("What is the weather in Paris?"),
        "agent": lambda: loop("Which city is warmer, Paris or Rome?"),
        "rag": lambda: ask([{"role": "user", "content": f"{context}\n\nWhat colour is the door?"}]),
        "embeddings": lambda: litellm.embedding("openai/text-embedding-3-small", input=[DOCUMENTS[0]]),
        "responses": lambda: litellm.responses(
            model=NAME, instructions=SYSTEM["content"], input="What is the capital of France?"
        ),
        "error": lambda: ask([{"role": "user", "content": "Make it fail."}]),
        "empty": lambda: ask([{"role": "user", "content": "Say nothing."}]),
        "refusal": lambda: ask([{"role": "user", "content": "Tell me something forbidden."}]),
        "session": lambda: ask(CAPITAL, user="user-7", metadata={"session_id": "session-7"}),
        "abandoned": abandoned,
    }


def flush() -> None:
    """The callbacks run in threads, which are waited for before the spans are sent."""
    while executor._work_queue.qsize() or executor._idle_semaphore._value < len(executor._threads):
        time.sleep(0.01)
    provider = trace.get_tracer_provider()
    if hasattr(provider, "force_flush"):
        provider.force_flush()


litellm.callbacks = ["otel"]
play(scenarios(), flush)

"""LiteLLM with its OpenTelemetry callback."""

import time
from typing import Any

import litellm
from litellm.litellm_core_utils.thread_pool_executor import executor
from openai_calls import CAPITAL, SYSTEM, Calls, client
from opentelemetry import trace
from play import MODEL, play

NAME = f"openai/{MODEL}"


class Lite(Calls):
    def ask(self, messages: list[Any], **options: Any) -> Any:
        return litellm.completion(model=NAME, messages=messages, max_retries=0, **options).choices[0].message

    def stream(self) -> str:
        chunks = litellm.completion(
            model=NAME, messages=CAPITAL, max_retries=0, stream=True, stream_options={"include_usage": True}
        )
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    def abandoned(self) -> None:
        text = ""
        messages = [{"role": "user", "content": "Tell a long story."}]
        for chunk in litellm.completion(model=NAME, messages=messages, max_retries=0, stream=True):
            text += chunk.choices[0].delta.content or ""
            if text == "Once upon a time":
                break

    def embed(self, text: str) -> Any:
        return litellm.embedding("openai/text-embedding-3-small", input=[text])

    def responses(self) -> Any:
        return litellm.responses(model=NAME, instructions=SYSTEM["content"], input="What is the capital of France?")


def flush() -> None:
    """The callbacks run in threads, which are waited for before the spans are sent."""
    while executor._work_queue.qsize() or executor._idle_semaphore._value < len(executor._threads):
        time.sleep(0.01)
    provider = trace.get_tracer_provider()
    if hasattr(provider, "force_flush"):
        provider.force_flush()


litellm.callbacks = ["otel"]
calls = Lite(client())


def session() -> None:
    calls.ask(CAPITAL, user="user-7", metadata={"session_id": "session-7"})


play({**calls.scenarios(), "session": session}, flush)

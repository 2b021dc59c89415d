"""Langfuse: its client for OpenAI, and functions that it observes."""

from collections.abc import Callable
from typing import Any

import openai_calls
from langfuse import get_client, observe, propagate_attributes
from langfuse.openai import OpenAI
from openai_calls import CAPITAL, DOCUMENTS, Calls
from play import play

openai_calls.get_weather = observe(name="get_weather", as_type="tool")(openai_calls.get_weather)
calls = Calls(OpenAI(api_key="none", max_retries=0))


@observe(name="assistant", as_type="agent")
def agent(question: str) -> str:
    return calls.loop(question)


@observe(name="search", as_type="retriever")
def search(query: str) -> list[Any]:
    return [{"id": f"doc-{number}", "content": text} for number, text in enumerate(DOCUMENTS, 1)]


@observe(name="rag")
def rag() -> str:
    search("What colour is the door?")
    return calls.rag()


def session() -> None:
    with propagate_attributes(session_id="session-7", user_id="user-7"):
        calls.ask(CAPITAL)


own: dict[str, Callable[[], object]] = {
    "tools": lambda: agent("What is the weather in Paris?"),
    "agent": lambda: agent("Which city is warmer, Paris or Rome?"),
    "rag": rag,
    "session": session,
}
play({**calls.scenarios(), **own}, get_client().flush)

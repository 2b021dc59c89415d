"""Documents that an application searches itself, with the spans that it makes itself: of a search, and of a visit."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from opentelemetry import trace

DOCUMENTS = ["The door is green.", "The window is blue."]
TOWER = ["The tower is 90 metres high.", "The window is blue."]
QUESTIONS = ("What colour is the door?", "How high is the tower?")
TURNS = ("Look up the door, then the weather in Rome.", "Now look up the tower.")
IDS = {"session.id": "session-8", "user.id": "user-8"}


def found(query: str) -> list[str]:
    return TOWER if "tower" in query else DOCUMENTS


def retrieve(query: str) -> list[str]:
    """Search, with the span that the conventions of OpenTelemetry have for it."""
    attributes = {"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.query.text": query}
    with trace.get_tracer("shop").start_as_current_span("retrieval shelf", attributes=attributes) as span:
        documents = [{"id": f"doc-{number}", "content": text} for number, text in enumerate(found(query), 1)]
        span.set_attribute("gen_ai.retrieval.documents", json.dumps(documents))
        return found(query)


def search(query: str) -> str:
    """Search the shelf."""
    return "\n".join(retrieve(query))


def with_context(context: str, question: str) -> str:
    return f"Context:\n{context}\n\n{question}"


@contextmanager
def visit(**ids: str) -> Iterator[None]:
    """A plain span around what is done in it, such as a web framework makes."""
    with trace.get_tracer("shop").start_as_current_span("visit", attributes=ids):
        yield


async def together(look_up: Callable[[str], Awaitable[str]], ask: Callable[[str], Awaitable[object]]) -> list[object]:
    """Ask both questions at the same time: nothing is asked before everything is found."""
    all_found = asyncio.Barrier(len(QUESTIONS))

    async def answer(question: str) -> object:
        context = await look_up(question)
        await all_found.wait()
        return await ask(with_context(context, question))

    return await asyncio.gather(*map(answer, QUESTIONS))

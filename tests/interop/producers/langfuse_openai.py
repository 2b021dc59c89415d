"""Langfuse: its client for OpenAI, and functions that it observes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import shelf
from langfuse import get_client, observe, propagate_attributes
from langfuse.openai import OpenAI
from openai_calls import CAPITAL, Calls
from play import play


class Observed(Calls):
    loop = observe(name="assistant", as_type="agent")(Calls.loop)
    search = observe(name="search", as_type="tool")(Calls.search)
    get_weather = observe(name="get_weather", as_type="tool")(Calls.get_weather)

    def retrieve(self, query: str) -> list[str]:
        return [each["content"] for each in found(query)]

    @contextmanager
    def visit(self, **ids: str) -> Iterator[None]:
        known = {"session_id": ids.get("session.id"), "user_id": ids.get("user.id")}
        with get_client().start_as_current_observation(name="visit"), propagate_attributes(**known):
            yield


@observe(name="shelf", as_type="retriever")
def found(query: str) -> list[Any]:
    return [{"id": f"doc-{number}", "content": text} for number, text in enumerate(shelf.found(query), 1)]


def session() -> None:
    with propagate_attributes(session_id="session-7", user_id="user-7"):
        calls.ask(CAPITAL)


calls = Observed(OpenAI(api_key="none", max_retries=0))
play({**calls.scenarios(), "session": session}, get_client().flush)

"""MLflow's instrumentation of the OpenAI client, and functions that it traces."""

from collections.abc import Callable
from pathlib import Path

import mlflow
import openai_calls
from mlflow.entities import Document
from mlflow.tracing.provider import provider
from openai_calls import CAPITAL, DOCUMENTS, Calls, client
from play import play

openai_calls.get_weather = mlflow.trace(openai_calls.get_weather, span_type="TOOL")
mlflow.set_tracking_uri(Path("store").absolute().as_uri())
mlflow.openai.autolog()
calls = Calls(client())


@mlflow.trace(name="assistant", span_type="AGENT")
def agent(question: str) -> str:
    return calls.loop(question)


@mlflow.trace(name="search", span_type="RETRIEVER")
def search(query: str) -> list[Document]:
    return [Document(text, id=f"doc-{number}") for number, text in enumerate(DOCUMENTS, 1)]


@mlflow.trace(name="rag")
def rag() -> str:
    search("What colour is the door?")
    return calls.rag()


@mlflow.trace(name="visit")
def session() -> None:
    mlflow.update_current_trace(metadata={"mlflow.trace.session": "session-7", "mlflow.trace.user": "user-7"})
    calls.ask(CAPITAL)


own: dict[str, Callable[[], object]] = {
    "tools": lambda: agent("What is the weather in Paris?"),
    "agent": lambda: agent("Which city is warmer, Paris or Rome?"),
    "rag": rag,
    "session": session,
}
play({**calls.scenarios(), **own}, lambda: provider.get().force_flush())

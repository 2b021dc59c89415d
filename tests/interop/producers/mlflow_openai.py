"""MLflow's instrumentation of the OpenAI client, and functions that it traces."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mlflow
import shelf
from mlflow.entities import Document
from mlflow.tracing.provider import provider
from openai_calls import CAPITAL, Calls, client
from play import play


class Traced(Calls):
    loop = mlflow.trace(Calls.loop, name="assistant", span_type="AGENT")
    search = mlflow.trace(Calls.search, span_type="TOOL")
    get_weather = mlflow.trace(Calls.get_weather, span_type="TOOL")

    def retrieve(self, query: str) -> list[str]:
        return [document.page_content for document in found(query)]

    @contextmanager
    def visit(self, **ids: str) -> Iterator[None]:
        with mlflow.start_span("visit"):
            if ids:
                known = {"mlflow.trace.session": ids["session.id"], "mlflow.trace.user": ids["user.id"]}
                mlflow.update_current_trace(metadata=known)
            yield


@mlflow.trace(name="shelf", span_type="RETRIEVER")
def found(query: str) -> list[Document]:
    return [Document(text, id=f"doc-{number}") for number, text in enumerate(shelf.found(query), 1)]


def session() -> None:
    with calls.visit(**{"session.id": "session-7", "user.id": "user-7"}):
        calls.ask(CAPITAL)


mlflow.set_tracking_uri(Path("store").absolute().as_uri())
mlflow.openai.autolog()
calls = Traced(client())
play({**calls.scenarios(), "session": session}, lambda: provider.get().force_flush())

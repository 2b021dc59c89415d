"""OpenInference's instrumentation of LangChain: the model, a retriever, and an agent that calls a tool."""

import asyncio
from collections.abc import Callable
from typing import Any

import shelf
import telemetry
from langchain.agents import create_agent
from langchain_core.documents import Document
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.tools import tool
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai_calls import SYSTEM
from openai_calls import get_weather as weather_in
from openinference.instrumentation import using_attributes
from openinference.instrumentation.langchain import LangChainInstrumentor
from play import MODEL, play

CAPITAL = [SystemMessage(SYSTEM["content"]), HumanMessage("What is the capital of France?")]


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return weather_in(city)


class Shelf(BaseRetriever):
    def _get_relevant_documents(self, query: str, *, run_manager: Any) -> list[Document]:
        return [Document(text, id=f"doc-{number}") for number, text in enumerate(shelf.found(query), 1)]


@tool
def search(query: str) -> str:
    """Search the shelf."""
    return texts(Shelf().invoke(query))


def texts(documents: list[Document]) -> str:
    return "\n".join(document.page_content for document in documents)


def scenarios() -> dict[str, Callable[[], object]]:
    model = ChatOpenAI(model=MODEL, max_retries=0, stream_usage=True)

    def agent(question: str) -> Any:
        return create_agent(model, [get_weather]).invoke({"messages": [HumanMessage(question)]})

    def rag() -> Any:
        embeddings = OpenAIEmbeddings(model="text-embedding-3-small", check_embedding_ctx_length=False)
        store = InMemoryVectorStore(embeddings)
        store.add_documents([Document(text, id=f"doc-{number}") for number, text in enumerate(shelf.DOCUMENTS, 1)])
        context = store.as_retriever(search_kwargs={"k": 2}) | texts
        chain = {"context": context, "question": RunnablePassthrough()} | RunnablePassthrough()
        chain = chain | (lambda given: shelf.with_context(**given)) | model
        return chain.invoke(shelf.QUESTIONS[0])

    async def both(_: object) -> list[object]:
        async def look_up(question: str) -> str:
            return texts(await Shelf().ainvoke(question))

        return await shelf.together(look_up, model.ainvoke)

    def turns() -> None:
        clerk = create_agent(model, [search, get_weather])
        messages: list[Any] = []
        for question in shelf.TURNS:
            with shelf.visit(**shelf.IDS):
                messages = clerk.invoke({"messages": [*messages, HumanMessage(question)]})["messages"]

    async def abandoned() -> None:
        text = ""
        stream = model.astream("Tell a long story.")
        async for chunk in stream:
            text += str(chunk.content)
            if text == "Once upon a time":
                break
        await stream.aclose()

    def session() -> None:
        with using_attributes(session_id="session-7", user_id="user-7"):
            model.invoke(CAPITAL)

    loop = asyncio.new_event_loop()
    return {
        "chat": lambda: model.invoke(CAPITAL),
        "stream": lambda: list(model.stream(CAPITAL)),
        "tools": lambda: agent("What is the weather in Paris?"),
        "agent": lambda: agent("Which city is warmer, Paris or Rome?"),
        "rag": rag,
        "together": lambda: loop.run_until_complete(RunnableLambda(both).ainvoke(None)),
        "turns": turns,
        "responses": lambda: ChatOpenAI(model=MODEL, max_retries=0, use_responses_api=True).invoke(CAPITAL),
        "error": lambda: model.invoke("Make it fail."),
        "empty": lambda: model.invoke("Say nothing."),
        "refusal": lambda: model.invoke("Tell me something forbidden."),
        "session": session,
        "abandoned": lambda: loop.run_until_complete(abandoned()),
    }


telemetry.set_up()
LangChainInstrumentor().instrument()
play(scenarios(), telemetry.flush)

"""OpenInference's instrumentation of LlamaIndex: the model, an index of documents, and an agent."""

import asyncio
from collections.abc import Callable
from typing import Any

import shelf
import telemetry
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.core.memory import ChatMemoryBuffer
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.openai import OpenAIEmbedding
from llama_index.llms.openai import OpenAI, OpenAIResponses
from openai_calls import SYSTEM, get_weather
from openinference.instrumentation import using_attributes
from openinference.instrumentation.llama_index import LlamaIndexInstrumentor
from play import MODEL, STUB, play

CAPITAL = [
    ChatMessage(role="system", content=SYSTEM["content"]),
    ChatMessage(role="user", content="What is the capital of France?"),
]


class Shelf(BaseRetriever):
    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        texts = enumerate(shelf.found(query_bundle.query_str), 1)
        return [NodeWithScore(node=TextNode(text=text, id_=f"doc-{number}"), score=1.0) for number, text in texts]


def search(query: str) -> str:
    return "\n".join(each.text for each in Shelf().retrieve(query))


def scenarios() -> dict[str, Callable[[], object]]:
    connection = {"api_base": STUB, "api_key": "none", "max_retries": 0}
    model = OpenAI(model=MODEL, additional_kwargs={"stream_options": {"include_usage": True}}, **connection)
    plain = OpenAI(model=MODEL, **connection)
    embeddings = OpenAIEmbedding(model="text-embedding-3-small", **connection)

    def ask(text: str) -> Any:
        return plain.chat([ChatMessage(role="user", content=text)])

    async def agent(question: str, *tools: FunctionTool, **options: Any) -> Any:
        weather = FunctionTool.from_defaults(get_weather, description="The weather in a city.")
        own = OpenAI(model=MODEL, **connection)
        return await FunctionAgent(tools=[*tools, weather], llm=own, streaming=False).run(question, **options)

    def rag() -> Any:
        documents = [Document(text=text, doc_id=f"doc-{number}") for number, text in enumerate(shelf.DOCUMENTS, 1)]
        index = VectorStoreIndex.from_documents(documents, embed_model=embeddings)
        return index.as_query_engine(llm=plain, similarity_top_k=2).query(shelf.QUESTIONS[0])

    async def together() -> None:
        async def look_up(question: str) -> str:
            return search(question)

        with shelf.visit():
            await shelf.together(look_up, lambda text: plain.achat([ChatMessage(role="user", content=text)]))

    async def turns() -> None:
        tool, memory = (
            FunctionTool.from_defaults(search, description="Search the shelf."),
            ChatMemoryBuffer.from_defaults(),
        )
        for question in shelf.TURNS:
            with shelf.visit(**shelf.IDS):
                await agent(question, tool, memory=memory)

    def abandoned() -> None:
        for chunk in model.stream_chat([ChatMessage(role="user", content="Tell a long story.")]):
            if chunk.message.content == "Once upon a time":
                break

    def session() -> None:
        with using_attributes(session_id="session-7", user_id="user-7"):
            plain.chat(CAPITAL)

    return {
        "chat": lambda: plain.chat(CAPITAL),
        "stream": lambda: list(model.stream_chat(CAPITAL)),
        "tools": lambda: asyncio.run(agent("What is the weather in Paris?")),
        "agent": lambda: asyncio.run(agent("Which city is warmer, Paris or Rome?")),
        "rag": rag,
        "together": lambda: asyncio.run(together()),
        "turns": lambda: asyncio.run(turns()),
        "embeddings": lambda: embeddings.get_text_embedding(shelf.DOCUMENTS[0]),
        "responses": lambda: OpenAIResponses(model=MODEL, **connection).chat(CAPITAL),
        "error": lambda: ask("Make it fail."),
        "empty": lambda: ask("Say nothing."),
        "refusal": lambda: ask("Tell me something forbidden."),
        "session": session,
        "abandoned": abandoned,
    }


telemetry.set_up()
LlamaIndexInstrumentor().instrument()
play(scenarios(), telemetry.flush)

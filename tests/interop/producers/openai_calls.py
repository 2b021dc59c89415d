"""The scenarios as an application plays them that calls the OpenAI client itself."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import shelf
from openai import OpenAI
from play import MODEL

SYSTEM = {"role": "system", "content": "Answer in one sentence."}
CAPITAL = [SYSTEM, {"role": "user", "content": "What is the capital of France?"}]


def get_weather(city: str) -> str:
    return "18 degrees" if city == "Paris" else "25 degrees"


def _tool(name: str, description: str, argument: str) -> dict[str, Any]:
    parameters = {"type": "object", "properties": {argument: {"type": "string"}}, "required": [argument]}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


WEATHER = _tool("get_weather", "The weather in a city.", "city")
SEARCH = _tool("search", "Search the shelf.", "query")


class Calls:
    """The scenarios with one client, and a conversation in which tools can be called."""

    def __init__(self, client: OpenAI, *tools: dict[str, Any]) -> None:
        self.client = client
        self.tools = [*tools, WEATHER]
        self.messages: list[Any] = []

    def conversation(self, *tools: dict[str, Any]) -> "Calls":
        return type(self)(self.client, *tools)

    def scenarios(self) -> dict[str, Callable[[], object]]:
        return {
            "chat": lambda: self.ask(CAPITAL),
            "stream": self.stream,
            "tools": lambda: self.conversation().loop("What is the weather in Paris?"),
            "agent": lambda: self.conversation().loop("Which city is warmer, Paris or Rome?"),
            "rag": self.rag,
            "together": lambda: asyncio.run(self.together()),
            "turns": self.turns,
            "embeddings": lambda: self.embed(shelf.DOCUMENTS[0]),
            "responses": self.responses,
            "error": lambda: self.ask(_asked("Make it fail.")),
            "empty": lambda: self.ask(_asked("Say nothing.")),
            "refusal": lambda: self.ask(_asked("Tell me something forbidden.")),
            "session": lambda: self.ask(CAPITAL, user="user-7"),
            "abandoned": self.abandoned,
        }

    # What a library may have spans of its own for

    def visit(self, **ids: str) -> AbstractContextManager[Any]:
        return shelf.visit(**ids)

    def retrieve(self, query: str) -> list[str]:
        return shelf.retrieve(query)

    def search(self, query: str) -> str:
        return "\n".join(self.retrieve(query))

    def get_weather(self, city: str) -> str:
        return get_weather(city)

    def loop(self, question: str) -> str:
        """Tools are called until the model answers."""
        self.messages += _asked(question)
        while True:
            message = self.ask(self.messages, tools=self.tools)
            self.messages.append(message.model_dump(exclude_none=True))
            if not message.tool_calls:
                return message.content
            for call in message.tool_calls:
                function = {"get_weather": self.get_weather, "search": self.search}[call.function.name]
                result = function(**json.loads(call.function.arguments))
                self.messages.append({"role": "tool", "tool_call_id": call.id, "content": result})

    # The model

    def ask(self, messages: list[Any], **options: Any) -> Any:
        completion = self.client.chat.completions.create(model=MODEL, messages=messages, **options)
        return completion.choices[0].message

    def stream(self) -> str:
        chunks = self.client.chat.completions.create(
            model=MODEL, messages=CAPITAL, stream=True, stream_options={"include_usage": True}
        )
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)

    def abandoned(self) -> None:
        """A reader of a stream hangs up after the first words."""
        stream = self.client.chat.completions.create(
            model=MODEL, messages=_asked("Tell a long story."), stream=True, stream_options={"include_usage": True}
        )
        text = ""
        for chunk in stream:
            text += chunk.choices[0].delta.content or ""
            if text == "Once upon a time":
                break
        stream.close()

    def embed(self, text: str) -> list[float]:
        return self.client.embeddings.create(model="text-embedding-3-small", input=text).data[0].embedding

    def rag(self) -> None:
        question = shelf.QUESTIONS[0]
        with self.visit():
            self.ask(_asked(shelf.with_context("\n".join(self.retrieve(question)), question)))

    async def together(self) -> None:
        async def look_up(question: str) -> str:
            return "\n".join(self.retrieve(question))

        with self.visit():
            await shelf.together(look_up, lambda text: asyncio.to_thread(self.ask, _asked(text)))

    def turns(self) -> None:
        clerk = self.conversation(SEARCH)
        for question in shelf.TURNS:
            with self.visit(**shelf.IDS):
                clerk.loop(question)

    def responses(self) -> str:
        return self.client.responses.create(
            model=MODEL, instructions=SYSTEM["content"], input="What is the capital of France?"
        ).output_text


def _asked(question: str) -> list[Any]:
    return [{"role": "user", "content": question}]


def client() -> OpenAI:
    """A client that tries once; the address comes from the environment."""
    return OpenAI(api_key="none", max_retries=0)

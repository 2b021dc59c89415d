"""The scenarios as an application plays them that calls the OpenAI client itself."""

import json
from collections.abc import Callable
from typing import Any

from openai import OpenAI
from play import MODEL

SYSTEM = {"role": "system", "content": "Answer in one sentence."}
CAPITAL = [SYSTEM, {"role": "user", "content": "What is the capital of France?"}]
DOCUMENTS = ["The door is green.", "The window is blue."]
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def get_weather(city: str) -> str:
    return "18 degrees" if city == "Paris" else "25 degrees"


class Calls:
    """The scenarios with one client."""

    def __init__(self, client: OpenAI) -> None:
        self.client = client

    def scenarios(self) -> dict[str, Callable[[], object]]:
        return {
            "chat": lambda: self.ask(CAPITAL),
            "stream": self.stream,
            "tools": lambda: self.loop("What is the weather in Paris?"),
            "agent": lambda: self.loop("Which city is warmer, Paris or Rome?"),
            "rag": self.rag,
            "embeddings": lambda: self.embed(DOCUMENTS[0]),
            "responses": self.responses,
            "error": lambda: self.ask([{"role": "user", "content": "Make it fail."}]),
            "empty": lambda: self.ask([{"role": "user", "content": "Say nothing."}]),
            "refusal": lambda: self.ask([{"role": "user", "content": "Tell me something forbidden."}]),
            "session": lambda: self.ask(CAPITAL, user="user-7"),
            "abandoned": self.abandoned,
        }

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
        messages = [{"role": "user", "content": "Tell a long story."}]
        stream = self.client.chat.completions.create(
            model=MODEL, messages=messages, stream=True, stream_options={"include_usage": True}
        )
        text = ""
        for chunk in stream:
            text += chunk.choices[0].delta.content or ""
            if text == "Once upon a time":
                break
        stream.close()

    def loop(self, question: str) -> str:
        """The tool is called until the model answers."""
        messages: list[Any] = [{"role": "user", "content": question}]
        while True:
            message = self.ask(messages, tools=[TOOL])
            if not message.tool_calls:
                return message.content
            messages.append(message.model_dump(exclude_none=True))
            for call in message.tool_calls:
                result = get_weather(**json.loads(call.function.arguments))
                messages.append({"role": "tool", "tool_call_id": call.id, "content": result})

    def embed(self, text: str) -> list[float]:
        return self.client.embeddings.create(model="text-embedding-3-small", input=text).data[0].embedding

    def rag(self) -> str:
        """The application has the documents and puts them into the question."""
        context = "\n".join(DOCUMENTS)
        question = f"Context:\n{context}\n\nWhat colour is the door?"
        return self.ask([{"role": "user", "content": question}]).content

    def responses(self) -> str:
        return self.client.responses.create(
            model=MODEL, instructions=SYSTEM["content"], input="What is the capital of France?"
        ).output_text


def client() -> OpenAI:
    """A client that tries once; the address comes from the environment."""
    return OpenAI(api_key="none", max_retries=0)

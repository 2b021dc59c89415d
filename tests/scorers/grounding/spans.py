"""Answers with what they were made from."""

from collections.abc import Sequence
from typing import Any

import orjson

from otelevals.genai.interaction import Interaction
from tests.genai.spans import chat, interaction


def answer(text: str, *documents: str | dict[str, Any], asked: str = "what?", **more: Any) -> Interaction:
    """An answer that was made from documents, given by their texts or as a retriever has them."""
    written: Sequence[Any] = [{"content": each} if isinstance(each, str) else each for each in documents]
    found = {"gen_ai.retrieval.documents": orjson.dumps(written).decode()} if documents else {}
    return interaction(chat(text, asked, **found, **more))

"""The complete prompt of every built-in rubric, kept to be read and compared: `python -m tests.judges.prompts` writes
those that are new."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from otelevals.genai.messages import Message, Text, ToolCall, ToolResult
from otelevals.genai.records import Document, Tool
from otelevals.judges.asked import Prompt
from otelevals.judges.prompt import FORMAT, build
from otelevals.judges.rubric import Rubric, built_in, find_rubric

FOLDER = Path(__file__).parent / "snapshots"
VERSIONS = Path(__file__).parent / "versions.json"

_ASKED, _ANSWERED = "How long to an island?", "Six working days, or 4 by express."
_CALL, _LATER = ToolCall("delivery", {"zone": "island"}, "c1"), ToolCall("express", {"zone": "island"}, "c2")
ARGUMENTS: dict[str, Any] = {
    "system": "You answer questions about deliveries.",
    "tools": (Tool("delivery", "Times by zone.", {"type": "object"}), Tool("express")),
    "messages": (
        Message("system", (Text("You answer questions about deliveries."),)),
        Message("user", (Text("Hello"),)),
        Message("assistant", (Text("Hello. What do you want to know?"),)),
        Message("user", (Text(_ASKED),)),
        Message("assistant", (_CALL,)),
        Message("tool", (ToolResult({"days": 6}, "c1", "delivery"),)),
        Message("assistant", (Text(_ANSWERED), _LATER)),
    ),
    "input": _ASKED,
    "query": "delivery island",
    "documents": (Document("Islands: 6 working days.", "d1", 0.9),),
    "context": ("Islands: 6 working days.", '{"days": 6}'),
    "tool_name": "delivery",
    "tool_arguments": {"zone": "island"},
    "tool_result": '{"days": 6}',
    "tool_calls": (_LATER,),
    "output": _ANSWERED,
    "expected": ["6 working days"],
}


def rubrics() -> list[Rubric]:
    return [find_rubric(name, Path()) for name in built_in()]


def shown(prompt: Prompt) -> str:
    """A prompt as a person reads it."""
    parts = [f"===== {message.role}\n\n{message.content}\n" for message in prompt.messages]
    schema = orjson.dumps(prompt.schema, option=orjson.OPT_INDENT_2).decode()
    return "\n".join([*parts, f"===== schema of the answer\n\n{schema}\n"])


def snapshot(rubric: Rubric) -> Path:
    return FOLDER / f"{rubric.name}.txt"


def version(rubric: Rubric) -> str:
    return f"{rubric.name}@{rubric.version} format {FORMAT}"


def digest(rubric: Rubric) -> str:
    """Of all that decides what a judge is asked and what passes."""
    content = f"{rubric.content_hash}\n{shown(build(rubric, ARGUMENTS))}"
    return sha256(content.encode()).hexdigest()[:16]


def versions() -> dict[str, str]:
    found: dict[str, str] = orjson.loads(VERSIONS.read_bytes()) if VERSIONS.exists() else {}
    return found


def main() -> None:
    table = versions()
    for rubric in rubrics():
        if table.setdefault(version(rubric), digest(rubric)) != digest(rubric):
            print(f"{version(rubric)} is another text already: raise its version first")
            continue
        snapshot(rubric).write_text(shown(build(rubric, ARGUMENTS)))
    VERSIONS.write_bytes(orjson.dumps(dict(sorted(table.items())), option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()

"""What a rubric may ask to see of an interaction, and how a judge is told what each is."""

from collections.abc import Iterable, Mapping

INPUTS: Mapping[str, str] = {
    "system": "the instructions that the assistant was given by the application",
    "tools": "the tools that the assistant could call",
    "messages": "the conversation, oldest message first, as far as it says more than the other pieces",
    "input": "what the user said last, which the assistant answers",
    "query": "what was searched for",
    "documents": "what was found, best first",
    "context": "what the assistant was given to answer from: documents and results of tools",
    "tool_name": "the tool that was called",
    "tool_arguments": "what the tool was called with",
    "tool_result": "what the tool gave",
    "tool_calls": "the calls of tools in the assistant's answer",
    "output": "the assistant's answer",
    "expected": "the answer that is known to be right, or what is known of it; the assistant did not see it",
}
"""In the order in which a judge reads them: fields of the interaction by their names."""

DEFAULT = ("input", "output")
"""What is asked for where nothing is said."""


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Without repetitions, in the order in which a judge reads them."""
    wanted = set(names)
    return tuple([name for name in INPUTS if name in wanted])

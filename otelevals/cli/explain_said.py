"""What judges were asked and what they said, word for word."""

from typing import Any

from otelevals.cli.inspect_terminal import one_line
from otelevals.cli.times import shown
from otelevals.store.judge_log import Said

_LONGEST = 1000


def text(said: Said) -> str:
    error = f", {said.error}" if said.error else ""
    head = f"{shown(said.time)} {one_line(said.scorer, _LONGEST)} asked {one_line(said.model, _LONGEST)}{error}"
    return f"{head}\n{_indented(said.prompt)}\n  it said:\n{_indented(said.reply)}\n"


def named(said: Said) -> dict[str, Any]:
    ids = {"trace_id": said.trace_id.hex(), "span_id": said.span_id.hex()}
    return {**said._asdict(), **ids, "time": shown(said.time)}


def _indented(words: str) -> str:
    """Lines of their own, in which nothing moves the cursor of a terminal."""
    return "\n".join([f"    {one_line(line, len(line) or 1)}" for line in words.splitlines()])

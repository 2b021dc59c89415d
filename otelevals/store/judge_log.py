"""What was said to models and by them, word for word, as long as there is room: for people who look for a mistake."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from otelevals.store.marks import get_mark, set_mark
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

LONGEST = 16_384
"""Characters of a prompt or a reply that are kept."""
_SQL = statements("judge_log")


class Said(NamedTuple):
    time: int
    """Milliseconds."""
    trace_id: bytes
    span_id: bytes
    scorer: str
    model: str
    error: str
    """What kind of error it is, empty for none."""
    prompt: str
    reply: str


def add_said(connection: Connection, said: Sequence[Said], most: int) -> None:
    """Add these, and drop the oldest so that not more than so many stay. Inside a transaction."""
    if not said or most <= 0:
        return
    last = get_mark(connection, "judge_log")
    rows = [
        (last + number, *each[:-2], _stored(each.prompt), _stored(each.reply))
        for number, each in enumerate(said[-most:], 1)
    ]
    connection.executemany(_SQL["add"], rows)
    set_mark(connection, "judge_log", last + len(rows))
    connection.execute(_SQL["drop_until"], (last + len(rows) - most,))


def read_said(connection: Connection, most: int, trace_id: bytes | None = None) -> list[Said]:
    """The latest first; or all that was said of a trace, in its order."""
    found: Any = (
        connection.execute(_SQL["latest"], (most,))
        if trace_id is None
        else connection.execute(_SQL["of_trace"], (trace_id,))
    )
    return [Said._make(row) for row in found]


def _stored(text: str) -> str:
    """As much as is kept, without what UTF-8 has no form for."""
    return text[:LONGEST].encode("utf-8", "replace").decode()

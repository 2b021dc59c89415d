"""The fields of an interaction and the dialects as tables, read from the catalog and from the dialects."""

import re
from collections.abc import Iterator

from otelevals.genai.catalog import FIELDS
from otelevals.genai.dialects import DIALECTS
from otelevals.genai.fields import Dialect, Source
from otelevals.genai.lending import LENDING

TYPES = {
    **dict.fromkeys(("input_messages", "output_messages", "messages"), "list of messages"),
    **{name: "integer" for name in FIELDS if name.startswith("usage.")},
    "tools": "list of tools",
    "tool_calls": "list of tool calls",
    "tool_arguments": "object or text",
    "documents": "list of documents",
    "context": "list of texts",
    "time_to_first_token": "number",
    "finish_reasons": "list of texts",
    "evaluations": "list of evaluations",
}
"""Those of fields that are no text."""
MADE_OF = {
    "model": "`request_model`, else `response_model`",
    "input_text": "the last message of the user in `input_messages`, else `tool_arguments`, else `query`",
    "output_text": "the texts of `output_messages`, else `tool_result`",
    "messages": "`input_messages` and `output_messages`",
    "tool_calls": "`output_messages`",
    "system": "else the system messages of `input_messages`",
    "finish_reasons": "else the reasons in `output_messages`",
    "context": "the texts of `documents`, then the results of tools in `input_messages` since the user spoke last, "
    "then those of tool calls inside it",
    "usage.total_tokens": "else the sum of input and output",
}
"""What fields follow from, after the places that dialects have for them."""
_KEPT_AS = {"system": "system_instructions", "finish_reasons": "said_finish_reasons"}
_WORD = re.compile(r"[^\s,()+]*[^\s,()+:]")
_NAME = re.compile(r"[._]|\w:\w")


def field_table() -> str:
    rows = ["| field | type | meaning | where it is |", "|---|---|---|---|"]
    for name, meaning in FIELDS.items():
        places = "<br>".join(_places(name))
        rows.append(f"| `{name}` | {TYPES.get(name, 'text')} | {meaning.removesuffix('.')} | {places} |")
    return "\n".join(rows) + "\n"


def dialect_table() -> str:
    rows = ["| dialect | a span is one of it that has |", "|---|---|"]
    rows += [f"| {dialect.name} | {', '.join(_marks(dialect))} |" for dialect in DIALECTS]
    return "\n".join(rows) + "\n"


def lending_table() -> str:
    rows = ["| field | who lends it, best first |", "|---|---|"]
    rows += [
        f"| `{name}` | {'<br>'.join(ways)} |" for name, ways in LENDING.items() if name in FIELDS or name == "usage"
    ]
    return "\n".join(rows) + "\n"


def _places(name: str) -> Iterator[str]:
    """A line for each dialect, in order of precedence, then what the field follows from."""
    kept = f"tokens.{name.removesuffix('_tokens').partition('.')[2]}" if name.startswith("usage.") else name
    kept = _KEPT_AS.get(name, kept)
    for which in ("corrections", "fields"):
        for dialect in DIALECTS:
            sources: tuple[Source, ...] = getattr(dialect, which).get(kept, ())
            if sources:
                yield f"{dialect.name}: {', '.join(dict.fromkeys(code(source.place) for source in sources))}"
    if name in MADE_OF:
        yield MADE_OF[name]


def code(place: str) -> str:
    """A place with the names of attributes and events in it as code."""
    if " " not in place:
        return f"`{place}`"
    return _WORD.sub(lambda word: f"`{word[0]}`" if _NAME.search(word[0]) else word[0], place)


def _marks(dialect: Dialect) -> Iterator[str]:
    for marker in dialect.markers:
        yield f"`{marker}*`" if marker.endswith((".", ":")) else f"`{marker}`"
    for hint in dialect.hints:
        yield f"`{hint}` with a value of it"
    if not dialect.markers and not dialect.hints:
        yield "nothing of its own: it uses attributes of others"

"""The result of a run as a page of the documentation."""

from collections.abc import Sequence

from tests.interop.compare import ABSENT, Difference, Expected
from tests.interop.known import Reasons
from tests.interop.run import Result
from tests.interop.targets import TARGET

_HEAD = """# Interoperability

What otelevals sees of real instrumentations. `make test-interop` runs each against a model that answers the same every
time, sends what it records through a running otelevals, and compares what `otelevals inspect --json` then shows with
what was said. Then it sends all of that to an otelevals that scores it, whose scorers tell what they are given.
This page is written by `make test-interop ARGS=--write`.

The scenarios are {scenarios}.

In *together* two questions are answered at the same time in one trace, each from documents of its own, and in *turns*
an agent that searches is asked twice in one session, whose id is on the root alone. Retrievals that a producer has no
spans of are spans that the application makes as the conventions say.

A cell says of how many expected values otelevals had the right one. A producer is compared only for the kinds of spans
that it makes, in scenarios that it knows. *Recognised* counts spans; *content* is what was asked, answered and found;
*tools* are those offered and called; *session* is the ids of the session and of the user.

The last three are what scorers are given, of traces and logs that come in requests of their own. *Targets*: each call
of a model and each answer is scored once by scorers `on: llm`, one root is scored for it and has the answer, and tokens
are counted once. *Documents*: the context of each answer is what was found for it and what tools gave for it, nothing
else. *Lent session*: every call has the ids of its session and user, whichever span says them."""
_COLUMNS = {
    "content": ("input_text", "output_text", "documents", "context"),
    "tools": ("tools", "tool_calls", "tool_name", "tool_arguments", "tool_result"),
    "tokens": ("input_tokens", "output_tokens", "cache_read_tokens", "reasoning_tokens"),
    "session": ("session", "user"),
    "targets": ("calls", "answers", "roots", "whole", "tokens", "tokens_of_trace"),
    "documents": ("contexts",),
    "lent session": ("sessions", "users"),
}
_TITLES = ("producer", "version", "spans", "recognised", *_COLUMNS)
HEADER = f"| {' | '.join(_TITLES)} |\n|{'---|' * len(_TITLES)}"


def row(result: Result) -> str:
    """The line of the table for a producer."""
    producer = result.producer
    counts = [_ratio(result, fields) for fields in _COLUMNS.values()]
    cells = [producer.title, producer.version, ", ".join(sorted(producer.kinds)), _recognised(result), *counts]
    return f"| {' | '.join(cells)} |"


def page(results: Sequence[Result], reasons: dict[str, Reasons]) -> str:
    names = ", ".join(results[0].expected)
    table = "\n".join([HEADER, *map(row, results)])
    parts = [
        f"### {result.producer.title}\n\n{_explained(reasons.get(result.producer.name, {}))}" for result in results
    ]
    return "\n\n".join([_HEAD.format(scenarios=names), table, "## What differs, and why", *parts]) + "\n"


def _explained(reasons: Reasons) -> str:
    by_reason: dict[str, list[Difference]] = {}
    for difference, reason in reasons.items():
        by_reason.setdefault(reason, []).append(difference)
    lines = [f"- {reason}: {_where(differences)}." for reason, differences in by_reason.items()]
    return "\n".join(lines) if lines else "Nothing."


def _where(differences: Sequence[Difference]) -> str:
    fields = dict.fromkeys(f"`{each.kind}.{each.field}`" if each.kind else each.field for each in differences)
    scenarios = dict.fromkeys(each.scenario for each in differences)
    return f"{', '.join(fields)} in {', '.join(scenarios)}"


def _recognised(result: Result) -> str:
    wanted = [(name, each["kind"]) for name, each in _wanted(result) if each["kind"] != TARGET]
    return _cell(len(wanted) - sum(_is_missing(result, *each) for each in wanted), len(wanted))


def _ratio(result: Result, fields: Sequence[str]) -> str:
    wanted = [(name, each["kind"], field) for name, each in _wanted(result) for field in fields if field in each]
    differing = {(each.scenario, each.kind, each.field) for each in result.differences}
    return _cell(sum(each not in differing and not _is_missing(result, *each[:2]) for each in wanted), len(wanted))


def _wanted(result: Result) -> list[tuple[str, Expected]]:
    """The spans that are expected, with their scenarios; a scenario that the producer does not know has none."""
    unknown = {each.scenario for each in result.differences if each.field == "outcome" and each.seen == ABSENT}
    return [(name, each) for name, expected in result.expected.items() if name not in unknown for each in expected]


def _is_missing(result: Result, scenario: str, kind: str) -> bool:
    return Difference(scenario, kind, "spans", "0") in result.differences


def _cell(right: int, of: int) -> str:
    return "" if not of else "all" if right == of else f"{right} of {of}"

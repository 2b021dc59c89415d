"""Conditions a second on one core, beside hand-written lambdas: `python -m bench.conditions`."""

import timeit
from collections.abc import Callable, Mapping
from typing import Any

import re2

from otelevals.conditions import Access, Path, compile_condition

Span = dict[str, Any]

SPAN: Span = {
    "name": "chat gpt-4o-mini",
    "kind": 3,
    "start_time_unix_nano": 1_700_000_000_000_000_000,
    "end_time_unix_nano": 1_700_000_002_500_000_000,
    **{f"app.attribute.{number}": f"value {number}" for number in range(16)},
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.output_tokens": 812,
    "gen_ai.request.temperature": 0.7,
    "tags": ["prod", "eu"],
}
MODEL = re2.compile(rb"^gpt-[34].*(mini|nano)$")
CASES: list[tuple[str, Callable[[Span], Any]]] = [
    ('attributes["gen_ai.operation.name"] == "chat"', lambda s: s.get("gen_ai.operation.name") == "chat"),
    ('attributes["gen_ai.request.model"] != nil', lambda s: s.get("gen_ai.request.model") is not None),
    ('attributes["gen_ai.usage.output_tokens"] > 500', lambda s: s.get("gen_ai.usage.output_tokens", 0) > 500),
    ("kind == SPAN_KIND_CLIENT", lambda s: s["kind"] == 3),
    (
        'attributes["gen_ai.operation.name"] == "chat" and attributes["gen_ai.request.temperature"] >= 0.5',
        lambda s: s.get("gen_ai.operation.name") == "chat" and s.get("gen_ai.request.temperature", 0.0) >= 0.5,
    ),
    (
        'name == "a" or name == "b" or name == "c" or attributes["gen_ai.operation.name"] == "chat"',
        lambda s: s["name"] == "a" or s["name"] == "b" or s["name"] == "c" or s.get("gen_ai.operation.name") == "chat",
    ),
    (
        "(end_time_unix_nano - start_time_unix_nano) / 1000000 > 2000",
        lambda s: (s["end_time_unix_nano"] - s["start_time_unix_nano"]) // 1000000 > 2000,
    ),
    ('HasPrefix(attributes["gen_ai.request.model"], "gpt-4")', lambda s: s["gen_ai.request.model"].startswith("gpt-4")),
    ('ContainsValue(attributes["tags"], "eu")', lambda s: "eu" in s["tags"]),
    ('IsMatch(name, "^chat")', lambda s: s["name"].startswith("chat")),
    (
        'IsMatch(attributes["gen_ai.request.model"], "^gpt-[34].*(mini|nano)$")',
        lambda s: MODEL.search(s["gen_ai.request.model"].encode()) is not None,
    ),
]


class Spans:
    """Paths into a flat dict: the cheapest access there is."""

    enums: Mapping[str, int] = {"SPAN_KIND_CLIENT": 3}

    def resolve(self, path: Path) -> Access:
        field = path.fields[0]
        key = field.keys[0] if field.keys else field.name
        return Access(lambda span: span.get(key))


def rate(function: Callable[[Span], Any], calls: int = 100_000, rounds: int = 5) -> float:
    """Calls a second in the best of several rounds."""
    return calls / min(timeit.repeat(lambda: function(SPAN), number=calls, repeat=rounds))


def main() -> None:
    print(f"{'conditions/s':>12} {'lambda/s':>12}  condition")
    for text, native in CASES:
        condition = compile_condition(text, Spans())
        assert condition(SPAN) is True
        assert native(SPAN)
        print(f"{rate(condition):>12,.0f} {rate(native):>12,.0f}  {text}")
    compiled = min(timeit.repeat(lambda: compile_condition(CASES[4][0], Spans()), number=100, repeat=5)) / 100
    print(f"{compiled * 1e6:.0f} µs to compile a condition of two comparisons")


if __name__ == "__main__":
    main()

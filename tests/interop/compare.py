"""Which spans of a scenario do not say what they must, field by field."""

import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.interop.inspection import Seen
from tests.interop.targets import expected_target

ABSENT = "absent"
Expected = Mapping[str, Any]
Scenarios = dict[str, Sequence[Expected]]

_COMPARED = ("chat", "tool", "retrieval", "embeddings", "agent")


class Difference(NamedTuple):
    """Where a producer's spans of a scenario say something else, and what: one item for each span expected."""

    scenario: str
    kind: str
    field: str
    seen: str


def scenarios() -> Scenarios:
    return tomllib.loads((Path(__file__).parent / "scenarios.toml").read_text())


def of_kinds(table: Scenarios, kinds: Collection[str]) -> Scenarios:
    """What is expected of a producer that makes spans of these kinds only; scenarios without any are left out."""
    kept = {name: [_whole(each) for each in expected if each["kind"] in kinds] for name, expected in table.items()}
    return {name: expected for name, expected in kept.items() if expected}


def _whole(row: Expected) -> Expected:
    """The context of an answer has the documents, too."""
    context = [*row.get("documents", ()), *row.get("context", ())]
    return {**row, "context": context} if context and row["kind"] == "chat" else row


def with_target(expected: Sequence[Expected], seen: Sequence[Seen]) -> Sequence[Expected]:
    """In addition what scorers must see of the calls. What is no answer for who inspects it is none for them."""
    wanted, given = _of_kind("chat", expected, seen)
    calls = [
        {**each, "output_text": span.fields.get("output_text")} if "output_text" in each else each
        for each, span in zip(wanted, given, strict=False)
    ]
    return [*expected, expected_target(calls)] if calls else expected


def differences(
    scenario: str, outcome: str, expected: Sequence[Expected], seen: Sequence[Seen], kinds: Collection[str]
) -> list[Difference]:
    """All differences between the spans that were expected of a producer and those that were seen."""
    if outcome == ABSENT:
        return [Difference(scenario, "", "outcome", outcome)]
    expected_outcome = "raised" if scenario == "error" else "played"
    as_expected = outcome.partition(" ")[0] == expected_outcome
    result = [] if as_expected else [Difference(scenario, "", "outcome", outcome)]
    for kind in dict.fromkeys([*(each["kind"] for each in expected), *_COMPARED]):
        wanted, given = _of_kind(kind, expected, seen)
        # some producers make every call a run of an agent, and agents nest
        more_are_fine = kind == "agent" and kind in kinds
        if len(given) < len(wanted) or (len(given) > len(wanted) and not more_are_fine):
            result.append(Difference(scenario, kind, "spans", str(len(given))))
        pairs = list(zip(wanted, given, strict=False))
        for field in dict.fromkeys(name for each, _ in pairs for name in each if name != "kind"):
            said = [_said(field, each[field], span) for each, span in pairs if field in each]
            if any(said):
                short = said[0] if len(set(said)) == 1 else "; ".join(each or "=" for each in said)
                result.append(Difference(scenario, kind, field, short))
    return result


def _of_kind(kind: str, expected: Sequence[Expected], seen: Sequence[Seen]) -> tuple[list[Expected], list[Seen]]:
    """What is wanted, and what was seen in the same order: of what says most of it, the first is its counterpart."""
    wanted, given = ([each for each in expected if each["kind"] == kind], [each for each in seen if each.kind == kind])
    left, matched = list(given), []
    for each in wanted[: len(given)]:
        best = max(left, key=lambda span: sum(not _said(name, value, span) for name, value in each.items()))
        left.remove(best)
        matched.append(best)
    return wanted, [*matched, *left]


def _said(field: str, wanted: Any, span: Seen) -> str:
    """What a span says instead, nothing when it says what is wanted."""
    value = _value(field, span.fields)
    if value is None:
        return ABSENT
    return "" if _agrees(field, wanted, value) else _short(value)


def _agrees(field: str, wanted: Any, value: Any) -> bool:
    match field:
        case "provider":
            return str(wanted) in str(value).lower()
        case "input_text" | "tool_result":
            return str(wanted) in (value if isinstance(value, str) else json.dumps(value))
        case "output_text":
            return bool(wanted == str(value).strip())
        case "documents" | "context":
            return sorted(wanted) == sorted(map(str, value))
        case _:
            return bool(wanted == value)


def _value(field: str, fields: Mapping[str, Any]) -> Any:
    """A field of the command line in the words of the table."""
    if field.endswith("_tokens"):
        return (fields.get("usage") or {}).get(field)
    match field:
        case "error":
            return True if fields.get("error") else None
        case "finish_reason":
            return (fields.get("finish_reasons") or [None])[0]
        case "tools":
            return [tool.get("name") for tool in fields["tools"]] if fields.get("tools") else None
        case "tool_calls":
            calls = fields.get("tool_calls") or []
            return [{"name": call.get("name"), "arguments": call.get("arguments")} for call in calls] or None
        case "documents":
            return [document.get("text") for document in fields["documents"]] if fields.get("documents") else None
        case _:
            return fields.get(field)


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."

"""Captured spans are shown in the order in which they began, outer ones first, without those of no interest."""

import json
from pathlib import Path
from typing import Any

from tests.interop.capture import Capture
from tests.interop.inspection import inspect

OPERATION = "gen_ai__operation__name"
TRACE = "0af7651916cd43dd8448eb211c80319c"


def span(number: int, parent: int, start: int, **attributes: str) -> dict[str, Any]:
    pairs = [{"key": key.replace("__", "."), "value": {"stringValue": value}} for key, value in attributes.items()]
    ids = {"traceId": TRACE, "spanId": f"{number:016x}", "parentSpanId": f"{parent:016x}" if parent else ""}
    return {**ids, "name": f"span {number}", "startTimeUnixNano": str(start), "attributes": pairs}


def test_spans_are_shown_in_order_and_by_scenario(tmp_path: Path) -> None:
    chat, agent, other = {OPERATION: "chat"}, {OPERATION: "invoke_agent"}, {"http__method": "POST"}
    first = [span(3, 2, 7, **chat), span(4, 3, 7, **other), span(2, 0, 7, **agent), span(1, 0, 5, **chat)]
    captures = {
        "first": written(tmp_path / "first.json", first),
        "second": written(tmp_path / "second.json", [span(9, 0, 1, **chat)]),
        "third": Capture("third", "played", ()),
    }
    assert shown(captures) == {"first": ["span 1", "span 2", "span 3"], "second": ["span 9"], "third": []}


def test_one_span_of_an_exchange_is_shown(tmp_path: Path) -> None:
    spans = [span(1, 0, 5, **{OPERATION: "chat"}), span(2, 1, 6, **{OPERATION: "chat"})]
    assert shown({"first": written(tmp_path / "first.json", spans)}) == {"first": ["span 2"]}


def written(path: Path, spans: list[dict[str, Any]]) -> Capture:
    path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
    return Capture(path.stem, "played", (path,))


def shown(captures: dict[str, Capture]) -> dict[str, list[str]]:
    return {name: [each.name for each in spans] for name, spans in inspect(list(captures.values())).items()}

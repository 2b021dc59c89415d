"""Captured spans are shown in the order in which they began, outer ones first, and those of no interest left out."""

import json
from pathlib import Path
from typing import Any

from tests.interop.capture import Capture
from tests.interop.inspection import inspect

TRACE = "0af7651916cd43dd8448eb211c80319c"


def span(number: int, parent: int, start: int, **attributes: str) -> dict[str, Any]:
    pairs = [{"key": key.replace("__", "."), "value": {"stringValue": value}} for key, value in attributes.items()]
    ids = {"traceId": TRACE, "spanId": f"{number:016x}", "parentSpanId": f"{parent:016x}" if parent else ""}
    return {**ids, "name": f"span {number}", "startTimeUnixNano": str(start), "attributes": pairs}


def test_spans_are_shown_in_order_and_by_scenario(tmp_path: Path) -> None:
    chat, other = {"gen_ai__operation__name": "chat"}, {"http__method": "POST"}
    first = [span(3, 2, 7, **chat), span(4, 3, 7, **other), span(2, 0, 7, **chat), span(1, 0, 5, **chat)]
    captures = []
    for name, spans in {"first": first, "second": [span(9, 0, 1, **chat)], "third": []}.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}))
        captures.append(Capture(name, "played", (path,) if spans else ()))
    seen = {name: [each.name for each in spans] for name, spans in inspect(captures).items()}
    assert seen == {"first": ["span 1", "span 2", "span 3"], "second": ["span 9"], "third": []}

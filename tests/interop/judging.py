"""What scorers see of captures that are sent to a running otelevals, traces and logs in requests of their own."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import urllib3

from tests.e2e.collector import OTLP, Collector, collector, service
from tests.interop.capture import Capture
from tests.interop.spans import Id, spans_of
from tests.waiting import PATIENCE, eventually

_RELEASED = 'otelcol_processor_groupbytrace_traces_released_total{processor="group_by_trace"}'
_WAITS = {"root_ended": "500ms", "idle": "500ms", "max_wait": "5s"}
"""The requests of a trace come at once; what is left of an abandoned stream may have a parent that never comes."""


class Judged(NamedTuple):
    """An evaluation: who made it, of which span, and what it says that was seen."""

    scorer: str
    span: Id
    seen: dict[str, Any]


def judge(captures: Sequence[Capture], folder: Path) -> dict[str, list[Judged]]:
    """The evaluations of each scenario, in the order in which spans begin."""
    spans = {capture.scenario: spans_of(capture) for capture in captures}
    traces = {trace for sent in spans.values() for trace, _ in sent}
    folder.mkdir(parents=True, exist_ok=True)
    with collector(folder / "collector.yaml", _options()) as running:
        for capture in captures:
            _send(capture, running)
        eventually(lambda: running.metric(_RELEASED) >= len(traces), "not all traces are complete")
        assert running.terminate() == 0  # which scores what still waits for its content
    found = list(_evaluations(folder / "evaluations.json"))
    places = {name: {span: number for number, span in enumerate(sent)} for name, sent in spans.items()}
    return {
        name: sorted([each for each in found if each.span in order], key=lambda each: order[each.span])
        for name, order in places.items()
    }


def _send(capture: Capture, running: Collector) -> None:
    http = urllib3.PoolManager(retries=False, timeout=PATIENCE)
    for file in capture.files:
        signal = file.name.split(".")[-2]
        for line in file.read_text().splitlines():
            headers = {"content-type": "application/json"}
            answer = http.request("POST", f"{running.http}/v1/{signal}", body=line.encode(), headers=headers)
            assert answer.status == 200, answer.data
    http.clear()


def _options() -> dict[str, object]:
    path = Path(__file__).parent / "judge.py"
    roles = {"answer": "llm", "call": "llm", "whole": "root"}
    scorers = {name: {"type": "python", "path": f"{path}:{name}", "on": role} for name, role in roles.items()}
    pipelines = {
        "traces": {"receivers": ["otlp"], "processors": ["group_by_trace", "scorer"], "exporters": ["file/traces"]},
        "logs": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["file/logs"]},
        "evals": {"exporters": ["file/evaluations"]},
    }
    return {
        "receivers": {"otlp": OTLP},
        "processors": {"group_by_trace": _WAITS, "scorer": {"scorers": scorers}},
        "exporters": {f"file/{name}": {"path": f"{name}.json"} for name in ("traces", "logs", "evaluations")},
        "service": service(pipelines),
    }


def _evaluations(path: Path) -> Iterator[Judged]:
    for line in path.read_text().splitlines():
        for resource in json.loads(line)["resourceLogs"]:
            for scope in resource["scopeLogs"]:
                for record in scope["logRecords"]:
                    said = {each["key"]: each["value"].get("stringValue") for each in record["attributes"]}
                    seen = json.loads(said["gen_ai.evaluation.explanation"])
                    yield Judged(said["otelevals.scorer"], (record["traceId"], record["spanId"]), seen)

"""Where spans are scored and no pipeline takes evaluations there is one to the ledger, as if it was written."""

from typing import Any

import pytest
import yaml

from otelevals.api.registry import Registry
from otelevals.config import InvalidConfiguration, Loaded, load
from otelevals.config.render import render
from otelevals.otlp.signals import Signal

TRACES = "traces: {receivers: [otlp], processors: [scorer/one], exporters: [debug]}"


def loaded(pipelines: str = TRACES, exporters: str = "", store: str = "") -> Loaded:
    text = f"""
receivers: {{otlp: {{protocols: {{grpc: }}}}}}
processors: {{scorer/one: {{scorers: {{not_empty: }}}}}}
exporters: {{debug: , {exporters}}}
service:
  store: {store}
  pipelines: {{{pipelines}}}
"""
    return load([f"yaml:{text}"], [], Registry(), {})


def written(found: Loaded) -> Any:
    return yaml.safe_load(render(found.raw, redact=True))


def evals(found: Loaded) -> list[list[str]]:
    return [list(map(str, each.exporters)) for each in found.pipelines if each.signal is Signal.EVALS]


def required(found: Loaded) -> list[bool]:
    specs: Any = found.sections["exporters"]
    return [spec.config.required for id_, spec in specs.items() if id_.type == "ledger"]


def test_it_is_started_and_shown() -> None:
    found = loaded()
    assert [str(each) for each in found.pipelines] == ["traces", "evals"]
    assert (evals(found), required(found), found.warnings) == ([["ledger"]], [False], [])
    assert written(found)["exporters"] == {"debug": {}, "ledger": {"required": False}}
    assert written(found)["service"]["pipelines"]["evals"] == {"exporters": ["ledger"]}


def test_what_is_shown_loads_to_the_same() -> None:
    found = loaded()
    again = load([f"yaml:{render(found.raw, redact=True)}"], [], Registry(), {})
    assert (again.sections, again.pipelines) == (found.sections, found.pipelines)


def test_one_that_is_configured_and_not_used_is_taken() -> None:
    found = loaded(exporters="ledger/mine: {keep: all}, ledger/other: ")
    assert (evals(found), required(found)) == ([["ledger/mine"]], [True, True])
    assert [warning.partition(" :: ")[2] for warning in found.warnings] == [
        "exporters::ledger/other :: ledger/other :: not used by any pipeline: it is not started"
    ]


@pytest.mark.parametrize(
    ("pipelines", "exporters", "store"),
    [
        (TRACES, "", "{enabled: false}"),
        ("traces: {receivers: [otlp], exporters: [debug]}", "", ""),
        ("logs: {receivers: [otlp], processors: [scorer/one], exporters: [debug]}", "", ""),
        (f"{TRACES}, evals/own: {{exporters: [debug]}}", "", ""),
    ],
    ids=["switched off", "nothing scored", "no spans scored", "evaluations taken"],
)
def test_there_is_none(pipelines: str, exporters: str, store: str) -> None:
    found = loaded(pipelines, exporters, store)
    assert required(found) == []
    assert "ledger" not in render(found.raw, redact=True)


def test_a_ledger_that_is_written_needs_the_store() -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        loaded(f"{TRACES}, evals: {{exporters: [debug, ledger]}}", "ledger: ", "{enabled: false}")
    assert str(caught.value) == (
        "<yaml>:6 :: service::store::enabled :: false :: "
        "the pipeline evals keeps evaluations in the store, which is switched off"
    )


def test_mistakes_are_reported_without_it() -> None:
    with pytest.raises(InvalidConfiguration) as caught:
        loaded("traces: {receivers: [otlp], processors: [scorer/one], exporters: [debg]}")
    assert str(caught.value).endswith(
        'references exporter "debg" which is not configured (valid: debug; did you mean debug?)'
    )

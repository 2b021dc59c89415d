"""The rules for Prometheus and the dashboard for Grafana ask for metrics and labels that there are."""

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.examples import ROOT
from tests.programs import program
from tests.test_metrics_page import on_the_page

RULES = ROOT / "deploy/prometheus-rules.yaml"
DASHBOARD = ROOT / "deploy/grafana-dashboard.json"
PROMTOOL = program("promtool")
METRIC = re.compile(r"\b(otel(?:col|evals)_\w+)(?:{([^}]*)})?")
BY = re.compile(r"\bby \(([^)]*)\)")
OF_PROMETHEUS = {"le", "instance"}


def of_rules() -> Iterator[str]:
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def of_panels() -> Iterator[str]:
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def of_variables() -> Iterator[str]:
    for variable in json.loads(DASHBOARD.read_text())["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


@pytest.mark.parametrize("expression", [*of_rules(), *of_panels(), *of_variables()])
def test_what_is_asked_for_is_there(expression: str) -> None:
    known = on_the_page()
    named = METRIC.findall(expression)
    assert named
    for name, matchers in named:
        kind, labels = known[re.sub(r"_(bucket|sum|count)$", "", name)]
        assert kind == "histogram" or name in known
        assert set(re.findall(r"(\w+)=~?\"", matchers)) <= labels
        for group in BY.findall(expression):
            assert set(re.findall(r"\w+", group)) <= labels | OF_PROMETHEUS


def test_grafana_knows_all_that_the_dashboard_says() -> None:
    register_default_plugins()
    written = json.loads(DASHBOARD.read_text())
    read = json.loads(json.dumps(Dashboard.from_json(written), cls=JSONEncoder))
    assert without_defaults(read, written) == written


def without_defaults(read: Any, written: Any) -> Any:
    """Of what was read, what was written; None where it was not understood."""
    if isinstance(written, dict) and isinstance(read, dict):
        return {key: without_defaults(read.get(key), value) for key, value in written.items()}
    if isinstance(written, list) and isinstance(read, list):
        return [without_defaults(one, other) for one, other in zip(read, written, strict=True)]
    return read


def test_panels_do_not_overlap_and_have_numbers_of_their_own() -> None:
    panels: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    places = [
        (x, y)
        for panel in panels
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(places)) == len(places)
    assert len({panel["id"] for panel in panels}) == len(panels)


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not here: .ci/servers unpacks it")
def test_prometheus_takes_the_rules() -> None:
    done = subprocess.run([str(PROMTOOL), "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

"""A real Prometheus scrapes a running service, and the rules for it fire when something is wrong, and only then."""

import json
import re
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from otelevals.testing import FakeJudge
from tests.alerts.receiver import receiving
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service
from tests.e2e.test_alerts import Hurried, fail
from tests.programs import program
from tests.test_dashboards import METRIC, RULES, of_panels, of_rules
from tests.waiting import eventually

PROMETHEUS = program("prometheus")
RULE = {"kind": "threshold", "scorer": "json_valid", "below": 0.9}


class Prometheus:
    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}") as answer:
            return json.load(answer)["data"]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready") as answer:
                return bool(answer.status == 200)
        except urllib.error.URLError:
            return False

    def query(self, expression: str) -> list[str]:
        """Values."""
        found = self.get(f"query?query={urllib.parse.quote(expression)}")["result"]
        return [each["value"][1] for each in found]

    def firing(self) -> set[str]:
        return {each["labels"]["alertname"] for each in self.get("alerts")["alerts"] if each["state"] == "firing"}


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[Prometheus]:
    """One that scrapes twice a second."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    config = {
        "global": {"scrape_interval": "500ms", "scrape_timeout": "500ms", "evaluation_interval": "100ms"},
        "rule_files": [str(RULES)],
        "scrape_configs": [{"job_name": "otelevals", "static_configs": [{"targets": [target]}]}],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    command = [
        str(PROMETHEUS),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address={address}",
    ]
    log = folder / "prometheus.log"
    with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
        try:
            started = Prometheus(f"http://{address}")
            eventually(started.is_ready, log.read_text())
            yield started
        finally:
            process.terminate()


def options(to: Backend, exporters: dict[str, Any], scorers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "receivers": {"otlp": OTLP},
        "processors": {"scorer": {"scorers": scorers}},
        "exporters": {"otlp_grpc": {"endpoint": to.endpoint, "tls": {"insecure": True}}, **exporters},
        "service": service(
            {
                "traces": {"receivers": ["otlp"], "processors": ["scorer"], "exporters": ["otlp_grpc"]},
                "evals": {"exporters": ["alerts"]},
            }
        ),
        **more,
    }


@pytest.mark.skipif(PROMETHEUS is None, reason="Prometheus is not here: .ci/servers unpacks it")
def test_a_page_and_a_place_that_refuses_it_fire_and_nothing_else(
    tmp_path: Path, clients: Clients, grpc_sink: Backend
) -> None:
    with receiving() as receiver:
        receiver.answers = [400]
        hook = {"url": f"{receiver.url}/hook", "secret": "a secret that signs", "least": "page"}
        alerts = {"rules": {"valid": RULE}, "notify": {"webhook": {"hook": hook}}}
        running = Hurried(tmp_path / "c.yaml", options(grpc_sink, {"alerts": alerts}, {"json_valid": None}))
        try:
            running.wait_for("ready")
            with prometheus(tmp_path, running.wait_for("metrics are served")["endpoint"]) as started:
                refused = 'otelevals_alerts_notifications_total{place="webhook/hook",result="refused"}'
                eventually(lambda: started.query(refused) == ["0"])
                assert started.firing() == set()
                fail(clients, running, range(1, 61))
                eventually(lambda: started.firing() == {"OtelevalsPage", "OtelevalsAlertsNotDelivered"})
        finally:
            running.close()


def test_every_metric_that_rules_and_dashboard_name_is_served(tmp_path: Path, grpc_sink: Backend) -> None:
    with FakeJudge() as judge:
        judges = {"default": {"model": "openai:gpt-5-mini", "base_url": judge.url, "api_key": "sk-secret"}}
        alerts = {"alerts": {"rules": {"valid": RULE}, "slis": {"valid": {"scorer": "json_valid", "target": 0.9}}}}
        scorers = {"json_valid": None, "helpful": {"type": "judge", "rubric": "helpfulness"}}
        with collector(tmp_path / "c.yaml", options(grpc_sink, alerts, scorers, judges=judges)) as running:
            served = set(re.findall(r"^# TYPE (\S+)", running.metrics(), re.M))
    named = {name for expression in (*of_rules(), *of_panels()) for name, _ in METRIC.findall(expression)}
    assert {
        name for name in named if re.sub(r"_(bucket|sum|count)$", "", name) not in served and name not in served
    } == set()

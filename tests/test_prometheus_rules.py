"""Each rule for Prometheus fires on metrics that show what it is for, and none fires where all is well."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.programs import program
from tests.test_dashboards import RULES

PROMTOOL = program("promtool")
pytestmark = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not here: .ci/servers unpacks it")

WELL = {
    "otelevals_build_info": "1x120",
    'otelevals_alerts_firing{exporter="alerts",rule="low",band="page"}': "0x120",
    'otelevals_alerts_firing{exporter="alerts",rule="low",band="review"}': "0x120",
    'otelevals_slo_error_budget_remaining{exporter="alerts",sli="served",slice=""}': "0.4x120",
    'otelevals_alerts_last_look_timestamp_seconds{exporter="alerts"}': "0+60x120",
    'otelevals_alerts_notifications_total{exporter="alerts",place="slack/team",result="refused"}': "0x120",
    'otelevals_alerts_notifications_total{exporter="alerts",place="slack/team",result="failed"}': "0x120",
    'otelcol_exporter_send_failed_spans_total{exporter="otlp"}': "0x120",
    'otelcol_exporter_enqueue_failed_spans_total{exporter="otlp"}': "0x120",
    'otelcol_exporter_queue_size{exporter="otlp"}': "10x120",
    'otelcol_exporter_queue_capacity{exporter="otlp"}': "1000x120",
    'otelevals_decisions_total{scorer="tone",decision="scored"}': "0+100x120",
    'otelevals_decisions_total{scorer="tone",decision="errored"}': "0+1x120",
    'otelevals_decisions_total{scorer="tone",decision="over_budget"}': "0x120",
    "otelevals_evaluations_dropped_total": "0x120",
}
"""By minute, for two hours."""
WRONG = {
    "OtelevalsPage": {'otelevals_alerts_firing{exporter="alerts",rule="low",band="page"}': "0x60 2x60"},
    "OtelevalsReview": {'otelevals_alerts_firing{exporter="alerts",rule="low",band="review"}': "0x60 1x60"},
    "OtelevalsErrorBudgetUsedUp": {
        'otelevals_slo_error_budget_remaining{exporter="alerts",sli="served",slice=""}': "0.1x20 -0.2x100"
    },
    "OtelevalsAlertsNotWatched": {'otelevals_alerts_last_look_timestamp_seconds{exporter="alerts"}': "0+60x60 3600x60"},
    "OtelevalsAlertsNotDelivered": {
        'otelevals_alerts_notifications_total{exporter="alerts",place="slack/team",result="refused"}': "0x110 1x10"
    },
    "OtelevalsAlertsWait": {
        'otelevals_alerts_notifications_total{exporter="alerts",place="slack/team",result="failed"}': "0x60 0+0.2x60"
    },
    "OtelevalsDown": {"otelevals_build_info": "1x60 stale"},
    "OtelevalsTelemetryLost": {'otelcol_exporter_send_failed_spans_total{exporter="otlp"}': "0x60 0+60x60"},
    "OtelevalsQueueNearlyFull": {'otelcol_exporter_queue_size{exporter="otlp"}': "10x60 800x60"},
    "OtelevalsScorerErrors": {'otelevals_decisions_total{scorer="tone",decision="errored"}': "0+1x60 100+50x60"},
    "OtelevalsJudgesOverBudget": {
        'otelevals_decisions_total{scorer="tone",decision="over_budget"}': "0x60 0+1x60",
    },
    "OtelevalsEvaluationsDropped": {"otelevals_evaluations_dropped_total": "0x118 5x2"},
}
"""By rule: what it looks like instead."""


def rules() -> dict[str, Any]:
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def firing(folder: Path, metrics: dict[str, str], expected: str) -> str:
    """What promtool says against this being the one rule that fires after two hours; nothing if it is."""
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in metrics.items()],
        "promql_expr_test": [
            {
                "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                "eval_time": "2h",
                "exp_samples": [{"labels": f'{{alertname="{expected}"}}', "value": 1}] if expected else [],
            }
        ],
    }
    path = folder / "test.yml"
    path.write_text(yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]}))
    command = [str(PROMTOOL), "test", "rules", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_no_rule_fires_where_all_is_well(tmp_path: Path) -> None:
    assert firing(tmp_path, WELL, "") == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_rule_fires_on_what_it_is_for_alone(tmp_path: Path, name: str) -> None:
    assert firing(tmp_path, {**WELL, **WRONG[name]}, name) == ""


def test_every_rule_is_tried() -> None:
    assert WRONG.keys() == rules().keys()

"""A real Alertmanager takes what it is told, tells its receivers, and takes what is over for resolved."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.clock import ManualClock
from tests.alerts.receiver import Receiver, receiving
from tests.exporters.samples import context
from tests.exporters.test_alerts import drop, running
from tests.waiting import eventually

PROGRAM = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
CONFIG = """
route: {{receiver: here, group_wait: 1ms, group_interval: 1ms}}
receivers: [{{name: here, webhook_configs: [{{url: "{url}/from-alertmanager", send_resolved: true}}]}}]
"""

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="Alertmanager is not installed")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/-/ready") as answer:
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


@contextmanager
def alertmanager(folder: Path, told: Receiver) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    (folder / "alertmanager.yml").write_text(CONFIG.format(url=told.url))
    command = [
        str(PROGRAM),
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            eventually(lambda: answers(f"http://127.0.0.1:{port}"), (folder / "log").read_text())
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_alertmanager_tells_its_receivers(tmp_path: Path) -> None:
    minutes = 90
    clock = ManualClock(time.time() - 60 * minutes)  # so that it is now when all failed: Alertmanager has its own clock
    lent = context(tmp_path, clock)
    with receiving() as told, alertmanager(tmp_path, told) as url:
        with running(lent, {"alertmanager": {"main": {"url": url}}}) as exporter:
            drop(exporter, clock, minutes)
        eventually(lambda: any(alert["labels"]["severity"] == "critical" for alert in alerts(told)))
    alert = alerts(told)[-1]
    labels = {"alertname": "low", "model": "gpt-5", "scorer": "tone", "severity": "critical"}
    assert (alert["status"], alert["labels"]) == ("firing", labels)
    assert alert["annotations"]["runbook_url"] == "https://run/book"
    assert "last 24 hours: 0.0%" in alert["annotations"]["description"]


def alerts(told: Receiver) -> list[dict[str, Any]]:
    return [alert for posted in told.posted for alert in posted.json["alerts"]]

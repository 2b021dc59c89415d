"""A real Alertmanager, which tells its alerts to a receiver."""

import json
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.alerts.receiver import Receiver, receiving
from tests.programs import program
from tests.waiting import eventually

PROGRAM = program("prometheus-alertmanager", "alertmanager")
CONFIG = """
route: {{receiver: here, group_wait: 1ms, group_interval: 1ms, group_by: [alertname]}}
receivers: [{{name: here, webhook_configs: [{{url: "{url}/from-alertmanager", send_resolved: true}}]}}]
"""

needs_alertmanager = pytest.mark.skipif(PROGRAM is None, reason="Alertmanager is not here: .ci/servers unpacks it")


class RealAlertmanager:
    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self._folder, self._receiver = folder, receiver
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self._address = f"127.0.0.1:{listener.getsockname()[1]}"
        self.url = f"http://{self._address}"
        (folder / "alertmanager.yml").write_text(CONFIG.format(url=receiver.url))

    @contextmanager
    def running(self) -> Iterator[None]:
        """It forgets alerts when it stops."""
        command = [
            str(PROGRAM),
            f"--config.file={self._folder / 'alertmanager.yml'}",
            f"--storage.path={self._folder / 'data'}",
            f"--web.listen-address={self._address}",
            "--cluster.listen-address=",
        ]
        log = self._folder / "log"
        with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
            try:
                eventually(self._is_ready, log.read_text())
                yield
            finally:
                process.terminate()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready") as answer:
                return bool(answer.status == 200)
        except urllib.error.URLError:
            return False

    def active(self) -> list[dict[str, Any]]:
        """The alerts that it takes for on."""
        with urllib.request.urlopen(f"{self.url}/api/v2/alerts?active=true") as answer:
            found: list[dict[str, Any]] = json.load(answer)
        return found

    def labels(self) -> list[dict[str, str]]:
        return sorted((alert["labels"] for alert in self.active()), key=lambda labels: sorted(labels.items()))

    def told(self) -> list[dict[str, Any]]:
        """What it told its receiver, in order."""
        return [alert for posted in list(self._receiver.posted) for alert in posted.json["alerts"]]


@contextmanager
def alertmanager(folder: Path) -> Iterator[RealAlertmanager]:
    with receiving() as receiver:
        made = RealAlertmanager(folder, receiver)
        with made.running():
            yield made

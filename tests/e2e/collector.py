"""A running `otelevals run`: its log, its ports, its metrics and its end."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import urllib3
import yaml

from tests.waiting import PATIENCE, eventually

TELEMETRY = {
    "logs": {"encoding": "json", "sampling": {"enabled": False}},
    "metrics": {"readers": [{"pull": {"exporter": {"prometheus": {"host": "127.0.0.1", "port": 0}}}}]},
}
OTLP = {"protocols": {"grpc": {"endpoint": "127.0.0.1:0"}, "http": {"endpoint": "127.0.0.1:0"}}}


class Collector:
    """A process with the configuration of `path`; `log` has what it wrote, decoded."""

    program: ClassVar = ["-m", "otelevals"]
    """What Python runs."""

    def __init__(self, path: Path, options: Mapping[str, Any], *arguments: str) -> None:
        self.path = path
        self.write(options)
        self.log: list[dict[str, Any]] = []
        command = [sys.executable, *self.program, "run", "--config", str(path), *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=path.parent)
        self._http = urllib3.PoolManager(retries=False, timeout=PATIENCE)
        self._reader = threading.Thread(target=self._read_log)
        self._reader.start()

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.log.append({"event": "", "text": line.decode()})

    def logged(self, event: str, **fields: Any) -> list[dict[str, Any]]:
        """The lines of an event that have these fields."""
        return [line for line in list(self.log) if line["event"] == event and fields.items() <= line.items()]

    def wait_for(self, event: str, times: int = 1, **fields: Any) -> dict[str, Any]:
        """The line of an event, once it has come so many times."""

        def came() -> bool:
            over = not self._reader.is_alive()
            found = len(self.logged(event, **fields)) >= times
            assert found or not over, self.log
            return found

        eventually(came, f"no {event!r} in the log: {self.log}")
        return self.logged(event, **fields)[times - 1]

    @property
    def grpc(self) -> str:
        return str(self.wait_for("listening", protocol="grpc")["endpoint"])

    @property
    def http(self) -> str:
        return f"http://{self.wait_for('listening', protocol='http')['endpoint']}"

    def metrics(self) -> str:
        return self._get(self.wait_for("metrics are served")["endpoint"], "/metrics").data.decode()

    def metric(self, sample: str) -> float:
        """The value of a sample, as in `name{label="value"}`; 0 when there is none."""
        found = [line for line in self.metrics().splitlines() if line.startswith(f"{sample} ")]
        return float(found[0].split(" ")[-1]) if found else 0.0

    def health(self) -> int:
        """The status of the health check, 0 when it does not answer."""
        try:
            return self._get(self.wait_for("health is served")["endpoint"], "/").status
        except urllib3.exceptions.HTTPError:
            return 0

    def _get(self, endpoint: str, path: str) -> urllib3.BaseHTTPResponse:
        return self._http.request("GET", f"http://{endpoint}{path}", headers={"connection": "close"})

    def write(self, options: Mapping[str, Any]) -> None:
        """Replace the configuration file in one step."""
        new = self.path.with_suffix(".new")
        new.write_text(yaml.safe_dump(dict(options)))
        new.replace(self.path)

    def reload(self) -> None:
        """Reload, and wait until the new configuration runs."""
        before = len(self.logged("configuration reloaded"))
        self.process.send_signal(signal.SIGHUP)
        self.wait_for("configuration reloaded", before + 1)

    def terminate(self) -> int:
        """Ask it to stop, wait until it has, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        eventually(lambda: self.process.poll() is not None, f"still running: {self.log}")
        code = self.process.wait()
        self._reader.join()
        return code

    def wait_for_end(self) -> dict[str, Any]:
        """The last line that a collector which was told to stop writes."""
        (line,) = self.logged("stopped")
        return line

    def close(self) -> None:
        self.process.kill()
        self.wait()
        self._http.clear()
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def collector(path: Path, options: Mapping[str, Any], *arguments: str) -> Iterator[Collector]:
    """A collector that is ready."""
    running = Collector(path, options, *arguments)
    try:
        running.wait_for("ready")
        yield running
    finally:
        running.close()


def service(pipelines: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """The service section, with logs and metrics that a test can read."""
    return {"telemetry": TELEMETRY, "pipelines": pipelines, **options}

"""The steps of deploy/Dockerfile give a collector that runs without root and without writing anywhere."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from otelevals.testing import trace_request

ROOT = Path(__file__).parents[1]
USER = 10001
PYTHONS = (os.path.realpath(sys.executable), f"/usr/bin/python3.{sys.version_info.minor}")


@pytest.fixture
def image() -> Iterator[Path]:
    """What the image holds, in a folder that everybody may read and its user may not write."""
    python = next(filter(runs_as_user, PYTHONS), None)
    if python is None:
        pytest.skip(f"user {USER} may not run this Python with its packages")
    folder = Path(tempfile.mkdtemp(prefix="otelevals-image-"))
    try:
        build(folder, python)
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))
        yield folder
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder)


def build(folder: Path, python: str) -> None:
    """The steps of the Dockerfile, with the packages of this environment instead of downloaded ones."""
    source, installed = folder / "src", folder / "opt"
    copied = re.findall(r"^COPY (?!--)(.*) \S+$", (ROOT / "deploy/Dockerfile").read_text(), re.M)
    for name in " ".join(copied).split():
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    run(python, "-m", "venv", "--without-pip", str(installed))
    pip = (sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check")
    wheel = (*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder / "dist"), str(source))
    run(*wheel)
    (built,) = (folder / "dist").iterdir()
    run(*pip, "--python", str(installed), "install", "--no-deps", "--no-index", str(built))
    (site,) = installed.glob("lib/python3*/site-packages")
    (site / "dependencies.pth").write_text(packages() + "\n")


def run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert result.returncode == 0, result.stdout + result.stderr


def packages() -> str:
    return sysconfig.get_path("purelib")


def as_user() -> dict[str, Any]:
    """For subprocess: not root in any case."""
    return {"user": USER, "group": USER, "extra_groups": []} if os.geteuid() == 0 else {}


def runs_as_user(python: str) -> bool:
    code = f"import sys; sys.path.append({packages()!r}); import grpc"
    try:
        return subprocess.run([python, "-c", code], cwd="/", stderr=subprocess.DEVNULL, **as_user()).returncode == 0
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_ready(health: int) -> bool:
    try:
        return urllib3.request("GET", f"http://127.0.0.1:{health}/", retries=False, timeout=5).status == 200
    except urllib3.exceptions.HTTPError:
        return False


@pytest.mark.xdist_group("packaging")
def test_the_image_serves_its_configuration_without_root_and_without_writing(image: Path) -> None:
    grpc, http, health, metrics = (free_port() for _ in range(4))
    readers = f"[{{pull: {{exporter: {{prometheus: {{host: 127.0.0.1, port: {metrics}}}}}}}}}]"
    sets = (
        f"receivers.otlp.protocols.grpc.endpoint=127.0.0.1:{grpc}",
        f"receivers.otlp.protocols.http.endpoint=127.0.0.1:{http}",
        f"extensions.health_check.endpoint=127.0.0.1:{health}",
        f"service.telemetry.metrics.readers={readers}",
    )
    command = [str(image / "opt/bin/otelevals"), "run", "--config", str(image / "src/deploy/collector.yaml")]
    without_writing = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *command]
    for each in sets:
        without_writing += ["--set", each]
    process = subprocess.Popen(
        without_writing, cwd="/", env={}, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **as_user()
    )
    try:
        deadline = time.monotonic() + 30
        while not is_ready(health):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        body, kind = trace_request(3).SerializeToString(), {"content-type": "application/x-protobuf"}
        assert urllib3.request("POST", f"http://127.0.0.1:{http}/v1/traces", body=body, headers=kind).status == 200
        page = urllib3.request("GET", f"http://127.0.0.1:{metrics}/metrics").data.decode()
        assert 'otelcol_receiver_accepted_spans_total{receiver="otlp",transport="http"} 3.0' in page
    finally:
        process.send_signal(signal.SIGTERM)
        printed, logged = process.communicate(timeout=30)
    assert process.returncode == 0, logged
    assert printed == f"debug: traces, 1 request, 3 spans, {len(body)} bytes\n"
    assert [json.loads(line)["event"] for line in logged.splitlines()][-1] == "stopped"

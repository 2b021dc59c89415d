"""The image and the manifest in deploy/ fit each other, and their configurations are valid."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from otelevals.api.registry import Registry
from otelevals.config import Loaded, load

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", DOCKERFILE, re.M)


def copied() -> list[str]:
    """What the image's build takes from the repository."""
    return [source for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]]


def manifest(kind: str) -> Any:
    parts = yaml.safe_load_all((DEPLOY / "kubernetes-sidecar.yaml").read_text())
    return next(part for part in parts if part["kind"] == kind)


def sidecar() -> Any:
    (container,) = manifest("Deployment")["spec"]["template"]["spec"]["initContainers"]
    return container


def loaded(folder: Path) -> Loaded:
    """The manifest's configuration, as in its pod."""
    (folder / "collector.yaml").write_text(manifest("ConfigMap")["data"]["collector.yaml"])
    environment = {each["name"]: each.get("value", "10.1.2.3") for each in sidecar()["env"]}
    return load([str(folder / "collector.yaml")], [], Registry(), environment)


def test_the_build_context_holds_what_is_copied_and_nothing_else() -> None:
    assert [source for source in copied() if not (ROOT / source).exists()] == []
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert [line.removeprefix("!") for line in allowed if line.startswith("!")] == [
        source.removeprefix("./") for source in copied()
    ]


def test_the_configuration_of_the_manifest_is_valid_without_a_warning(tmp_path: Path) -> None:
    assert loaded(tmp_path).warnings == []


def test_the_application_reaches_the_sidecar_only_inside_the_pod(tmp_path: Path) -> None:
    found = loaded(tmp_path)
    (receiver,) = found.sections["receivers"].values()
    protocols: Any = receiver.config
    assert {protocols.protocols.grpc.endpoint, protocols.protocols.http.endpoint} == {
        "localhost:4317",
        "localhost:4318",
    }
    (check,) = found.sections["extensions"].values()
    config: Any = check.config
    assert config.endpoint == "10.1.2.3:13133"
    assert found.service.telemetry.metrics.address == "10.1.2.3:8888"


def test_the_manifest_fits_the_image() -> None:
    security = sidecar()["securityContext"]
    assert instructions("USER") == [f"{security['runAsUser']}:{security['runAsGroup']}"] == ["10001:10001"]
    mounts = {mount["name"]: mount["mountPath"] for mount in sidecar()["volumeMounts"]}
    (command,) = (json.loads(line) for line in instructions("CMD"))
    assert command == ["run", "--config", f"{mounts['otelevals']}/collector.yaml"]
    exposed = {int(port) for port in instructions("EXPOSE")[0].split()}
    assert {port["containerPort"] for port in sidecar()["ports"]} <= exposed == {4317, 4318, 8888, 13133}
    names = {port["name"] for port in sidecar()["ports"]}
    assert {sidecar()["startupProbe"]["httpGet"]["port"], sidecar()["livenessProbe"]["tcpSocket"]["port"]} <= names


def test_the_ledger_is_in_a_volume_of_its_user(tmp_path: Path) -> None:
    (volume,) = instructions("VOLUME")
    assert instructions("RUN")[-1].split()[-1] == volume
    assert volume in [mount["mountPath"] for mount in sidecar()["volumeMounts"] if not mount.get("readOnly")]
    image = load([str(DEPLOY / "collector.yaml")], [], Registry(), {})
    assert {image.service.store.url, loaded(tmp_path).service.store.url} == {f"sqlite:///{volume}/otelevals.db"}


def test_the_pod_waits_for_the_drain_of_the_sidecar(tmp_path: Path) -> None:
    grace = manifest("Deployment")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace > loaded(tmp_path).service.drain_timeout

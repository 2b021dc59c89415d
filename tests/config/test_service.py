"""The service section: own telemetry and how long stopping may take."""

from typing import Any

import pytest

from otelevals.config import InvalidConfiguration, ServiceConfig
from tests.config.parts import MINIMAL, load_text


def service(options: str) -> ServiceConfig:
    return load_text(MINIMAL.replace("service: {", f"service: {{{options}, ")).service


def test_everything_has_a_default() -> None:
    found = load_text(MINIMAL).service
    assert found.drain_timeout == 25.0
    assert found.extensions == ()
    assert found.telemetry.metrics.address == "127.0.0.1:8888"
    assert found.telemetry.logs.model_dump() == {
        "level": "info",
        "encoding": "console",
        "sampling": {"enabled": True, "tick": 10.0, "initial": 10, "thereafter": 100},
    }


@pytest.mark.parametrize("level", ["DEBUG", "debug", "Debug"])
def test_log_levels_are_written_in_any_case(level: str) -> None:
    assert service(f"telemetry: {{logs: {{level: {level}}}}}").telemetry.logs.level == "debug"


READER = "readers: [{pull: {exporter: {prometheus: {host: '%s', port: %d}}}}]"


@pytest.mark.parametrize(
    ("metrics", "address"),
    [
        (READER % ("0.0.0.0", 9999), "0.0.0.0:9999"),
        (READER % ("::1", 1), "[::1]:1"),
        (READER % ("[::1]", 1), "[::1]:1"),
        ("readers: []", None),
        ("level: none", None),
        ("level: detailed", "127.0.0.1:8888"),
    ],
)
def test_metrics_are_where_the_reader_says(metrics: str, address: Any) -> None:
    assert service(f"telemetry: {{metrics: {{{metrics}}}}}").telemetry.metrics.address == address


def test_the_store_is_beside_the_configuration_unless_it_says_otherwise() -> None:
    assert load_text(MINIMAL).service.store.url == "sqlite:///otelevals.db"
    assert service("store: {url: 'sqlite:////var/lib/evals.db'}").store.url == "sqlite:////var/lib/evals.db"


@pytest.mark.parametrize("url", ["otelevals.db", "sqlite:///", "sqlite://evals.db", "postgresql://host/db"])
def test_a_store_is_a_file_of_sqlite(url: str) -> None:
    with pytest.raises(InvalidConfiguration, match=r"service::store::url :: .* :: expected sqlite:///PATH$"):
        service(f"store: {{url: '{url}'}}")

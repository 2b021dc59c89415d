"""Every component that is installed keeps the contract, in the configuration that its page shows."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from otelevals.api.component import ComponentId
from otelevals.api.registry import Registry
from otelevals.config import Loaded
from otelevals.otlp.signals import TELEMETRY
from otelevals.testing import MemorySink
from otelevals.testing.contract import (
    check_exporter,
    check_extension,
    check_failed_start,
    check_processor,
    check_receiver,
)
from tests.examples import example_of, load_here
from tests.harness import BACKENDS, CLIENTS, LineFile

KEEPS_EVERYTHING = {"attributes", "batch", "memory_limiter", "redaction", "scorer"}
SINKS = dict.fromkeys(TELEMETRY, MemorySink())


def classes(kind: str) -> list[Any]:
    return [pytest.param(cls, id=cls.type) for cls in Registry().classes(kind)]


def configured(kind: str, cls: type[Any], folder: Path, **options: Any) -> Any:
    """The configuration of the component's page."""
    changes = {(kind, cls.type): options} if options else {}
    loaded: Loaded = load_here(example_of(kind, cls.type), folder, changes)
    return loaded.sections[kind][ComponentId(cls.type)].config


@pytest.mark.parametrize("cls", classes("processors"))
def test_processors(cls: type[Any], tmp_path: Path) -> None:
    config = configured("processors", cls, tmp_path)
    check_processor(cls, config, base_dir=tmp_path, drops=cls.type not in KEEPS_EVERYTHING)


@pytest.mark.parametrize("cls", classes("exporters"))
def test_exporters(cls: type[Any], tmp_path: Path) -> None:
    if cls.type == "file":
        config = configured("exporters", cls, tmp_path)
        check_exporter(cls, config, LineFile(tmp_path / config.path), base_dir=tmp_path, refuses=False)
        return
    with BACKENDS[cls.type]() as backend:
        options = {} if backend is None else {"endpoint": backend.endpoint, "tls": {"insecure": True}}
        check_exporter(cls, configured("exporters", cls, tmp_path, **options), backend, base_dir=tmp_path)


@pytest.mark.parametrize(
    ("cls", "protocol"),
    [
        pytest.param(cls, protocol, id=f"{cls.type} {protocol}")
        for cls in Registry().classes("receivers")
        for protocol in CLIENTS[cls.type]
    ],
)
def test_receivers(cls: type[Any], protocol: str, tmp_path: Path) -> None:
    connect = CLIENTS[cls.type][protocol]
    config = configured("receivers", cls, tmp_path)
    check_receiver(cls, config, lambda receiver: connect(receiver, tmp_path), base_dir=tmp_path)


@pytest.mark.parametrize("cls", classes("extensions"))
def test_extensions(cls: type[Any], tmp_path: Path) -> None:
    check_extension(cls, configured("extensions", cls, tmp_path), base_dir=tmp_path)


@pytest.fixture
def taken() -> Iterator[str]:
    """An endpoint that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("kind", "name", "options"),
    [
        ("receivers", "otlp", {"protocols": {"grpc": {"endpoint": "TAKEN"}}}),
        ("receivers", "otlp", {"protocols": {"http": {"endpoint": "TAKEN"}}}),
        (
            "receivers",
            "otlp",
            {"protocols": {"grpc": {"endpoint": "127.0.0.1:0"}, "http": {"endpoint": "TAKEN"}}},
        ),
        ("extensions", "health_check", {"endpoint": "TAKEN"}),
        ("extensions", "headers_setter", {"headers": [{"key": "a", "value_file": "missing"}]}),
        ("exporters", "file", {"path": "missing/file"}),
    ],
)
def test_a_failed_start(kind: str, name: str, options: Any, taken: str, tmp_path: Path) -> None:
    more = [SINKS] if kind == "receivers" else []
    check_failed_start(Registry().find(kind, name), replaced(options, taken), *more, base_dir=tmp_path)


def replaced(options: Any, endpoint: str) -> Any:
    if isinstance(options, dict):
        return {key: replaced(value, endpoint) for key, value in options.items()}
    return endpoint if options == "TAKEN" else options

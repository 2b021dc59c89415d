"""Backends of real protocols, and clients to send with."""

import socket
from collections.abc import Iterator

import pytest

from tests.e2e.backends import Backend, grpc_backend, http_backend
from tests.e2e.clients import Clients


@pytest.fixture
def grpc_sink() -> Iterator[Backend]:
    with grpc_backend() as backend:
        yield backend


@pytest.fixture
def http_sink() -> Iterator[Backend]:
    with http_backend() as backend:
        yield backend


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    opened = Clients()
    yield opened
    opened.close()


@pytest.fixture
def nobody() -> Iterator[str]:
    """An endpoint that refuses connections."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"

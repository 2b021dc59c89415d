"""A collector takes data only with credentials, sends its own, follows changes of their files, and shows none."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
import pytest

from otelevals.otlp.signals import Signal
from otelevals.testing import named_payload
from tests.e2e.backends import Backend
from tests.e2e.clients import Clients
from tests.e2e.collector import OTLP, collector, service

SECRETS = ("first-token", "second-token", "third-token", "client-password", "inline-password")


def options(grpc_sink: Backend, http_sink: Backend) -> dict[str, Any]:
    auth = {"grpc": "bearertokenauth", "http": "basicauth/server"}
    protocols: dict[str, Any] = OTLP["protocols"]
    guarded = {name: {**each, "auth": {"authenticator": auth[name]}} for name, each in protocols.items()}
    extensions = {
        "bearertokenauth": {"filename": "tokens"},
        "basicauth/server": {"htpasswd": {"inline": "anna:inline-password"}},
        "basicauth/client": {"client_auth": {"username": "me", "password_file": "password"}},
        "bearertokenauth/client": {"tokens": ["third-token"]},
    }
    exporters = {
        "otlp_grpc": {
            "endpoint": grpc_sink.endpoint,
            "tls": {"insecure": True},
            "auth": {"authenticator": "basicauth/client"},
        },
        "otlp_http": {"endpoint": http_sink.endpoint, "auth": {"authenticator": "bearertokenauth/client"}},
    }
    return {
        "extensions": extensions,
        "receivers": {"otlp": {"protocols": guarded}},
        "exporters": exporters,
        "service": service(
            {"traces": {"receivers": ["otlp"], "exporters": list(exporters)}}, extensions=list(extensions)
        ),
    }


def payload(name: str) -> bytes:
    return named_payload(Signal.TRACES, name).raw


def test_credentials_open_the_door_and_go_out_and_are_never_shown(
    tmp_path: Path, clients: Clients, grpc_sink: Backend, http_sink: Backend
) -> None:
    (tmp_path / "tokens").write_text("first-token\nsecond-token\n")
    (tmp_path / "password").write_text("client-password\n")
    anna = (("authorization", "Basic YW5uYTppbmxpbmUtcGFzc3dvcmQ="),)
    setup = options(grpc_sink, http_sink)
    with collector(tmp_path / "c.yaml", setup) as running:

        def send(token: str, name: str = "never") -> None:
            clients.grpc(running.grpc, Signal.TRACES, payload(name), (("authorization", f"Bearer {token}"),))

        send("first-token", "one")
        send("second-token", "two")
        clients.http(running.http, Signal.TRACES, payload("three"), headers=anna)
        with pytest.raises(grpc.RpcError) as refused:
            send("third-token")
        assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(AssertionError, match="401"):
            clients.http(running.http, Signal.TRACES, payload("never"))

        (tmp_path / "tokens").write_text("second-token\n")
        send("second-token", "four")
        with pytest.raises(grpc.RpcError):
            send("first-token")

        for transport, count in (("grpc", 2), ("http", 1)):
            sample = 'otelevals_receiver_unauthenticated_requests_total{receiver="otlp",transport="%s"}'
            assert running.metric(sample % transport) == count
        shown = running.metrics()
        assert running.terminate() == 0
        shown += str(running.log)
    for sink, header in ((grpc_sink, "Basic bWU6Y2xpZW50LXBhc3N3b3Jk"), (http_sink, "Bearer third-token")):
        assert sorted(sink.names) == ["four", "one", "three", "two"]
        assert {headers["authorization"] for _, _, headers in sink.taken} == {header}
    command = [sys.executable, "-m", "otelevals", "print-config", "--config", str(tmp_path / "c.yaml")]
    shown += subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert "[REDACTED]" in shown
    assert [secret for secret in SECRETS if secret in shown] == []

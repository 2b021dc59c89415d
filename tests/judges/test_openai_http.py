"""Connections trust whom they are told to, and go through the proxy of the environment, but never to this machine."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from otelevals.judges.endpoints import EndpointSettings
from otelevals.testing import FakeJudge
from tests.judges.asking import KEY, ask, fail
from tests.net.conftest import certificates

__all__ = ("certificates",)


@pytest.fixture
def secured(certificates: Path) -> Iterator[FakeJudge]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    with FakeJudge(tls=context) as judge:
        yield judge


def test_a_certificate_of_the_ca_file_is_trusted(secured: FakeJudge, certificates: Path) -> None:
    ask(EndpointSettings("m", secured.url, KEY, ca_file=str(certificates / "ca.pem")))
    assert len(secured.requests) == 1


def test_any_other_certificate_is_not(secured: FakeJudge) -> None:
    failed = fail(EndpointSettings("m", secured.url, KEY))
    assert (failed.kind, failed.retry, failed.unreachable) == ("connection", False, True)
    assert str(failed).startswith("the certificate is not trusted: ")
    assert secured.requests == []


def test_the_proxy_of_the_environment_is_asked(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = judge.url.removesuffix("/v1")
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    ask(EndpointSettings("m", "http://gpu.example/v1", KEY))
    assert judge.requests[0].path == "http://gpu.example/v1/chat/completions"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_proxy_is_asked_for_this_machine(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    ask(EndpointSettings("m", judge.url.replace("127.0.0.1", host), KEY))
    assert len(judge.requests) == 1


def test_a_host_may_be_excepted_from_the_proxy(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "0.0.0.0")
    ask(EndpointSettings("m", judge.url.replace("127.0.0.1", "0.0.0.0"), KEY))
    assert len(judge.requests) == 1


def test_a_proxy_that_refuses(judge: FakeJudge, monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers 404 to CONNECT."""
    monkeypatch.setenv("https_proxy", judge.url.removesuffix("/v1").replace("//", "//me:secret@"))
    monkeypatch.delenv("no_proxy", raising=False)
    failed = fail(EndpointSettings("m", "https://gpu.example/v1", KEY))
    assert failed.kind == "connection"
    assert str(failed) == "the proxy of the environment refused the connection (gpu.example)"
    assert [asked.method for asked in judge.requests] == ["CONNECT"]
    assert "authorization" not in judge.requests[0].headers

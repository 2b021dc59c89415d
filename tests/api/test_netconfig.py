"""The shared network options refuse what cannot be honoured and become settings that otelevals.net takes."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from otelevals.api.config import Config
from otelevals.api.netconfig import Endpoint, TlsClientConfig, TlsServerConfig, unsupported
from otelevals.net.tls import TlsSettings


class Listening(Config):
    endpoint: Endpoint = "localhost:4317"
    auth: Annotated[None, unsupported("auth is not supported")] = None


def message(model: type[Config], **options: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(options)
    (error,) = caught.value.errors()
    return error["msg"].removeprefix("Value error, ")


@pytest.mark.parametrize("endpoint", ["localhost:4317", "[::1]:1", ":4317", "0.0.0.0:0", "collector.example:65535"])
def test_endpoints_are_host_and_port(endpoint: str) -> None:
    assert Listening(endpoint=endpoint).endpoint == endpoint


@pytest.mark.parametrize("endpoint", ["localhost", "4317", "http://localhost:4317", "::1:4317", "localhost:65536", ""])
def test_anything_else_is_no_endpoint(endpoint: str) -> None:
    assert message(Listening, endpoint=endpoint) == "expected host:port, such as localhost:4317 or [::1]:4317"


@given(st.text())
def test_no_text_breaks_the_endpoint_check(text: str) -> None:
    with suppress(ValidationError):
        assert Listening(endpoint=text).endpoint == text


@pytest.mark.parametrize("off", [None, False, 0, "", [], {}])
def test_an_unsupported_option_may_be_written_when_it_is_off(off: Any) -> None:
    assert Listening.model_validate({"auth": off}).auth is None


def test_an_unsupported_option_that_is_on_says_why_not() -> None:
    assert message(Listening, auth={"authenticator": "basicauth"}) == "auth is not supported"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "a TLS listener needs cert_file and key_file (or cert_pem and key_pem)"),
        ({"cert_file": "c"}, "a certificate and its key belong together: give both or neither"),
        ({"cert_file": "c", "cert_pem": "c", "key_file": "k"}, "give cert_file or cert_pem, not both"),
        (
            {"cert_file": "c", "key_file": "k", "min_version": "1.3", "max_version": "1.2"},
            "min_version is higher than max_version",
        ),
        (
            {"cert_file": "c", "key_file": "k", "client_ca_file_reload": True},
            "client_ca_file_reload needs client_ca_file",
        ),
        (
            {"cert_file": "c", "key_file": "k", "tpm": {"enabled": True}},
            "tpm is not supported: give the key as key_file or key_pem",
        ),
    ],
)
def test_servers_need_consistent_options(options: dict[str, Any], expected: str) -> None:
    assert message(TlsServerConfig, **options) == expected


def test_server_settings_have_every_option_and_paths_from_the_base() -> None:
    config = TlsServerConfig.model_validate(
        {
            "cert_file": "cert.pem",
            "key_pem": "KEY",
            "client_ca_file": "/ca.pem",
            "client_ca_file_reload": True,
            "reload_interval": "1m",
            "cipher_suites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
        }
    )
    assert config.settings(Path("/etc/otel")) == TlsSettings(
        cert_file="/etc/otel/cert.pem",
        key_pem="KEY",
        min_version="1.2",
        client_ca_file="/ca.pem",
        client_ca_file_reload=True,
        reload_interval=60.0,
        cipher_suites=("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",),
    )


def test_client_settings_have_every_option() -> None:
    config = TlsClientConfig.model_validate(
        {
            "insecure": True,
            "insecure_skip_verify": True,
            "server_name_override": "name",
            "include_system_ca_certs_pool": True,
            "max_version": "1.3",
            "reload_interval": "5s",
        }
    )
    assert config.settings() == TlsSettings(
        reload_interval=5.0,
        insecure=True,
        insecure_skip_verify=True,
        server_name_override="name",
        include_system_ca_certs_pool=True,
        min_version="1.2",
        max_version="1.3",
    )


def test_keys_are_not_shown() -> None:
    assert "KEY" not in repr(TlsClientConfig.model_validate({"cert_pem": "CERT", "key_pem": "KEY"}))

"""Endpoint, TLS and keepalive options that receivers and exporters share, with the Collector's names."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from otelevals.api.config import Config, Duration, Secret
from otelevals.net.endpoint import ListenError, parse_endpoint
from otelevals.net.tls import TlsSettings


def unsupported(reason: str) -> BeforeValidator:
    """For an option of the Collector that cannot be honoured: `Annotated[None, unsupported("why")] = None`.

    Values that switch it off (null, false, 0, nothing) are taken.
    """

    def check(value: Any) -> None:
        if value:
            raise ValueError(reason)

    return BeforeValidator(check, json_schema_input_type=None)


def _check_endpoint(value: str) -> str:
    try:
        parse_endpoint(value)
    except ListenError:
        raise ValueError("expected host:port, such as localhost:4317 or [::1]:4317") from None
    return value


# Where a server listens: host:port, [ipv6]:port, or :port for every address.
Endpoint = Annotated[
    str, AfterValidator(_check_endpoint), WithJsonSchema({"type": "string", "examples": ["localhost:4317"]})
]

TlsVersion = Literal["1.2", "1.3"]


class _TlsConfig(Config):
    ca_file: str = ""
    """Certificate authorities to trust, as a PEM file."""
    ca_pem: Secret = Secret("")
    """The same, as the text itself."""
    cert_file: str = ""
    """The certificate with its chain, as a PEM file."""
    cert_pem: Secret = Secret("")
    """The same, as the text itself."""
    key_file: str = ""
    """The private key of the certificate, as a PEM file."""
    key_pem: Secret = Secret("")
    """The same, as the text itself."""
    min_version: TlsVersion = "1.2"
    """The oldest TLS version to speak."""
    max_version: TlsVersion | Literal[""] = ""
    """The newest TLS version to speak; empty means the newest that there is."""
    cipher_suites: list[str] = Field(default_factory=list)
    """The suites to use with TLS 1.2, by their IANA names; empty means OpenSSL's choice."""
    include_system_ca_certs_pool: bool = False
    """Trust the system's certificate authorities besides those given."""
    curve_preferences: Annotated[None, unsupported("curve_preferences is not supported")] = None
    include_insecure_cipher_suites: Annotated[
        None, unsupported("include_insecure_cipher_suites is not supported: insecure suites are never used")
    ] = None
    tpm: Annotated[None, unsupported("tpm is not supported: give the key as key_file or key_pem")] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for kind in ("ca", "cert", "key"):
            if getattr(self, f"{kind}_file") and getattr(self, f"{kind}_pem").reveal():
                raise ValueError(f"give {kind}_file or {kind}_pem, not both")
        if self._has("cert") != self._has("key"):
            raise ValueError("a certificate and its key belong together: give both or neither")
        if self.max_version and self.max_version < self.min_version:
            raise ValueError("min_version is higher than max_version")
        return self

    def _has(self, kind: str) -> bool:
        return bool(getattr(self, f"{kind}_file") or getattr(self, f"{kind}_pem").reveal())

    def _shared(self, base_dir: Path) -> dict[str, Any]:
        return {
            "ca_file": _located(base_dir, self.ca_file),
            "ca_pem": self.ca_pem.reveal(),
            "cert_file": _located(base_dir, self.cert_file),
            "cert_pem": self.cert_pem.reveal(),
            "key_file": _located(base_dir, self.key_file),
            "key_pem": self.key_pem.reveal(),
            "min_version": self.min_version,
            "max_version": self.max_version,
            "cipher_suites": tuple(self.cipher_suites),
            "include_system_ca_certs_pool": self.include_system_ca_certs_pool,
        }


class TlsServerConfig(_TlsConfig):
    """The certificate of a listener, and whether its clients need one."""

    client_ca_file: str = ""
    """Certificate authorities of clients: with it every client must show a certificate."""
    reload_interval: Duration = 0.0
    """How often the certificate files are read again, client_ca_file too; 0 means never."""
    client_ca_file_reload: bool = False
    """Read them again when client_ca_file changes, whatever reload_interval says."""

    @model_validator(mode="after")
    def _has_certificate(self) -> Self:
        if not self._has("cert"):
            raise ValueError("a TLS listener needs cert_file and key_file (or cert_pem and key_pem)")
        if self.client_ca_file_reload and not self.client_ca_file:
            raise ValueError("client_ca_file_reload needs client_ca_file")
        return self

    def settings(self, base_dir: Path = Path()) -> TlsSettings:
        """For otelevals.net; relative paths start at `base_dir`."""
        return TlsSettings(
            **self._shared(base_dir),
            client_ca_file=_located(base_dir, self.client_ca_file),
            client_ca_file_reload=self.client_ca_file_reload,
            reload_interval=self.reload_interval,
        )


class TlsClientConfig(_TlsConfig):
    """How a client checks its server, and the certificate that it shows."""

    insecure: bool = False
    """Connect without TLS, unless a CA is given."""
    insecure_skip_verify: bool = False
    """Accept any certificate."""
    server_name_override: str = ""
    """The name to expect in the server's certificate instead of the endpoint's host."""
    reload_interval: Duration = 0.0
    """How often the certificate files are read again, for new connections; 0 means never."""

    def settings(self, base_dir: Path = Path()) -> TlsSettings:
        """For otelevals.net; relative paths start at `base_dir`."""
        return TlsSettings(
            **self._shared(base_dir),
            insecure=self.insecure,
            insecure_skip_verify=self.insecure_skip_verify,
            server_name_override=self.server_name_override,
            reload_interval=self.reload_interval,
        )


class KeepaliveServerParameters(Config):
    max_connection_idle: Duration | None = None
    """Close a connection that has had no request for so long."""
    max_connection_age: Duration | None = None
    """Close a connection after so long, so that clients balance anew."""
    max_connection_age_grace: Duration | None = None
    """How long requests under way may go on after max_connection_age."""
    time: Duration | None = None
    """Ping a client that has been silent for so long; 60s when not given."""
    timeout: Duration | None = None
    """Close the connection when a ping is not answered for so long; 20s when not given."""


class KeepaliveEnforcementPolicy(Config):
    min_time: Duration | None = None
    """Close connections of clients that ping more often; 5m when not given."""
    permit_without_stream: bool = False
    """Let clients ping while no request is under way."""


class KeepaliveServerConfig(Config):
    server_parameters: KeepaliveServerParameters | None = None
    enforcement_policy: KeepaliveEnforcementPolicy | None = None


class KeepaliveClientConfig(Config):
    time: Duration = 10.0
    """Ping the server after so long without activity."""
    timeout: Duration = 10.0
    """Close the connection when a ping is not answered for so long."""
    permit_without_stream: bool = False
    """Ping also while no request is under way."""


def _located(base_dir: Path, path: str) -> str:
    return str(base_dir / path) if path else ""

"""Endpoint, TLS and keepalive options that receivers and exporters share, with the Collector's names."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema, model_validator

from otelevals.api.config import Config, Duration, Secret
from otelevals.net.endpoint import ListenError, parse_endpoint

if TYPE_CHECKING:
    from otelevals.net.tls import TlsSettings


def unsupported(reason: str) -> BeforeValidator:
    """For an option of the Collector that is known and refused: `Annotated[None, unsupported("why")] = None`."""

    def check(value: Any) -> None:
        if value is not None:
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
    ca_file: str | None = None
    """Certificate authorities to trust, as a PEM file."""
    ca_pem: Secret | None = None
    cert_file: str | None = None
    """The certificate with its chain, as a PEM file."""
    cert_pem: Secret | None = None
    key_file: str | None = None
    """The private key of the certificate, as a PEM file."""
    key_pem: Secret | None = None
    min_version: TlsVersion | None = None
    """The oldest TLS version to speak: 1.2 or 1.3; 1.2 when not given."""
    max_version: TlsVersion | None = None
    """The newest TLS version to speak; without it the newest that there is."""
    reload_interval: Duration = 0.0
    """How often the certificate files are read again; 0 means never."""
    cipher_suites: Annotated[None, unsupported("cipher_suites is not supported: OpenSSL's defaults apply")] = None
    curve_preferences: Annotated[None, unsupported("curve_preferences is not supported: OpenSSL's defaults apply")] = (
        None
    )
    include_insecure_cipher_suites: Annotated[
        None, unsupported("include_insecure_cipher_suites is not supported: insecure ciphers are never used")
    ] = None
    tpm: Annotated[None, unsupported("tpm is not supported: give the key as key_file or key_pem")] = None

    @model_validator(mode="after")
    def _exclusive(self) -> Self:
        for name in ("ca", "cert", "key"):
            if getattr(self, f"{name}_file") is not None and getattr(self, f"{name}_pem") is not None:
                raise ValueError(f"give either {name}_file or {name}_pem, not both")
        has_cert = self.cert_file is not None or self.cert_pem is not None
        has_key = self.key_file is not None or self.key_pem is not None
        if has_cert != has_key:
            raise ValueError("a certificate and its key belong together: give both or neither")
        if self.min_version == "1.3" and self.max_version == "1.2":
            raise ValueError("min_version is newer than max_version")
        return self

    def _sources(self, base_dir: Path) -> dict[str, Any]:
        files = {name: _path(base_dir, getattr(self, name)) for name in ("ca_file", "cert_file", "key_file")}
        pems = {name: _reveal(getattr(self, name)) for name in ("ca_pem", "cert_pem", "key_pem")}
        return {
            **files,
            **pems,
            "min_version": self.min_version,
            "max_version": self.max_version,
            "reload_interval": self.reload_interval,
        }


class TlsServerConfig(_TlsConfig):
    """The certificate of a listener, and whether its clients need one."""

    client_ca_file: str | None = None
    """Certificate authorities of clients: with it every client must show a certificate."""
    client_ca_file_reload: Annotated[
        None, unsupported("client_ca_file_reload is not supported: reload_interval reloads every certificate file")
    ] = None

    @model_validator(mode="after")
    def _has_certificate(self) -> Self:
        if self.cert_file is None and self.cert_pem is None:
            raise ValueError("a TLS listener needs cert_file and key_file (or cert_pem and key_pem)")
        return self

    def settings(self, base_dir: Path = Path()) -> "TlsSettings":
        """For otelevals.net; relative paths start at `base_dir`."""
        from otelevals.net.tls import TlsSettings

        return TlsSettings(**self._sources(base_dir), client_ca_file=_path(base_dir, self.client_ca_file))


class TlsClientConfig(_TlsConfig):
    """How a client checks its server, and the certificate that it shows."""

    insecure: bool = False
    """Connect without TLS."""
    insecure_skip_verify: bool = False
    """Accept any certificate."""
    server_name_override: str | None = None
    """The name to expect in the server's certificate instead of the endpoint's host."""
    include_system_ca_certs_pool: bool = False
    """Trust the system's certificate authorities besides ca_file."""

    def settings(self, base_dir: Path = Path()) -> "TlsSettings":
        """For otelevals.net; relative paths start at `base_dir`."""
        from otelevals.net.tls import TlsSettings

        return TlsSettings(
            **self._sources(base_dir),
            insecure_skip_verify=self.insecure_skip_verify,
            server_name_override=self.server_name_override,
            include_system_ca_certs_pool=self.include_system_ca_certs_pool,
        )


class KeepaliveServerParameters(Config):
    max_connection_idle: Duration | None = None
    """Close a connection that has had no request for so long."""
    max_connection_age: Duration | None = None
    """Close a connection after so long, so that clients balance anew."""
    max_connection_age_grace: Duration | None = None
    """How long requests under way may go on after max_connection_age."""
    time: Duration | None = None
    """Ping a client that has been silent for so long; 2h when not given."""
    timeout: Duration | None = None
    """Close the connection when a ping is not answered for so long; 20s when not given."""


class KeepaliveEnforcementPolicy(Config):
    min_time: Duration | None = None
    """Close connections of clients that ping more often; 5m when not given."""
    permit_without_stream: bool = False
    """Let clients ping while no request is under way."""


class KeepaliveServerConfig(Config):
    server_parameters: KeepaliveServerParameters = KeepaliveServerParameters()
    enforcement_policy: KeepaliveEnforcementPolicy = KeepaliveEnforcementPolicy()


class KeepaliveClientConfig(Config):
    time: Duration = 10.0
    """Ping the server after so long without activity."""
    timeout: Duration = 10.0
    """Close the connection when a ping is not answered for so long."""
    permit_without_stream: bool = False
    """Ping also while no request is under way."""


def _path(base_dir: Path, value: str | None) -> Path | None:
    return None if value is None else base_dir / value


def _reveal(value: Secret | None) -> str | None:
    return None if value is None else value.reveal()

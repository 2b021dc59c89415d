"""Options that the OTLP exporters share."""

from typing import Literal

from pydantic import Field

from otelevals.api.component import Context
from otelevals.api.errors import ConfigError
from otelevals.api.export_config import ExporterConfig
from otelevals.api.netconfig import TlsClientConfig
from otelevals.exporters.headers import AuthConfig, Headers
from otelevals.net.tls import TlsError, TlsSettings

MAX_ANSWER_BYTES = 4 * 1024 * 1024  # what OTLP clients read of an answer
MERGED_BYTES = 3_670_016  # 3.5 MiB: what servers with gRPC's usual limit of 4 MiB take, with room for framing
ENCRYPTION_HINT = "; for a server without TLS set tls.insecure: true"


class OtlpConfig(ExporterConfig):
    tls: TlsClientConfig = TlsClientConfig()
    """How the server is checked, and the certificate to show; insecure: true connects without TLS."""
    headers: Headers = Field(default_factory=dict)
    """Headers to send with every request."""
    auth: AuthConfig | None = None
    """An extension that decides further headers."""
    evals_as: Literal["logs", "spans"] = "logs"
    """How evaluations are sent: as log records, or as spans of evaluators that link to what they evaluated, for
    backends that take no logs. For pipelines of evals; in others it changes nothing."""


def tls_settings(config: OtlpConfig, context: Context) -> TlsSettings:
    return config.tls.settings(context.base_dir)


def tls_problem(error: TlsError) -> ConfigError:
    """The same for the configuration's reader."""
    return ConfigError(str(error), ("tls",))

"""How connections are opened: names resolved, through a proxy where there is one, with TLS where it is wanted."""

import base64
import ipaddress
import socket
import ssl
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from otelevals.api.errors import Retryable
from otelevals.exporters.http_connection import Deadline, HttpConnection


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy, with the value of its Proxy-Authorization header when it wants one."""

    host: str
    port: int
    authorization: str = ""

    @classmethod
    def parse(cls, url: str) -> "Proxy":
        """ValueError with a sentence when the URL is not that of a proxy that can be used."""
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError("expected the URL of an HTTP proxy, such as http://proxy:3128")
        authorization = ""
        if parts.username is not None:
            credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = f"Basic {base64.b64encode(credentials.encode()).decode()}"
        return cls(parts.hostname, parts.port or 80, authorization)


@dataclass(frozen=True)
class Origin:
    """A server and how to get to it."""

    host: str
    port: int
    tls: Callable[[], ssl.SSLContext] | None = None
    """The context for a new connection."""
    server_name: str = ""
    """The name to expect in its certificate; empty for `host`."""
    proxy: Proxy | None = None

    @property
    def authority(self) -> str:
        """For the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"

    def connect(self, deadline: Deadline) -> HttpConnection:
        """A new connection, or Retryable with what went wrong."""
        via = self.proxy or self
        try:
            connection = HttpConnection(_open(via.host, via.port, deadline))
        except TimeoutError:
            raise Retryable(f"cannot connect to {via.host}:{via.port} within the timeout") from None
        except OSError as error:
            raise Retryable(f"cannot connect to {via.host}:{via.port}: {reason(error)}") from None
        if self.tls is None:
            return connection
        try:
            if self.proxy is not None:
                self._tunnel(connection, self.proxy, deadline)
            return connection.secured(self.tls(), self.server_name or self.host, deadline)
        except TimeoutError:
            connection.close()
            raise Retryable(f"no TLS connection to {self.host}:{self.port} within the timeout") from None
        except OSError as error:
            connection.close()
            raise Retryable(f"no TLS connection to {self.host}:{self.port}: {reason(error)}") from None

    def _tunnel(self, connection: HttpConnection, proxy: Proxy, deadline: Deadline) -> None:
        host = f"[{self.host}]" if ":" in self.host else self.host
        target = f"{host}:{self.port}"
        credentials = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
        head = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{credentials}\r\n"
        answer = connection.exchange(head.encode("ascii"), b"", deadline, head_only=True)
        if not 200 <= answer.status < 300:
            connection.close()
            raise Retryable(f"the proxy {proxy.host}:{proxy.port} answered {answer.status} to CONNECT")


def proxy_from_environment(secure: bool, host: str) -> Proxy | None:
    """The proxy of HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY excepts the host; never for this machine itself."""
    url = urllib.request.getproxies().get("https" if secure else "http")
    if not url or _is_local(host) or urllib.request.proxy_bypass(host):
        return None
    return Proxy.parse(url if "://" in url else f"http://{url}")


def reason(error: OSError) -> str:
    """What went wrong, for people."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the server's certificate is not accepted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"):
            return "the server does not speak TLS"
        return (error.reason or str(error)).replace("_", " ").lower()
    return (error.strerror or str(error)).lower()


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _open(host: str, port: int, deadline: Deadline) -> socket.socket:
    connected = socket.create_connection((host, port), deadline.left())
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected

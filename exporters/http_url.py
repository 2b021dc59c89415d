"""Where each signal goes over HTTP: servers and request targets from the endpoints of the configuration."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True)
class Address:
    """A server, and the path with its query on it."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """In absolute form, as proxies want it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' if self.secure else ''}://{host}:{self.port}{self.path}"


def parse_url(url: str) -> Address:
    """ValueError with a sentence when the URL is not one to send to."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected a URL, such as http://localhost:4318")
    if parts.username is not None:
        raise ValueError("credentials do not belong into the URL: send them as headers")
    if parts.fragment or not url.isascii() or any(character <= " " for character in url):
        raise ValueError("the URL has characters that a request cannot carry")
    secure = parts.scheme == "https"
    return Address(secure, parts.hostname, _port(parts) or (443 if secure else 80), _path(parts))


def below(base: str, path: str) -> str:
    """The URL of a path below a base URL."""
    return base.rstrip("/") + path


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("the port of the URL is not a number up to 65535") from None


def _path(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path or '/'}{query}"

"""One exchange over HTTP/1.1: how connections are made, what is sent, how much is read, and what can go wrong."""

import logging
import os
import socket
import ssl
import urllib.request
from collections.abc import Iterator, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx2

from otelevals.net.tls import TlsError, TlsSettings, client_context

LARGEST_REPLY = 4 * 1024 * 1024
logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole addresses, in which there may be a key
_LIMITS = httpx2.Limits(max_connections=512, max_keepalive_connections=128, keepalive_expiry=30.0)


class Failed(Exception):
    """There is no whole answer. The message shows nothing that was sent."""

    def __init__(self, kind: str, message: str, *, retry: bool = True) -> None:
        super().__init__(message)
        self.kind = kind
        self.retry = retry


class Received(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange:
    """How far an exchange has come."""

    def __init__(self) -> None:
        self.began = False
        """Whether anything of the request was sent."""

    async def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """As httpcore calls it."""
        if event == "http11.send_request_headers.started":
            self.began = True


def open_client(url: str, headers: Mapping[str, str], ca_file: str) -> httpx2.AsyncClient:
    """A client whose deadlines are its caller's, without cookies. Of the environment it takes the proxy only."""
    try:
        context = client_context(TlsSettings(ca_file=ca_file)) if url.startswith("https") else _no_tls()
    except TlsError as error:
        raise ValueError(str(error)) from None
    return httpx2.AsyncClient(
        headers=headers,
        verify=context,
        proxy=_proxy(url),
        trust_env=False,
        timeout=None,
        limits=_LIMITS,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


def _no_tls() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _proxy(url: str) -> str | None:
    """That of HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY excepts the host; never for this machine itself."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or _is_local(host) or urllib.request.proxy_bypass(host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def receive(client: httpx2.AsyncClient, url: str, body: bytes, exchange: Exchange) -> Received:
    """Send the body and read the answer whole."""
    request = client.build_request("POST", url, content=body, extensions={"trace": exchange.trace})
    try:
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            return Received(response.status_code, dict(response.headers), await _read(response))
        finally:
            await response.aclose()
    except httpx2.ConnectError as error:
        raise _unconnected(error) from None
    except httpx2.ProxyError:
        raise Failed("connection", "the proxy of the environment refused the connection") from None
    except httpx2.ProtocolError:
        raise Failed("connection", "the connection was closed without a whole answer in HTTP") from None
    except httpx2.TransportError as error:
        raise Failed("connection", f"the connection was lost: {_reason(error)}") from None


async def _read(response: httpx2.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Failed("bad_response", "the answer is compressed, which was not asked for", retry=False)
    pieces, size = [], 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > LARGEST_REPLY:
            raise Failed("bad_response", f"the answer has more than {LARGEST_REPLY // 1024**2} MiB", retry=False)
        pieces.append(piece)
    return b"".join(pieces)


def _unconnected(error: httpx2.ConnectError) -> Failed:
    untrusted = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if untrusted is not None:
        return Failed("connection", f"the certificate is not trusted: {untrusted.verify_message}", retry=False)
    return Failed("connection", f"cannot connect: {_reason(error)}")


def _reason(error: Exception) -> str:
    """In the words of the operating system, where they are known."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror) and cause.strerror:
            return cause.strerror
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno)
    return str(error) or type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    found = [error]
    while found:
        cause = found.pop()
        yield cause
        found += cause.exceptions if isinstance(cause, BaseExceptionGroup) else ()
        found += filter(None, (cause.__cause__ or cause.__context__,))

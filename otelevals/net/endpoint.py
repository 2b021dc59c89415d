"""Endpoints such as `localhost:4318`, and the listening sockets that they mean."""

import errno
import os
import re
import socket
from dataclasses import dataclass

_ENDPOINT = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.%\w]+)\]|(?P<host>[^\[\]:/\s]*)):(?P<port>[0-9]{1,5})")
_SEVERAL = {"localhost": ("127.0.0.1", "::1"), "": ("0.0.0.0", "::")}  # noqa: S104 - what `:4318` means
BACKLOG = 1024
_TRIES = 8  # for a port that is free on every address, when the port is ours to choose


class ListenError(Exception):
    """The endpoint cannot be listened on; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_endpoint(text: str) -> Endpoint:
    """`host:port`, `[ipv6]:port` or `:port` (every address). ListenError when it is none of them."""
    match = _ENDPOINT.fullmatch(text)
    if match is None or int(match["port"]) > 65535:
        raise ListenError(f"cannot listen on {text}: the endpoint is not host:port")
    return Endpoint(match["v6"] or match["host"], int(match["port"]))


def bind(endpoint: Endpoint) -> list[socket.socket]:
    """Listening sockets with one port. `localhost` and the empty host are IPv4, and IPv6 where there is any."""
    addresses = _SEVERAL.get(endpoint.host) or _resolve(endpoint)
    tries = _TRIES if endpoint.port == 0 and len(addresses) > 1 else 1
    while True:
        tries -= 1
        try:
            return _bind_all(addresses, endpoint.port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or tries == 0:
                reason = os.strerror(error.errno or 0).lower()
                raise ListenError(f"cannot listen on {endpoint}: {reason}") from None


def _resolve(endpoint: Endpoint) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ListenError(f"cannot listen on {endpoint}: unknown host {endpoint.host}") from None
    return (str(min(found, key=lambda info: info[0] != socket.AF_INET)[4][0]),)


def _bind_all(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for address in addresses:
            try:
                sockets.append(_bind_one(address, port))
            except OSError as error:
                if error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL) or address == addresses[0]:
                    raise
                continue  # the machine has no IPv6
            port = sockets[0].getsockname()[1]
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def _bind_one(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind((address, port))
        bound.listen(BACKLOG)
        bound.setblocking(False)
    except OSError:
        bound.close()
        raise
    return bound

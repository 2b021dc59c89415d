"""What a handler sees and returns: Request, Response, and the headers of a request as a read-only mapping."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass


class Headers(Mapping[str, str]):
    """Request headers by lower-case name, decoded when read; repeated headers are joined with ', '."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[bytes, bytes]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        return self._fields[name.encode()].decode("latin-1")

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({dict(self)!r})"


@dataclass(slots=True)
class Request:
    """One whole request. `path` is percent-decoded and without the query, `peer` is the client's ip:port."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    peer: str


@dataclass(slots=True)
class Response:
    """An answer. Content-Length, Date and Connection are the server's: a handler that sets one fails."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why the server itself does not take a request, and what it knows of it: no headers when it has not read them."""

    status: int
    message: str
    headers: Mapping[str, str]


def plain_refusal(refusal: Refusal) -> Response:
    return Response(refusal.status, refusal.message.encode() + b"\n", "text/plain")


Refuser = Callable[[Refusal], Response]
Handler = Callable[[Request], Response | Awaitable[Response]]

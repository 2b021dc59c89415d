"""Real sockets against a real listener: a loop, listeners on free ports, and answers read byte by byte."""

import datetime
import ipaddress
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from otelevals.net.listener import HttpListener
from otelevals.net.loop import HttpLoop
from otelevals.net.message import Request, Response

Reply = tuple[int, dict[str, str], bytes]


def echo(request: Request) -> Response:
    return Response(200, request.body, "application/octet-stream", (("x-path", request.path),))


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def http_loop(request: pytest.FixtureRequest) -> Iterator[HttpLoop]:
    loop = HttpLoop()
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "asyncio":
            patch.setitem(sys.modules, "uvloop", None)
        loop.start()
    yield loop
    loop.stop()


@pytest.fixture
def serve(http_loop: HttpLoop) -> Iterator[Callable[..., HttpListener]]:
    """Start a listener on a free port: serve(handler=echo, **options)."""
    started: list[HttpListener] = []

    def start(handler: Callable[[Request], Response] = echo, **options: object) -> HttpListener:
        listener = HttpListener("127.0.0.1:0", handler, loop=http_loop, **options)  # type: ignore[arg-type]
        started.append(listener)
        listener.start()
        return listener

    yield start
    for listener in started:
        listener.stop()


@pytest.fixture
def dial() -> Iterator[Callable[[HttpListener], socket.socket]]:
    """Connect to a listener."""
    opened: list[socket.socket] = []

    def connect(listener: HttpListener) -> socket.socket:
        opened.append(socket.create_connection(("127.0.0.1", listener.port), timeout=20))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def _read_reply(connection: socket.socket, without_body: bool = False) -> Reply:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            raise EOFError(head)
        head += byte
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = dict(line.split(": ", 1) for line in lines)
    missing = 0 if without_body else int(headers.get("content-length", 0))
    body = b""
    while len(body) < missing:
        body += connection.recv(missing - len(body))
    return int(first.split(" ")[1]), headers, body


@pytest.fixture
def read_reply() -> Callable[..., Reply]:
    """Read one answer: status, headers, body."""
    return _read_reply


@pytest.fixture
def ask(dial: Callable[[HttpListener], socket.socket]) -> Callable[[HttpListener, bytes], Reply]:
    """Send bytes on a connection of their own and read one answer."""

    def send(listener: HttpListener, data: bytes) -> Reply:
        connection = dial(listener)
        connection.sendall(data)
        return _read_reply(connection)

    return send


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Wait for a condition."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true"
            time.sleep(0.005)

    return wait


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder: ca.pem; server, renewed, client (.pem, .key) signed by it for localhost; other, signed by itself."""
    folder = tmp_path_factory.mktemp("certificates")
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("ca", ca_key, "ca", ca_key)
    (folder / "ca.pem").write_bytes(ca.public_bytes(Encoding.PEM))
    for name in ("server", "renewed", "client", "other"):
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, issuer_key = (name, key) if name == "other" else ("ca", ca_key)
        certificate = _certificate(name, key, issuer, issuer_key)
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        (folder / f"{name}.key").write_bytes(_pem(key, NoEncryption()))
        if name == "server":
            (folder / "encrypted.key").write_bytes(_pem(key, BestAvailableEncryption(b"secret")))
    (folder / "empty.pem").write_bytes(b"")
    return folder


def _pem(key: ec.EllipticCurvePrivateKey, encryption: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuer_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=name == "ca", path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )

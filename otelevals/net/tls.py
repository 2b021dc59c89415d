"""TLS settings with the Collector's option names, and the SSL contexts they mean. Nothing that is set is ignored."""

import contextlib
import os
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TypeVar

import structlog

from otelevals.net.ciphers import openssl_names

_log = structlog.get_logger()

T = TypeVar("T")

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class TlsError(Exception):
    """The TLS settings cannot be used; the message is `option: what is wrong`."""


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """The options of the Collector's configtls, for a server (`client_ca_file`) or a client (the last three).

    On a server `ca_file` and `ca_pem` must be readable but have no effect, as in the Collector: `client_ca_file` is
    what asks clients for a certificate. `reload_interval` is in seconds.
    """

    ca_file: str = ""
    ca_pem: str = ""
    cert_file: str = ""
    cert_pem: str = ""
    key_file: str = ""
    key_pem: str = ""
    min_version: str = ""
    max_version: str = ""
    cipher_suites: tuple[str, ...] = ()
    reload_interval: float = 0.0
    include_system_ca_certs_pool: bool = False
    client_ca_file: str = ""
    client_ca_file_reload: bool = False
    insecure: bool = False
    insecure_skip_verify: bool = False
    server_name_override: str = ""

    @property
    def plaintext(self) -> bool:
        """No TLS at all: `insecure`, unless a CA is given (as in the Collector)."""
        return self.insecure and not (self.ca_file or self.ca_pem)

    @property
    def reloads(self) -> bool:
        """Whether files are read again."""
        return self.reload_interval > 0 or self.client_ca_file_reload


@dataclass(frozen=True, slots=True)
class Material:
    """The PEM contents that the settings name; empty where they name none."""

    ca: bytes
    cert: bytes
    key: bytes
    client_ca: bytes


def load_material(settings: TlsSettings) -> Material:
    """Read every file once, with an error that names the option."""
    cert = _read_pem(settings, "cert")
    key = _read_pem(settings, "key")
    if bool(cert) != bool(key):
        present, missing = ("cert", "key") if cert else ("key", "cert")
        raise TlsError(f"{missing}_file: required next to {present}_file ({missing}_pem next to {present}_pem)")
    client_ca = _read_file("client_ca_file", settings.client_ca_file) if settings.client_ca_file else b""
    return Material(_read_pem(settings, "ca"), cert, key, client_ca)


def server_context(settings: TlsSettings) -> ssl.SSLContext:
    """A context for an HTTP/1.1 listener, whose handshakes take certificates as `reloaded` says."""
    for option in ("insecure", "insecure_skip_verify", "server_name_override"):
        if getattr(settings, option):
            raise TlsError(f"{option}: is an option of clients, not of servers")
    context = _build_server_context(settings)
    if settings.reloads:
        current = reloaded(context, lambda: _build_server_context(settings), settings)

        def switch(connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _context: ssl.SSLContext) -> None:
            connection.context = current()

        context.sni_callback = switch
    return context


def client_context(settings: TlsSettings) -> ssl.SSLContext:
    """A context for HTTP clients; `server_name_override` is for the caller to use as the server's name."""
    refuse_server_options(settings)
    material = load_material(settings)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _set_versions(context, settings)
    if material.ca:
        _trust(context, material.ca, "ca_file" if settings.ca_file else "ca_pem")
    if settings.include_system_ca_certs_pool or not material.ca:
        context.load_default_certs()
    if material.cert:
        _load_chain(context, settings, material)
    if settings.insecure_skip_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def client_contexts(settings: TlsSettings) -> Callable[[], ssl.SSLContext]:
    """The context for each new connection of an HTTP client, with certificates as `reloaded` says."""
    return reloaded(client_context(settings), lambda: client_context(settings), settings)


def refuse_server_options(settings: TlsSettings) -> None:
    if settings.client_ca_file:
        raise TlsError("client_ca_file: is an option of servers, not of clients")


def reloaded(first: T, build: Callable[[], T], settings: TlsSettings) -> Callable[[], T]:
    """What `build` makes of the files, the last good one when it fails: again whenever `reload_interval` has passed
    and, with `client_ca_file_reload`, whenever that file has changed."""
    if not settings.reloads:
        return lambda: first
    interval = settings.reload_interval or inf
    current, due, seen = first, time.monotonic() + interval, _client_ca_stamp(settings)

    def get() -> T:
        nonlocal current, due, seen
        stamp = _client_ca_stamp(settings)
        if stamp != seen or time.monotonic() >= due:
            due, seen = time.monotonic() + interval, stamp
            try:
                current = build()
            except TlsError as error:
                _log.error("certificate not reloaded, the last one stays in use", error=str(error))
        return current

    return get


def _client_ca_stamp(settings: TlsSettings) -> tuple[int, int, int] | None:
    """What changes with the content of `client_ca_file`, where that is asked for."""
    if not settings.client_ca_file_reload:
        return None
    try:
        stat = os.stat(settings.client_ca_file)
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _build_server_context(settings: TlsSettings) -> ssl.SSLContext:
    material = load_material(settings)
    if not material.cert:
        raise TlsError("cert_file: a server needs a certificate (cert_file or cert_pem)")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _set_versions(context, settings)
    context.set_alpn_protocols(["http/1.1"])
    _load_chain(context, settings, material)
    if material.client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        _trust(context, material.client_ca, "client_ca_file")
        if settings.include_system_ca_certs_pool:
            context.load_default_certs(ssl.Purpose.CLIENT_AUTH)
    return context


def _set_versions(context: ssl.SSLContext, settings: TlsSettings) -> None:
    lowest = _version("min_version", settings.min_version or "1.2")
    highest = _version("max_version", settings.max_version or "1.3")
    if lowest > highest:
        raise TlsError("min_version: is higher than max_version")
    if settings.cipher_suites:
        names, unknown = openssl_names(settings.cipher_suites)
        if unknown:
            raise TlsError(f"cipher_suites: unknown or insecure suite {unknown[0]}")
        if names:
            context.set_ciphers(":".join(names))
        else:
            lowest = ssl.TLSVersion.TLSv1_3  # the suites of TLS 1.3 alone leave none for 1.2
    context.minimum_version = lowest
    context.maximum_version = highest


def _version(option: str, text: str) -> ssl.TLSVersion:
    if text not in _VERSIONS:
        raise TlsError(f'{option}: TLS {text} is not supported (valid: "1.2", "1.3")')
    return _VERSIONS[text]


def _read_pem(settings: TlsSettings, kind: str) -> bytes:
    path: str = getattr(settings, f"{kind}_file")
    text: str = getattr(settings, f"{kind}_pem")
    if path and text:
        raise TlsError(f"{kind}_pem: write {kind}_file or {kind}_pem, not both")
    return _read_file(f"{kind}_file", path) if path else text.encode()


def _read_file(option: str, path: str) -> bytes:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise TlsError(f"{option}: {path}: {os.strerror(error.errno or 0).lower()}") from None
    if not content.strip():
        raise TlsError(f"{option}: {path}: the file is empty")
    return content


def _trust(context: ssl.SSLContext, pem: bytes, option: str) -> None:
    try:
        context.load_verify_locations(cadata=pem.decode("ascii", errors="replace"))
    except (ssl.SSLError, ValueError):
        raise TlsError(f"{option}: no PEM certificates inside") from None


def _load_chain(context: ssl.SSLContext, settings: TlsSettings, material: Material) -> None:
    cert = "cert_file" if settings.cert_file else "cert_pem"
    key = "key_file" if settings.key_file else "key_pem"

    def encrypted() -> str:
        raise TlsError(f"{key}: the key is encrypted, which is not supported")

    with _as_file(material.cert) as cert_path, _as_file(material.key) as key_path:
        try:
            context.load_cert_chain(cert_path, key_path, password=encrypted)
        except ssl.SSLError as error:
            if error.reason == "KEY_VALUES_MISMATCH":
                raise TlsError(f"{key}: the key does not belong to {cert}") from None
            raise TlsError(f"{cert}, {key}: not a PEM certificate with its private key") from None


@contextlib.contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """A path to the content, for an API that reads files only; in memory where the system can."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("pem"), "wb") as file:
            file.write(content)
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "pem")
            path.touch(mode=0o600)
            path.write_bytes(content)
            yield str(path)

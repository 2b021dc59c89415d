"""The basicauth extension: users with passwords may send, or what is sent carries a user and a password."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from otelevals.api.batch import Metadata
from otelevals.api.component import Context, Extension
from otelevals.api.config import Config, Secret
from otelevals.api.errors import Unauthenticated
from otelevals.api.netconfig import unsupported
from otelevals.extensions.credentials import after_scheme
from otelevals.extensions.htpasswd import NOBODY, parse_users
from otelevals.extensions.watched_file import WatchedFile

_HEADER = "authorization"
_SCHEME = "Basic"
_CHALLENGE = 'Basic realm="otelevals", charset="UTF-8"'


def _check_users(text: Secret) -> Secret:
    if text.reveal():
        parse_users(text.reveal())
    return text


class HtpasswdConfig(Config):
    file: str = ""
    """A file of user:password lines, as htpasswd writes it. It is read again when it changes."""
    inline: Annotated[Secret, AfterValidator(_check_users)] = Secret("")
    """Such lines; they take precedence over the file."""

    @model_validator(mode="after")
    def _has_users(self) -> Self:
        if not self.file and not self.inline.reveal():
            raise ValueError("give file or inline")
        return self


class ClientAuthConfig(Config):
    username: str = ""
    """The user to send as."""
    username_file: str = ""
    """A file with the user, which is read again when it changes. It takes precedence over username."""
    password: Secret = Secret("")
    """The user's password."""
    password_file: str = ""
    """A file with the password, which is read again when it changes. It takes precedence over password."""
    aws_secrets_manager: Annotated[
        None, unsupported("aws_secrets_manager is not supported: use username_file and password_file")
    ] = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.username and not self.username_file:
            raise ValueError("give username or username_file")
        if not self.password.reveal() and not self.password_file:
            raise ValueError("give password or password_file")
        if ":" in self.username:
            raise ValueError("username: the name of a user cannot have a colon")
        return self


class BasicAuthExtension(Extension):
    """It has `authenticate` or `headers`, as it is configured for receivers or for exporters."""

    type = "basicauth"

    class Config(Config):
        htpasswd: HtpasswdConfig | None = None
        """Who may send, for receivers."""
        client_auth: ClientAuthConfig | None = None
        """The user to send as, for exporters."""

        @model_validator(mode="after")
        def _one_side(self) -> Self:
            if (self.htpasswd is None) == (self.client_auth is None):
                raise ValueError("give either htpasswd, for receivers, or client_auth, for exporters")
            return self

    authenticate: Callable[[Mapping[str, str]], None]
    headers: Callable[[Metadata], list[tuple[str, str]]]

    def __init__(self, config: "BasicAuthExtension.Config", context: Context) -> None:
        super().__init__(config, context)
        self._side: _Server | _Client
        if config.htpasswd is not None:
            self._side = server = _Server(config.htpasswd, context)
            self.authenticate = server.authenticate
        elif config.client_auth is not None:
            self._side = client = _Client(config.client_auth, context)
            self.headers = client.headers

    def start(self) -> None:
        self._side.start()


class _Server:
    def __init__(self, config: HtpasswdConfig, context: Context) -> None:
        self._inline = parse_users(config.inline.reveal()) if config.inline.reveal() else {}
        self._file = None
        if config.file:
            self._file = WatchedFile("htpasswd.file", context.base_dir / config.file, parse_users)

    def start(self) -> None:
        if self._file is not None:
            self._file.start()

    def authenticate(self, headers: Mapping[str, str]) -> None:
        """Raise Unauthenticated unless the headers show a user and its password."""
        shown = after_scheme(headers.get(_HEADER), _HEADER, _SCHEME, _CHALLENGE)
        try:
            user, _, password = base64.b64decode(shown, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise Unauthenticated("the credentials are not base64 of user:password", _CHALLENGE) from None
        known = self._inline.get(user)
        if known is None and self._file is not None:
            known = self._file.current().get(user)
        if not (known or NOBODY).matches(password):
            raise Unauthenticated("the user or the password is not accepted", _CHALLENGE)


class _Client:
    def __init__(self, config: ClientAuthConfig, context: Context) -> None:
        self._fixed = {"username": config.username, "password": config.password.reveal()}
        self._files = {
            name: WatchedFile(f"client_auth.{name}_file", context.base_dir / path, _parse_line)
            for name, path in (("username", config.username_file), ("password", config.password_file))
            if path
        }

    def start(self) -> None:
        for file in self._files.values():
            file.start()

    def headers(self, metadata: Metadata) -> list[tuple[str, str]]:
        """The header with the user and the password, for what an exporter sends."""
        now = self._fixed | {name: file.current() for name, file in self._files.items()}
        credentials = f"{now['username']}:{now['password']}".encode()
        return [(_HEADER, f"{_SCHEME} {base64.b64encode(credentials).decode()}")]


def _parse_line(text: str) -> str:
    line = text.strip()
    if len(line.splitlines()) != 1:
        raise ValueError("expected one line")
    return line

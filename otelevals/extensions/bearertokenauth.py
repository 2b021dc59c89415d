"""The bearertokenauth extension: who knows a token may send, and what is sent carries one."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from otelevals.api.batch import Metadata
from otelevals.api.component import Context, Extension
from otelevals.api.config import Config, Secret
from otelevals.api.errors import Unauthenticated
from otelevals.api.netconfig import unsupported
from otelevals.extensions.credentials import after_scheme, checked_token, digest, is_one_of
from otelevals.extensions.watched_file import WatchedFile

Token = Annotated[Secret, AfterValidator(checked_token)]


class BearerTokenAuthExtension(Extension):
    type = "bearertokenauth"

    class Config(Config):
        scheme: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]*$")] = "Bearer"
        """What stands before the token; nothing when empty."""
        header: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]+$")] = "Authorization"
        """The header that carries the token."""
        token: Token | None = None
        """The token."""
        tokens: list[Token] = Field(default_factory=list)
        """Several tokens: receivers take each of them, exporters send the first."""
        filename: str = ""
        """A file of tokens, one in a line, that is read again when it changes. It takes precedence over token and
        tokens."""
        file_retry: Annotated[
            None, unsupported("file_retry is not supported: the file must be there at the start, and is then watched")
        ] = None

        @model_validator(mode="after")
        def _has_tokens(self) -> Self:
            if self.token is not None and self.tokens:
                raise ValueError("give token or tokens, not both")
            if self.token is None and not self.tokens and not self.filename:
                raise ValueError("give token, tokens or filename")
            return self

    def __init__(self, config: "BearerTokenAuthExtension.Config", context: Context) -> None:
        super().__init__(config, context)
        self._header = config.header.lower()
        given = [config.token] if config.token is not None else config.tokens
        self._fixed = _Tokens([token.reveal() for token in given])
        self._file = WatchedFile("filename", context.base_dir / config.filename, _parse) if config.filename else None

    def start(self) -> None:
        if self._file is not None:
            if self._fixed.texts:
                self.context.log.warning("filename is given: token and tokens are not used")
            self._file.start()

    def authenticate(self, headers: Mapping[str, str]) -> None:
        """Raise Unauthenticated unless the headers show a token."""
        scheme = self.config.scheme
        challenge = scheme or "Bearer"
        token = after_scheme(headers.get(self._header), self._header, scheme, challenge)
        if not is_one_of(token, self._tokens().digests):
            raise Unauthenticated("the token is not accepted", challenge)

    def headers(self, metadata: Metadata) -> list[tuple[str, str]]:
        """The header with the first token, for what an exporter sends."""
        token = self._tokens().texts[0]
        return [(self._header, f"{self.config.scheme} {token}" if self.config.scheme else token)]

    def _tokens(self) -> "_Tokens":
        return self._fixed if self._file is None else self._file.current()


class _Tokens:
    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.digests = [digest(text) for text in texts]


def _parse(text: str) -> _Tokens:
    tokens = [checked_token(Secret(line.strip())).reveal() for line in text.splitlines() if line.strip()]
    if not tokens:
        raise ValueError("the file has no token")
    return _Tokens(tokens)

"""The headers_setter extension: headers of outgoing requests from fixed values, files or the incoming request."""

import re
from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from otelevals.api.batch import Metadata
from otelevals.api.component import Context, Extension
from otelevals.api.config import Config, Secret
from otelevals.api.netconfig import unsupported
from otelevals.extensions.watched_file import WatchedFile

_SENDABLE = re.compile(r"[\x20-\x7e]*")

# The values that a rule has for data with this metadata; none when there is nothing to send.
_Values = Callable[[Metadata], list[str]]


class HeaderRule(Config):
    key: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]+$")]
    """The name of the header to send."""
    action: Literal["insert", "update", "upsert", "delete"] = "upsert"
    """insert sets a header that no rule before has set, update one that has been set, upsert either; delete
    takes it away."""
    value: Secret | None = None
    """The value to send."""
    value_file: str | None = None
    """A file that holds the value; it is read again when it changes."""
    from_context: str | None = None
    """The header of the incoming request whose value is sent; receivers need include_metadata: true."""
    default_value: Secret | None = None
    """The value to send when the incoming request has no such header."""
    from_attribute: Annotated[
        None, unsupported("from_attribute is not supported: authenticators keep nothing of a request; use from_context")
    ] = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        sources = [self.value, self.value_file, self.from_context]
        given = sum(source is not None for source in sources)
        if self.action == "delete":
            if given or self.default_value is not None:
                raise ValueError("delete takes a key only")
        elif given != 1:
            raise ValueError("give one of value, value_file or from_context")
        if self.default_value is not None and self.from_context is None:
            raise ValueError("default_value belongs to from_context")
        for secret in (self.value, self.default_value):
            if secret is not None and not _SENDABLE.fullmatch(secret.reveal()):
                raise ValueError("the value has characters that a header cannot carry")
        return self


class HeadersSetterExtension(Extension):
    type = "headers_setter"

    class Config(Config):
        headers: Annotated[list[HeaderRule], Field(min_length=1)]
        """Rules that apply in their order."""
        additional_auth: Annotated[
            None, unsupported("additional_auth is not supported: put all headers into one headers_setter")
        ] = None

    def __init__(self, config: "HeadersSetterExtension.Config", context: Context) -> None:
        super().__init__(config, context)
        self._files: list[WatchedFile[list[str]]] = []
        self._rules = [(rule.key.lower(), rule.action, self._values(rule)) for rule in config.headers]

    def start(self) -> None:
        for file in self._files:
            file.start()

    def headers(self, metadata: Metadata) -> list[tuple[str, str]]:
        """The headers to send with data that came with this metadata."""
        result: dict[str, list[str]] = {}
        for key, action, values_of in self._rules:
            if action == "delete":
                result.pop(key, None)
            elif (action == "upsert" or (key in result) == (action == "update")) and (values := values_of(metadata)):
                result[key] = values
        return [(key, value) for key, values in result.items() for value in values]

    def _values(self, rule: HeaderRule) -> _Values:
        if rule.from_context is not None:
            default = [] if rule.default_value is None else [rule.default_value.reveal()]
            return _from_context(rule.from_context.lower(), default)
        if rule.value_file is not None:
            file = WatchedFile("value_file", self.context.base_dir / rule.value_file, lambda text: [text.strip()])
            self._files.append(file)
            return lambda metadata: file.current()
        fixed = [] if rule.value is None else [rule.value.reveal()]
        return lambda metadata: fixed


def _from_context(name: str, default: list[str]) -> _Values:
    return lambda metadata: [value for key, value in metadata if key == name] or default

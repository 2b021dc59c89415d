"""Endpoints, opened by what the configuration says of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from otelevals.judges.asked import Endpoint
from otelevals.judges.headers import request_headers
from otelevals.judges.providers import Target, find_target


class EndpointSettings(NamedTuple):
    """Where a model is, and how it may be asked."""

    model: str
    """`provider:model`, or the name of a model next to `base_url`."""
    base_url: str = ""
    api_key: str | None = None
    headers: Mapping[str, str] = {}
    """Sent with each request, besides the key."""
    ca_file: str = ""
    """Certificates to trust instead of the system's."""
    api_version: str = ""
    """Azure's, for its addresses of deployments."""

    def __repr__(self) -> str:
        return f"EndpointSettings(model={self.model!r})"  # the others hold secrets


def check_settings(settings: EndpointSettings) -> Target:
    """Where they lead; ValueError with a sentence when they cannot be used. Opens nothing."""
    target = find_target(
        settings.model,
        base_url=settings.base_url,
        with_key=bool(settings.api_key),
        api_version=settings.api_version,
    )
    request_headers(target.provider.key_header, settings.api_key, settings.headers)
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise ValueError(f"ca_file: there is no file {settings.ca_file}")
    return target


def open_endpoint(settings: EndpointSettings) -> Endpoint:
    """ValueError with a sentence when the settings cannot be used. All calls to a model should share one endpoint,
    which remembers how the model wants to be asked."""
    target = check_settings(settings)
    if target.provider.compatible:
        from otelevals.judges.openai_endpoint import OpenAIEndpoint

        return OpenAIEndpoint(target, settings.api_key, settings.headers, settings.ca_file)
    from otelevals.judges.pydantic_ai import open_pydantic_ai

    return open_pydantic_ai(target, settings.api_key, settings.headers, settings.ca_file)

"""Models of other protocols, asked through pydantic-ai: the extra `judges-pydantic-ai`."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

from otelevals.judges.asked import AttemptFailed, Endpoint, Message, Prompt, Reply, no_answer
from otelevals.judges.headers import request_headers
from otelevals.judges.openai_http import open_client
from otelevals.judges.openai_request import answer_name, closed, with_schema
from otelevals.judges.providers import Target
from otelevals.judges.veil import Veil, failure_texts

try:
    from pydantic_ai import exceptions
    from pydantic_ai.direct import model_request
    from pydantic_ai.messages import (
        ModelMessage,
        ModelRequest,
        ModelRequestPart,
        ModelResponse,
        SystemPromptPart,
        TextPart,
        ToolCallPart,
        UserPromptPart,
    )
    from pydantic_ai.models import Model, ModelRequestParameters, infer_model
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.providers import infer_provider_class
    from pydantic_ai.settings import ModelSettings
    from pydantic_ai.tools import ToolDefinition
except ImportError:
    raise ValueError("the package pydantic-ai-slim is missing: install otelevals[judges-pydantic-ai]") from None

# The first that fits counts: kind, and whether the same may work later.
_KINDS: tuple[tuple[type[exceptions.ModelAPIError], str, bool], ...] = (
    (exceptions.ModelRateLimitError, "rate_limited", True),
    (exceptions.ModelQuotaExceededError, "insufficient_quota", False),
    (exceptions.ModelTimeoutError, "timeout", True),
    (exceptions.ModelConnectionError, "connection", True),
    (exceptions.ModelUnavailableError, "server_error", True),
    (exceptions.ModelServerError, "server_error", True),
    (exceptions.ModelContextWindowExceededError, "context_length", False),
    (exceptions.ModelAuthenticationError, "unauthorized", False),
    (exceptions.ModelNotFoundError, "not_found", False),
)


def open_pydantic_ai(target: Target, api_key: str | None, headers: Mapping[str, str], ca_file: str) -> Endpoint:
    """ValueError with a sentence when the settings, or what is installed, cannot be used."""
    fields = request_headers("authorization", api_key, headers)
    client = open_client(target.url, {}, ca_file)

    def provider(name: str) -> Any:
        # all is given, so that nothing is taken from the environment
        return infer_provider_class(name)(api_key=fields.key or "none", base_url=target.url, http_client=client)  # type: ignore[call-arg]

    try:
        model = infer_model(f"{target.provider.name}:{target.model}", provider)
    except (ImportError, exceptions.UserError) as error:
        raise ValueError(f"{target.provider.name} cannot be used: {Veil(fields.secrets).hide(str(error))}") from None
    return PydanticAIEndpoint(model, Veil(fields.secrets), headers=fields.given, client=client)


class PydanticAIEndpoint:
    """Structured answers are asked for as pydantic-ai's profile of the model says; there are no probabilities."""

    def __init__(
        self,
        model: Model,
        veil: Veil,
        *,
        headers: Mapping[str, str] | None = None,
        client: httpx2.AsyncClient | None = None,
    ) -> None:
        self._model = model
        self._veil = veil
        self._headers = dict(headers or {})
        self._client = client

    async def ask(self, prompt: Prompt, timeout: float) -> Reply:
        settings = ModelSettings(max_tokens=prompt.max_output_tokens, max_retries=0, timeout=timeout)
        if self._headers:
            settings["extra_headers"] = self._headers
        if prompt.temperature is not None:
            settings["temperature"] = prompt.temperature
        parameters, messages = self._structured(prompt)
        try:
            async with asyncio.timeout(timeout):
                response = await model_request(
                    self._model, messages, model_settings=settings, model_request_parameters=parameters
                )
        except TimeoutError:
            raise AttemptFailed("timeout", no_answer(self._name, timeout), retry=True) from None
        except exceptions.ModelAPIError as error:
            raise self._failure(error) from None
        except exceptions.UnexpectedModelBehavior as error:
            message, raw = failure_texts(self._veil, f"{self._name} sent no completion", error.message, error.body)
            raise AttemptFailed("bad_response", message, retry=True, raw=raw) from None
        except exceptions.UserError as error:
            message, _ = failure_texts(self._veil, f"{self._name} cannot be asked", error.message, None)
            raise AttemptFailed("bad_request", message) from None
        except Exception as error:  # noqa: BLE001 - pydantic-ai stumbles over answers that it does not expect
            what = f"{self._name} sent an answer that cannot be read ({type(error).__name__})"
            raise AttemptFailed("bad_response", what, retry=True) from None
        return _reply(response)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    @property
    def _name(self) -> str:
        return f"{self._model.system} ({self._model.model_name})"

    def _structured(self, prompt: Prompt) -> tuple[ModelRequestParameters, list[ModelMessage]]:
        schema, name = closed(prompt.schema), answer_name(prompt)
        profile = self._model.profile
        if profile.get("supports_json_schema_output"):
            wanted = OutputObjectDefinition(json_schema=schema, name=name, strict=True)
            return ModelRequestParameters(output_mode="native", output_object=wanted), _messages(prompt.messages)
        if profile.get("supports_tools", True):
            tool = ToolDefinition(
                name=name, parameters_json_schema=schema, kind="output", description="Give the answer."
            )
            parameters = ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)
            return parameters, _messages(prompt.messages)
        return ModelRequestParameters(), _messages(with_schema(prompt))

    def _failure(self, error: exceptions.ModelAPIError) -> AttemptFailed:
        found = next(((kind, retry) for cls, kind, retry in _KINDS if isinstance(error, cls)), ("bad_request", False))
        status = f"answered {error.status_code}" if isinstance(error, exceptions.ModelHTTPError) else "failed"
        said = error.body if error.body is not None else error.message
        message, raw = failure_texts(self._veil, f"{self._name} {status}", said, error.body)
        unsent = isinstance(error, exceptions.ModelConnectionError) and error.phase in ("pool", "connect")
        return AttemptFailed(found[0], message, retry=found[1], after=error.retry_after, raw=raw, unreachable=unsent)


def _messages(messages: Sequence[Message]) -> list[ModelMessage]:
    made: list[ModelMessage] = []
    for message in messages:
        if message.role == "assistant":
            made.append(ModelResponse([TextPart(message.content)]))
            continue
        part: ModelRequestPart
        part = SystemPromptPart(message.content) if message.role == "system" else UserPromptPart(message.content)
        if made and isinstance(made[-1], ModelRequest):
            made[-1] = ModelRequest([*made[-1].parts, part])
        else:
            made.append(ModelRequest([part]))
    return made


def _reply(response: ModelResponse) -> Reply:
    calls = [part.args_as_json_str() for part in response.parts if isinstance(part, ToolCallPart)]
    texts = [part.content for part in response.parts if isinstance(part, TextPart)]
    usage = response.usage
    return Reply(
        text=calls[0] if calls else "".join(texts),
        served_model=response.model_name or "",
        prompt_tokens=usage.input_tokens,
        completion_tokens=usage.output_tokens,
        counted=bool(usage.input_tokens or usage.output_tokens),
        finish_reason=response.finish_reason or "",
    )

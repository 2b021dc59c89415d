"""How servers of the OpenAI protocol refuse what they cannot do, in their own words."""

from collections.abc import Callable
from typing import NamedTuple

from otelevals.testing.judge_answers import Answer, Asked, error, raw

Feature = str
"""A way of asking (json_schema, json_object, tools), or a parameter of the request."""


class Refusal(NamedTuple):
    """For requests that use the feature."""

    feature: Feature
    answer: Answer

    def applies(self, asked: Asked) -> bool:
        return asked.way == self.feature or self.feature in asked.body


_OPENAI_FORMAT = (
    "Invalid parameter: 'response_format' of type '{}' is not supported with this model. Learn more about supported"
    " models at the Structured Outputs guide: https://platform.openai.com/docs/guides/structured-outputs"
)
_EXTRA = "[{{'type': 'extra_forbidden', 'loc': ('body', '{}'), 'msg': 'Extra inputs are not permitted', 'input': 800}}]"
_MAX_TOKENS = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
)
_TEMPERATURE = (
    "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported."
)


def _openai(feature: Feature) -> Answer:
    match feature:
        case "json_schema" | "json_object":
            return error(400, _OPENAI_FORMAT.format(feature), type="invalid_request_error", param="response_format")
        case "max_tokens":
            return error(400, _MAX_TOKENS, type="invalid_request_error", param=feature, code="unsupported_parameter")
        case "temperature":
            return error(400, _TEMPERATURE, type="invalid_request_error", param=feature, code="unsupported_value")
        case "logprobs":
            return error(403, "You are not allowed to request logprobs from this model", type="invalid_request_error")
    return error(400, f"Unrecognized request argument supplied: {feature}", type="invalid_request_error")


def _vllm(feature: Feature) -> Answer:
    message = _EXTRA.format("response_format" if feature.startswith("json") else feature)
    if feature == "tools":
        message = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'
    return raw(
        b'{"object":"error","message":%s,"type":"BadRequestError","param":null,"code":400}' % _quoted(message), 400
    )


def _ollama(feature: Feature) -> Answer:
    return error(400, f"registry.ollama.ai/library/gemma:2b does not support {feature}", type="api_error")


def _llama_cpp(feature: Feature) -> Answer:
    message = f'response_format type must be one of "text" or "json_object", but got: {feature}'
    return error(500, message, type="server_error", code=500)


def _lm_studio(feature: Feature) -> Answer:
    return raw(b"{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}", 400)


def _xai(feature: Feature) -> Answer:
    message = _quoted("The response_format parameter is unsupported at the moment. Leave it unset.")
    return raw(b'{"code":"Client specified an invalid argument","error":%s}' % message, 400)


def _deepseek(feature: Feature) -> Answer:
    return error(400, "This response_format type is unavailable now", type="invalid_request_error")


def _groq(feature: Feature) -> Answer:
    if feature.startswith("json"):
        message = (
            f"This model does not support response format `{feature}`. See supported models at https://console.groq.com"
        )
    else:
        message = f"`{feature}` is not supported with this model"
    return error(400, message, type="invalid_request_error", param="response_format")


def _mistral(feature: Feature) -> Answer:
    body = (
        b'{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body",%s],'
        b'"msg":"Extra inputs are not permitted","input":32000}]},"type":"invalid_request_error","code":null}'
    )
    return raw(body % _quoted(feature), 422)


def _litellm(feature: Feature) -> Answer:
    name = "response_format" if feature.startswith("json") else feature
    message = (
        f"litellm.UnsupportedParamsError: together_ai does not support parameters: ['{name}'], for model=m."
        " To drop these, set `litellm.drop_params=True`. Received Model Group=m"
    )
    return error(400, message, type="None", param="None", code="400")


def _openrouter(feature: Feature) -> Answer:
    message = _quoted(f"No endpoints found that can handle the requested parameters ({feature}).")
    return raw(b'{"error":{"message":%s,"code":404}}' % message, 404)


def _quoted(text: str) -> bytes:
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'


SERVERS: dict[str, Callable[[Feature], Answer]] = {
    "openai": _openai,
    "vllm": _vllm,
    "ollama": _ollama,
    "llama.cpp": _llama_cpp,
    "lm_studio": _lm_studio,
    "xai": _xai,
    "deepseek": _deepseek,
    "groq": _groq,
    "mistral": _mistral,
    "litellm": _litellm,
    "openrouter": _openrouter,
}

CONTEXT_LENGTH: dict[str, Answer] = {
    "openai": error(
        400,
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
        type="invalid_request_error",
        param="messages",
        code="context_length_exceeded",
    ),
    "vllm": raw(
        b'{"object":"error","message":"\'max_tokens\' or \'max_completion_tokens\' is too large: 5000. This model\'s'
        b' maximum context length is 4096 tokens and your request has 300 input tokens.","code":400}',
        400,
    ),
    "llama.cpp": raw(
        b'{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it",'
        b'"type":"exceed_context_size_error","n_prompt_tokens":9001,"n_ctx":4096}}',
        400,
    ),
    "mistral": raw(
        b'{"object":"error","message":"Prompt contains 40001 tokens and 0 draft tokens, too large for model with 32768'
        b' maximum context length","type":"invalid_request_prompt","code":"3051"}',
        400,
    ),
    "anthropic": error(400, "prompt is too long: 208310 tokens > 200000 maximum", type="invalid_request_error"),
    "groq": error(413, "Request too large for model `m` on tokens per minute (TPM)", code="rate_limit_exceeded"),
}


def refusal(feature: Feature, server: str = "openai") -> Refusal:
    return Refusal(feature, SERVERS[server](feature))

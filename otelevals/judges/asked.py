"""What is asked of a model and what it answers, whatever endpoint it is behind."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol


class Message(NamedTuple):
    role: Literal["system", "user", "assistant"]
    content: str


class Prompt(NamedTuple):
    """One question to a model: all that its answer depends on, besides the model."""

    messages: Sequence[Message]
    schema: Mapping[str, Any]
    """The JSON Schema of the answer: an object, all of whose properties are required."""
    schema_name: str
    temperature: float | None
    max_output_tokens: int
    logprobs: bool
    """Whether the probabilities of tokens are wanted, where there are any."""


class Token(NamedTuple):
    """A token of the answer."""

    text: str
    logprob: float
    top: Sequence[tuple[str, float]]
    """The most likely tokens in its place, and their logarithmic probabilities."""


class Reply(NamedTuple):
    """An answer, not looked into yet."""

    text: str
    """JSON, as far as the model did what it was told; empty when it said nothing."""
    served_model: str
    """The model that answered, as the endpoint says it; empty when it does not."""
    prompt_tokens: int
    completion_tokens: int
    """Both 0 when the endpoint does not say; `counted` tells."""
    counted: bool
    finish_reason: str = ""
    refusal: str = ""
    """What the model said instead of an answer, where the endpoint tells such a refusal apart."""
    tokens: Sequence[Token] = ()


class AttemptFailed(Exception):
    """There is no answer. The message says why, in a sentence that shows no secret."""

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        retry: bool = False,
        after: float | None = None,
        raw: str = "",
        unreachable: bool = False,
    ) -> None:
        """`kind` is a word for metrics and `error.type` (such as rate_limited, server_error, timeout, connection,
        bad_response, unauthorized, not_found, bad_request, context_length); `retry` says whether the same may work
        later, after so many seconds where the endpoint said so; `raw` is what it sent, shortened; `unreachable` that
        the model cannot have begun to answer, so that nothing is billed."""
        super().__init__(message)
        self.kind = kind
        self.retry = retry
        self.after = after
        self.raw = raw
        self.unreachable = unreachable


def no_answer(who: str, seconds: float) -> str:
    """Rounded, so that there are few such sentences: each is counted by itself."""
    shown = round(seconds * 2) / 2 if seconds >= 1 else float(f"{seconds:.1g}")
    return f"{who} did not answer within {shown:g} s"


class Endpoint(Protocol):
    """A model that can be asked. One call of `ask` is one attempt, which never tries again by itself, except where an
    endpoint refuses a way to ask for structured answers: then the next way is `Unsupported` to the caller."""

    async def ask(self, prompt: Prompt, timeout: float) -> Reply:
        """AttemptFailed when there is no answer after so many seconds, or none at all. WayUnsupported when the endpoint
        does not know how the answer was to be structured: asked again, it is done in another way."""

    async def close(self) -> None: ...


class WayUnsupported(AttemptFailed):
    """The endpoint refused how the structured answer was asked for. The next attempt is made in another way, which is
    remembered; it counts as an attempt of its own."""

"""What a configuration says of judges: the models that are asked, where they are, and what they may cost."""

from typing import Annotated, Literal

from pydantic import Field

from otelevals.api.budget import Budget, Price
from otelevals.api.config import Config, Duration, Secret

SelfJudging = Literal["warn", "skip", "allow"]
Temperature = Annotated[float, Field(ge=0, le=2, strict=False)]
Tokens = Annotated[int, Field(ge=1, le=1_000_000)]
Characters = Annotated[int, Field(ge=1000, le=10_000_000)]
Timeout = Annotated[Duration, Field(gt=0)]
Many = Annotated[int, Field(ge=1)]


class RateLimit(Config):
    requests_per_minute: Many | None = None
    """Attempts, with those that are made again."""
    tokens_per_minute: Many | None = None
    """Of questions and answers; before an answer is there, as many as it may have at most."""


class JudgeConfig(Config):
    model: Annotated[str, Field(min_length=1)]
    """`provider:model`, such as openai:gpt-5-mini; the name alone next to a `base_url`."""
    base_url: str = ""
    """The address of an endpoint that speaks OpenAI's protocol, up to and with `/v1`. It is shown where configurations
    are: a key belongs into `api_key` or `headers`."""
    api_key: Secret | None = None
    """The key, best as a reference to a variable of the environment."""
    headers: dict[str, Secret] = Field(default_factory=dict)
    """Sent with every request, besides the key."""
    ca_file: str = ""
    """Certificates to trust instead of the system's."""
    api_version: str = ""
    """That of Azure's addresses of deployments."""
    temperature: Temperature = 0.0
    """How much chance there is in an answer."""
    max_output_tokens: Tokens = 2000
    """How long an answer may be."""
    max_input_chars: Characters = 60_000
    """What is judged is cut in its middle so that all of it has no more characters, and the judge is told so."""
    logprobs: bool = True
    """Whether scores are graded by the probabilities of the judge's words, where the endpoint gives them."""
    timeout: Timeout = 30.0
    """How long a verdict may take, with all attempts."""
    attempt_timeout: Timeout = 15.0
    """How long one request may take."""
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 4
    """How many requests are made for a verdict, with the one that asks again after an answer that cannot be read."""
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 200
    """How many requests are made at once."""
    rate_limit: RateLimit = RateLimit()
    """What this process asks at most; what has to wait too long is throttled."""
    budget: Budget = Budget()
    """What may be spent by all that ask this judge, in all processes that share the store."""
    price: Price | None = None
    """Of models whose price is not known, or to say another one."""
    self_judging: SelfJudging = "warn"
    """What to do when the judge is of the family of the model that it judges."""

"""The scorer type `judge`: asks a model by a rubric. Asking is done in an evaluator process; here is what was
configured, so this is light to import."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PrivateAttr, ValidationError, ValidationInfo, model_serializer, model_validator

from otelevals.api.budget import Budget, Price
from otelevals.api.config import Secret
from otelevals.api.errors import ConfigError
from otelevals.api.judge_config import (
    Characters,
    JudgeConfig,
    Many,
    RateLimit,
    SelfJudging,
    Temperature,
    Timeout,
    Tokens,
)
from otelevals.judges.endpoints import EndpointSettings, check_settings
from otelevals.judges.prompt import FORMAT
from otelevals.judges.rubric import Rubric, find_rubric
from otelevals.judges.scale import Scale, check_threshold
from otelevals.scoring.names import choices
from otelevals.scoring.scorer import Scorer

DEFAULT = "default"
_INLINE = ("base_url", "api_key", "headers", "ca_file", "api_version", "concurrency", "rate_limit", "price")
"""Options that say what a judge is, which is named or described, but not both."""
_SHARED = (
    "temperature",
    "max_output_tokens",
    "max_input_chars",
    "logprobs",
    "timeout",
    "attempt_timeout",
    "max_attempts",
    "self_judging",
)
"""Options of a judge that a scorer may have otherwise."""
JUDGED_MODEL = "model"
"""The field that says which model is judged."""


class JudgeScorer(Scorer):
    """Asks a judge. What the judge is shown is what its rubric needs."""

    engine: ClassVar[str] = "otelevals.judges.engine:JudgeEngine"

    rubric: str
    """The name of one that comes with otelevals, a file, or the text itself."""
    judge: str | None = None
    """One of the section `judges`; the one named default when neither this nor a model is given."""
    scale: Scale | None = None
    """What the verdicts are: boolean, 1..5, or labels and what each counts; that of the rubric when not given."""
    examples: Annotated[list[dict[str, Any]], Field(default_factory=list)]
    """Questions with the answers that are wanted, instead of the rubric's own: inputs by their names, `explanation` and
    `verdict`."""
    budget: Budget = Budget()
    """What may be spent by this scorer, besides the budget of its judge."""
    cache: bool = True
    """Whether equal questions are asked once."""
    rescore: Literal["never", "later"] = "never"
    """later: what could not be judged is kept, for `otelevals eval --pending`."""
    judge_log: Literal["none", "errors", "all"] = "errors"
    """Which questions and answers are kept word for word, in the store."""
    model: str | None = None
    """A judge of its own: `provider:model`, or the name alone next to a `base_url`."""
    base_url: str | None = None
    """Of a judge of its own, as in the section `judges`; so are the next ones."""
    api_key: Secret | None = None
    headers: dict[str, Secret] | None = None
    ca_file: str | None = None
    api_version: str | None = None
    concurrency: Many | None = None
    rate_limit: RateLimit | None = None
    price: Price | None = None
    temperature: Temperature | None = None
    """This and the next ones as those of the judge, where given."""
    max_output_tokens: Tokens | None = None
    max_input_chars: Characters | None = None
    logprobs: bool | None = None
    timeout: Timeout | None = None
    attempt_timeout: Timeout | None = None
    max_attempts: Annotated[int, Field(ge=1, le=20)] | None = None
    self_judging: SelfJudging | None = None

    _judge: JudgeConfig = PrivateAttr()
    _judge_name: str = PrivateAttr()
    _rubric: Rubric = PrivateAttr()

    @model_serializer
    def _options(self) -> dict[str, Any]:
        """None of them: what tells one version from another is in `code`."""
        return {}

    @model_validator(mode="after")
    def _resolve(self, info: ValidationInfo) -> "JudgeScorer":
        context = info.context or {}
        base_dir = context.get("base_dir", Path())
        self._judge_name, judge = self._find(context.get("judges") or {}, context.get("name", "judge"))
        changes = {key: value for key in _SHARED if (value := getattr(self, key)) is not None}
        self._judge = judge.model_copy(update=changes)
        place = "model" if self.model is not None else "judge"
        try:
            self._check(base_dir, context.get("name", "judge"))
        except ValueError as error:
            named = "" if self.model is not None else f"the judge {self._judge_name}: "
            raise ConfigError(f"{named}{error}", (place,)) from error
        try:
            self._rubric = find_rubric(self.rubric, base_dir)
        except ValueError as error:
            raise ConfigError(str(error), ("rubric",)) from error
        try:
            self._rubric = self._rubric.adapted(self.scale, None, self.examples)
        except ValueError as error:
            raise ConfigError(str(error), ("examples",)) from error
        return self

    def _check(self, base_dir: Path, name: str) -> None:
        """Whether the judge can be asked, and the budgets be kept; ValueError."""
        target = check_settings(settings_of(self._judge, base_dir))
        for account, budget in ((f"judge/{self._judge_name}", self._judge.budget), (f"scorer/{name}", self.budget)):
            if budget.in_dollars and self._judge.price is None:
                from otelevals.judges.budget import require_price  # imports the list of prices, which is large
                from otelevals.judges.prices import find_pricing

                pricing = find_pricing(target.provider.name, target.model, None, target.url)
                require_price(account, budget, self._judge.model, pricing)

    def _find(self, judges: dict[str, JudgeConfig | None], name: str) -> tuple[str, JudgeConfig]:
        described = [key for key in _INLINE if getattr(self, key) is not None]
        if self.model is not None:
            if self.judge is not None:
                raise ConfigError("judge and model both say which model is asked; write one of them", ("judge",))
            if name in judges:
                raise ConfigError(
                    f"the section judges has a judge {name!r}, too: call this scorer otherwise", ("model",)
                )
            return name, self._own({key: getattr(self, key) for key in described})
        if described:
            raise ConfigError("this is for a judge of its own: write its model here, too", (described[0],))
        wanted = self.judge or DEFAULT
        found = judges.get(wanted)
        if found is not None:
            return wanted, found
        if wanted in judges:
            raise ConfigError(f"the judge {wanted} has mistakes", ("judge",))
        if self.judge is None:
            raise ConfigError("it has no judge: write judge, or model, or a judge named default in the section judges")
        raise ConfigError(f"there is no judge {wanted!r} in the section judges{choices(wanted, judges)}", ("judge",))

    def _own(self, options: dict[str, Any]) -> JudgeConfig:
        try:
            return JudgeConfig(model=self.model or "", **options)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigError(first["msg"], first["loc"]) from error

    def function(self) -> Callable[..., object]:
        """What says by its parameters what is asked for; it is called in the engine, which has the arguments."""
        required = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in self._rubric.needs]
        optional = [*self._rubric.optional, JUDGED_MODEL]
        others = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None) for name in optional]

        def ask(**_: object) -> object:
            raise RuntimeError("judges are asked in an evaluator process")

        ask.__signature__ = inspect.Signature([*required, *others])  # type: ignore[attr-defined]
        return ask

    def code(self) -> bytes:
        asked = self._judge
        options = asked.temperature, asked.max_output_tokens, asked.max_input_chars, asked.logprobs
        return f"{FORMAT} {self._rubric.content_hash} {asked.model} {options}".encode()

    def version_name(self) -> str:
        return f"{self._rubric.name}-{self._rubric.version}"

    def check_threshold(self, threshold: float) -> None:
        check_threshold(self._rubric.scale, threshold)

    def option_defaults(self) -> dict[str, Any]:
        return {"on": self._rubric.on}

    @property
    def comes_later(self) -> bool:
        return self.rescore == "later"

    @property
    def asked(self) -> JudgeConfig:
        """The judge, with what this scorer says otherwise."""
        return self._judge

    @property
    def judge_name(self) -> str:
        return self._judge_name

    @property
    def by(self) -> Rubric:
        """The rubric, with the scale and the examples of this scorer."""
        return self._rubric


def settings_of(judge: JudgeConfig, base_dir: Path) -> EndpointSettings:
    return EndpointSettings(
        model=judge.model,
        base_url=judge.base_url,
        api_key=None if judge.api_key is None else judge.api_key.reveal(),
        headers={name: value.reveal() for name, value in judge.headers.items()},
        ca_file=str(base_dir / judge.ca_file) if judge.ca_file else "",
        api_version=judge.api_version,
    )

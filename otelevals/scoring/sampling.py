"""Which targets a scorer draws: a number in [0, 1) for what is drawn as a whole, the same for all scorers and
everywhere, against a probability that is fixed before."""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import NamedTuple

from otelevals.conditions.errors import EvaluationError
from otelevals.genai.interaction import Interaction
from otelevals.otlp.shadow import MalformedRequest
from otelevals.scoring.condition import Subject, When
from otelevals.scoring.dimensions import Dimension, values
from otelevals.scoring.options import Sampling
from otelevals.stats.inclusion import NEVER, Inclusion
from otelevals.stats.plan import Plan, Policies

_TRACE, _SESSION = b"otelevals/scoring", b"otelevals/session"
_BITS = 64
_LONGEST = 100
ALL = Inclusion(1.0, "")
"""Of scorers that do not draw."""


def draw(unit: bytes, kind: bytes = _TRACE) -> float:
    """Independent of the trace id's own randomness, which samplers upstream have used already."""
    digest = blake2b(unit, digest_size=_BITS // 8, key=kind).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


class Rules(NamedTuple):
    """What `sampling` says, compiled."""

    options: Sampling
    always: tuple[When, ...] = ()
    never: tuple[When, ...] = ()
    by: Dimension | None = None

    @property
    def scorers(self) -> frozenset[str]:
        """Those whose evaluations the conditions ask for."""
        return frozenset(name for when in (*self.always, *self.never) for name in when.scorers)


EVERYTHING = Rules(Sampling())


Chance = Callable[[When], float]


def _certainly(_: When) -> float:
    return 1.0


class Sampler:
    """Of one scorer in one processor: what it has seen decides how much of what is rare it wants."""

    def __init__(self, rules: Rules, now: Callable[[], float]) -> None:
        """`now` is in seconds of Unix time."""
        self._rules = rules
        self._now = now
        strata, adaptive = rules.options.strata, rules.options.adaptive
        self._plan = Plan(
            Policies(
                rate=rules.options.rate,
                strata={}
                if strata is None
                else {_stratum(strata.by, each): rate for each, rate in strata.rates.items()},
                min_per_hour=0 if strata is None else strata.min_per_hour,
                per_minute=0 if adaptive is None else adaptive.per_minute,
                floor=rules.options.least,
            )
        )

    def inclusion(self, subject: Subject, chance: Chance = _certainly) -> Inclusion:
        """With which probability it draws a target, which is asked for once. `chance` says with which probability a
        condition that holds could be known to hold."""
        certain = self.certain(subject, chance)
        if certain is not None and certain.never:
            return certain
        by = self._rules.by
        stratum = "" if by is None else _stratum(by.name, values((by,), subject.interaction).get(by.name, ""))
        found = self._plan.inclusion(self._now(), stratum)
        return found if certain is None or certain.probability < found.probability else certain

    def certain(self, subject: Subject, chance: Chance = _certainly) -> Inclusion | None:
        """What `never` and `always` say of it; None where neither holds."""
        if any(holds(when, subject) for when in self._rules.never):
            return Inclusion(0.0, NEVER)
        wanted = [
            Inclusion(chance(when), f"always {when.condition.text}"[:_LONGEST])
            for when in self._rules.always
            if holds(when, subject)
        ]
        return max(wanted, key=lambda each: each.probability, default=None)


def _stratum(by: str, value: str) -> str:
    """What cannot be taken for a policy."""
    return f"{by}={value}"


def drawn_number(rules: Rules, interaction: Interaction) -> float:
    """What is compared with the probability."""
    if rules.options.unit == "session":
        session = interaction.value("session")
        if isinstance(session, str) and session:
            return draw(session.encode("utf-8", "surrogatepass"), _SESSION)
    return draw(interaction.span.trace_id)


def samplers(rules: Mapping[str, Rules], now: Callable[[], float]) -> dict[str, Sampler]:
    """Those of scorers that draw, by their names."""
    return {name: Sampler(each, now) for name, each in rules.items() if not each.options.everything}


def holds(when: When, subject: Subject) -> bool:
    """A condition that cannot be evaluated does not hold: it asks for what the target does not have."""
    try:
        return when.condition(subject)
    except (EvaluationError, MalformedRequest):
        return False

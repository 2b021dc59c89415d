"""Which scorers an offline run has: those of the `scorer` processors of a configuration, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from otelevals.api.component import ComponentId, HoldingProcessor
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.sampling import EVERYTHING

TYPE = "scorer"
_LONG, _SHORT = 86_400.0, 0.001  # seconds


class CannotChoose(ValueError):
    """It is not clear, or not right, which scorers are meant."""


class Chosen(NamedTuple):
    """A scorer processor."""

    id: ComponentId
    cls: type[HoldingProcessor]
    config: Any
    names: frozenset[str]
    """The scorers whose evaluations count: what an earlier processor has too counts there."""

    @property
    def isolated(self) -> int:
        """How many scorers run in evaluator processes."""
        return sum(scorer.isolated for scorer in self.config.scorers.values())


def choose(processors: Mapping[ComponentId, tuple[type[Any], Any]], wanted: Sequence[str] = ()) -> list[Chosen]:
    """The processors that are needed, of all that there are by their ids, each with its class and its options. `wanted`
    names them where not all are meant."""
    scorers = {id_: found for id_, found in processors.items() if found[0].type == TYPE}
    if not scorers:
        raise CannotChoose("the configuration has no scorer processor")
    for name in wanted:
        if ComponentId.parse(name) not in scorers:
            valid = ", ".join(map(str, scorers))
            raise CannotChoose(f"there is no scorer processor {name} (valid: {valid})")
    chosen: list[Chosen] = []
    owners: dict[str, tuple[ComponentId, ConfiguredScorer]] = {}
    for id_, (cls, config) in scorers.items():
        if wanted and str(id_) not in wanted:
            continue
        own = {name for name, scorer in config.scorers.items() if _is_new(name, scorer, id_, owners)}
        owners |= {name: (id_, config.scorers[name]) for name in own}
        if own:
            chosen.append(Chosen(id_, cls, offline(config), frozenset(own)))
    return chosen


def _is_new(
    name: str, scorer: ConfiguredScorer, id_: ComponentId, owners: Mapping[str, tuple[ComponentId, ConfiguredScorer]]
) -> bool:
    if name not in owners:
        return True
    owner, other = owners[name]
    if (scorer.version, _unsampled(scorer).options) != (other.version, _unsampled(other).options):
        raise CannotChoose(
            f"the scorer {name} is configured differently in {owner} and {id_}: choose with --processor {owner} or "
            f"--processor {id_}"
        )
    return False


def offline(config: Any) -> Any:
    """The options of a scorer processor when there is no traffic: everything is scored, nothing is waited for but the
    scorers, and no trace is remembered for longer than it takes."""
    scorers = {name: _unsampled(scorer) for name, scorer in config.scorers.items()}
    memory = config.memory.model_copy(update={"max_age": _SHORT})
    changes = {"scorers": scorers, "content_wait": 0.0, "hold": _LONG, "memory": memory}
    return config.model_copy(update=changes)


def _unsampled(scorer: ConfiguredScorer) -> ConfiguredScorer:
    options = scorer.options.model_copy(update={"sampling": EVERYTHING.options})
    return replace(scorer, options=options, rules=EVERYTHING)

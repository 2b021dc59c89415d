"""The order in which scorers run: those whose evaluations others ask for come first, else as they were written."""

from collections.abc import Mapping

from otelevals.api.errors import ConfigError
from otelevals.scoring.configured import ConfiguredScorer
from otelevals.scoring.names import choices


def in_order(scorers: Mapping[str, ConfiguredScorer]) -> dict[str, ConfiguredScorer]:
    """ConfigError when one asks for a scorer that is not there, or for one that asks for it in turn."""
    ordered: dict[str, ConfiguredScorer] = {}
    for name in scorers:
        _place(name, scorers, ordered, ())
    return ordered


def _place(
    name: str, scorers: Mapping[str, ConfiguredScorer], ordered: dict[str, ConfiguredScorer], asking: tuple[str, ...]
) -> None:
    if name in ordered:
        return
    if name in asking:
        circle = " -> ".join((*asking[asking.index(name) :], name))
        raise ConfigError(f"scorers ask for each other: {circle}", (asking[-1],))
    if name not in scorers:
        raise ConfigError(f"it asks for a scorer {name!r} that is not there{choices(name, scorers)}", (asking[-1],))
    scorer = scorers[name]
    for needed in (*sorted(scorer.after), *_written_before(scorer, scorers)):
        _place(needed, scorers, ordered, (*asking, name))
    ordered[name] = scorer


def _written_before(scorer: ConfiguredScorer, scorers: Mapping[str, ConfiguredScorer]) -> list[str]:
    """What a scorer may read that takes all evaluations and does not say which."""
    if scorer.after or all(need.name != "evals" for need in scorer.needs):
        return []
    names = list(scorers)
    return names[: names.index(scorer.name)]

"""Rules and objectives on a scorer that is none of the configuration: it is misspelt, unless it is somebody else's."""

from collections.abc import Iterable, Iterator

from otelevals.alerts.config import AlertsConfig
from otelevals.api.places import Neighbour
from otelevals.scoring.names import choices

_SCORES = "scorer"


def unknown_scorers(config: AlertsConfig, processors: Iterable[Neighbour]) -> Iterator[str]:
    """Sentences for the user, by the processors of the configuration."""
    scorers = {name for each in processors if each.cls.type == _SCORES for name in each.config.scorers}
    watched = [(f"rules::{name}", rule.scorer) for name, rule in config.rules.items() if rule.scorer]
    watched += [(f"slis::{name}", sli.scorer) for name, sli in config.slis.items()]
    for where, name in watched:
        scorer = name.partition(".")[0]  # the rest is of a verdict
        if scorer not in scorers:
            yield f"{where}: no scorer here is called {scorer}{choices(scorer, scorers) if scorers else ''}"

"""A judge as an evaluator process has it: its endpoint, and what all that ask it share."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

from otelevals.api.judge_config import JudgeConfig
from otelevals.judges.asked import Endpoint
from otelevals.judges.circuit import Circuit
from otelevals.judges.endpoints import check_settings, open_endpoint
from otelevals.judges.limiter import Limiter
from otelevals.judges.prices import find_pricing
from otelevals.judges.scorer import settings_of

_SNAPSHOT = re.compile(r"[-@:](?:[0-9][0-9a-z.-]*|latest|v[0-9].*)")


class Judge:
    """`name` is that in the section `judges`, or that of the scorer which alone asks it."""

    def __init__(self, name: str, config: JudgeConfig, base_dir: Path, clock: Callable[[], float]) -> None:
        """Inside an event loop; ValueError when it cannot be asked."""
        settings = settings_of(config, base_dir)
        target = check_settings(settings)
        self.name = name
        self.model = target.model
        self.provider = target.provider.name
        self.endpoint: Endpoint = open_endpoint(settings)
        self.pricing = find_pricing(target.provider.name, target.model, config.price, target.url)
        self.places = asyncio.Semaphore(config.concurrency)
        self.limiter = Limiter(config.rate_limit, clock)
        self.circuit = Circuit(clock)

    def is_served_by(self, model: str) -> bool:
        """Whether a model that answered is the one that was asked: the name may have a vendor's before it, and a
        snapshot's after it. Those of Azure are names of deployments, which say nothing."""
        if self.provider == "azure":
            return True
        asked, served = _bare(self.model), _bare(model)
        return served.startswith(asked) and (served == asked or bool(_SNAPSHOT.fullmatch(served, len(asked))))


def _bare(model: str) -> str:
    return model.rpartition("/")[2].lower()

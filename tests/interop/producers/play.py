"""How a producer is led: it reads the name of a scenario, plays it, sends what it recorded, and says so."""

import os
import sys
import traceback
from collections.abc import Callable, Mapping

STUB = os.environ["OPENAI_BASE_URL"]
ENDPOINT = os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
MODEL = "gpt-4o-mini"


def play(scenarios: Mapping[str, Callable[[], object]], flush: Callable[[], object]) -> None:
    """Play the scenarios whose names come on standard input, one a line."""
    for line in sys.stdin:
        name = line.strip()
        outcome = "absent"
        if name in scenarios:
            outcome = "played"
            try:
                scenarios[name]()
            except Exception as error:  # noqa: BLE001, whatever a library raises is how the scenario ended
                outcome = f"raised {type(error).__name__}"
                traceback.print_exc()
            flush()
        print(f"\n@ {name} {outcome}", flush=True)

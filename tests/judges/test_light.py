"""A service imports nothing of what asks judges: that is for evaluator processes, which are started where they are
needed."""

import subprocess
import sys

import pytest

from tests.waiting import PATIENCE

HEAVY = ("httpx", "httpx2", "httpcore", "httpcore2", "genai_prices", "pydantic_ai", "openai", "otelevals.judges.engine")
CHECK = f"""
import os, sys
from otelevals.api.registry import Registry
from otelevals.config import load

loaded = load(["yaml:" + sys.argv[1]], [], Registry(), dict(os.environ))
(spec,) = loaded.sections["processors"].values()
print([name for name in {HEAVY} if name in sys.modules])
print([name for name in sys.modules if name.startswith("otelevals.judges")] if "judge" not in sys.argv[1] else [])
print([scorer.isolated for scorer in spec.config.scorers.values()])
"""


def checked(scorers: str, judges: str = "") -> list[str]:
    """What is imported of what is heavy, what of judges, and which scorers want evaluator processes."""
    text = f"""
{judges}
receivers: {{otlp: {{protocols: {{grpc: }}}}}}
processors: {{scorer: {{scorers: {{{scorers}}}}}}}
exporters: {{debug: }}
service: {{pipelines: {{traces: {{receivers: [otlp], processors: [scorer], exporters: [debug]}}}}}}
"""
    command = [sys.executable, "-c", CHECK, text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_without_judges_nothing_of_them_is_imported_and_no_process_is_wanted() -> None:
    assert checked("not_empty: , no_pii: pii") == ["[]", "[]", "[False, False]"]


@pytest.mark.parametrize("more", ["", ", threshold: 1"])
def test_with_judges_a_service_imports_no_client(more: str) -> None:
    judges = "judges: {default: {model: m, base_url: 'http://127.0.0.1:1/v1', budget: {calls_per_day: 1}}}"
    assert checked(f"good: {{type: judge, rubric: helpfulness{more}}}", judges) == ["[]", "[]", "[True]"]

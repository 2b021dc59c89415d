"""Real instrumentations are seen as the interop tables say, by who inspects them and by scorers: two of the OpenAI
client, of different dialects, and an agent with tools and retrievals."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.compare import scenarios
from tests.interop.environments import SCRIPTS, producers
from tests.interop.known import known
from tests.interop.run import play
from tests.interop.stub import stub

CALLS = ("chat", "stream", "tools", "error")
CASES = {
    "openinference-openai": ("openinference.instrumentation.openai", CALLS),
    "openai-v2-span": ("opentelemetry.instrumentation.openai_v2", CALLS),
    "pydantic-ai": ("pydantic_ai", ("together", "turns")),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with stub() as running:
        yield running


@pytest.mark.parametrize("name", CASES)
def test_what_an_instrumentation_sends_is_what_was_said(name: str, address: str, tmp_path: Path) -> None:
    module, played = CASES[name]
    if not _is_installed(module):
        pytest.skip(f"{module} is not installed")
    (producer,) = [each for each in producers() if each.name == name]
    table = {scenario: scenarios()[scenario] for scenario in played}
    result = play(producer, [sys.executable, str(SCRIPTS / producer.script)], table, address, tmp_path)
    assert set(result.differences) == {each for each in known().get(name, {}) if each.scenario in played}


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False

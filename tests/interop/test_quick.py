"""Two real instrumentations of the OpenAI client, of different dialects, are seen as the interop tables say."""

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

PLAYED = ("chat", "stream", "tools", "error")
MODULES = {
    "openinference-openai": "openinference.instrumentation.openai",
    "openai-v2-span": "opentelemetry.instrumentation.openai_v2",
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with stub() as running:
        yield running


@pytest.mark.parametrize("name", MODULES)
def test_what_an_instrumentation_sends_is_what_was_said(name: str, address: str, tmp_path: Path) -> None:
    try:
        found = importlib.util.find_spec(MODULES[name])
    except ModuleNotFoundError:
        found = None
    if found is None:
        pytest.skip(f"{MODULES[name]} is not installed")
    (producer,) = [each for each in producers() if each.name == name]
    table = {scenario: expected for scenario, expected in scenarios().items() if scenario in PLAYED}
    result = play(producer, [sys.executable, str(SCRIPTS / producer.script)], table, address, tmp_path)
    assert set(result.differences) == {each for each in known().get(name, {}) if each.scenario in PLAYED}

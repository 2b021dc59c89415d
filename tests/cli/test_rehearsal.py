"""A configuration is tried in a process of its own, whatever is imported for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from otelevals.cli.rehearsal import rehearse

CONFIG = """
receivers: {otlp: {protocols: {grpc: {endpoint: "localhost:0"}}}}
processors: {scorer: {scorers: {mine: {type: python, path: "checks.py:mine"}}}}
exporters: {debug: }
service: {pipelines: {traces: {receivers: [otlp], processors: [scorer], exporters: [debug]}}}
"""
MINE = "def mine(output): return True\n"


@pytest.fixture
def tried(tmp_path: Path) -> Callable[..., str | None]:
    def run(code: str, *settings: str, called: bool = False, limit: float = 60) -> str | None:
        (tmp_path / "collector.yaml").write_text(CONFIG)
        (tmp_path / "checks.py").write_text(code + MINE)
        return rehearse([str(tmp_path / "collector.yaml")], settings, lambda: called, limit)

    return run


@pytest.mark.parametrize("settings", [(), ("exporters.debug.verbosity=detailed",), ("exporters.debug.verbose=1",)])
def test_what_is_valid_or_wrong_may_be_read(tried: Callable[..., str | None], settings: tuple[str, ...]) -> None:
    assert tried("", *settings) == ""


@pytest.mark.parametrize("status", [0, 1, 3, 9])
def test_what_ends_its_process_must_not(tried: Callable[..., str | None], status: int) -> None:
    why = f"what it imports ended the process that tried it, with {status}"
    assert tried(f"import os; os._exit({status})\n") == why


def test_what_does_not_end_must_not(tried: Callable[..., str | None]) -> None:
    assert tried("while True: pass\n", limit=0.5) == "what it imports took more than 0.5 seconds"


def test_other_signals_come_first(tried: Callable[..., str | None]) -> None:
    assert tried("while True: pass\n", called=True) is None

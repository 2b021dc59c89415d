"""A model that answers is the one that was asked, also with a vendor before its name or a snapshot after it."""

import asyncio
from pathlib import Path

import pytest

from otelevals.api.config import Secret
from otelevals.api.judge_config import JudgeConfig
from otelevals.judges.judge import Judge


def test_names_of_deployments_say_nothing() -> None:
    async def run() -> bool:
        config = JudgeConfig(model="azure:mine", base_url="http://127.0.0.1:1", api_key=Secret("key"))
        judge = Judge("default", config, Path(), asyncio.get_running_loop().time)
        try:
            return judge.is_served_by("gpt-4o-2024-08-06")
        finally:
            await judge.endpoint.close()

    assert asyncio.run(run())


@pytest.mark.parametrize(
    ("asked", "served", "same"),
    [
        ("gpt-4o", "gpt-4o", True),
        ("gpt-4o", "gpt-4o-2024-08-06", True),
        ("gpt-4o", "openai/gpt-4o", True),
        ("gpt-4o", "GPT-4o", True),
        ("gpt-4", "gpt-4-0613", True),
        ("llama3", "llama3:8b-q4", True),
        ("llama3", "llama3:latest", True),
        ("models/gemini-pro", "gemini-pro-001", True),
        ("gpt-4o", "gpt-4o-mini", False),
        ("gpt-4o", "gpt-4o-mini-2024-07-18", False),
        ("gpt-4", "gpt-4o", False),
        ("gpt-5-mini", "gpt-5", False),
        ("gpt-4o", "claude", False),
    ],
)
def test_served_models(asked: str, served: str, same: bool) -> None:
    async def run() -> bool:
        config = JudgeConfig(model=asked, base_url="http://127.0.0.1:1/v1")
        judge = Judge("default", config, Path(), asyncio.get_running_loop().time)
        try:
            return judge.is_served_by(served)
        finally:
            await judge.endpoint.close()

    assert asyncio.run(run()) is same

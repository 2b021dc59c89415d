"""Keys, tokens and passwords in a text fail it."""

import pytest

from otelevals.scorers.detect.secrets import Secrets
from otelevals.scoring.score import Score
from tests.genai.spans import chat, interaction

KEY = "gh" + "p_" + "a1B2c3D4e" * 4
"""Put together here, so that no key stands in this file."""


@pytest.mark.parametrize(
    "output",
    [
        "",
        "The token limit is 4096.",
        "password is required",
        "password: <yours>",
        "api_key=os.environ['KEY']",
        "ann@example.com",
    ],
)
def test_harmless_texts_pass(output: str) -> None:
    assert Secrets().score(interaction(chat(output))) is True


@pytest.mark.parametrize(
    "output",
    [KEY, f"Use {KEY}.", "password: " + "hunter2", f'{{"api_key": "{KEY}"}}', "redis://:" + "s3cret9" + "@cache:6379"],
)
def test_secrets_fail_without_being_shown(output: str) -> None:
    assert Secrets().score(interaction(chat(output))) == Score.failing("the output contains 1 secret (line 1)")


def test_the_input_can_be_looked_at() -> None:
    exchange = interaction(chat("fine", f"my key is {KEY}"))
    assert Secrets().score(exchange) is True
    assert Secrets(where="input").score(exchange) == Score.failing("the input contains 1 secret (line 1)")

"""Copilot writes the conventions, and its users as opaque identities."""

from otelevals.genai.kinds import Kind
from tests.genai.spans import chat, interaction


def test_a_call_of_a_model() -> None:
    view = interaction(chat("Hello", "Hi", **{"github.copilot.cost": 1, "enduser.pseudo.id": "9f"}))
    assert (view.kind, view.input, view.output, view.value("user")) == (Kind.CHAT, "Hi", "Hello", "9f")

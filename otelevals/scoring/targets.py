"""Which interactions a scorer is for: the values of its option `on`."""

from collections.abc import Callable

from otelevals.genai.interaction import Interaction
from otelevals.genai.kinds import Kind
from otelevals.scoring.options import On


def _of_kind(*kinds: Kind) -> Callable[[Interaction], bool]:
    wanted = frozenset(kinds)
    return lambda interaction: interaction.kind in wanted


TARGETS: dict[On, Callable[[Interaction], bool]] = {
    "llm": _of_kind(Kind.CHAT, Kind.COMPLETION),
    "tool": _of_kind(Kind.TOOL),
    "retrieval": _of_kind(Kind.RETRIEVAL, Kind.RERANK),
    "agent": _of_kind(Kind.AGENT, Kind.WORKFLOW),
    "root": lambda interaction: interaction.root,
    "any": lambda interaction: True,
}


def stands_aside(on: On, interaction: Interaction) -> str | None:
    """Why another span of the same exchange is the target instead, None when this one is it."""
    if on == "any" or interaction.trace is None:
        return None
    return interaction.trace.reason(interaction, on)

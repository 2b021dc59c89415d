"""What the built-in scorers are derived from."""

import sys
from collections.abc import Iterator
from types import ModuleType

from otelevals.genai.interaction import Interaction
from otelevals.scoring.score import Score
from otelevals.scoring.scorer import Scorer, source_of

_HERE = __name__.rpartition(".")[0] + "."


class BuiltIn(Scorer):
    """A scorer whose version changes with every module here that it is made of."""

    inline = True

    def code(self) -> bytes:
        module = sys.modules[type(self).__module__]
        return b"\0".join([source_of(each) for each in _made_of(module, {})])


def _made_of(module: ModuleType, seen: dict[str, ModuleType]) -> Iterator[ModuleType]:
    """The module and those it takes functions, classes or whole modules from, at any depth."""
    seen[module.__name__] = module
    yield module
    for value in list(vars(module).values()):
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(name, str) and name.startswith(_HERE) and name not in seen:
            yield from _made_of(sys.modules[name], seen)


class Measure(BuiltIn):
    """A scorer that gives a quantity, which passes by the limits `min` and `max` where they are set."""

    def measured(self, value: float, shown: str, least: float | None, most: float | None) -> Score:
        """The quantity as a score; `shown` says it with its unit."""
        if least is None and most is None:
            return Score(value)
        if most is not None and value > most:
            return Score(value, "fail", False, f"{shown}, more than {most:g}")
        if least is not None and value < least:
            return Score(value, "fail", False, f"{shown}, less than {least:g}")
        return Score(value, "pass", True)


def side(interaction: Interaction, where: str) -> str:
    """The text of one side of the exchange; MissingInput when there is none."""
    text: str = interaction.require(where)
    return text

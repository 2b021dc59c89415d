"""What a scorer needs, said by its parameters as pytest fixtures are."""

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from otelevals.genai.fields import Absent, Found, MissingInput
from otelevals.genai.interaction import FIELDS, Interaction
from otelevals.scoring.names import choices

GIVEN = frozenset(("interaction", "span", "trace", "kind", "usage", "evals"))
_NO_TRACE = Absent("it was not read as a part of a trace")
_FIELD_NEEDS = frozenset(name for name in FIELDS if "." not in name)
NEEDS = _FIELD_NEEDS | GIVEN


class Need(NamedTuple):
    name: str
    optional: bool
    """The parameter has a default, which is used when the field is absent."""
    keyword: bool


def needs_of(function: Callable[..., object], name: str) -> tuple[Need, ...]:
    """What a function asks for; ValueError when it asks for what nobody has."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} has no readable parameters") from error
    return tuple([_need(parameter, name) for parameter in parameters])


def _need(parameter: inspect.Parameter, owner: str) -> Need:
    if parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD):
        raise ValueError(f"{owner} takes {parameter}: a scorer names each thing that it needs")
    if parameter.name not in NEEDS:
        raise ValueError(f"{owner} needs {parameter.name!r}, which no interaction has{choices(parameter.name, NEEDS)}")
    optional = parameter.default is not inspect.Parameter.empty
    return Need(parameter.name, optional, parameter.kind is inspect.Parameter.KEYWORD_ONLY or optional)


def arguments(
    needs: tuple[Need, ...], interaction: Interaction, evals: Mapping[str, Any] = MappingProxyType({})
) -> tuple[list[Any], dict[str, Any]]:
    """The arguments for a call; MissingInput when one is absent. `evals` are the evaluations so far."""
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for need in needs:
        name = need.name
        if name in _FIELD_NEEDS:
            field = interaction.get(name)
            if not isinstance(field, Found):
                if need.optional:
                    continue
                raise MissingInput(name, field)
            value = field.value
        elif name == "interaction":
            value = interaction
        elif name == "evals":
            value = MappingProxyType(evals)
        elif name == "trace" and interaction.trace is None:
            if need.optional:
                continue
            raise MissingInput(name, _NO_TRACE)
        else:
            value = getattr(interaction, name)
        if need.keyword:
            named[name] = value
        else:
            positional.append(value)
    return positional, named

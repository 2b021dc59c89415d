"""The rules for ids: `type[/name]` for components, `signal[/name]` for pipelines."""

import re
import unicodedata

from otelevals.api.component import ComponentId
from otelevals.otlp.signals import Signal

_TYPE = re.compile(r"[a-zA-Z][0-9a-zA-Z_]{0,62}")
_LONGEST_NAME = 1024
SIGNALS = tuple(signal.value for signal in Signal)


class BadId(ValueError):
    """Not an id; the text is for the user, `valid` what the first part could have been."""

    def __init__(self, message: str, valid: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.valid = valid


def parse_component_id(text: str) -> ComponentId:
    kind, slash, name = text.partition("/")
    if not _TYPE.fullmatch(kind):
        raise BadId("a type begins with a letter and has at most 63 letters, digits and underscores")
    _check_name(slash, name)
    return ComponentId(kind, name)


def parse_pipeline_id(text: str) -> tuple[Signal, str]:
    kind, slash, name = text.partition("/")
    if kind == "profiles":
        raise BadId("profiles are not supported", SIGNALS)
    if kind not in SIGNALS:
        raise BadId("unknown signal", SIGNALS)
    _check_name(slash, name)
    return Signal(kind), name


def _check_name(slash: str, name: str) -> None:
    if slash and not name:
        raise BadId("the name after / is empty")
    if len(name) > _LONGEST_NAME:
        raise BadId(f"a name has at most {_LONGEST_NAME} characters")
    if any(unicodedata.category(character)[0] in "ZCS" for character in name):
        raise BadId("a name has no spaces, symbols or control characters")

"""W3C tracestate, with its OpenTelemetry entry (`ot=rv:...;th:...`) taken apart."""

import re
from dataclasses import dataclass
from functools import lru_cache

_MAX_LENGTH = 1024
_MAX_ENTRIES = 32
_KEY_CHARS = r"[a-z0-9_\-*/]"
_ENTRY = re.compile(
    rf"(?:[a-z]{_KEY_CHARS}{{0,255}}|[a-z0-9]{_KEY_CHARS}{{0,240}}@[a-z]{_KEY_CHARS}{{0,13}})"
    r"=[ -+\--<>-~]{0,255}[!-+\--<>-~]",
    re.ASCII,
)
_FIELD = re.compile(r"[a-z][a-z0-9]*:[a-zA-Z0-9._\-]*", re.ASCII)
_RANDOMNESS = re.compile(r"[0-9a-fA-F]{14}", re.ASCII)
_THRESHOLD = re.compile(r"[0-9a-fA-F]{1,14}", re.ASCII)


class BadTraceState(ValueError):
    """A tracestate that does not follow its grammar."""


@dataclass(frozen=True)
class TraceState:
    randomness: str = ""
    """`rv`: 14 hexadecimal digits as they came, or empty."""
    threshold: str = ""
    """`th`: up to 14 hexadecimal digits as they came, or empty."""
    fields: tuple[str, ...] = ()
    """The other fields of the OpenTelemetry entry."""
    others: tuple[str, ...] = ()
    """The other vendors' entries."""

    def __str__(self) -> str:
        fields = list(self.fields)
        if self.threshold:
            fields.insert(0, f"th:{self.threshold}")
        if self.randomness:
            fields.insert(0, f"rv:{self.randomness}")
        if not fields:
            return ",".join(self.others)
        # a full list loses its last entry, as the standard says
        return ",".join(["ot=" + ";".join(fields), *self.others[: _MAX_ENTRIES - 1]])


@lru_cache(maxsize=1024)
def parse_tracestate(text: str) -> TraceState:
    """Read a tracestate; raises BadTraceState."""
    if len(text) > _MAX_LENGTH:
        raise BadTraceState(f"the tracestate is longer than {_MAX_LENGTH} characters")
    entries = [entry for part in text.split(",") if (entry := part.strip(" \t"))]
    if len(entries) > _MAX_ENTRIES:
        raise BadTraceState(f"the tracestate has more than {_MAX_ENTRIES} entries")
    state, others = TraceState(), []
    for entry in entries:
        if not _ENTRY.fullmatch(entry):
            raise BadTraceState(f"{entry!r} is not a tracestate entry")
        if entry.startswith("ot="):
            state = _parse_ot(entry[3:])
        else:
            others.append(entry)
    return TraceState(state.randomness, state.threshold, state.fields, tuple(others))


def _parse_ot(text: str) -> TraceState:
    randomness, threshold, fields = "", "", []
    for field in text.split(";"):
        if not _FIELD.fullmatch(field):
            raise BadTraceState(f"{field!r} is not a field of the ot entry of a tracestate")
        name, _, value = field.partition(":")
        if name == "rv":
            if not _RANDOMNESS.fullmatch(value):
                raise BadTraceState(f"the randomness rv:{value} does not have 14 hexadecimal digits")
            randomness = value
        elif name == "th":
            if not _THRESHOLD.fullmatch(value):
                raise BadTraceState(f"the threshold th:{value} does not have 1 to 14 hexadecimal digits")
            threshold = value
        else:
            fields.append(field)
    return TraceState(randomness, threshold, tuple(fields))

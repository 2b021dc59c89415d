"""The kinds of places where dialects keep fields. Each gives a Source: its name, how to find it, how to read it."""

from collections.abc import Callable, Iterable
from typing import Any

from otelevals.genai.evidence import Evidence, Unreadable, parse
from otelevals.genai.fields import Source
from otelevals.genai.kinds import Kind
from otelevals.genai.values import text
from otelevals.otlp.anyvalue import Value

Read = Callable[[Any], Any]


def attribute(key: str, read: Read) -> Source:
    """One attribute, as it is."""
    return Source(key, lambda evidence: evidence.span.attribute(key), read, (key,))


def attributes(keys: Iterable[str], read: Read) -> tuple[Source, ...]:
    """Several attributes that mean the same, best first."""
    return tuple([attribute(key, read) for key in keys])


def structure(key: str, read: Read, *path: str | int) -> Source:
    """An attribute that holds something structured, natively or as JSON, or what stands at a path inside it."""

    def find(evidence: Evidence) -> Value:
        return inside(evidence.structure(key), *path)

    return Source(".".join([key, *map(str, path)]), find, read, (key,))


def flat(prefix: str, read: Read, *path: str | int) -> Source:
    """What was taken apart into attributes that begin with `prefix` and a dot, as a list or mapping."""
    return Source(f"{prefix}.*", lambda evidence: inside(evidence.flat(prefix), *path), read, (f"{prefix}.",))


def numbered(prefix: str, read: Read) -> Source:
    """Like `flat`, of which only what has a number counts: other attributes begin with the same words."""

    def find(evidence: Evidence) -> Value:
        found = evidence.flat(prefix)
        if isinstance(found, dict):
            numbers = sorted([key for key in found if key.isascii() and key.isdigit()], key=int)
            return [found[number] for number in numbers] or None
        return found

    return Source(f"{prefix}.*", find, read, (f"{prefix}.",))


def together(keys: Iterable[str], read: Read) -> Source:
    """Attributes that make one field: `read` gets those that are there, by name, as structures."""
    names = tuple(keys)

    def find(evidence: Evidence) -> Value:
        found: dict[str, Value] = {}
        broken: Unreadable | None = None
        for key in names:
            try:
                value = evidence.structure(key)
            except Unreadable as error:
                broken = Unreadable(f"holds {key}, which {error}")
            else:
                if value is not None:
                    found[key] = value
        if broken is not None and not found:
            raise broken
        return found or None

    return Source(" + ".join(names), find, read, names)


def event(name: str, key: str, read: Read) -> Source:
    """An attribute of the span's events of this name: of the first that has it, or the lists of all of them."""

    literals = (name.encode(),)

    def find(evidence: Evidence) -> Value:
        if not evidence.may_have_event(literals):
            return None
        found = [
            parse(value) if isinstance(value, str) else value
            for each in evidence.events_named(name)
            if (value := each.attributes.get(key)) is not None
        ]
        if len(found) > 1 and all(isinstance(value, list) for value in found):
            return [item for value in found for item in value]
        return found[0] if found else None

    return Source(f"event {name}: {key}", find, read)


def events(names: Iterable[str], read: Read, called: str = "") -> Source:
    """All of the span's events of these names, in order: `read` gets the list of them."""
    wanted = tuple(names)
    literals = tuple(name.encode() for name in wanted)

    def find(evidence: Evidence) -> Value:
        if not evidence.may_have_event(literals):
            return None
        return evidence.events_named(*wanted) or None

    return Source(called or f"events {', '.join(wanted)}", find, read)


def only(kinds: Iterable[Kind], source: Source) -> Source:
    """A place that has this meaning only for spans of these kinds."""
    wanted = frozenset(kinds)
    return source._replace(find=lambda evidence: source.find(evidence) if evidence.kind in wanted else None)


def span_name(key: str, *kinds: str) -> Source:
    """The span's name, where this attribute says that it is one of these, in any case and perhaps as JSON."""

    def find(evidence: Evidence) -> Value:
        said = evidence.attribute(key)
        return evidence.span.message.name if isinstance(said, str) and said.strip('"').lower() in kinds else None

    return Source(f"name ({key})", find, text, (key,))


def inside(value: Value, *path: str | int) -> Value:
    """What stands at a path, through JSON inside JSON; None when nothing does."""
    for step in path:
        if isinstance(value, str):
            try:
                value = parse(value)
            except Unreadable:
                return None
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value

"""Redacts attributes, bodies of log records and other texts: by their keys, and then by their values."""

from collections.abc import Callable
from typing import Any

from otelevals.redact.changes import Changes, Note
from otelevals.redact.keys import Fate, Keys
from otelevals.redact.strings import BLOCKED_KEY
from otelevals.redact.substitutes import MASK
from otelevals.redact.texts import Redacted
from otelevals.redact.values import Values

HASHED_KEY, NOT_ALLOWED, FAILED = "hashed_key", "not_allowed", "error"
_BODY = "body"


class Entries:
    """Changes messages in place. What cannot be redacted is dropped."""

    def __init__(self, keys: Keys, values: Values, failed: Callable[[Exception], None]) -> None:
        """`failed` hears why something was dropped."""
        self._keys = keys
        self._values = values
        self._failed = failed

    def redact(self, attributes: Any, changes: Changes) -> None:
        """What is configured for keys is for those of attributes, not for those of maps that are their values."""
        self._redact(attributes, "", changes, in_body=False)

    def redact_body(self, body: Any, changes: Changes) -> None:
        """What is configured for keys is for those of all maps in the body."""
        try:
            self._redact_inside(body, "", "", changes)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a value, it must not go on
            body.Clear()
            body.string_value = MASK
            self._fail(changes, error)

    def redact_text(self, text: str) -> Redacted:
        """A text that is no attribute, such as a span's name."""
        try:
            return self._values.strings.redact(text)
        except Exception as error:  # noqa: BLE001 - as above
            self._failed(error)
            return Redacted(MASK, (FAILED,))

    def _redact(self, items: Any, path: str, changes: Changes, *, in_body: bool) -> None:
        removed = []
        for number, item in enumerate(items):
            try:
                if not self._keep(item, path, changes, in_body=in_body):
                    removed.append(number)
            except Exception as error:  # noqa: BLE001 - as above
                removed.append(number)  # its key may be private, too
                self._fail(changes, error)
        for number in reversed(removed):
            del items[number]

    def _keep(self, item: Any, path: str, changes: Changes, *, in_body: bool) -> bool:
        """Redact one attribute, or entry of a map in a body; False when it is to be removed."""
        key, value = item.key, item.value
        fate = self._keys.fate(key)
        if fate is Fate.IGNORED:
            changes.ignored.append(path + key)
            return True
        renamed = self._keys.redacted(key)
        name = path + renamed.text
        if fate is Fate.REMOVED:
            changes.remove(name, NOT_ALLOWED)
            return False
        kinds = list(renamed.kinds)
        if renamed.kinds:
            item.key = renamed.text
        if fate is Fate.HASHED:
            self._values.mask(value)
            kinds.append(HASHED_KEY)
        elif in_body and fate is Fate.CHECKED:
            self._redact_inside(value, key, name, changes)
        else:
            allowed = self._values.allows(value)
            if allowed:
                changes.allowed.append(name)
            if fate is Fate.BLOCKED and not allowed:
                self._values.mask(value)
                kinds.append(BLOCKED_KEY)
            else:
                self._values.redact(value, key, kinds)
        changes.mask(name, kinds)
        return True

    def _redact_inside(self, value: Any, key: str, path: str, changes: Changes) -> None:
        """A body or a value in it. Numbers are texts to the Collector there."""
        before = f"{path}." if path else ""
        match value.WhichOneof("value"):
            case "kvlist_value":
                self._redact(value.kvlist_value.values, before, changes, in_body=True)
            case "array_value":
                for number, item in enumerate(value.array_value.values):
                    self._redact_inside(item, key, f"{before}[{number}]", changes)
            case _:
                if self._values.allows(value):
                    changes.allowed.append(path or _BODY)
                kinds: list[str] = []
                self._values.redact(value, key, kinds, all_types=True)
                changes.mask(path or _BODY, kinds)

    def _fail(self, changes: Changes, error: Exception) -> None:
        changes.notes.append(Note(changes.place, "", FAILED))
        self._failed(error)
